"""What a test posts for a letter and reads of it: the text of its PDF, and the mail it went with."""

from __future__ import annotations

import io
from email.message import EmailMessage

from pypdf import PdfReader

from kulanz.cases.models import Case
from kulanz.core.files.commands import read_file
from kulanz.stages.contact.models import Letter, OutgoingMail
from tests.outgoing.writing import parsed


def pdf_of(letter: Letter) -> bytes:
    with read_file(letter.file.stored) as content:
        return content.read()


def words_of(pdf: bytes) -> str:
    """All its text, with spaces for line breaks, as a reader takes it in."""
    pages = PdfReader(io.BytesIO(pdf)).pages
    return " ".join(" ".join(page.extract_text() for page in pages).split())


def mail_of(letter: Letter) -> EmailMessage:
    return parsed(OutgoingMail.objects.get(key__in=[f"letter:{letter.pk}", f"fax:{letter.pk}"]))


def part_of(message: EmailMessage, subtype: str) -> str:
    (found,) = [p for p in message.walk() if p.get_content_type() == f"text/{subtype}"]
    return str(found.get_content())


def url(case: Case, rest: str = "") -> str:
    return f"/desk/vorgang/{case.number}/{rest}"


def form(**given: str) -> dict[str, str]:
    """A query as the desk's form posts it."""
    return {"kind": "query", "subject": "", "text": "Welche Farbe?", "how": "", "token": "abc", **given}
