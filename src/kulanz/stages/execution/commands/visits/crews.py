"""Who is booked for a visit. The database decides whether a technician is free; here it is put in words."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Final

from django.db import IntegrityError, transaction
from django.utils.formats import date_format
from django.utils.timezone import localtime

from kulanz.cases.models import Case, Participant, ParticipantRole
from kulanz.core.access.actor import Actor, ActorKind
from kulanz.masterdata.parties.models import Technician
from kulanz.stages.execution.models import Booking, ServiceReport, Visit
from kulanz.stages.execution.queries.houses import house_name, may_be_sent, of_its_house
from kulanz.stages.execution.refusals_of_visits import (
    CrewMissing,
    NoSuchTechnician,
    NotOwnTechnician,
    OtherDealersTechnician,
    OtherHouse,
    TechnicianTaken,
)

ONE_AT_A_TIME: Final = "booking_one_at_a_time"


def lock_crew(actor: Actor, ids: Sequence[int], case: Case | None = None) -> list[Technician]:
    """The active technicians in the order given, locked in the order of their keys; `case` is where they go.

    The lock only keeps two planners from waiting for each other for ever; who gets the hour is the
    constraint's decision. Raises CrewMissing, NoSuchTechnician, NotOwnTechnician,
    OtherDealersTechnician.
    """
    if not ids:
        raise CrewMissing
    rows = (
        Technician.objects.select_for_update(of=("self",), no_key=True)
        .filter(tenant_id=actor.tenant_id, pk__in=ids)
        .order_by("pk")
    )
    found = {row.pk: row for row in rows if row.active}
    if len(found) != len(set(ids)):
        raise NoSuchTechnician
    crew = [found[pk] for pk in dict.fromkeys(ids)]
    if actor.kind is ActorKind.DEALER and any(t.organisation_id != actor.organisation_id for t in crew):
        raise NotOwnTechnician
    if case is not None:
        welcome = may_be_sent(Technician.objects.filter(pk__in=found), case)
        strange = found.keys() - set(welcome.values_list("pk", flat=True))
        if strange:
            raise OtherDealersTechnician(who=", ".join(sorted(found[pk].name for pk in strange)))
    return crew


def require_its_house(visit: Visit, crew: Sequence[Technician], known: Collection[int] = ()) -> None:
    """Raise OtherHouse unless everybody is of the house that carries the visit out; who is `known` stays."""
    new = {person.pk: person.name for person in crew if person.pk not in known}
    its = of_its_house(Technician.objects.filter(pk__in=new), visit)
    strange = new.keys() - set(its.values_list("pk", flat=True))
    if strange:
        raise OtherHouse(house=house_name(visit), who=", ".join(sorted(new[pk] for pk in strange)))


def book(rows: Sequence[Booking]) -> None:
    """Write bookings. Raises TechnicianTaken, naming what stands there."""
    try:
        with transaction.atomic():
            Booking.objects.bulk_create(rows)
    except IntegrityError as error:
        if constraint_of(error) != ONE_AT_A_TIME:
            raise
        raise _taken(rows) from error


def constraint_of(error: IntegrityError) -> str:
    """The name of the constraint that refused."""
    diagnosis = getattr(error.__cause__, "diag", None)
    return str(getattr(diagnosis, "constraint_name", "") or "")


def span_words(starts_at: datetime, ends_at: datetime) -> str:
    """“Di., 17. November, 09:00–10:30”, in the zone that is active."""
    start, end = localtime(starts_at), localtime(ends_at)
    day = date_format(start, "SHORT_DATE_FORMAT")
    if start.date() == end.date():
        return f"{day} {date_format(start, 'H:i')}–{date_format(end, 'H:i')}"
    until = f"{date_format(end, 'SHORT_DATE_FORMAT')} {date_format(end, 'H:i')}"
    return f"{day} {date_format(start, 'H:i')} – {until}"


def _taken(rows: Sequence[Booking]) -> TechnicianTaken:
    for row in rows:
        other = (
            Booking.objects.filter(
                technician_id=row.technician_id, starts_at__lt=row.ends_at, ends_at__gt=row.starts_at
            )
            .select_related("visit", "technician")
            .first()
        )
        if other is not None:
            return TechnicianTaken(
                who=other.technician.name,
                what=other.visit.number if other.visit is not None else other.absence,
                when=span_words(other.starts_at, other.ends_at),
            )
    # what stood in the way has gone again meanwhile
    first = rows[0]
    return TechnicianTaken(
        who=first.technician.name, what="–", when=span_words(first.starts_at, first.ends_at)
    )


def let_see(visit: Visit, crew: Sequence[Technician], at: datetime) -> None:
    """The technicians take part in the case: that lets them read it."""
    Participant.objects.bulk_create(
        (
            Participant(
                tenant_id=visit.tenant_id,
                case_id=visit.case_id,
                party_id=technician.person_id,
                role=ParticipantRole.TECHNICIAN,
                added_at=at,
            )
            for technician in crew
        ),
        ignore_conflicts=True,
    )


def no_longer_see(visit: Visit, technician_ids: Collection[int]) -> None:
    """End the part of those who have neither another visit nor a report in this case."""
    staying = Booking.objects.filter(visit__case_id=visit.case_id).values("technician__person_id")
    reported = ServiceReport.objects.filter(visit__case_id=visit.case_id, technician__isnull=False)
    people = Technician.objects.filter(pk__in=technician_ids).values("person_id")
    Participant.objects.filter(
        case_id=visit.case_id, role=ParticipantRole.TECHNICIAN, party_id__in=people
    ).exclude(party_id__in=staying).exclude(party_id__in=reported.values("technician__person_id")).delete()
