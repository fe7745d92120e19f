"""Rules of deciding: remedies, their calculation, who may decide what. Pure; no Django, no clock."""
