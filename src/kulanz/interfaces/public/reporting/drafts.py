"""What a visitor has filled in so far, kept in a session on the server until it is sent."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from django.contrib.sessions.backends.base import SessionBase

_SLOT: Final = "public_report"
KEPT_FOR: Final = timedelta(hours=23)
"""Shorter than what was uploaded lives."""
MOST_FILES: Final = 10


@dataclass(frozen=True)
class AddedFile:
    token: str
    name: str
    size: int


class Draft:
    """One report being written. `key` names it: uploads are bound to it, and it is sent once only."""

    def __init__(self, store: SessionBase, tenant_id: int) -> None:
        self._store = store
        found = store.get(_SLOT)
        if not isinstance(found, dict) or found.get("tenant") != tenant_id:
            found = {"tenant": tenant_id}
        self._data: dict[str, Any] = found

    @property
    def exists(self) -> bool:
        return bool(self._data.get("key"))

    @property
    def key(self) -> str:
        return str(self._data.get("key", ""))

    @property
    def upload_owner(self) -> str:
        """Whom resumable uploads belong to."""
        return f"report:{self.key}"

    def begin(self, at: datetime) -> None:
        """Give the draft its key at the first answer; a sent one is left behind."""
        if not self.exists:
            self._data["key"] = secrets.token_urlsafe(16)
            self._data["began"] = at.timestamp()

    def seconds(self, at: datetime) -> float:
        return at.timestamp() - float(self._data.get("began", at.timestamp()))

    def answers(self, step: str) -> dict[str, str] | None:
        found = self._data.get("answers", {}).get(step)
        return dict(found) if isinstance(found, dict) else None

    def keep(self, step: str, values: dict[str, str]) -> None:
        self._data["answers"] = {**self._data.get("answers", {}), step: values}
        self.save()

    @property
    def files(self) -> list[AddedFile]:
        return [AddedFile(*found) for found in self._data.get("files", [])]

    def keep_files(self, files: list[AddedFile]) -> None:
        self._data["files"] = [[file.token, file.name, file.size] for file in files]
        self.save()

    @property
    def sent(self) -> dict[str, str]:
        """What the last page shows of the report sent last; its `key` tells a second submission."""
        return dict(self._data.get("sent", {}))

    def finish(self, **shown: str) -> None:
        """The report was sent: only what its last page shows stays for a while.

        That may be the link nobody was mailed. Whoever reads this session has the visitor's cookie anyway.
        """
        self._data = {"tenant": self._data["tenant"], "sent": {"key": self.key, **shown}}
        self.save()

    def save(self) -> None:
        self._store[_SLOT] = self._data
        if not self._store.get("_auth_user_id"):
            self._store.set_expiry(KEPT_FOR)
