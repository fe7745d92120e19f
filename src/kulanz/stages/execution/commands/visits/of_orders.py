"""A service order of our own or the dealer's people becomes a visit; when the order ends, so does it. So does
an order of parts that a named person has to fit (`fitting`), which goes on when the parts have arrived."""

from __future__ import annotations

from datetime import datetime

from kulanz.cases.models import Case
from kulanz.core.access.actor import Actor
from kulanz.masterdata.catalog.models import Executor
from kulanz.masterdata.catalog.rules.costs import ExecutorKind
from kulanz.masterdata.parties.models import Party
from kulanz.stages.execution.commands.visits.ending import call_off, end
from kulanz.stages.execution.commands.visits.fitting import visit_to_fit
from kulanz.stages.execution.commands.visits.joining import join_order, visit_to_join
from kulanz.stages.execution.commands.visits.making import PartInput, make_visit
from kulanz.stages.execution.models import Order, Visit
from kulanz.stages.execution.models.visits import OPEN_VISITS
from kulanz.stages.execution.queries.houses import factory_of
from kulanz.stages.execution.rules.orders import OrderState
from kulanz.stages.execution.rules.plan_reasons import Because, Reason, Why
from kulanz.stages.execution.rules.visits import ON_PLAN, Result, VisitKind, VisitState
from kulanz.stages.solution.models import ServiceDetail, SparePart
from kulanz.stages.solution.rules.remedies import OrderKind


def visit_for_order(actor: Actor, order: Order, *, at: datetime) -> Visit | None:
    """The visit of a locked order, made once; None for firms, and for deliveries that nobody has to fit.

    A firm works by its link and plans its people itself. Where the dealer's people have made themselves a
    visit for it already, the order joins that; raises OwnVisitUnderWay when it has begun.
    """
    if order.kind != OrderKind.SERVICE:
        return visit_to_fit(actor, order, at=at)
    executor = order.executor
    if executor is None or executor.kind == ExecutorKind.FIRM:
        return None
    standing = order.visits.filter(OPEN_VISITS).first()
    if standing is not None:
        return standing
    detail = ServiceDetail.objects.filter(case=order.case, work_kind__active=True).first()
    works = [detail.work_kind_id] if detail is not None and detail.work_kind_id else []
    house = house_of_executor(order, executor)
    own = visit_to_join(order, house) if executor.kind == ExecutorKind.DEALER else None
    if own is not None:
        return join_order(
            actor=actor, visit=own, order=order, work_kind_ids=works, part_inputs=_parts(order), at=at
        )
    return make_visit(
        actor=actor,
        case=order.case,
        kind=VisitKind.REPAIR,
        work_kind_ids=works,
        task=order.text,
        order=order,
        wanted_on=order.wanted_on,
        part_inputs=_parts(order),
        organisation=house,
        at=at,
    )


def order_without_visit(case: Case) -> Order | None:
    """The open order to the dealer's own people that nobody goes for at present: what they do next is it."""
    orders = case.orders.filter(kind=OrderKind.SERVICE.value, executor__kind=ExecutorKind.DEALER.value)
    for order in orders.order_by("pk"):
        if order.is_open and not order.visits.filter(OPEN_VISITS).exists():
            return order
    return None


def end_visits_of(actor: Actor, order: Order, *, reason: Reason, at: datetime) -> None:
    """An order that has ended leaves no visit open: one that took place is done, any other is called off.

    What looks again at work of somebody not entitled stays, whatever became of the order. Whoever ended the
    order as done was asked who did it (`workflows.told_work`), so its visit was done by right. Parts that
    have arrived are still to be fitted.
    """
    if order.kind != OrderKind.SERVICE and order.state == OrderState.DONE:
        return
    for visit in order.visits.filter(OPEN_VISITS, reinspects=False).order_by("pk"):
        been = visit.state in ON_PLAN and visit.starts_at is not None and visit.starts_at <= at
        if order.state == OrderState.DONE and (been or visit.state == VisitState.UNDER_WAY):
            end(
                actor=actor,
                visit_id=visit.pk,
                result=Result.SOLVED,
                authorised=True,
                reason=reason,
                at=at,
            )
        else:
            because = reason or Why(Because.ORDER_ENDED, number=order.number)
            call_off(actor=actor, visit_id=visit.pk, reason=because, at=at)


def house_of_executor(order: Order, executor: Executor) -> Party | None:
    """Whose technicians go."""
    if executor.kind == ExecutorKind.DEALER:
        return order.case.dealer
    return executor.party or factory_of(order.tenant_id)


def _parts(order: Order) -> list[PartInput]:
    """The parts that were named for mending it, unless they are sent by an order of their own."""
    decision = order.decision
    if decision is not None and OrderKind.PART_DELIVERY in decision.remedy.orders:
        return []
    parts = SparePart.objects.filter(case=order.case).order_by("pk")
    return [PartInput(part.article_id, part.name, part.quantity) for part in parts]
