"""An order moves, and its decision with it: the one way for the desk, the firm's link and the ERP."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, time
from typing import Final
from zoneinfo import ZoneInfo

from django.db import transaction

from kulanz.cases.commands.state import touch, turn_to
from kulanz.cases.models import Case
from kulanz.cases.rules import WaitsFor
from kulanz.core.access.actor import Actor, Channel, system_actor
from kulanz.core.tenancy.models import Tenant
from kulanz.stages.execution.commands.answering import ExecutorAnswer, check_answer, record_answer
from kulanz.stages.execution.commands.state import NO_DATES, Dates, change_order_state
from kulanz.stages.execution.links import find_linked_order, firm_actor
from kulanz.stages.execution.locking import lock_order
from kulanz.stages.execution.models import Order, Visit
from kulanz.stages.execution.queries.order_history import last_answer
from kulanz.stages.execution.refusals import OrderEnded
from kulanz.stages.execution.rules.orders import Answer, OrderState
from kulanz.stages.execution.rules.plan_reasons import Reason
from kulanz.stages.execution.rules.visits import ON_PLAN
from kulanz.stages.solution.rules.remedies import OrderKind
from kulanz.workflows.firm_work import judged_answer, named_person
from kulanz.workflows.remedy_progress import check_decision
from kulanz.workflows.told_work import judged_work, note_work, take_in
from kulanz.workflows.visit_notices import tell_of_visit
from kulanz.workflows.visit_turns import turn_by_visits, turn_held_by_order
from kulanz.workflows.without_right import work_without_right

# These say who comes or came; after a futile visit it is nobody.
_NAMES: Final = frozenset({Answer.ACCEPTS, Answer.DATE, Answer.DONE, Answer.FUTILE})
# After these the office has to do something; an acceptance or a date leaves the technician at it.
_PROMISED: Final = frozenset({OrderState.CONFIRMED, OrderState.UNDER_WAY})
_OFFICE_IS_NEXT: Final = frozenset({Answer.DECLINES, Answer.DONE, Answer.FUTILE})


def move_order(
    *,
    actor: Actor,
    order_id: int,
    state: OrderState,
    at: datetime,
    dates: Dates = NO_DATES,
    reason: Reason = "",
    external_number: str = "",
    tell_customer: bool = False,
    people: Sequence[int] | None = None,
) -> Order:
    """`change_order_state`, and what follows from it for the decision and the case, in one step.

    With `tell_customer` the customer hears of the planned visit. `people` are the technicians who come or
    came, as the office was told; None: nobody said, so it is whoever is planned for that day. The interlock
    judges them (`told_work.judged_work`); work that was done without right leaves the order as it is. Raises
    NotCleared, and as `change_order_state` does; then nothing has changed.
    """
    with transaction.atomic():
        found = lock_order(order_id)
        told = judged_work(actor, found, state, people=people, dates=dates, at=at)
        if told is not None and not told.allowed:
            take_in(actor=actor, order=found, told=told, at=at)
            return lock_order(order_id)
        if told is not None:
            note_work(actor=actor, order=found, told=told, at=at)
        return move_judged_order(
            actor=actor,
            order_id=order_id,
            state=state,
            at=at,
            dates=dates,
            reason=reason,
            external_number=external_number,
            tell_customer=tell_customer,
        )


def move_judged_order(
    *,
    actor: Actor,
    order_id: int,
    state: OrderState,
    at: datetime,
    dates: Dates = NO_DATES,
    reason: Reason = "",
    external_number: str = "",
    tell_customer: bool = False,
) -> Order:
    """`move_order` for whoever has asked the interlock already: a visit with its crew, a firm's answer."""
    with transaction.atomic():
        held = turn_held_by_order(order_id)
        order = change_order_state(
            actor=actor,
            order_id=order_id,
            state=state,
            at=at,
            dates=dates,
            reason=reason,
            external_number=external_number,
        )
        if order.decision_id is not None:
            check_decision(actor=actor, decision_id=order.decision_id, at=at)
        if state is OrderState.RECORDED:
            confirm_joined(actor=actor, order=order, at=at)
        if state not in _PROMISED and order.visits.exists():
            turn_by_visits(actor=actor, case_id=order.case_id, held=held, at=at)
        if tell_customer:
            case = Case.objects.select_related("customer").get(pk=order.case_id)
            tell_of_visit(actor=actor, order=order, case=case, at=at)
        return order


def order_planned(*, actor: Actor, visit: Visit, at: datetime) -> None:
    """The service order is confirmed for the day and hours of its visit; parts come on a day of their own."""
    order = visit.order
    if order is None or order.kind != OrderKind.SERVICE:
        return
    if not order.is_open or visit.starts_at is None or visit.ends_at is None:
        return
    zone = ZoneInfo(Tenant.objects.values_list("time_zone", flat=True).get(pk=visit.tenant_id))
    start, end = visit.starts_at.astimezone(zone), visit.ends_at.astimezone(zone)
    under_way = order.state == OrderState.UNDER_WAY
    move_judged_order(
        actor=by_right(actor),
        order_id=order.pk,
        state=OrderState.UNDER_WAY if under_way else OrderState.CONFIRMED,
        dates=Dates(
            planned_on=start.date(),
            planned_at=start.time().replace(tzinfo=None),
            planned_until=end.time().replace(tzinfo=None) if end.date() == start.date() else None,
        ),
        at=at,
    )


def confirm_joined(*, actor: Actor, order: Order, at: datetime) -> None:
    """An order that joined a visit which has its time already is confirmed for it."""
    on_plan = order.visits.filter(state__in=[state.value for state in ON_PLAN]).order_by("pk").first()
    if on_plan is not None:
        order_planned(actor=actor, visit=on_plan, at=at)


def by_right(actor: Actor) -> Actor:
    """Who moves the order: the office itself, or the program under the name of whoever caused it."""
    if actor.is_staff or actor.is_system:
        return actor
    return system_actor(actor.tenant_id, channel=actor.channel, name=actor.name)


def answer_order(*, secret: str, given: ExecutorAnswer, at: datetime) -> Order:
    """The firm answers by its link. The same answer again, such as by a double click, changes nothing.

    Safety-relevant work is promised only with the name of a certified person of the firm's; work that was
    done without one is taken in and does not count. Raises LinkInvalid, OrderEnded, NotCleared, and as
    `check_answer` and `move_order` do.
    """
    with transaction.atomic():
        order = lock_order(find_linked_order(secret=secret, at=at).order.pk)
        # the link may have been ended while the lock was awaited
        find_linked_order(secret=secret, at=at)
        check_answer(order, given, at=at)
        if _said_already(order, given):
            return order
        if not order.is_open:
            raise OrderEnded
        judged = judged_answer(order, given, at=at)
        person = named_person(order, given)
        allowed = all(one.allowed for one in judged.values())
        record_answer(
            order, given, technician=person.name if person is not None else "", authorised=allowed, at=at
        )
        if given.answer in _NAMES:
            order.people = [person.pk] if person is not None else []
            order.save(update_fields=["people"])
        name = firm_actor(order, given.name.strip()[:120]).name
        # the link was the right to answer; what follows from it the program does, under his name
        system = system_actor(order.tenant_id, channel=Channel.PUBLIC, name=name)
        if given.answer is Answer.DONE and not allowed:
            moved = order
            work_without_right(system=system, order=order, judged=judged, at=at)
        else:
            moved = _move(system, order, given, at)
        case = Case.objects.select_related("customer").get(pk=order.case_id)
        touch(case, at)
        if given.answer in (Answer.ACCEPTS, Answer.DATE) and given.day is not None:
            tell_of_visit(actor=system, order=moved, case=case, at=at)
        if given.answer in _OFFICE_IS_NEXT and case.is_open:
            turn_to(actor=system, case=case, waits_for=WaitsFor.US, at=at)
        return moved


def _move(system: Actor, order: Order, given: ExecutorAnswer, at: datetime) -> Order:
    state = OrderState(order.state)
    promised = state if state is OrderState.UNDER_WAY else OrderState.CONFIRMED
    match given.answer:
        case Answer.DECLINES:
            return move_judged_order(
                actor=system, order_id=order.pk, state=OrderState.FAILED, reason=given.note, at=at
            )
        case Answer.DONE:
            return move_judged_order(
                actor=system, order_id=order.pk, state=OrderState.DONE, dates=Dates(done_on=given.day), at=at
            )
        case Answer.FUTILE:
            moved = move_judged_order(actor=system, order_id=order.pk, state=promised, at=at)
            moved.planned_on = moved.planned_at = moved.planned_until = None
            moved.save(update_fields=["planned_on", "planned_at", "planned_until"])
            return moved
        case _:
            return move_judged_order(
                actor=system,
                order_id=order.pk,
                state=promised,
                dates=_promised(given),
                at=at,
            )


def _promised(given: ExecutorAnswer) -> Dates:
    if given.day is None:
        return NO_DATES
    return Dates(planned_on=given.day, planned_at=given.from_time, planned_until=given.until_time)


def _said_already(order: Order, given: ExecutorAnswer) -> bool:
    last = last_answer(order)
    if last is None or last.facts["answer"] != given.answer:
        return False
    facts, personal, person = last.facts, last.personal, named_person(order, given)
    return (
        facts.get("day") == (given.day.isoformat() if given.day is not None else None)
        and personal.get("technician", "") == (person.name if person is not None else "")
        and facts.get("from_time") == _text(given.from_time)
        and facts.get("until_time") == _text(given.until_time)
        and facts.get("hours") == (str(given.hours) if given.hours is not None else "")
        and facts.get("amount") == (str(given.amount) if given.amount is not None else "")
        and personal.get("note", "") == given.note.replace("\x00", "").strip()
    )


def _text(value: time | None) -> str | None:
    return value.isoformat("minutes") if value is not None else None
