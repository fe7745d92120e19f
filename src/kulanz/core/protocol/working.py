"""Working off the transmissions: the table is the queue, and several workers may share it.

Each transmission is claimed with FOR UPDATE SKIP LOCKED and worked on inside that one transaction: whatever
a killed process had not committed is simply due again. A consumer that does something outside the database
(sending a mail) has `prepare` as well, whose writes are committed before `work` begins, so that a crash in
between can be seen.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

import structlog
from django.db import transaction

from kulanz.core.protocol.models import Transmission, TransmissionState
from kulanz.core.tenancy.context import tenant_context
from kulanz.core.tenancy.models import Tenant

log = structlog.get_logger("kulanz.queue")

FIRST_PAUSE: Final = timedelta(seconds=30)
LONGEST_PAUSE: Final = timedelta(hours=6)
MOST_ATTEMPTS: Final = 8
_ERROR_LENGTH: Final = 2000


@dataclass(frozen=True, slots=True)
class TryAgain:
    """What a consumer returns when it could not finish; its writes are kept, unlike after an exception.

    `after` is the pause (None: the usual growing one). `counts` is False while something is missing that is
    no failure of this transmission; with `hopeless` no further attempt is made until somebody asks for it.
    """

    reason: str
    after: timedelta | None = None
    counts: bool = True
    hopeless: bool = False


Step = Callable[[Transmission, datetime], TryAgain | None]


@dataclass(frozen=True, slots=True)
class Consumer:
    """Who takes the transmissions of one name. `give_up` learns the reason when one gets stuck."""

    work: Step
    prepare: Step | None = None
    give_up: Callable[[Transmission, str, datetime], None] | None = None
    most_attempts: int = MOST_ATTEMPTS


class Outcome(StrEnum):
    DONE = "done"
    RETRIED = "retried"
    POSTPONED = "postponed"
    STUCK = "stuck"
    TAKEN = "taken"
    """Another worker was quicker."""


_consumers: dict[str, Consumer] = {}


def register_consumer(name: str, consumer: Consumer) -> None:
    """Called once per consumer at start-up, from the app that owns it."""
    _consumers[name] = consumer


def pause_after(attempts: int) -> timedelta:
    """How long to wait after the `attempts`-th failure: 30 s, then three times as long, up to six hours."""
    factor: int = 3 ** max(min(attempts, 12) - 1, 0)
    return min(FIRST_PAUSE * factor, LONGEST_PAUSE)


def work_once(
    at: datetime,
    tenant_ids: Iterable[int] | None = None,
    *,
    limit: int | None = None,
    go_on: Callable[[], bool] = lambda: True,
    consumers: Iterable[str] | None = None,
) -> dict[str, int]:
    """Work off everything due at `at`, also what becomes due by that; returns how many went which way.

    `limit` bounds the number per tenant and round, so that a busy tenant does not hold up the others;
    `go_on` is asked between two transmissions; with `consumers` only theirs are worked off.
    """
    names = list(consumers) if consumers is not None else list(_consumers)
    counts: Counter[str] = Counter()
    tenants = list(tenant_ids) if tenant_ids is not None else active_tenants()
    for tenant_id in tenants:
        worked = 0
        while (limit is None or worked < limit) and go_on():
            outcome = _work_next(tenant_id, at, names)
            if outcome is None:
                break
            counts[outcome.value] += 1
            worked += 1
    return dict(counts)


def active_tenants() -> list[int]:
    """Ids of all tenants that are in use, oldest first."""
    return list(Tenant.objects.filter(active=True).order_by("id").values_list("id", flat=True))


def _work_next(tenant_id: int, at: datetime, names: list[str]) -> Outcome | None:
    with tenant_context(tenant_id):
        transmission = _claim(tenant_id, at, names)
        if transmission is None:
            return None
        consumer = _consumers[transmission.consumer]
        if consumer.prepare is None:
            return _attempt(transmission, consumer, consumer.work, at, ends=True)
        outcome = _attempt(transmission, consumer, consumer.prepare, at, ends=False)
        if outcome is not Outcome.DONE:
            return outcome
        claimed_id = transmission.pk
    with tenant_context(tenant_id):
        transmission = _claim(tenant_id, at, names, claimed_id)
        if transmission is None:
            return Outcome.TAKEN
        return _attempt(transmission, consumer, consumer.work, at, ends=True)


def _claim(
    tenant_id: int, at: datetime, names: list[str], transmission_id: int | None = None
) -> Transmission | None:
    due = Transmission.objects.select_for_update(skip_locked=True, of=("self",)).filter(
        tenant_id=tenant_id, state=TransmissionState.WAITING, due_at__lte=at, consumer__in=names
    )
    if transmission_id is not None:
        due = due.filter(pk=transmission_id)
    return due.select_related("entry").order_by("due_at", "id").first()


def _attempt(
    transmission: Transmission, consumer: Consumer, step: Step, at: datetime, *, ends: bool
) -> Outcome:
    """One step of a consumer; its failure is written down and touches nothing else."""
    try:
        with transaction.atomic():
            result = step(transmission, at)
    except Exception as error:  # whatever one consumer raises must not stop the others
        log.warning(
            "transmission failed",
            exc_info=error,
            tenant=transmission.tenant_id,
            transmission=transmission.pk,
            consumer=transmission.consumer,
            attempts=transmission.attempts + 1,
        )
        result = TryAgain(f"{type(error).__name__}: {error}")
    if result is not None:
        return _put_back(transmission, consumer, result, at)
    if ends:
        transmission.state = TransmissionState.DONE
        transmission.done_at = at
        transmission.last_error = ""
        transmission.save(update_fields=["state", "done_at", "last_error"])
    return Outcome.DONE


def _put_back(transmission: Transmission, consumer: Consumer, again: TryAgain, at: datetime) -> Outcome:
    transmission.last_error = again.reason.replace("\x00", "")[:_ERROR_LENGTH]
    if again.counts:
        transmission.attempts += 1
    stuck = again.hopeless or (again.counts and transmission.attempts >= consumer.most_attempts)
    if stuck:
        transmission.state = TransmissionState.STUCK
    else:
        transmission.due_at = at + (again.after or pause_after(transmission.attempts))
    transmission.save(update_fields=["last_error", "attempts", "state", "due_at"])
    if not stuck:
        return Outcome.RETRIED if again.counts else Outcome.POSTPONED
    log.error(
        "transmission stuck",
        tenant=transmission.tenant_id,
        transmission=transmission.pk,
        consumer=transmission.consumer,
        attempts=transmission.attempts,
    )
    if consumer.give_up is not None:
        try:
            with transaction.atomic():
                consumer.give_up(transmission, again.reason, at)
        except Exception:  # that it is stuck is written down all the same
            log.exception("giving up failed", transmission=transmission.pk)
    return Outcome.STUCK
