"""What the firm answers by its link, as evidence; the order itself moves in `workflows.orders`."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Final

from kulanz.cases.calendar import local_date
from kulanz.cases.refusals import DateInPast, ReasonMissing
from kulanz.core.protocol.recording import record
from kulanz.core.refusal import InvalidValue, MissingValue
from kulanz.core.tenancy.models import Tenant
from kulanz.stages.execution.events import OrderAnswered
from kulanz.stages.execution.links import firm_actor
from kulanz.stages.execution.models import Order
from kulanz.stages.execution.refusals import DoneInFuture, HoursOutOfRange, PromisedTooFar, TimesReversed
from kulanz.stages.execution.rules.orders import Answer

# One job of a firm, however many came; more is a slip, and the office would reckon with it.
MOST_HOURS: Final = Decimal(100)
# The customer is told of the day: a slip in the year must not reach him.
FARTHEST: Final = timedelta(days=366)
_MOST_AMOUNT: Final = Decimal(1_000_000)


@dataclass(frozen=True, slots=True)
class ExecutorAnswer:
    """An answer with the name of the person who gives it. `day` is the visit's: planned, done or futile."""

    answer: Answer
    name: str
    note: str = ""
    day: date | None = None
    from_time: time | None = None
    until_time: time | None = None
    hours: Decimal | None = None
    amount: Decimal | None = None
    technician_id: int | None = None
    """Who comes or came: safety-relevant work names its certified person."""


def check_answer(order: Order, given: ExecutorAnswer, *, at: datetime) -> None:
    """Raises MissingValue, ReasonMissing, DateInPast, PromisedTooFar, DoneInFuture, TimesReversed,
    HoursOutOfRange, InvalidValue.
    """
    if not given.name.strip():
        raise MissingValue("name")
    if given.answer in (Answer.DECLINES, Answer.FUTILE) and not given.note.strip():
        raise ReasonMissing
    if given.answer is Answer.DONE and not given.note.strip():
        raise MissingValue("note")
    if given.answer is Answer.DATE and given.day is None:
        raise MissingValue("day")
    _check_day(order, given, at)
    if given.until_time is not None and (given.from_time is None or given.until_time < given.from_time):
        raise TimesReversed
    if given.hours is not None and not 0 < given.hours <= MOST_HOURS:
        raise HoursOutOfRange(most=MOST_HOURS)
    if given.amount is not None and not 0 <= given.amount <= _MOST_AMOUNT:
        raise InvalidValue("amount")


def _check_day(order: Order, given: ExecutorAnswer, at: datetime) -> None:
    if given.day is None:
        return
    today = local_date(Tenant.objects.defer("logo").get(pk=order.tenant_id), at)
    if given.answer in (Answer.ACCEPTS, Answer.DATE) and given.day < today:
        raise DateInPast
    if given.answer in (Answer.ACCEPTS, Answer.DATE) and given.day > today + FARTHEST:
        raise PromisedTooFar
    if given.answer in (Answer.DONE, Answer.FUTILE) and given.day > today:
        raise DoneInFuture


def record_answer(
    order: Order, given: ExecutorAnswer, *, at: datetime, technician: str = "", authorised: bool = True
) -> None:
    """Keep the answer to a locked order in the case's protocol, with the person's name.

    `technician` is who comes or came, `authorised` whether the interlock lets him.
    """
    executor = order.executor
    currency = executor.currency if executor is not None else ""
    if given.amount is not None and not currency:
        currency = Tenant.objects.only("currency").get(pk=order.tenant_id).currency
    record(
        OrderAnswered(
            order_id=order.pk,
            number=order.number,
            answer=given.answer.value,
            day=given.day.isoformat() if given.day is not None else None,
            from_time=given.from_time.isoformat("minutes") if given.from_time is not None else None,
            until_time=given.until_time.isoformat("minutes") if given.until_time is not None else None,
            hours=str(given.hours) if given.hours is not None else "",
            amount=str(given.amount) if given.amount is not None else "",
            currency=currency if given.amount is not None else "",
            authorised=authorised,
            technician=technician,
            who=given.name.strip()[:120],
            note=given.note.replace("\x00", "").strip(),
        ),
        actor=firm_actor(order, given.name.strip()[:120]),
        stream=order.case.stream,
        at=at,
    )
