"""A technician is not there: holiday, training, illness. Booked like a visit, so that nothing overlaps."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from django.db import transaction

from kulanz.core.access.actor import Actor, ActorKind
from kulanz.core.protocol.recording import record
from kulanz.core.refusal import InvalidValue, NotAllowed
from kulanz.stages.execution.commands.visits.crews import book, lock_crew
from kulanz.stages.execution.events_of_visits import AbsenceNoted, AbsenceRemoved
from kulanz.stages.execution.models import Booking
from kulanz.stages.execution.permissions_of_visits import VisitAction, may_with_visit
from kulanz.stages.execution.refusals_of_visits import (
    AbsenceNeedsAName,
    AbsenceTooLong,
    NoSuchAbsence,
    VisitTimesReversed,
)
from kulanz.stages.execution.rules.working_day import EARLIEST, LATEST

_LONGEST: Final = timedelta(days=366)


def checked_absence(actor: Actor, what: str, starts_at: datetime, ends_at: datetime) -> str:
    """What an absence is called, once everything about it but the technician's time is in order.

    Raises AbsenceNeedsAName, VisitTimesReversed, AbsenceTooLong, InvalidValue, NotAllowed.
    """
    if not may_with_visit(actor, VisitAction.ABSENCE):
        raise NotAllowed
    text = " ".join(what.replace("\x00", "").split())[:120]
    if not text:
        raise AbsenceNeedsAName
    if not EARLIEST <= starts_at < LATEST:
        raise InvalidValue("starts")
    if ends_at <= starts_at:
        raise VisitTimesReversed
    if ends_at - starts_at > _LONGEST:
        raise AbsenceTooLong
    return text


def note_absence(
    *,
    actor: Actor,
    technician_id: int,
    what: str,
    starts_at: datetime,
    ends_at: datetime,
    at: datetime,
) -> Booking:
    """Raises TechnicianTaken (visits in that time are moved first), AbsenceNeedsAName, VisitTimesReversed,
    AbsenceTooLong, InvalidValue, NoSuchTechnician, NotOwnTechnician, NotAllowed; nothing is written then.
    """
    text = checked_absence(actor, what, starts_at, ends_at)
    with transaction.atomic():
        technician = lock_crew(actor, [technician_id])[0]
        row = Booking(
            tenant_id=actor.tenant_id,
            technician=technician,
            absence=text,
            starts_at=starts_at,
            ends_at=ends_at,
            created_at=at,
            created_by_name=actor.name[:200],
        )
        book([row])
        record(
            AbsenceNoted(row.pk, technician.pk, starts_at.isoformat(), ends_at.isoformat(), text),
            actor=actor,
            stream=f"technician:{technician.pk}",
            at=at,
        )
        return row


def remove_absence(*, actor: Actor, booking_id: int, at: datetime) -> None:
    """The technician is there after all. Raises NoSuchAbsence, NotAllowed."""
    if not may_with_visit(actor, VisitAction.ABSENCE):
        raise NotAllowed
    with transaction.atomic():
        rows = Booking.objects.select_for_update(of=("self",)).select_related("technician")
        row = rows.filter(tenant_id=actor.tenant_id, pk=booking_id, visit=None).first()
        if row is None:
            raise NoSuchAbsence
        if actor.kind is ActorKind.DEALER and row.technician.organisation_id != actor.organisation_id:
            raise NoSuchAbsence
        record(
            AbsenceRemoved(
                row.pk, row.technician_id, row.starts_at.isoformat(), row.ends_at.isoformat(), row.absence
            ),
            actor=actor,
            stream=f"technician:{row.technician_id}",
            at=at,
        )
        row.delete()
