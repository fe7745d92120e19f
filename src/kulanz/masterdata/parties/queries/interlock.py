"""Asking the interlock about technicians that are there: a fixed number of statements for any number."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet

from kulanz.masterdata.parties.models import Certificate, Party, Technician, TechnicianRegion, WorkKind
from kulanz.masterdata.parties.rules.interlock import (
    Held,
    House,
    Judgement,
    Part,
    Work,
    Worker,
    judge,
    judge_assembly,
    valid_until,
)
from kulanz.masterdata.parties.rules.safety import Relevance, relevance_of


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody who may do it on that day; `in_region`: the place is his; `until`: his last day."""

    technician: Technician
    in_region: bool
    until: date | None


def works_of(tenant_id: int, work_kind_ids: Collection[int]) -> tuple[Work, ...]:
    """The kinds of work as the rule reads them, named in the language that is active."""
    found = WorkKind.objects.filter(tenant_id=tenant_id, pk__in=work_kind_ids).order_by("pk")
    return tuple(Work(kind.pk, str(kind), relevance_of(kind.safety)) for kind in found)


def workers_of(technicians: Sequence[Technician]) -> dict[int, Worker]:
    """By technician's id: who he is to the rule, with his own and his organisation's certificates."""
    holders = {t.person_id for t in technicians} | {t.organisation_id for t in technicians}
    held: dict[int, list[tuple[int | None, Held]]] = defaultdict(list)
    for row in Certificate.objects.filter(holder_id__in=holders).values_list(
        "holder_id", "work_kind_id", "issued_on", "valid_until", "revoked_on"
    ):
        held[row[0]].append((row[1], Held(row[1], row[2], row[3], row[4])))
    gone = set(Party.objects.filter(pk__in=holders, active=False).values_list("pk", flat=True))
    return {
        t.pk: Worker(
            name=t.name,
            house=House(t.house),
            active=t.active and gone.isdisjoint((t.person_id, t.organisation_id)),
            certificates=tuple(one for work, one in held[t.person_id] if work is not None),
            house_name=t.organisation.name,
            house_certificates=tuple(one for work, one in held[t.organisation_id] if work is None),
        )
        for t in technicians
    }


def judge_technicians(
    *,
    tenant_id: int,
    technician_ids: Collection[int],
    work_kind_ids: Collection[int],
    relevance: Relevance,
    on: date,
) -> dict[int, Judgement]:
    """Each technician's judgement for this work on that day. An unknown one is nobody named."""
    technicians = list(
        Technician.objects.filter(tenant_id=tenant_id, pk__in=technician_ids).select_related("organisation")
    )
    workers = workers_of(technicians)
    works = works_of(tenant_id, work_kind_ids)
    return {
        pk: judge(material=relevance, works=works, worker=workers.get(pk), day=on) for pk in technician_ids
    }


def who_could(
    *,
    tenant_id: int,
    work_kind_ids: Collection[int],
    relevance: Relevance,
    on: date,
    postcode: str = "",
    country: str = "",
    among: QuerySet[Technician] | None = None,
    limit: int = 5,
) -> list[Candidate]:
    """Those who may do it on that day, our own people first, then of the region; where a region is theirs
    alone is no bar.
    """
    people = Technician.objects.all() if among is None else among
    technicians = people.filter(tenant_id=tenant_id, active=True).select_related("organisation")
    found = list(technicians.order_by("name", "pk"))
    workers = workers_of(found)
    works = works_of(tenant_id, work_kind_ids)
    near = in_region(found, postcode=postcode, country=country)
    able = [
        Candidate(t, t.pk in near, valid_until(workers[t.pk], works, on))
        for t in found
        if judge(material=relevance, works=works, worker=workers[t.pk], day=on).allowed
    ]
    able.sort(key=lambda one: (one.technician.house != House.FACTORY, not one.in_region))
    return able[:limit]


def in_region(technicians: Iterable[Technician], *, postcode: str, country: str) -> set[int]:
    """Whose region the place is. Without a country it is nobody's."""
    if not country:
        return set()
    regions = TechnicianRegion.objects.filter(
        technician_id__in=[t.pk for t in technicians], country=country.upper()
    ).values_list("technician_id", "prefix")
    code = postcode.replace(" ", "").upper()
    return {pk for pk, prefix in regions if code.startswith(prefix.upper())}


def certified_people(tenant_id: int, *, day: date, dealer_id: int | None) -> list[Technician]:
    """Who holds any certificate that day: the dealer's people first, other dealers' people never."""
    technicians = (
        Technician.objects.filter(tenant_id=tenant_id, active=True)
        .filter(~Q(house=House.DEALER.value) | Q(organisation_id=dealer_id))
        .select_related("organisation")
        .order_by("name", "pk")
    )
    found = list(technicians)
    workers = workers_of(found)
    part = [Part("", Relevance.GIVEN)]
    able = [t for t in found if judge_assembly(parts=part, worker=workers[t.pk], day=day).allowed]
    return sorted(able, key=lambda t: t.organisation_id != dealer_id)
