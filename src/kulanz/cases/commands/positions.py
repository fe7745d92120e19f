"""What a case is about: adding, changing, splitting and removing its positions."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any, Final

from django.db import transaction

from kulanz.cases import events
from kulanz.cases.calendar import local_date
from kulanz.cases.commands.claiming import follow_positions
from kulanz.cases.commands.comparing import changes_of, shown
from kulanz.cases.commands.new_positions import NewPosition, build_positions, check_code, check_position
from kulanz.cases.commands.state import touch
from kulanz.cases.indexing import index_case
from kulanz.cases.locking import lock_case, lock_workable
from kulanz.cases.models import Case, Position
from kulanz.cases.permissions import Action, require
from kulanz.cases.refusals import (
    CaseEnded,
    NoSuchCase,
    QuantityInvalid,
    RemedyUnderWay,
    SplitNeedsLess,
)
from kulanz.cases.rules import ClaimStatus, Kind, first_claim_status
from kulanz.core.access.actor import Actor
from kulanz.core.protocol.recording import record
from kulanz.core.refusal import InvalidValue
from kulanz.core.tenancy.models import Tenant
from kulanz.masterdata.catalog.known import KnownArticles

POSITION_FIELDS: Final = (
    "article_id",
    "product_group_id",
    "item_text",
    "serial_number",
    "quantity",
    "symptom",
    "failure_code",
    "supplier_id",
    "safety_relevant",
    "price_paid",
    "tax_rate",
    "currency",
    "invoice_number",
    "invoice_date",
    "delivered_on",
    "sold_by",
    "wish",
    "wished_remedy",
)
# What decides which failure codes there are to pick from.
_DECIDED_ON: Final = frozenset({"article_id", "item_text", "quantity"})
_ABOUT_THE_CODE: Final = frozenset({"failure_code", "article_id", "product_group_id"})


def add_position(*, actor: Actor, case_id: int, position: NewPosition, at: datetime) -> Position:
    """Add a position. In a decided complaint it is still to be decided, and with it the case.

    Raises FailureCodeUnknown, CaseEnded, NotAllowed, and as `check_position` does.
    """
    with transaction.atomic():
        case = lock_case(case_id)
        require(actor, Action.WORK, case)
        check_position(position, local_date(case.tenant, at))
        if not case.is_open:
            raise CaseEnded
        first = first_claim_status(Kind(case.kind))
        (row,) = build_positions(case, [position], first.value if first else None, _currency(case))
        row.save(force_insert=True)
        record(
            events.PositionAdded(position_id=row.pk, article_id=row.article_id, quantity=shown(row.quantity)),
            actor=actor,
            stream=case.stream,
            at=at,
        )
        _finish(actor, case, at)
        return row


def edit_position(
    *, actor: Actor, position_id: int, values: Mapping[str, Any], base: Mapping[str, Any], at: datetime
) -> Position:
    """Change a position's POSITION_FIELDS; conflicts as in `edit_fields`.

    Another article brings its supplier, unless one was named. Raises as `add_position`, EditConflict, and
    RemedyUnderWay for what a remedy was decided on.
    """
    unknown = set(values) - set(POSITION_FIELDS)
    if unknown:
        raise InvalidValue(min(unknown))
    with transaction.atomic():
        row, case = _locked_position(actor, position_id)
        changes = changes_of(row, values, base)
        if not changes:
            return row
        if row.claim_status == ClaimStatus.REMEDY_STARTED and not _DECIDED_ON.isdisjoint(changes):
            raise RemedyUnderWay
        if changes.get("article_id") and not changes.get("supplier_id"):
            changes |= _supplier_of(changes["article_id"], row)
        if changes.get("price_paid") is not None and not (row.currency or changes.get("currency")):
            changes["currency"] = _currency(case)
        before = {name: shown(getattr(row, name)) for name in changes}
        for name, value in changes.items():
            setattr(row, name, value)
        check_position(
            NewPosition(
                article_id=row.article_id,
                item_text=row.item_text,
                quantity=Decimal(row.quantity),
                price_paid=row.price_paid,
                tax_rate=row.tax_rate,
                delivered_on=row.delivered_on,
                invoice_date=row.invoice_date,
                currency=row.currency,
            ),
            local_date(case.tenant, at),
        )
        if _ABOUT_THE_CODE & changes.keys():
            check_code(row, KnownArticles(row.tenant_id, [row.article_id]))
        row.save(update_fields=list(changes))
        record(
            events.PositionChanged(
                position_id=row.pk,
                before=dict(before),
                after={name: shown(value) for name, value in changes.items()},
            ),
            actor=actor,
            stream=case.stream,
            at=at,
        )
        touch(case, at)
        index_case(case)
        return row


def split_position(
    *, actor: Actor, case_id: int, position_id: int, quantity: Decimal, at: datetime
) -> Position:
    """Make some of a position's pieces a position of their own, with the same facts and the same verdict.

    Raises NoSuchCase, QuantityInvalid, SplitNeedsLess, RemedyUnderWay, CaseEnded, NotAllowed.
    """
    with transaction.atomic():
        row, case = _locked_position(actor, position_id)
        if case.pk != case_id:
            raise NoSuchCase
        if row.claim_status == ClaimStatus.REMEDY_STARTED:
            raise RemedyUnderWay
        if quantity <= 0:
            raise QuantityInvalid
        if quantity >= row.quantity:
            raise SplitNeedsLess(quantity=shown(row.quantity))
        row.quantity = Decimal(row.quantity) - quantity
        row.save(update_fields=["quantity"])
        copied = {name: getattr(row, name) for name in (*POSITION_FIELDS, "claim_status", "claim_reason")}
        part = Position.objects.create(tenant_id=row.tenant_id, case=case, **{**copied, "quantity": quantity})
        record(
            events.PositionSplit(
                position_id=row.pk,
                new_position_id=part.pk,
                kept=shown(row.quantity),
                taken=shown(quantity),
                label=row.label,
            ),
            actor=actor,
            stream=case.stream,
            at=at,
        )
        touch(case, at)
        index_case(case)
        return part


def remove_position(*, actor: Actor, position_id: int, at: datetime) -> None:
    """Take a position off the case; the protocol keeps what it was. Raises RemedyUnderWay, CaseEnded."""
    with transaction.atomic():
        row, case = _locked_position(actor, position_id)
        if row.claim_status == ClaimStatus.REMEDY_STARTED:
            raise RemedyUnderWay
        record(
            events.PositionRemoved(position_id=row.pk, label=row.label),
            actor=actor,
            stream=case.stream,
            at=at,
        )
        row.delete()
        _finish(actor, case, at)


def _finish(actor: Actor, case: Case, at: datetime) -> None:
    follow_positions(actor=actor, case=case, at=at)
    touch(case, at)
    index_case(case)


def _supplier_of(article_id: int, row: Position) -> dict[str, int]:
    supplier = KnownArticles(row.tenant_id, [article_id]).supplier_of(article_id)
    return {"supplier_id": supplier} if supplier and supplier != row.supplier_id else {}


def _currency(case: Case) -> str:
    return Tenant.objects.values_list("currency", flat=True).get(pk=case.tenant_id)


def _locked_position(actor: Actor, position_id: int) -> tuple[Position, Case]:
    case_id = Position.objects.filter(pk=position_id).values_list("case_id", flat=True).first()
    if case_id is None:
        raise NoSuchCase
    case = lock_workable(actor, case_id)
    return Position.objects.select_related("article").get(pk=position_id), case
