"""A visit goes to another house: its order names that house from then on, unless something of it is done."""

from __future__ import annotations

from datetime import datetime

from kulanz.core.access.actor import Actor
from kulanz.core.protocol.recording import record
from kulanz.masterdata.catalog.models import Executor
from kulanz.masterdata.catalog.rules.costs import ExecutorKind
from kulanz.masterdata.parties.models import Party
from kulanz.stages.execution.commands.commissioning import tell_cancelled
from kulanz.stages.execution.commands.documents import write_document
from kulanz.stages.execution.commands.visits.of_orders import house_of_executor
from kulanz.stages.execution.events import OrderExecutorChanged
from kulanz.stages.execution.links import end_order_link
from kulanz.stages.execution.locking import lock_order
from kulanz.stages.execution.models import Order, Visit
from kulanz.stages.execution.refusals_of_visits import OrderDoneAlready
from kulanz.stages.execution.rules.orders import OrderState
from kulanz.stages.execution.rules.visits import VisitState
from kulanz.stages.solution.rules.remedies import OrderKind

_BEGUN = (VisitState.UNDER_WAY.value, VisitState.DONE.value)


def order_follows(actor: Actor, visit: Visit, *, at: datetime) -> None:
    """The order of a locked visit is carried out by the house the visit has been given to.

    It stays with whoever has begun it, and so does one that has failed or was cancelled; what looks again at
    work leaves the order to those who did it. A house that is no executor leaves the order without one: it
    names nobody rather than those who do not come. A firm that had it hears that it need not come. Raises
    OrderDoneAlready.
    """
    house = visit.organisation
    if visit.order_id is None or house is None or visit.reinspects:
        return
    order = lock_order(visit.order_id)
    if order.kind != OrderKind.SERVICE:
        return
    if order.state == OrderState.DONE:
        raise OrderDoneAlready(number=order.number, house=house.name)
    if not order.is_open or _begun(order, visit):
        return
    former = order.executor
    if former is not None and house_of_executor(order, former) == house:
        return
    if order.token_id is not None:
        tell_cancelled(order, reason="", at=at)
        end_order_link(order, at=at)
    order.executor, order.token_id = _executor_of(order, house), None
    order.save(update_fields=["executor", "token_id"])
    record(
        OrderExecutorChanged(
            order_id=order.pk,
            number=order.number,
            visit=visit.number,
            executor_before_id=former.pk if former is not None else None,
            executor_id=order.executor_id,
            before=former.name if former is not None else "",
            house=house.name,
        ),
        actor=actor,
        stream=order.case.stream,
        at=at,
    )
    write_document(actor, order, at=at)


def _begun(order: Order, visit: Visit) -> bool:
    if order.state == OrderState.UNDER_WAY:
        return True
    others = order.visits.exclude(pk=visit.pk).exclude(organisation_id=visit.organisation_id)
    return others.filter(state__in=_BEGUN).exists()


def _executor_of(order: Order, house: Party) -> Executor | None:
    """The executor in use that stands for a house: the dealers' technicians, the factory service, a firm."""
    known = Executor.objects.filter(tenant_id=order.tenant_id, active=True).order_by("pk")
    if house.pk == order.case.dealer_id:
        return known.filter(kind=ExecutorKind.DEALER.value).first()
    found = known.exclude(kind=ExecutorKind.DEALER.value).select_related("party")
    return next((one for one in found if house_of_executor(order, one) == house), None)
