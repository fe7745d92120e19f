"""Passwords: what is good enough, and taking one away."""

from __future__ import annotations

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from kulanz.core.access.models import User
from kulanz.core.refusal import InvalidValue


def require_good_password(password: str, user: User | None, *, field: str = "password") -> None:
    """Raise InvalidValue with all reasons in one sentence each, when the rules refuse it."""
    try:
        validate_password(password, user)
    except ValidationError as wrong:
        raise InvalidValue(field, " ".join(wrong.messages)) from None


def set_new_password(user: User, password: str, *, field: str = "password") -> None:
    """Check and set; every session signed in with the old one ends with its next request."""
    require_good_password(password, user, field=field)
    user.set_password(password)
    user.save(update_fields=["password"])


def take_password_away(user: User) -> None:
    """Nobody gets in by password until the owner of the address has set a new one."""
    user.set_unusable_password()
    user.save(update_fields=["password"])
