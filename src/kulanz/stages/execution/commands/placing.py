"""Placing an order: everything about it is settled and frozen here, then it is written and told."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Final

from django.db import transaction

from kulanz.cases.calendar import local_date
from kulanz.cases.models import Case, Position
from kulanz.core.access.actor import Actor
from kulanz.core.numbering.sequence import next_number
from kulanz.core.protocol.recording import record
from kulanz.core.tenancy.models import Tenant
from kulanz.masterdata.catalog.models import Article, Executor
from kulanz.stages.execution.commands.commissioning import commission
from kulanz.stages.execution.commands.documents import write_document
from kulanz.stages.execution.commands.visits.of_orders import visit_for_order
from kulanz.stages.execution.events import OrderPlaced
from kulanz.stages.execution.models import Order, OrderLine
from kulanz.stages.execution.permissions import OrderAction, require_order
from kulanz.stages.execution.queries.clearance_of_parts import require_goods_may_go
from kulanz.stages.execution.queries.destinations import Destination, Recipient, destination_of
from kulanz.stages.execution.refusals import (
    ExecutorMissing,
    LineNotOfCase,
    LinesMissing,
    OrderAlreadyPlaced,
)
from kulanz.stages.execution.rules.orders import OrderState
from kulanz.stages.solution.models import Decision, SparePart
from kulanz.stages.solution.rules.remedies import OrderKind

PREFIX: Final = "A"
SERIES: Final = "order"


@dataclass(frozen=True, slots=True)
class LineInput:
    """One line. What is left empty comes from the position, the part or the article it names."""

    quantity: Decimal
    position_id: int | None = None
    part_id: int | None = None
    article_id: int | None = None
    article_number: str = ""
    name: str = ""
    serial_number: str = ""
    weight_kg: Decimal | None = None
    """Of one piece."""


def place_order(
    *,
    actor: Actor,
    case: Case,
    decision: Decision | None,
    kind: OrderKind,
    lines: Sequence[LineInput],
    recipient: str,
    at: datetime,
    executor: Executor | None = None,
    text: str = "",
    wanted_on: date | None = None,
) -> Order:
    """Place one order for a locked case, with its number and document; a firm is mailed its order, a service
    of the factory's or the dealer's own people becomes a visit to plan.

    `recipient` is customer, dealer or technician. Goods need the whole address of whoever gets them.
    Raises NoCustomer, NoDealer, NoTechnician, AddressMissing, ExecutorMissing, LinesMissing, LineNotOfCase,
    OrderAlreadyPlaced, NotAllowed, and as `require_goods_may_go` does; nothing is written then.
    """
    require_order(actor, OrderAction.PLACE, case)
    assembler = decision.assembler if decision is not None else None
    goes_to = destination_of(case, Recipient(recipient), executor, assembler)
    if kind is OrderKind.SERVICE:
        if executor is None:
            raise ExecutorMissing
    else:
        goes_to.require_address()
        if not lines:
            raise LinesMissing
    _once(decision, kind)
    rows = _lines(case, lines)
    with transaction.atomic():
        tenant = Tenant.objects.defer("logo").get(pk=case.tenant_id)
        year = local_date(tenant, at).year
        sequence = next_number(tenant_id=tenant.pk, series=SERIES, year=year)
        order = _build(case, decision, kind, goes_to, at=at)
        order.number = f"{PREFIX}-{year}-{sequence:05d}"
        order.executor = executor
        order.text = text.replace("\x00", "").strip()
        order.wanted_on = wanted_on
        order.created_by_name = actor.name[:200]
        require_goods_may_go(order, on=local_date(tenant, at), lines=rows)
        order.save(force_insert=True)
        for row in rows:
            row.order = order
            row.tenant_id = order.tenant_id
        OrderLine.objects.bulk_create(rows)
        write_document(actor, order, at=at)
        announce(actor, order, at=at)
        commission(actor, order, at=at)
        visit_for_order(actor, order, at=at)
        return order


def announce(actor: Actor, order: Order, *, at: datetime, again: bool = False) -> None:
    """Record that an order waits to be handed over; the reactions table knows who listens."""
    record(
        OrderPlaced(
            order_id=order.pk,
            number=order.number,
            kind=order.kind,
            decision_id=order.decision_id,
            executor_id=order.executor_id,
            again=again,
            recipient=order.name,
            executor=order.executor.name if order.executor is not None else "",
        ),
        actor=actor,
        stream=order.case.stream,
        at=at,
    )


def _once(decision: Decision | None, kind: OrderKind) -> None:
    if decision is None:
        return
    placed = Order.objects.filter(decision=decision, kind=kind.value)
    found = placed.exclude(state=OrderState.CANCELLED.value).values_list("number", flat=True).first()
    if found is not None:
        raise OrderAlreadyPlaced(number=found)


def _build(
    case: Case, decision: Decision | None, kind: OrderKind, goes_to: Destination, *, at: datetime
) -> Order:
    address = goes_to.address
    return Order(
        tenant_id=case.tenant_id,
        case=case,
        decision=decision,
        kind=kind.value,
        state=OrderState.RECORDED.value,
        state_since=at,
        recipient=goes_to.party,
        name=goes_to.party.name[:200],
        street=address.street if address is not None else "",
        postcode=address.postcode if address is not None else "",
        city=address.city if address is not None else "",
        country=address.country if address is not None else "",
        place_note=goes_to.place_note,
        contact=goes_to.contact,
        created_at=at,
    )


def _lines(case: Case, given: Sequence[LineInput]) -> list[OrderLine]:
    """The lines with everything they need on themselves: later changes elsewhere do not reach them."""
    positions = Position.objects.filter(case=case).select_related("article")
    parts = SparePart.objects.filter(case=case).select_related("article")
    known = positions.in_bulk([line.position_id for line in given if line.position_id is not None])
    named = parts.in_bulk([line.part_id for line in given if line.part_id is not None])
    rows = []
    for line in given:
        if line.position_id is not None and line.position_id not in known:
            raise LineNotOfCase
        if line.part_id is not None and line.part_id not in named:
            raise LineNotOfCase
        rows.append(_line(line, known.get(line.position_id or 0), named.get(line.part_id or 0)))
    return rows


def _line(given: LineInput, position: Position | None, part: SparePart | None) -> OrderLine:
    article = _article(given, position, part)
    name = (
        given.name or (part.name if part is not None else "") or (article.name if article is not None else "")
    )
    weight = given.weight_kg
    if weight is None and part is not None:
        weight = part.weight_kg
    if weight is None and article is not None:
        weight = article.weight_kg
    return OrderLine(
        position=position,
        part=part,
        article=article,
        article_number=given.article_number or (article.number if article is not None else ""),
        name=(name or (position.item_text if position is not None else ""))[:200],
        serial_number=given.serial_number
        or (position.serial_number if position is not None and part is None else ""),
        quantity=given.quantity,
        weight_kg=weight,
    )


def _article(given: LineInput, position: Position | None, part: SparePart | None) -> Article | None:
    if given.article_id is not None:
        return Article.objects.filter(pk=given.article_id).first()
    if part is not None:
        return part.article
    return position.article if position is not None else None
