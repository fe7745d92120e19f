"""A position as it is given: checked, and made a row."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from kulanz.cases.models import Case, Position
from kulanz.cases.refusals import (
    CurrencyUnknown,
    DeliveredInFuture,
    FailureCodeUnknown,
    InvoicedInFuture,
    PositionNeedsItem,
    QuantityInvalid,
)
from kulanz.core.refusal import InvalidValue
from kulanz.masterdata.catalog.known import KnownArticles
from kulanz.masterdata.catalog.rules.places import currencies


@dataclass(frozen=True)
class NewPosition:
    """One thing the case is about: an article, or free text where none is known."""

    article_id: int | None = None
    product_group_id: int | None = None
    item_text: str = ""
    serial_number: str = ""
    quantity: Decimal = Decimal(1)
    symptom: str = ""
    invoice_number: str = ""
    delivered_on: date | None = None
    sold_by: str = ""
    wish: str = ""
    wished_remedy: str = ""
    failure_code: str = ""
    supplier_id: int | None = None
    price_paid: Decimal | None = None
    """Gross, of one piece."""
    tax_rate: Decimal | None = None
    currency: str = ""
    invoice_date: date | None = None


def check_position(position: NewPosition, today: date) -> None:
    """Raises PositionNeedsItem, QuantityInvalid, InvalidValue, CurrencyUnknown, DeliveredInFuture,
    InvoicedInFuture.
    """
    if not position.article_id and not position.item_text.strip():
        raise PositionNeedsItem
    if position.quantity <= 0:
        raise QuantityInvalid
    if position.price_paid is not None and position.price_paid < 0:
        raise InvalidValue("price_paid")
    if position.tax_rate is not None and not 0 <= position.tax_rate < 100:
        raise InvalidValue("tax_rate")
    if position.delivered_on is not None and position.delivered_on > today:
        raise DeliveredInFuture
    if position.invoice_date is not None and position.invoice_date > today:
        raise InvoicedInFuture
    code = position.currency.strip().upper()
    if code and code not in currencies():
        raise CurrencyUnknown(code=code[:10])


def build_positions(
    case: Case,
    given: Iterable[NewPosition],
    claim: str | None,
    currency: str,
    known: KnownArticles | None = None,
) -> list[Position]:
    """The rows, not saved; without a supplier the article's. Raises FailureCodeUnknown."""
    positions = list(given)
    known = known or KnownArticles(case.tenant_id, [p.article_id for p in positions])
    rows = []
    for position in positions:
        row = Position(
            tenant_id=case.tenant_id,
            case=case,
            article_id=position.article_id,
            product_group_id=position.product_group_id,
            item_text=position.item_text.strip()[:200],
            serial_number=position.serial_number.strip()[:80],
            quantity=position.quantity,
            symptom=position.symptom.strip(),
            failure_code=position.failure_code.strip()[:40],
            supplier_id=position.supplier_id or known.supplier_of(position.article_id),
            price_paid=position.price_paid,
            tax_rate=position.tax_rate,
            currency=position.currency.strip()[:3].upper()
            or ("" if position.price_paid is None else currency),
            invoice_number=position.invoice_number.strip()[:60],
            invoice_date=position.invoice_date,
            delivered_on=position.delivered_on,
            sold_by=position.sold_by[:12],
            wish=position.wish.strip()[:200],
            wished_remedy=position.wished_remedy[:12],
            claim_status=claim,
        )
        if (article := known.article(position.article_id)) is not None:
            row.article = article
        check_code(row, known)
        rows.append(row)
    return rows


def check_code(row: Position, known: KnownArticles) -> None:
    group = known.group_of(row.product_group_id, row.article_id)
    if row.failure_code and not known.is_code(group, row.failure_code):
        raise FailureCodeUnknown(code=row.failure_code)
