"""The one-time code that guards the first page of an empty installation: only its console shows it."""

from __future__ import annotations

import hmac
import secrets
from pathlib import Path

from django.conf import settings

from kulanz.core.database.secrets import ensure_secret, read_secret
from kulanz.core.tenancy.models import Tenant

# Without letters and digits that are easily taken for one another.
ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"


def _file() -> Path:
    return Path(settings.SECRETS_FOLDER) / "first_run_code"


def _new_code() -> str:
    return "-".join("".join(secrets.choice(ALPHABET) for _ in range(4)) for _ in range(3))


def is_first_run() -> bool:
    """Nothing was set up yet."""
    return not Tenant.objects.exists()


def first_run_code() -> str:
    """The code for the console, made when there is none."""
    return ensure_secret(_file(), _new_code)


def is_right_code(given: str) -> bool:
    """Whether this is the code on the console, however it was typed; never true once it was used."""
    expected = read_secret(_file()).replace("-", "")
    typed = "".join(given.upper().split()).replace("-", "")
    return bool(expected) and hmac.compare_digest(typed.encode(), expected.encode())


def use_up_code() -> None:
    """The installation has its first tenant: the code opens nothing any more."""
    _file().unlink(missing_ok=True)
