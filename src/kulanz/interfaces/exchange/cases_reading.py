"""The records of a file that was looked through: one after the other, each for itself valid or not."""

from __future__ import annotations

import base64
import binascii
import hashlib
import io
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from functools import partial
from typing import IO, Final

from lxml import etree

from kulanz.cases.rules import CarriedOutBy, DealerPart, Kind, Safety, Severity
from kulanz.core.files.types import MEGABYTE
from kulanz.interfaces.exchange.cases_archive import NotBeside, Opened
from kulanz.interfaces.exchange.cases_scanning import RECORDS
from kulanz.interfaces.exchange.cases_wording import reason_from_schema
from kulanz.interfaces.exchange.parsing import HARMLESS, schema_problems
from kulanz.interfaces.exchange.reasons import Problem
from kulanz.interfaces.exchange.schema import CASES, local_name
from kulanz.workflows.partner_reasons import reason
from kulanz.workflows.partner_records import (
    About,
    Attachment,
    AttachmentNotThere,
    Body,
    CaseRecord,
    FileRecord,
    GivenCase,
    GivenCustomer,
    GivenMessage,
    GivenPosition,
    NewCaseRecord,
    NoteRecord,
    QuestionRecord,
    Record,
)

MOST_INLINE: Final = 7 * MEGABYTE
_SEVERITY: Final = {
    "preventsOperation": Severity.PREVENTS_OPERATION,
    "hindersOperation": Severity.HINDERS_OPERATION,
    "minor": Severity.MINOR,
}
_tag = CASES.tag


def records_in(opened: Opened, *, after: int = 0) -> Iterator[Record]:
    """The records from the one behind `after` on. The file has been looked through before."""
    schema = CASES.new()
    opened.xml.seek(0)
    tags = [_tag(name) for name in RECORDS]
    position = 0
    for _event, element in etree.iterparse(opened.xml, events=("end",), tag=tags, **HARMLESS):
        parent = element.getparent()
        if parent is None or parent.getparent() is not None:
            continue
        position += 1
        if position > after:
            yield _record(element, position, schema, opened)
        parent.remove(element)


def _record(element: etree._Element, position: int, schema: etree.XMLSchema, opened: Opened) -> Record:
    kind, line = local_name(element), int(element.sourceline or 0)
    reference = " ".join((element.get("reference") or element.get("number") or "").split())[:120]
    record = Record(position, line, kind, reference, None)
    if not schema.validate(element):
        found = schema_problems(schema, CASES.namespace)
        problems = tuple(reason_from_schema(problem) for problem in found)
        return replace(record, problems=problems, left=_left(element, found))
    try:
        return replace(record, body=_body(kind, element, opened))
    except AttachmentNotThere as wrong:
        why = reason(wrong.code, field="attachment", line=line, name=wrong.name)
        return replace(record, problems=(why,), left=_left(element, []))


def _left(element: etree._Element, problems: Sequence[Problem]) -> GivenCase | None:
    """A new case without the values that are wrong in themselves, where that can be read at all."""
    if local_name(element) != "newCase":
        return None
    wrong = {(problem.line, problem.element) for problem in problems}
    for leaf in [one for one in element.iterdescendants() if not len(one)]:
        parent = leaf.getparent()
        if parent is not None and (int(leaf.sourceline or 0), local_name(leaf)) in wrong:
            parent.remove(leaf)
    try:
        return _case(element)
    except (ValueError, ArithmeticError):
        return None


def _body(kind: str, element: etree._Element, opened: Opened) -> Body:
    given = _attribute(element, "reference")
    if kind == "newCase":
        return NewCaseRecord(
            reference=given,
            case=_case(element),
            inform_customer=_text(element, "informCustomer") not in ("false", "0"),
            attachments=_attachments(element, opened),
        )
    if kind == "case":
        return CaseRecord(
            number=_attribute(element, "number"),
            our_number=_attribute(element, "yourNumber"),
            case=_case(element),
            state=_text(element, "state"),
            messages=tuple(_messages(element)),
            attachments=_attachments(element, opened),
        )
    about = element.find(_tag("about"))
    meant = About(_attribute(about, "number"), _attribute(about, "reference"))
    if kind == "note":
        return NoteRecord(given, meant, _long(element, "text"), _attachments(element, opened))
    if kind == "file":
        return FileRecord(given, meant, _attachment(element.find(_tag("attachment")), opened))
    return QuestionRecord(given, meant)


def _case(element: etree._Element) -> GivenCase:
    severity, part, by = (
        _text(element, "severity"),
        _text(element, "dealerPart"),
        _text(element, "carriedOutBy"),
    )
    customer = element.find(_tag("customer"))
    return GivenCase(
        title=_text(element, "title"),
        kind=Kind(_text(element, "kind") or Kind.INQUIRY),
        description=_long(element, "description"),
        severity=_SEVERITY.get(severity, Severity.MINOR),
        safety=Safety(_text(element, "safety") or Safety.UNKNOWN),
        language=_text(element, "language") or "de",
        dealer_part=DealerPart(part) if part else None,
        carried_out_by=CarriedOutBy(by) if by else None,
        technician=_text(element, "technician"),
        customer_reference=_text(element, "customerReference"),
        place_note=_text(element, "placeNote"),
        customer=None if customer is None else _customer(customer),
        positions=tuple(
            _position(one) for one in element.iterfind(f"{_tag('positions')}/{_tag('position')}")
        ),
    )


def _customer(element: etree._Element) -> GivenCustomer:
    return GivenCustomer(
        name=_text(element, "name"),
        is_business=_text(element, "business") in ("true", "1"),
        email=_text(element, "email"),
        phone=_text(element, "phone"),
        street=_text(element, "street"),
        postcode=_text(element, "postcode"),
        city=_text(element, "city"),
        country=_text(element, "country"),
    )


def _position(element: etree._Element) -> GivenPosition:
    return GivenPosition(
        article_number=_text(element, "articleNumber"),
        item=_text(element, "item"),
        serial_number=_text(element, "serialNumber"),
        quantity=Decimal(_text(element, "quantity") or 1),
        symptom=_long(element, "symptom"),
        failure_code=_text(element, "failureCode"),
        delivered_on=_day(element, "deliveredOn"),
        invoice_number=_text(element, "invoiceNumber"),
        invoice_date=_day(element, "invoiceDate"),
        wish=_text(element, "wish"),
        wished_remedy=_text(element, "wishedRemedy"),
    )


def _messages(element: etree._Element) -> Iterator[GivenMessage]:
    for one in element.iterfind(f"{_tag('messages')}/{_tag('message')}"):
        if not _attribute(one, "yourReference"):
            text = (one.text or "").strip()
            yield GivenMessage(
                _attribute(one, "id"), text, _attribute(one, "author"), int(one.sourceline or 0)
            )


def _attachments(element: etree._Element, opened: Opened) -> tuple[Attachment, ...]:
    found = element.iterfind(f"{_tag('attachments')}/{_tag('attachment')}")
    return tuple(_attachment(one, opened) for one in found if not _attribute(one, "yourReference"))


def _attachment(element: etree._Element | None, opened: Opened) -> Attachment:
    """Inline ones are checked here, those beside the XML when they are opened. Raises AttachmentNotThere."""
    if element is None:  # the schema has seen to it
        raise AttachmentNotThere("attachment_missing", "")
    name, sha256 = _attribute(element, "name"), _attribute(element, "sha256")
    label = _attribute(element, "label") or name
    encoded = "".join((element.text or "").split())
    content: Callable[[], IO[bytes]] = partial(_beside, opened, name, sha256)
    if encoded:
        inline = _decoded(encoded, label)
        found = hashlib.sha256(inline).hexdigest()
        if sha256 and sha256 != found:
            raise AttachmentNotThere("attachment_differs", label)
        sha256, content = found, partial(io.BytesIO, inline)
    elif not sha256:
        raise AttachmentNotThere("attachment_without_digest", label)
    return Attachment(
        name=label,
        sha256=sha256,
        content=content,
        line=int(element.sourceline or 0),
        reference=_attribute(element, "id"),
        for_all=_attribute(element, "forAll") in ("true", "1"),
    )


def _decoded(encoded: str, name: str) -> bytes:
    try:
        content = base64.b64decode(encoded, validate=True)
    except (binascii.Error, ValueError):
        raise AttachmentNotThere("attachment_broken", name) from None
    if len(content) > MOST_INLINE:
        raise AttachmentNotThere("attachment_too_large", name)
    return content


def _beside(opened: Opened, name: str, sha256: str) -> IO[bytes]:
    try:
        return opened.attachment(name, sha256)
    except NotBeside as wrong:
        raise AttachmentNotThere(wrong.code, name) from None


def _attribute(element: etree._Element | None, name: str) -> str:
    return "" if element is None else " ".join((element.get(name) or "").split())


def _text(element: etree._Element, name: str) -> str:
    """In one line: the schema's type decides about the blanks, as the validation has."""
    return " ".join((element.findtext(_tag(name)) or "").split())


def _long(element: etree._Element, name: str) -> str:
    return (element.findtext(_tag(name)) or "").strip()


def _day(element: etree._Element, name: str) -> date | None:
    text = _text(element, name)
    return date.fromisoformat(text) if text else None
