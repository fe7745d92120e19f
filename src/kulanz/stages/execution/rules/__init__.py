"""Rules of orders. Pure; no Django, no clock."""
