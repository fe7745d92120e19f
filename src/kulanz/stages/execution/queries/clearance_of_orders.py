"""The interlock asked about an order: which people may do what it is for."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet

from kulanz.cases.queries.relevance import relevance_of_case
from kulanz.masterdata.catalog.models import Article
from kulanz.masterdata.catalog.rules.costs import ExecutorKind
from kulanz.masterdata.catalog.safety import relevance_of_article
from kulanz.masterdata.parties.models import Technician
from kulanz.masterdata.parties.queries.interlock import workers_of, works_of
from kulanz.masterdata.parties.rules.interlock import Judgement, Work, Worker, judge
from kulanz.masterdata.parties.rules.safety import Relevance, needs_certificate, strictest
from kulanz.stages.execution.models import Order
from kulanz.stages.execution.models.visits import OPEN_VISITS
from kulanz.stages.execution.queries.clearance import fitting, material_of, work_kinds_of
from kulanz.stages.execution.queries.houses import may_be_sent
from kulanz.stages.solution.models import ServiceDetail, SparePart
from kulanz.stages.solution.rules.remedies import OrderKind


@dataclass(frozen=True, slots=True)
class NamedPerson:
    """Somebody whom one can name for an order; `planned`: he stands on the plan for it already."""

    technician: Technician
    judgement: Judgement
    planned: bool = False


@dataclass(frozen=True, slots=True)
class _Work:
    """What an order asks for, read once for any number of people."""

    relevance: Relevance
    works: tuple[Work, ...]

    def judged(self, worker: Worker | None, on: date) -> Judgement:
        return judge(material=self.relevance, works=self.works, worker=worker, day=on)


def is_for_firm(order: Order) -> bool:
    """Whether somebody carries it out who plans his people himself."""
    return order.executor is not None and order.executor.kind == ExecutorKind.FIRM


def plans_itself(order: Order) -> bool:
    """Whether a firm says by its link who comes when; with a visit the office plans the firm's people."""
    return is_for_firm(order) and not order.visits.filter(OPEN_VISITS).exists()


def needs_named_person(order: Order) -> bool:
    """Whether whoever carries the order out names the certified person who does it; goods are nobody's."""
    return order.kind == OrderKind.SERVICE and needs_certificate(_work(order).relevance)


def lacks_work_kind(order: Order) -> bool:
    """Whether nobody may do it before the office has named the kind of work: a firm promises nothing."""
    if order.kind != OrderKind.SERVICE or not order.is_open:
        return False
    work = _work(order)
    return not work.works and needs_certificate(work.relevance)


def work_kinds_of_order(order: Order) -> list[int]:
    """The kinds of work it takes, as the interlock reads them."""
    return [work.id for work in _work(order).works]


def people_for(order: Order, *, on: date) -> list[NamedPerson]:
    """Who may be named for it: of a firm's order the firm's technicians, else whoever may be sent there.

    Those on the plan first, even if they have left since; then those who may.
    """
    planned = planned_people(order)
    found = {t.pk: t for t in _nameable(order)}
    missing = set(planned) - found.keys()
    if missing:
        found |= {t.pk: t for t in _technicians(order).filter(pk__in=missing)}
    technicians = list(found.values())
    workers, work = workers_of(technicians), _work(order)
    people = [NamedPerson(t, work.judged(workers[t.pk], on), t.pk in planned) for t in technicians]
    return sorted(people, key=lambda one: (not one.planned, not one.judgement.allowed, one.technician.name))


def judge_for_order(order: Order, technician_ids: Collection[int], *, on: date) -> dict[str, Judgement]:
    """By name, of those who were named; nobody, or somebody who may not be named for it, is under "".

    All of them have to be able: everybody who comes works on it.
    """
    people = {one.technician.pk: one for one in people_for(order, on=on)}
    known = [people[pk] for pk in technician_ids if pk in people]
    judged = {one.technician.name: one.judgement for one in known}
    if len(known) < len(set(technician_ids)) or not known:
        judged[""] = _work(order).judged(None, on)
    return judged


def planned_people(order: Order) -> list[int]:
    """Who stands on the plan for it: whom the firm has named, or the crews of its visits."""
    crew = order.visits.filter(OPEN_VISITS).order_by("pk", "-crew__leads", "crew__pk")
    ids = [pk for pk in crew.values_list("crew__technician_id", flat=True) if pk is not None]
    return list(dict.fromkeys(ids or order.people))


def _technicians(order: Order) -> QuerySet[Technician]:
    return Technician.objects.filter(tenant_id=order.tenant_id).select_related("organisation")


def _nameable(order: Order) -> Iterable[Technician]:
    active = _technicians(order).filter(active=True)
    executor = order.executor
    if executor is None:
        return []
    if executor.kind == ExecutorKind.FIRM:
        return active.filter(organisation_id=executor.party_id or 0)
    if executor.kind == ExecutorKind.DEALER:
        return active.filter(organisation_id=order.case.dealer_id or 0)
    return may_be_sent(active, order.case)


def _work(order: Order) -> _Work:
    """The strictest of what the case says of its lines, of the parts and visits, and of the kinds of work."""
    lines = list(order.lines.filter(position__isnull=False).values_list("position_id", flat=True))
    materials = [relevance_of_case(order.case, position_ids=lines or None)]
    parts = _parts(order)
    materials += [relevance_of_article(article) for article in parts]
    kinds = named_kinds(order) | fitting(parts)
    for visit in order.visits.filter(OPEN_VISITS).select_related("case"):
        materials.append(material_of(visit))
        kinds |= set(work_kinds_of(visit))
    works = works_of(order.tenant_id, kinds)
    relevance = strictest((*materials, *(work.relevance for work in works)))
    return _Work(relevance, works)


def _parts(order: Order) -> list[Article | None]:
    """The parts that were named for mending it: whoever comes fits them."""
    return [
        part.article for part in SparePart.objects.filter(case_id=order.case_id).select_related("article")
    ]


def named_kinds(order: Order) -> set[int]:
    """The kind of work that was named for what the case needs done."""
    named = ServiceDetail.objects.filter(case_id=order.case_id, work_kind__active=True)
    return {pk for pk in named.values_list("work_kind_id", flat=True) if pk is not None}
