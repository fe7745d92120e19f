"""The interlock for all visits of a day at once, as the device shows it and applies it without network."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from kulanz.cases.models import Case, Position
from kulanz.cases.queries.relevance import codes_of_positions, relevance_of_positions
from kulanz.cases.rules import Safety
from kulanz.masterdata.catalog.safety import relevance_of_article
from kulanz.masterdata.parties.interlock_words import sentences
from kulanz.masterdata.parties.models import Technician, WorkKind
from kulanz.masterdata.parties.queries.interlock import workers_of
from kulanz.masterdata.parties.rules.interlock import Work, Worker, judge, valid_until
from kulanz.masterdata.parties.rules.safety import Relevance, relevance_of, strictest
from kulanz.stages.execution.models import Visit
from kulanz.stages.execution.queries.carried import Carried, carried
from kulanz.stages.execution.queries.clearance import fitting


@dataclass(frozen=True, slots=True)
class Clearance:
    relevance: Relevance
    cleared: bool
    sentence: str
    valid_until: date | None


def clearances(
    technicians: Sequence[Technician],
    visits: Sequence[Visit],
    cases: dict[int, Case],
    positions: dict[int, list[Position]],
    days: dict[int, date],
) -> dict[int, Clearance]:
    """By visit, for the technician who goes, on the day of the visit.

    `valid_until` lets the device shut the visit by itself when it is offline beyond that day.
    """
    workers = workers_of(technicians) if technicians else {}
    materials = materials_of_cases(cases, positions)
    beside = carried(visits, cases)
    known = works_of_visits(visits, beside)
    found = {}
    for visit in visits:
        worker = _who(visit, technicians, workers)
        own = {row.work_kind_id for row in visit.works.all()}
        taken = [part.article for part in visit.parts.all()]
        works = tuple(known[pk] for pk in sorted(own | fitting([*taken, *beside[visit.pk].parts])))
        parts = [relevance_of_article(article) for article in taken]
        material = strictest([materials[visit.case_id], *beside[visit.pk].facts, *parts])
        day = days[visit.pk]
        judgement = judge(material=material, works=works, worker=worker, day=day)
        until = None
        if worker is not None and judgement.relevant and judgement.allowed:
            until = valid_until(worker, works, day)
        found[visit.pk] = Clearance(judgement.relevance, judgement.allowed, sentences(judgement.bars), until)
    return found


def materials_of_cases(cases: dict[int, Case], positions: dict[int, list[Position]]) -> dict[int, Relevance]:
    """As `relevance_of_case` says of each, with one look at the failure codes for all."""
    found = {}
    tenant = next(iter(cases.values())).tenant_id if cases else 0
    everything = [position for rows in positions.values() for position in rows]
    codes = codes_of_positions(tenant, everything)
    for pk, case in cases.items():
        if case.safety == Safety.YES:
            found[pk] = Relevance.GIVEN
        else:
            found[pk] = relevance_of_positions(case.tenant_id, positions.get(pk, []), codes=codes)
    return found


def works_of_visits(visits: Sequence[Visit], beside: Mapping[int, Carried]) -> dict[int, Work]:
    """The kinds of work of them all, and those their parts bring along, with one statement more at most."""
    sent = [article for one in beside.values() for article in one.parts]
    kinds = {row.work_kind_id: row.work_kind for visit in visits for row in visit.works.all()}
    taken = [part.article for visit in visits for part in visit.parts.all()]
    brought = fitting([*taken, *sent]) - kinds.keys()
    if brought:
        kinds |= WorkKind.objects.in_bulk(brought)
    return {pk: Work(pk, str(kind), relevance_of(kind.safety)) for pk, kind in kinds.items()}


def _who(visit: Visit, technicians: Sequence[Technician], workers: dict[int, Worker]) -> Worker | None:
    on_it = [t for t in technicians if t.pk in visit.people]
    return workers.get((on_it or list(technicians))[0].pk) if technicians else None
