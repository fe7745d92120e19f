"""Whose turn it is, which step, and until when: the small state changes."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Final

from django.db import transaction

from kulanz.cases import events
from kulanz.cases.calendar import local_date, next_news
from kulanz.cases.locking import lock_workable
from kulanz.cases.models import Case
from kulanz.cases.refusals import DateInPast, FollowUpTooFar
from kulanz.cases.rules import Step, WaitsFor
from kulanz.core.access.actor import Actor
from kulanz.core.protocol.recording import record
from kulanz.core.tenancy.models import Tenant

FARTHEST_FOLLOW_UP: Final = timedelta(days=5 * 366)


def touch(case: Case, at: datetime) -> None:
    """Move the case up in lists: somebody did something anybody would call activity."""
    if case.updated_at < at:
        case.updated_at = at
        case.save(update_fields=["updated_at"])


def turn_to(
    *, actor: Actor, case: Case, waits_for: WaitsFor, at: datetime, next_news_on: date | None = None
) -> None:
    """Make it `waits_for`'s turn on a locked open case; a recorded case is thereby in progress
    once the office has acted. Records only what really changed."""
    step = Step(case.step)
    if step is Step.RECORDED and (actor.is_staff or waits_for is not WaitsFor.US):
        step = Step.IN_PROGRESS
    changed = step != case.step or waits_for != case.waits_for
    if not changed and next_news_on in (None, case.next_news_on):
        return
    tenant = Tenant.objects.defer("logo").get(pk=case.tenant_id)
    before = (case.step, case.waits_for)
    case.step = step.value
    case.waits_for = waits_for.value
    if changed:
        case.state_since = at
    case.next_news_on = next_news_on or next_news(tenant, step, waits_for, at)
    case.save(update_fields=["step", "waits_for", "state_since", "next_news_on"])
    record(
        events.StateChanged(
            step_before=before[0],
            step=case.step,
            claim_before=case.claim_status,
            claim=case.claim_status,
            waits_before=before[1],
            waits_for=case.waits_for,
            next_news_on=case.next_news_on.isoformat() if case.next_news_on else None,
        ),
        actor=actor,
        stream=case.stream,
        at=at,
    )


def set_waiting(
    *, actor: Actor, case_id: int, waits_for: WaitsFor, at: datetime, next_news_on: date | None = None
) -> Case:
    """Say whom the case waits for and, if wanted, another date of the next news than the default.

    Raises CaseEnded, DateInPast, NotAllowed.
    """
    with transaction.atomic():
        case = lock_workable(actor, case_id)
        tenant = Tenant.objects.defer("logo").get(pk=case.tenant_id)
        if next_news_on is not None and next_news_on < local_date(tenant, at):
            raise DateInPast
        turn_to(actor=actor, case=case, waits_for=waits_for, at=at, next_news_on=next_news_on)
        touch(case, at)
        return case


def set_follow_up(*, actor: Actor, case_id: int, on: date | None, at: datetime) -> Case:
    """Wiedervorlage: the case comes back to its owner on this date; None takes it off."""
    with transaction.atomic():
        case = lock_workable(actor, case_id)
        tenant = Tenant.objects.defer("logo").get(pk=case.tenant_id)
        if on is not None and on < local_date(tenant, at):
            raise DateInPast
        if on is not None and on > local_date(tenant, at) + FARTHEST_FOLLOW_UP:
            # a slip in the year would hide the case for ever
            raise FollowUpTooFar
        if on != case.follow_up_on:
            case.follow_up_on = on
            case.save(update_fields=["follow_up_on"])
            record(
                events.FollowUpSet(on=on.isoformat() if on else None), actor=actor, stream=case.stream, at=at
            )
        return case
