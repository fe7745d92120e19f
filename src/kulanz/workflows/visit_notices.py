"""The customer is told when somebody comes, and it is known afterwards whether he was."""

from __future__ import annotations

from datetime import datetime, time

from kulanz.cases.models import Case
from kulanz.core.access.actor import Actor
from kulanz.masterdata.parties.models import Party
from kulanz.stages.contact.models import LetterKind
from kulanz.stages.execution.models import Order
from kulanz.stages.execution.words import words
from kulanz.workflows.letter_values import long_date
from kulanz.workflows.letters import send_letter, was_written


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
        values=_notice(order, customer),
        key=_notice_key(order),
        at=at,
    )


def customer_was_told(order: Order) -> bool:
    """Whether `tell_of_visit` has told the customer of the day and hours that stand on the order."""
    customer = order.case.customer
    return customer is not None and was_written(
        case_id=order.case_id,
        kind=LetterKind.SERVICE_NOTICE,
        values=_notice(order, customer),
        key=_notice_key(order),
    )


def _notice(order: Order, customer: Party) -> dict[str, str]:
    return {
        "visit_on": visit_words(order, customer.language),
        "executor": order.executor.name if order.executor is not None else "",
    }


def _notice_key(order: Order) -> str:
    return f"visit:{order.pk}:{order.planned_on}:{_text(order.planned_at)}:{_text(order.planned_until)}"


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


def _text(value: time | None) -> str | None:
    return value.isoformat("minutes") if value is not None else None
