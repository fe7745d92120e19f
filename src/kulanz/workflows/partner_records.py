"""What a partner's file says, record by record, as plain data: whoever can read a format makes these."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass, field, fields, is_dataclass
from datetime import date
from decimal import Decimal
from typing import IO, Any

from kulanz.cases.rules import CarriedOutBy, DealerPart, Kind, Safety, Severity


@dataclass(frozen=True, slots=True)
class Attachment:
    """`content` opens it; it raises AttachmentNotThere. `reference`: the writer's own id of it, if any."""

    name: str
    sha256: str
    content: Callable[[], IO[bytes]]
    line: int = 0
    reference: str = ""
    for_all: bool = False


@dataclass(frozen=True, slots=True)
class About:
    """Which case: our number, their reference, or both."""

    number: str = ""
    reference: str = ""


@dataclass(frozen=True, slots=True)
class GivenCustomer:
    name: str
    is_business: bool = False
    email: str = ""
    phone: str = ""
    street: str = ""
    postcode: str = ""
    city: str = ""
    country: str = ""


@dataclass(frozen=True, slots=True)
class GivenPosition:
    article_number: str = ""
    item: str = ""
    serial_number: str = ""
    quantity: Decimal = Decimal(1)
    symptom: str = ""
    failure_code: str = ""
    delivered_on: date | None = None
    invoice_number: str = ""
    invoice_date: date | None = None
    wish: str = ""
    wished_remedy: str = ""


@dataclass(frozen=True, slots=True)
class GivenCase:
    title: str
    kind: Kind = Kind.INQUIRY
    description: str = ""
    severity: Severity = Severity.MINOR
    safety: Safety = Safety.UNKNOWN
    language: str = "de"
    dealer_part: DealerPart | None = None
    carried_out_by: CarriedOutBy | None = None
    technician: str = ""
    customer_reference: str = ""
    place_note: str = ""
    customer: GivenCustomer | None = None
    positions: tuple[GivenPosition, ...] = ()


@dataclass(frozen=True, slots=True)
class NewCaseRecord:
    reference: str
    case: GivenCase
    inform_customer: bool = True
    attachments: tuple[Attachment, ...] = ()


@dataclass(frozen=True, slots=True)
class NoteRecord:
    reference: str
    about: About
    text: str
    attachments: tuple[Attachment, ...] = ()


@dataclass(frozen=True, slots=True)
class FileRecord:
    reference: str
    about: About
    attachment: Attachment


@dataclass(frozen=True, slots=True)
class QuestionRecord:
    reference: str
    about: About


@dataclass(frozen=True, slots=True)
class GivenMessage:
    """A message of the other house. What came from us is not among them."""

    reference: str
    text: str
    author: str
    line: int = 0


@dataclass(frozen=True, slots=True)
class CaseRecord:
    """A case as another installation keeps it: `number` is theirs, `our_number` ours where they know it."""

    number: str
    our_number: str
    case: GivenCase
    state: str
    messages: tuple[GivenMessage, ...] = ()
    attachments: tuple[Attachment, ...] = ()

    @property
    def reference(self) -> str:
        return self.number


Body = NewCaseRecord | NoteRecord | FileRecord | QuestionRecord | CaseRecord


@dataclass(frozen=True, slots=True)
class Reason:
    """Why something was not taken, with the field it belongs to, in both languages."""

    code: str
    de: str
    en: str
    field: str = ""
    line: int = 0

    def as_json(self) -> dict[str, Any]:
        return {"code": self.code, "field": self.field, "line": self.line, "de": self.de, "en": self.en}


@dataclass(frozen=True, slots=True)
class Record:
    """One record with its place in the file; `body` is None where it could not be understood."""

    position: int
    line: int
    kind: str
    reference: str
    body: Body | None
    problems: tuple[Reason, ...] = field(default_factory=tuple)
    left: GivenCase | None = None
    """What could be read of a new case in spite of its problems."""

    @property
    def readable(self) -> GivenCase | None:
        return self.body.case if isinstance(self.body, NewCaseRecord) else self.left


class AttachmentNotThere(Exception):
    """An attachment is not what was announced; `code` says what is wrong with it."""

    def __init__(self, code: str, name: str) -> None:
        super().__init__(code)
        self.code = code
        self.name = name


def digest_of(body: Body | GivenMessage) -> str:
    """Of what it says, however it was spelled; an attachment counts by its name and content."""
    text = json.dumps(_said(body), sort_keys=True, ensure_ascii=False, default=str, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def _said(value: Any) -> Any:
    """As plain data, without where it stood and how it is opened."""
    if isinstance(value, tuple):
        return [_said(one) for one in value]
    if is_dataclass(value):
        names = [f.name for f in fields(value) if f.name not in ("content", "line")]
        return {name: _said(getattr(value, name)) for name in names}
    return value
