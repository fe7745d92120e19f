"""An order moves, and its decision with it: the one way for the desk, the firm's link and the ERP."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Final

from django.db import transaction

from kulanz.cases.commands.state import touch, turn_to
from kulanz.cases.models import Case
from kulanz.cases.rules import WaitsFor
from kulanz.core.access.actor import Actor, Channel, system_actor
from kulanz.stages.contact.models import LetterKind
from kulanz.stages.execution.commands.answering import ExecutorAnswer, check_answer, record_answer
from kulanz.stages.execution.commands.state import change_order_state
from kulanz.stages.execution.links import find_linked_order, firm_actor
from kulanz.stages.execution.locking import lock_order
from kulanz.stages.execution.models import Order
from kulanz.stages.execution.queries.order_history import last_answer
from kulanz.stages.execution.refusals import OrderEnded
from kulanz.stages.execution.rules.orders import Answer, OrderState
from kulanz.stages.execution.words import words
from kulanz.workflows.letter_values import long_date
from kulanz.workflows.letters import send_letter
from kulanz.workflows.remedy_progress import check_decision

# After these the office has to do something; an acceptance or a date leaves the technician at it.
_OFFICE_IS_NEXT: Final = frozenset({Answer.DECLINES, Answer.DONE, Answer.FUTILE})


def move_order(
    *,
    actor: Actor,
    order_id: int,
    state: OrderState,
    at: datetime,
    planned_on: date | None = None,
    planned_at: time | None = None,
    planned_until: time | None = None,
    done_on: date | None = None,
    reason: str = "",
    external_number: str = "",
    tell_customer: bool = False,
) -> Order:
    """`change_order_state`, and what follows from it for the decision and the case, in one step.

    With `tell_customer` the customer hears of the planned visit. Refuses as `change_order_state` does; then
    nothing has changed.
    """
    with transaction.atomic():
        order = change_order_state(
            actor=actor,
            order_id=order_id,
            state=state,
            at=at,
            planned_on=planned_on,
            planned_at=planned_at,
            planned_until=planned_until,
            done_on=done_on,
            reason=reason,
            external_number=external_number,
        )
        if order.decision_id is not None:
            check_decision(actor=actor, decision_id=order.decision_id, at=at)
        if tell_customer:
            case = Case.objects.select_related("customer").get(pk=order.case_id)
            tell_of_visit(actor=actor, order=order, case=case, at=at)
        return order


def answer_order(*, secret: str, given: ExecutorAnswer, at: datetime) -> Order:
    """The firm answers by its link. The same answer again, such as by a double click, changes nothing.

    Raises LinkInvalid, OrderEnded, and as `check_answer` and `move_order` do.
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
        record_answer(order, given, at=at)
        name = firm_actor(order, given.name.strip()[:120]).name
        # the link was the right to answer; what follows from it the program does, under his name
        system = system_actor(order.tenant_id, channel=Channel.PUBLIC, name=name)
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
            return move_order(
                actor=system, order_id=order.pk, state=OrderState.FAILED, reason=given.note, at=at
            )
        case Answer.DONE:
            return move_order(
                actor=system, order_id=order.pk, state=OrderState.DONE, done_on=given.day, at=at
            )
        case Answer.FUTILE:
            moved = move_order(actor=system, order_id=order.pk, state=promised, at=at)
            moved.planned_on = moved.planned_at = moved.planned_until = None
            moved.save(update_fields=["planned_on", "planned_at", "planned_until"])
            return moved
        case _:
            return move_order(
                actor=system,
                order_id=order.pk,
                state=promised,
                planned_on=given.day,
                planned_at=given.from_time if given.day is not None else None,
                planned_until=given.until_time if given.day is not None else None,
                at=at,
            )


def tell_of_visit(*, actor: Actor, order: Order, case: Case, at: datetime) -> None:
    """Write to the customer when somebody comes. Telling of the same day and hours twice sends one letter."""
    customer = case.customer
    if customer is None or customer.erased_at is not None or not case.is_open:
        return
    if order.planned_on is None or not order.is_open:
        return
    send_letter(
        actor=actor,
        case_id=case.pk,
        kind=LetterKind.SERVICE_NOTICE,
        values={
            "visit_on": visit_words(order, customer.language),
            "executor": order.executor.name if order.executor is not None else "",
        },
        key=f"visit:{order.pk}:{order.planned_on}:{_text(order.planned_at)}:{_text(order.planned_until)}",
        at=at,
    )


def visit_words(order: Order, language: str) -> str:
    """“24. November 2026, 9:00 bis 12:00 Uhr”, as far as it is known."""
    day = long_date(order.planned_on, language)
    if not day or order.planned_at is None:
        return day
    times = {"day": day, "start": _clock(order.planned_at)}
    if order.planned_until is None:
        return words("visit_from", language, **times)
    return words("visit_window", language, end=_clock(order.planned_until), **times)


def _clock(value: time) -> str:
    return f"{value.hour}:{value.minute:02d}"


def _said_already(order: Order, given: ExecutorAnswer) -> bool:
    last = last_answer(order)
    if last is None or last.facts["answer"] != given.answer:
        return False
    facts, personal = last.facts, last.personal
    return (
        facts.get("day") == (given.day.isoformat() if given.day is not None else None)
        and facts.get("from_time") == _text(given.from_time)
        and facts.get("until_time") == _text(given.until_time)
        and facts.get("hours") == (str(given.hours) if given.hours is not None else "")
        and facts.get("amount") == (str(given.amount) if given.amount is not None else "")
        and personal.get("note", "") == given.note.replace("\x00", "").strip()
    )


def _text(value: time | None) -> str | None:
    return value.isoformat("minutes") if value is not None else None
