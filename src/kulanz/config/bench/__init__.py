"""Measuring over HTTP what an installation does: how long a request takes, and how that grows."""
