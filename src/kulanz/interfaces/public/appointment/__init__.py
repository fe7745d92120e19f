"""The customer's page of his appointment."""
