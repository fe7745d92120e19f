"""Rules of learning from complaints: the rate and what a year would have cost. Pure; no Django, no clock."""
