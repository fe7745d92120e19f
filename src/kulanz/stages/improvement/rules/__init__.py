"""Rules of the complaint rate and of simulations. Pure; no Django, no clock."""
