"""The demo: a made-up house with its people, goods and cases. The same for the same seed and day."""
