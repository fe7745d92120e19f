"""What else told the customer of a change in the same step, so that he hears of one thing once."""

from __future__ import annotations

from typing import Final

from django.db.models import QuerySet

from kulanz.cases import events
from kulanz.cases.models import Direction
from kulanz.cases.rules import Audience, WaitsFor
from kulanz.core.access.actor import ActorKind
from kulanz.core.protocol.models import ProtocolEntry
from kulanz.stages.execution.events_of_appointments import SlotsOffered
from kulanz.stages.execution.events_of_visits import VisitMoved, VisitOffPlan, VisitPlanned
from kulanz.stages.execution.models import Visit

# A visit that is called off without having had a date is told by the state alone, if at all.
_APPOINTMENTS: Final = (VisitPlanned.name, VisitMoved.name, VisitOffPlan.name)


def told_otherwise(entry: ProtocolEntry) -> bool:
    """The state changed with an answer, a letter or an appointment mail to the customer: that tells it, or
    the acknowledgement of a case that begins with it.
    """
    beside = ProtocolEntry.objects.filter(tenant_id=entry.tenant_id, stream=entry.stream, at=entry.at)
    message = beside.filter(
        event=events.MessageAdded.name,
        facts__direction=Direction.OUT,
        facts__audience__in=[Audience.CUSTOMER.value, Audience.ALL.value],
    )
    letter = beside.filter(event=events.LetterSent.name)
    return message.exists() or letter.exists() or _begins_so(entry, beside) or _told_by_appointment(beside)


def _begins_so(entry: ProtocolEntry, beside: QuerySet[ProtocolEntry]) -> bool:
    """A dealer filed it for his own people: it waits for him from the first moment."""
    his = entry.actor_kind == ActorKind.DEALER and entry.facts.get("waits_for") == WaitsFor.DEALER
    return his and beside.filter(event=events.CaseRecorded.name).exists()


def letter_went(entry: ProtocolEntry) -> bool:
    """The closing letter, or the rejection, was mailed in the same step."""
    return ProtocolEntry.objects.filter(
        tenant_id=entry.tenant_id,
        stream=entry.stream,
        event=events.LetterSent.name,
        at=entry.at,
        facts__letter__in=["closing", "rejection"],
        facts__channel="mail",
    ).exists()


def _told_by_appointment(beside: QuerySet[ProtocolEntry]) -> bool:
    """Times were offered with a link, or who has one hears by it what became of his appointment."""
    if beside.filter(event=SlotsOffered.name).exists():
        return True
    moved = beside.filter(event__in=_APPOINTMENTS).values_list("facts__visit_id", flat=True)
    return Visit.objects.filter(pk__in=list(moved), token_id__isnull=False).exists()
