"""The document of an order as PDF: what is to be brought, fetched or done, and where."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import UTC, date, datetime, time
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

from babel.core import Locale
from babel.dates import format_date
from babel.numbers import format_decimal

from kulanz.cases.calendar import local_date
from kulanz.core.pdf.typesetting import typeset
from kulanz.core.tenancy.models import Tenant
from kulanz.masterdata.parties.models import Address
from kulanz.stages.execution.models import Order, OrderLine
from kulanz.stages.execution.words import words
from kulanz.stages.solution.rules.remedies import OrderKind

_TEMPLATE: Final = Path(__file__).with_name("order.typ")
_COLOR: Final = re.compile(r"^#[0-9a-fA-F]{6}$")
_LOGO_FILES: Final = {"image/png": "logo.png", "image/svg+xml": "logo.svg", "image/jpeg": "logo.jpg"}
_LOCALES: Final = {"de": "de_DE", "en": "en_GB"}
_PLACE_WORDS: Final = {
    OrderKind.PICK_UP: "pick_up_at",
    OrderKind.PICK_UP_FOR_CREDIT: "pick_up_at",
    OrderKind.SERVICE: "service_at",
}
_PRINTED: Final = (
    "order", "date", "positions", "number", "article", "serial", "quantity", "weight", "total_weight",
    "task", "on_site", "page", "of", "logo",
)  # fmt: skip


def language_of(order: Order) -> str:
    """German or English: the firm's language where a firm carries it out, else the tenant's."""
    firm = order.executor.party if order.executor is not None else None
    code = (
        firm.language
        if firm is not None
        else Tenant.objects.only("language").get(pk=order.tenant_id).language
    )
    return "de" if code[:2].lower() == "de" else "en"


def draw_order(order: Order, lines: Sequence[OrderLine], *, at: datetime) -> bytes:
    """PDF/A and PDF/UA; the same order and day give the same bytes."""
    tenant = Tenant.objects.get(pk=order.tenant_id)
    language = language_of(order)
    pictures: dict[str, bytes] = {}
    if tenant.logo and tenant.logo_type in _LOGO_FILES:
        pictures[_LOGO_FILES[tenant.logo_type]] = bytes(tenant.logo)
    day = local_date(tenant, at)
    return typeset(
        _TEMPLATE,
        _data(order, lines, tenant, language, day),
        pictures=pictures,
        at=datetime.combine(day, time(12), UTC),
    )


def place_lines(order: Order, language: str, home: str) -> list[str]:
    """Name and address as printed; the country only where it is another one than `home`."""
    country = ""
    if order.country and order.country != home:
        names = Locale.parse(_LOCALES[language]).territories
        country = str(names.get(order.country, order.country)).upper()
    found = [order.name, order.street, f"{order.postcode} {order.city}".strip(), country]
    return [line for line in found if line.strip()]


def _data(
    order: Order, lines: Sequence[OrderLine], tenant: Tenant, language: str, day: date
) -> dict[str, Any]:
    kind = words(order.kind, language)
    place = words(_PLACE_WORDS.get(OrderKind(order.kind), "deliver_to"), language)
    info = [
        (words("order", language), order.number),
        (words("case", language), order.case.number),
        (words("contact", language), tenant.contact_team),
        (words("phone", language), tenant.contact_phone),
        (words("wanted_on", language), _day(order.wanted_on, language)),
        (words("executor", language), order.executor.name if order.executor is not None else ""),
    ]
    return {
        "lang": language,
        "words": {key: words(key, language) for key in _PRINTED},
        "color": tenant.brand_color if _COLOR.match(tenant.brand_color) else "#333333",
        "sender": tenant.sender,
        "sender_line": tenant.letterhead_sender or tenant.sender,
        "footer": _columns(tenant.letterhead_footer),
        "recipient": _addressee(order, tenant, language),
        "info": [list(pair) for pair in info if pair[1].strip()],
        "date": _day(day, language),
        "title": words("title", language, kind=kind, number=order.number),
        "place_title": place,
        "place": place_lines(order, language, tenant.country)
        + ([] if order.street or order.city else [words("no_address", language)]),
        "contact": [line for line in (order.contact, order.place_note) if line.strip()],
        "text": order.text.strip().split("\n") if order.text.strip() else [],
        "lines": [_line(line, index, language) for index, line in enumerate(lines, start=1)],
        "total_weight": _total_weight(lines, language),
    }


def _addressee(order: Order, tenant: Tenant, language: str) -> list[str]:
    """Who carries it out: the firm with its address; else our own house, which hands it over."""
    party = order.executor.party if order.executor is not None else None
    if party is None:
        return [order.executor.name if order.executor is not None else tenant.sender]
    address = Address.objects.filter(party=party).order_by("-is_main", "id").first()
    if address is None:
        return [party.name]
    shown = Order(name=party.name, street=address.street, postcode=address.postcode, city=address.city)
    shown.country = address.country
    return place_lines(shown, language, tenant.country)


def _line(line: OrderLine, index: int, language: str) -> list[str]:
    name = f"{line.article_number} {line.name}".strip()
    weight = line.weight_kg * line.quantity if line.weight_kg is not None else None
    return [
        str(index),
        name,
        line.serial_number,
        _figure(line.quantity, language),
        _kilograms(weight, language),
    ]


def _total_weight(lines: Sequence[OrderLine], language: str) -> str:
    """Empty while a weight is unknown: a sum of some would be read as the sum of all."""
    if not lines or any(line.weight_kg is None for line in lines):
        return ""
    total = sum((line.quantity * line.weight_kg for line in lines if line.weight_kg is not None), Decimal(0))
    return _kilograms(total, language)


def _kilograms(weight: Decimal | None, language: str) -> str:
    return f"{_figure(weight, language)} kg" if weight is not None else ""


def _figure(value: Decimal, language: str) -> str:
    return format_decimal(value.normalize(), format="#,##0.###", locale=_LOCALES[language])


def _day(day: date | None, language: str) -> str:
    return format_date(day, "long", locale=_LOCALES[language]) if day is not None else ""


def _columns(footer: str) -> list[list[str]]:
    columns = [
        [line.strip() for line in part.splitlines() if line.strip()]
        for part in re.split(r"\n[ \t]*\n", footer.replace("\r\n", "\n"))
    ]
    return [lines for lines in columns if lines][:4]
