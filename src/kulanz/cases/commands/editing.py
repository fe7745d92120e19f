"""Changing a case's fields, its kind and its positions. Two people at once are noticed."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final

from django.db import transaction

from kulanz.cases import events
from kulanz.cases.commands.recording import NewPosition, check_position
from kulanz.cases.commands.state import touch
from kulanz.cases.indexing import index_case
from kulanz.cases.locking import lock_case
from kulanz.cases.models import Case, Position
from kulanz.cases.permissions import Action, require
from kulanz.cases.refusals import CaseEnded, EditConflict, KindFixed, NoSuchCase
from kulanz.cases.rules import Kind, first_claim_status
from kulanz.core.access.actor import Actor
from kulanz.core.protocol.recording import record
from kulanz.core.refusal import InvalidValue, MissingValue

EDITABLE: Final = (
    "title",
    "description",
    "severity",
    "safety",
    "coverage",
    "customer_id",
    "dealer_id",
    "dealer_part",
    "dealer_reference",
    "carried_out_by",
    "customer_reference",
    "place_of_use_id",
    "place_note",
    "language",
)
_DEALER_MAY: Final = frozenset({"dealer_reference"})
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
)


def edit_fields(
    *,
    actor: Actor,
    case_id: int,
    values: Mapping[str, Any],
    base: Mapping[str, Any],
    at: datetime,
) -> Case:
    """Change fields named in EDITABLE. `base` holds the values the editor saw when he began.

    A field whose present value differs from its base and from the wish raises EditConflict, and nothing
    at all is saved; resubmitting with the present value as base overwrites knowingly.
    Raises MissingValue, InvalidValue, NotAllowed.
    """
    unknown = set(values) - set(EDITABLE)
    if unknown:
        raise InvalidValue(min(unknown))
    with transaction.atomic():
        case = lock_case(case_id)
        require(actor, Action.EDIT_OWN_REFERENCE if set(values) <= _DEALER_MAY else Action.WORK, case)
        if "title" in values and not str(values["title"]).strip():
            raise MissingValue("title")
        changes = _changes(case, values, base)
        if not changes:
            return case
        before = {name: _told(case, name) for name in changes}
        for name, value in changes.items():
            setattr(case, name, value)
        case.full_clean(exclude=[f.name for f in Case._meta.fields if f.attname not in changes])
        case.save(update_fields=list(changes))
        record(
            events.FieldsChanged(
                fields_changed=tuple(sorted(changes)),
                before=dict(before),
                after={name: _told(case, name) for name in changes},
            ),
            actor=actor,
            stream=case.stream,
            at=at,
        )
        touch(case, at)
        index_case(Case.objects.get(pk=case.pk))
        return case


def _changes(row: Any, values: Mapping[str, Any], base: Mapping[str, Any]) -> dict[str, Any]:
    changes: dict[str, Any] = {}
    for name, wish in values.items():
        mine = wish.replace("\x00", "").strip() if isinstance(wish, str) else wish
        present = getattr(row, name)
        if _shown(present) == _shown(mine):
            continue
        if name in base and _shown(base[name]) != _shown(present):
            raise EditConflict(field=name, base=_shown(base[name]), mine=_shown(mine), theirs=_shown(present))
        changes[name] = mine
    return changes


def _told(case: Case, name: str) -> str:
    """What the history tells of a field: a name, where the row holds only a key."""
    return (
        str(getattr(case, name.removesuffix("_id")) or "")
        if name.endswith("_id")
        else _shown(getattr(case, name))
    )


def _shown(value: Any) -> str:
    """One spelling per value, so that a form's text and the row's value compare."""
    if value is None:
        return ""
    if isinstance(value, Decimal):
        return format(value.normalize(), "f")
    if isinstance(value, date):
        return value.isoformat()
    return str(value).replace("\r\n", "\n").strip()


def change_kind(*, actor: Actor, case_id: int, kind: Kind, at: datetime) -> Case:
    """Change the kind until closing. Becoming a complaint starts the claim under review."""
    with transaction.atomic():
        case = lock_case(case_id)
        require(actor, Action.WORK, case)
        if not case.is_open:
            raise KindFixed
        if case.kind == kind:
            return case
        before = case.kind
        claim = first_claim_status(kind)
        case.kind = kind.value
        case.claim_status = claim.value if claim else None
        case.save(update_fields=["kind", "claim_status"])
        Position.objects.filter(case=case).update(claim_status=case.claim_status)
        record(
            events.KindChanged(kind_before=before, kind=kind.value), actor=actor, stream=case.stream, at=at
        )
        touch(case, at)
        return case


def add_position(*, actor: Actor, case_id: int, position: NewPosition, at: datetime) -> Position:
    """Add a position. Raises PositionNeedsItem, QuantityInvalid, CaseEnded, NotAllowed."""
    check_position(position)
    with transaction.atomic():
        case = lock_case(case_id)
        require(actor, Action.WORK, case)
        if not case.is_open:
            raise CaseEnded
        first = first_claim_status(Kind(case.kind))
        row = Position.objects.create(
            tenant_id=case.tenant_id,
            case=case,
            article_id=position.article_id,
            product_group_id=position.product_group_id,
            item_text=position.item_text.strip()[:200],
            serial_number=position.serial_number.strip()[:80],
            quantity=position.quantity,
            symptom=position.symptom.strip(),
            invoice_number=position.invoice_number.strip()[:60],
            delivered_on=position.delivered_on,
            sold_by=position.sold_by,
            wish=position.wish.strip()[:200],
            claim_status=first.value if first else None,
        )
        record(
            events.PositionAdded(
                position_id=row.pk, article_id=row.article_id, quantity=_shown(row.quantity)
            ),
            actor=actor,
            stream=case.stream,
            at=at,
        )
        touch(case, at)
        index_case(case)
        return row


def edit_position(
    *, actor: Actor, position_id: int, values: Mapping[str, Any], base: Mapping[str, Any], at: datetime
) -> Position:
    """Change a position's POSITION_FIELDS; conflicts as in `edit_fields`."""
    unknown = set(values) - set(POSITION_FIELDS)
    if unknown:
        raise InvalidValue(min(unknown))
    with transaction.atomic():
        row, case = _locked_position(actor, position_id)
        changes = _changes(row, values, base)
        if not changes:
            return row
        before = {name: _shown(getattr(row, name)) for name in changes}
        for name, value in changes.items():
            setattr(row, name, value)
        check_position(
            NewPosition(article_id=row.article_id, item_text=row.item_text, quantity=Decimal(row.quantity))
        )
        row.save(update_fields=list(changes))
        record(
            events.PositionChanged(
                position_id=row.pk,
                before=dict(before),
                after={name: _shown(value) for name, value in changes.items()},
            ),
            actor=actor,
            stream=case.stream,
            at=at,
        )
        touch(case, at)
        index_case(case)
        return row


def remove_position(*, actor: Actor, position_id: int, at: datetime) -> None:
    """Take a position off the case; the protocol keeps what it was."""
    with transaction.atomic():
        row, case = _locked_position(actor, position_id)
        record(
            events.PositionRemoved(position_id=row.pk, label=row.label),
            actor=actor,
            stream=case.stream,
            at=at,
        )
        row.delete()
        touch(case, at)
        index_case(case)


def _locked_position(actor: Actor, position_id: int) -> tuple[Position, Case]:
    case_id = Position.objects.filter(pk=position_id).values_list("case_id", flat=True).first()
    if case_id is None:
        raise NoSuchCase
    case = lock_case(case_id)
    require(actor, Action.WORK, case)
    if not case.is_open:
        raise CaseEnded
    return Position.objects.select_related("article").get(pk=position_id), case
