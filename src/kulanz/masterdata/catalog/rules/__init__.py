"""Rules of the master data, without Django: article lists, and what a cost kind is."""
