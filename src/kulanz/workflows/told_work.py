"""Whoever enters that an order's work is planned, begun or done says who does it on which day.

The office says so at its desk, the ERP in its answers. The same rule judges as for a visit and for a firm's
link: what is planned or begun needs somebody who may, what was done nevertheless is taken in.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final
from zoneinfo import ZoneInfo

from kulanz.cases.calendar import local_date
from kulanz.core.access.actor import Actor, system_actor
from kulanz.core.protocol.models import ProtocolEntry
from kulanz.core.protocol.recording import record
from kulanz.core.tenancy.models import Tenant
from kulanz.masterdata.parties.queries.interlock import Candidate
from kulanz.masterdata.parties.refusals_of_interlock import NotCleared
from kulanz.masterdata.parties.rules.interlock import Judgement
from kulanz.stages.execution.commands.state import Dates
from kulanz.stages.execution.events import OrderWorkTold
from kulanz.stages.execution.models import Order
from kulanz.stages.execution.models.visits import OPEN_VISITS
from kulanz.stages.execution.permissions import OrderAction, require_order
from kulanz.stages.execution.queries.clearance import days_of
from kulanz.stages.execution.queries.clearance_of_orders import (
    judge_for_order,
    needs_named_person,
    people_for,
    planned_people,
    plans_itself,
)
from kulanz.stages.execution.rules.orders import OrderState, may_become
from kulanz.stages.execution.rules.plan_reasons import kept_bars
from kulanz.workflows.without_right import work_without_right

_ASKED: Final = frozenset({OrderState.CONFIRMED, OrderState.UNDER_WAY, OrderState.DONE})
_MOST_OFFERED: Final = 5


@dataclass(frozen=True, slots=True)
class Told:
    """Who does or did the work of an order on a day, and what the rule says of them, by name."""

    state: OrderState
    people: tuple[int, ...]
    day: date
    judged: Mapping[str, Judgement]

    @property
    def allowed(self) -> bool:
        return all(one.allowed for one in self.judged.values())


def judged_work(
    actor: Actor,
    order: Order,
    state: OrderState,
    *,
    people: Sequence[int] | None,
    dates: Dates,
    at: datetime,
) -> Told | None:
    """What is told of safety-relevant work with a new state or day of a locked order; None: nothing of it.

    `people` None: nobody said, so it is whoever is planned for that day. Work that was done may come back
    without right, see `take_in`. Raises NotCleared where it is still to be done, NotAllowed.
    """
    before = OrderState(order.state)
    if state not in _ASKED or not (before is state or may_become(before, state)):
        return None
    today = local_date(Tenant.objects.defer("logo").get(pk=order.tenant_id), at)
    if dates.done_on is not None and dates.done_on > today:
        return None
    if state is OrderState.DONE:
        days = [dates.done_on or today] if before is not state else []
    else:
        days = _days(order, state, people, dates.planned_on, today)
    if not days or not needs_named_person(order):
        return None
    require_order(actor, OrderAction.WORK, order.case)
    found = [_told(order, state, people, day) for day in days]
    barred = next((told for told in found if not told.allowed), None)
    if barred is not None and state is not OrderState.DONE:
        raise NotCleared(
            judged={name: one for name, one in barred.judged.items() if not one.allowed},
            could=_able(order, barred.day),
            step="start" if state is OrderState.UNDER_WAY else "plan",
            field="technician_id",
        )
    return barred or found[0]


def take_in(*, actor: Actor, order: Order, told: Told, at: datetime) -> None:
    """Work of a locked order that was done without right: kept, and followed up; twice the same is once."""
    if _is_known(order, told):
        return
    note_work(actor=actor, order=order, told=told, at=at)
    system = system_actor(order.tenant_id, channel=actor.channel, name=actor.name)
    work_without_right(system=system, order=order, judged=told.judged, at=at)


def note_work(*, actor: Actor, order: Order, told: Told, at: datetime) -> None:
    """Keep on the order and in the protocol who it is or was."""
    order.people = list(told.people)
    order.save(update_fields=["people"])
    barred = NotCleared(judged={name: one for name, one in told.judged.items() if not one.allowed})
    record(
        OrderWorkTold(
            order_id=order.pk,
            number=order.number,
            state=told.state.value,
            day=told.day.isoformat(),
            technicians=tuple(sorted(told.people)),
            authorised=told.allowed,
            people=", ".join(name for name in told.judged if name),
            why=barred.why(),
            bars=kept_bars(barred.named_bars()),
        ),
        actor=actor,
        stream=order.case.stream,
        at=at,
    )


def _days(
    order: Order,
    state: OrderState,
    people: Sequence[int] | None,
    planned_on: date | None,
    today: date,
) -> list[date]:
    """The days this is about; none where nothing new is said of who comes when."""
    days = [planned_on] if planned_on is not None else []
    if order.state == state:
        others = people is not None and set(people) != set(planned_people(order))
        if not others and planned_on in (None, order.planned_on):
            return []
        return days or [order.planned_on or today]
    if state is OrderState.UNDER_WAY:
        return sorted({today, *days})
    if not days and plans_itself(order):
        # it takes the work on: somebody of its must be able to do it
        return [order.planned_on or today]
    return days


def _told(order: Order, state: OrderState, people: Sequence[int] | None, day: date) -> Told:
    named = tuple(dict.fromkeys(_expected(order, day) if people is None else people))
    return Told(state, named, day, judge_for_order(order, named, on=day))


def _expected(order: Order, day: date) -> list[int]:
    """Whom the firm has named, or who stands on the plan for that day."""
    if plans_itself(order):
        return list(order.people)
    zone = ZoneInfo(Tenant.objects.values_list("time_zone", flat=True).get(pk=order.tenant_id))
    return [
        pk
        for visit in order.visits.filter(OPEN_VISITS).order_by("pk")
        if day in days_of(visit, zone)
        for pk in visit.crew.order_by("-leads", "pk").values_list("technician_id", flat=True)
    ]


def _able(order: Order, day: date) -> list[Candidate]:
    able = [one.technician for one in people_for(order, on=day) if one.judgement.allowed]
    return [Candidate(technician, False, None) for technician in able[:_MOST_OFFERED]]


def _is_known(order: Order, told: Told) -> bool:
    """Whether the very same was told last, such as by an answer of the ERP that came twice."""
    entries = ProtocolEntry.objects.filter(
        tenant_id=order.tenant_id,
        stream=order.case.stream,
        event=OrderWorkTold.name,
        facts__order_id=order.pk,
    )
    last = entries.order_by("-seq").first()
    if last is None:
        return False
    facts = last.facts
    said = (facts["state"], facts["day"], list(facts["technicians"]), facts["authorised"])
    return said == (told.state.value, told.day.isoformat(), sorted(told.people), False)
