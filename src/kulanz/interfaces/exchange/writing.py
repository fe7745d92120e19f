"""Orders and credit notes as XML. What is written is valid by the published schema, whatever people typed."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from decimal import Decimal
from typing import Final

from lxml import etree

from kulanz.interfaces.exchange.schema import NAMESPACE, new_schema, tag
from kulanz.stages.execution.connectors import (
    OutgoingAddress,
    OutgoingCredit,
    OutgoingDocument,
    OutgoingLine,
    OutgoingOrder,
)

NOTHING: Final = "–"
"""Stands where the schema wants a text and there is none."""

ORDER_KINDS: Final = {
    "part_delivery": "partDelivery",
    "delivery": "delivery",
    "pick_up": "pickUp",
    "pick_up_for_credit": "pickUpForCredit",
    "service": "service",
}

# What XML 1.0 cannot hold at all, and the control characters it could hold but nobody wants.
_FORBIDDEN: Final = re.compile(r"[^\t\n\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_MOST_TEXT: Final = 20_000


class NotValid(Exception):
    """A document came out against our own schema: an error of this program."""


def file_name(document: OutgoingDocument) -> str:
    """Number and version; the same document always has the same name."""
    return f"{re.sub(r'[^A-Za-z0-9._-]', '_', document.number)}.v{document.version}.xml"


def document_bytes(document: OutgoingDocument) -> bytes:
    """The whole file. Raises NotValid."""
    if isinstance(document, OutgoingOrder):
        root = _root("orders", document.tenant)
        _order(root, document)
    else:
        root = _root("creditNotes", document.tenant)
        _credit(root, document)
    checked(root)
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", pretty_print=True)


def checked(root: etree._Element) -> None:
    """Raise NotValid unless the element is valid by the schema."""
    schema = new_schema()
    if not schema.validate(root):
        # The texts of the errors may quote what people typed; where they are says enough.
        places = ", ".join(sorted({f"line {error.line}: {error.type_name}" for error in schema.error_log}))
        raise NotValid(f"{etree.QName(root).localname}: {places}")


def clean(text: str) -> str:
    """The text without what XML cannot hold; ends of lines as XML has them."""
    return _FORBIDDEN.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


def one_line(text: str, most: int) -> str:
    """The text in one line, at most so many characters."""
    return " ".join(clean(text).split())[:most].strip()


def moment(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _root(name: str, tenant: str) -> etree._Element:
    return etree.Element(tag(name), {"tenant": tenant}, nsmap={None: NAMESPACE})


def _add(parent: etree._Element, name: str, text: str) -> etree._Element:
    element = etree.SubElement(parent, tag(name))
    element.text = text
    return element


def _line(parent: etree._Element, name: str, text: str, most: int, *, needed: bool = False) -> None:
    found = one_line(text, most)
    if found or needed:
        _add(parent, name, found or NOTHING)


def _order(root: etree._Element, document: OutgoingOrder) -> None:
    attributes = {"action": "cancel" if document.cancels else "place", "version": str(document.version)}
    order = etree.SubElement(root, tag("order"), attributes)
    _add(order, "number", document.number)
    _add(order, "case", document.case_number)
    _add(order, "kind", ORDER_KINDS[document.kind])
    _add(order, "placedAt", moment(document.placed_at))
    if document.wanted_on is not None:
        _add(order, "wantedOn", document.wanted_on.isoformat())
    _line(order, "executor", document.executor, 200)
    _address(etree.SubElement(order, tag("address")), document.address)
    text = clean(document.text)[:_MOST_TEXT]
    if text.strip():
        _add(order, "text", text)
    lines = etree.SubElement(order, tag("lines"))
    for position, line in enumerate(document.lines, 1):
        _order_line(etree.SubElement(lines, tag("line"), {"number": str(position)}), line)


def _order_line(element: etree._Element, line: OutgoingLine) -> None:
    _line(element, "articleNumber", line.article_number, 60)
    _line(element, "name", line.name, 200, needed=True)
    _line(element, "serialNumber", line.serial_number, 80)
    _add(element, "quantity", _plain(line.quantity))
    if line.weight_kg is not None:
        _add(element, "weightKg", _plain(line.weight_kg))


def _address(element: etree._Element, address: OutgoingAddress) -> None:
    _line(element, "name", address.name, 200, needed=True)
    _line(element, "street", address.street, 200)
    _line(element, "postcode", address.postcode, 20)
    _line(element, "city", address.city, 120)
    _line(element, "country", address.country.upper(), 2)
    _line(element, "note", address.note, 200)
    _line(element, "contact", address.contact, 200)


def _credit(root: etree._Element, document: OutgoingCredit) -> None:
    credit = etree.SubElement(root, tag("creditNote"), {"version": str(document.version)})
    _add(credit, "number", document.number)
    _add(credit, "case", document.case_number)
    _add(credit, "releasedAt", moment(document.released_at))
    if document.order_number:
        _add(credit, "order", document.order_number)
    _line(credit, "invoiceNumber", document.invoice_number, 60)
    _address(etree.SubElement(credit, tag("party")), document.party)
    amounts = etree.SubElement(credit, tag("amounts"), {"currency": document.currency})
    _add(amounts, "net", _plain(document.net))
    _add(amounts, "taxRate", _plain(document.tax_rate))
    _add(amounts, "tax", _plain(document.tax))
    _add(amounts, "rounding", _plain(document.rounding))
    _add(amounts, "gross", _plain(document.gross))
    _add(credit, "payOut", "true" if document.pay_out else "false")
    if document.payment is not None:
        payment = etree.SubElement(credit, tag("payment"))
        _line(payment, "holder", document.payment.holder, 200, needed=True)
        _add(payment, "iban", document.payment.iban.replace(" ", "").upper())


def _plain(value: Decimal) -> str:
    """Never in powers of ten, never a minus before zero."""
    return format(value or abs(value), "f")
