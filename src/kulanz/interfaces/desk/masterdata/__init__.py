"""Stammdaten: what is kept once and every case uses. One module a screen, one entry in `sections`."""
