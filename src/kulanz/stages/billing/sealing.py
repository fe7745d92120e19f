"""Encryption of account numbers, with a key of this installation's that lies beside its others."""

from __future__ import annotations

from pathlib import Path

from cryptography.fernet import Fernet, InvalidToken
from django.conf import settings

from kulanz.core.database.secrets import ensure_secret

KEY_FILE = "payment_key"


def seal(text: str) -> bytes:
    return _box().encrypt(text.encode())


def unseal(sealed: bytes | memoryview | None) -> str:
    """The text; empty when there is none, or when the key it was sealed with is gone."""
    if sealed is None:
        return ""
    try:
        return _box().decrypt(bytes(sealed)).decode()
    except InvalidToken:
        return ""


def _box() -> Fernet:
    path = Path(settings.SECRETS_FOLDER) / KEY_FILE
    return Fernet(ensure_secret(path, lambda: Fernet.generate_key().decode()))
