"""The attachments of a mail become files; what is not taken in is named and never costs the mail."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

import structlog
from django.db import Error as DatabaseError
from django.utils.translation import gettext as _

from kulanz.core.files.commands import store_file
from kulanz.core.files.models import StoredFile
from kulanz.core.files.refusals import FileRefusal
from kulanz.core.files.storage import storage
from kulanz.core.mail.model import Attachment

# Signatures of the mail itself: nothing a person would miss.
_TECHNICAL: Final = frozenset(
    {
        "application/pkcs7-signature",
        "application/x-pkcs7-signature",
        "application/pgp-signature",
        "application/pgp-keys",
    }
)

log = structlog.get_logger("kulanz.mail")


@dataclass
class Kept:
    """The files of one mail: taken in, and refused with the reason a person reads."""

    files: list[StoredFile] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)

    def take(self, attachments: Sequence[Attachment], *, tenant_id: int, at: datetime) -> None:
        """Store every attachment that is allowed."""
        for attachment in attachments:
            if attachment.content_type in _TECHNICAL:
                continue
            try:
                stored = store_file(tenant_id=tenant_id, content=attachment.data, name=attachment.name, at=at)
            except FileRefusal as refusal:
                self.refused.append(str(refusal))
            except (OSError, MemoryError, DatabaseError):
                raise
            except Exception:  # a file made to break its reader costs itself, not the mail
                log.exception("attachment_failed")
                self.refused.append(
                    _("Die Datei „%(name)s“ ließ sich nicht lesen.") % {"name": attachment.name}
                )
            else:
                self.files.append(stored)

    def throw_away(self) -> None:
        """Remove the content after its rows were rolled back."""
        for stored in self.files:
            try:
                storage().delete(stored.key)
            except OSError:
                log.warning("content_left_behind", key=stored.key)
        self.files.clear()
