"""The customer's page of an offer of maintenance or cleaning."""
