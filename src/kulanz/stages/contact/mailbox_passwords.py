"""Passwords of mailboxes: one file each beside the installation's other keys, readable by its owner alone."""

from __future__ import annotations

import os
import secrets
from pathlib import Path

from django.conf import settings


def set_mailbox_password(mailbox_id: int, password: str) -> None:
    """Keep the password; an empty one removes it. Whoever calls has checked the right to do so."""
    path = _path(mailbox_id)
    if not password:
        path.unlink(missing_ok=True)
        return
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    draft = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(password)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(path)
    except BaseException:
        draft.unlink(missing_ok=True)
        raise


def read_mailbox_password(mailbox_id: int) -> str:
    """The password, empty when none is kept."""
    try:
        return _path(mailbox_id).read_text(encoding="utf-8")
    except FileNotFoundError:
        return ""


def has_mailbox_password(mailbox_id: int) -> bool:
    """Whether one is kept, for a screen that must not show it."""
    return _path(mailbox_id).exists()


def _path(mailbox_id: int) -> Path:
    return Path(settings.SECRETS_FOLDER) / f"mailbox-{int(mailbox_id)}"
