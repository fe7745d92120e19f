"""Passwords that a running installation accepts and that cost a test nothing to make."""

from __future__ import annotations

from django.contrib.auth.hashers import PBKDF2PasswordHasher


class QuickHasher(PBKDF2PasswordHasher):
    """One round instead of a million. The number stands in the hash, so every installation can check it."""

    iterations = 1


READABLE = [f"{QuickHasher.__module__}.{QuickHasher.__qualname__}"]
