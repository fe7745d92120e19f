"""Rules of credit notes. Pure; no Django, no clock."""
