"""The desk's screens of orders."""
