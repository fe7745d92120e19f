"""A business letter after DIN 5008, form B, in the tenant's brand."""

from __future__ import annotations

import io
import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Any, Final

import segno
from babel.dates import format_date

from kulanz.core.pdf.typesetting import typeset

_TEMPLATE: Final = Path(__file__).with_name("letter.typ")
_COLOR: Final = re.compile(r"^#[0-9a-fA-F]{6}$")
_LOGO_FILES: Final = {"image/png": "logo.png", "image/svg+xml": "logo.svg", "image/jpeg": "logo.jpg"}
_WORDS: Final[dict[str, dict[str, str]]] = {
    "de": {
        "page": "Seite",
        "of": "von",
        "date": "Datum",
        "enclosures": "Anlagen",
        "closing": "Mit freundlichen Grüßen",
        "code": "QR-Code mit der Adresse",
        "logo": "Logo",
    },
    "en": {
        "page": "Page",
        "of": "of",
        "date": "Date",
        "enclosures": "Enclosures",
        "closing": "Yours sincerely",
        "code": "QR code with the address",
        "logo": "Logo",
    },
}
_LOCALES: Final = {"de": "de_DE", "en": "en_GB"}


@dataclass(frozen=True)
class Letterhead:
    """What is printed on every letter of a tenant."""

    sender: str
    sender_line: str
    """One small line above the address: who to return the letter to."""
    footer: str = ""
    """Lines at the foot; a blank line begins the next column (up to four)."""
    color: str = "#1f5f8b"
    logo: bytes | None = None
    logo_type: str = ""


@dataclass(frozen=True)
class QrCode:
    """A code to scan, beside it what it is for."""

    url: str
    caption: str


@dataclass(frozen=True)
class LetterContent:
    """One letter. All texts are plain; a line break in a paragraph stays one."""

    letterhead: Letterhead
    recipient: tuple[str, ...]
    date: date
    subject: str
    salutation: str
    paragraphs: tuple[str, ...]
    table: tuple[tuple[str, str], ...] = ()
    """Rows of a table below the paragraphs: a heading, then what is listed; the last one is the sum."""
    after: tuple[str, ...] = ()
    """Paragraphs below the table."""
    language: str = "de"
    info: tuple[tuple[str, str], ...] = ()
    """Lines of the information block (label, value) above the date: number, contact, phone."""
    closing: str = ""
    """Empty: the usual words of the language."""
    signer: str = ""
    enclosures: tuple[str, ...] = ()
    qr: QrCode | None = None


def render_letter(content: LetterContent) -> bytes:
    """The letter as PDF/A-2a and PDF/UA-1; equal content gives equal bytes."""
    language = content.language if content.language in _WORDS else "de"
    pictures: dict[str, bytes] = {}
    head = content.letterhead
    if head.logo and head.logo_type in _LOGO_FILES:
        pictures[_LOGO_FILES[head.logo_type]] = bytes(head.logo)
    if content.qr:
        pictures["code.svg"] = _code(content.qr.url)
    noon = datetime.combine(content.date, time(12), UTC)
    return typeset(_TEMPLATE, _data(content, language), pictures=pictures, at=noon)


def _data(content: LetterContent, language: str) -> dict[str, Any]:
    head, words = content.letterhead, _WORDS[language]
    shown_date = format_date(content.date, "long", locale=_LOCALES[language])
    return {
        "lang": language,
        "words": words,
        "color": head.color if _COLOR.match(head.color) else "#333333",
        "sender": head.sender,
        "sender_line": head.sender_line,
        "footer": _columns(head.footer),
        "recipient": [line for line in content.recipient if line.strip()],
        "info": [list(pair) for pair in content.info if pair[1].strip()],
        "date": shown_date,
        # The standards want a title, so a letter without a subject is headed by its sender.
        "subject": content.subject.strip() or head.sender,
        "salutation": content.salutation,
        "paragraphs": _paragraphs(content.paragraphs),
        "table": [list(row) for row in content.table],
        "after": _paragraphs(content.after),
        "closing": content.closing or words["closing"],
        "signer": content.signer,
        "enclosures": list(content.enclosures),
        "qr": {"url": content.qr.url, "caption": content.qr.caption} if content.qr else None,
    }


def _paragraphs(texts: tuple[str, ...]) -> list[list[str]]:
    return [text.strip().split("\n") for text in texts if text.strip()]


def _columns(footer: str) -> list[list[str]]:
    columns = [
        [line.strip() for line in part.splitlines() if line.strip()]
        for part in re.split(r"\n[ \t]*\n", footer.replace("\r\n", "\n"))
    ]
    return [lines for lines in columns if lines][:4]


def _code(url: str) -> bytes:
    target = io.BytesIO()
    segno.make_qr(url, error="m").save(target, kind="svg", border=2, xmldecl=False)
    return target.getvalue()
