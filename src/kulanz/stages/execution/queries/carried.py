"""What a visit touches beside its own case: cases merged with it, what was split off since it was made, and
parts that were sent by an order of their own.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

from django.db.models import Q

from kulanz.cases.models import Case, CaseLink, LinkKind, Position
from kulanz.cases.queries.relevance import codes_of_positions, relevance_of_positions
from kulanz.cases.rules import Safety
from kulanz.masterdata.catalog.models import Article
from kulanz.masterdata.catalog.safety import relevance_of_articles
from kulanz.masterdata.parties.rules.safety import Relevance, strictest
from kulanz.stages.execution.models import OrderLine, Visit
from kulanz.stages.execution.rules.orders import OrderState
from kulanz.stages.solution.rules.remedies import OrderKind

_CAME_TO_NOTHING = (OrderState.CANCELLED.value, OrderState.FAILED.value)


@dataclass(slots=True)
class Carried:
    """Of one visit; a harmless thing beside it changes nothing."""

    materials: list[Relevance] = field(default_factory=list)
    parts: list[Article | None] = field(default_factory=list)

    @property
    def facts(self) -> list[Relevance]:
        """For `strictest`, with whatever the visit's own case says."""
        sent = [relevance_of_articles(self.parts)] if self.parts else []
        return [*self.materials, *sent]


def carried(visits: Sequence[Visit], cases: Mapping[int, Case]) -> dict[int, Carried]:
    """By visit, with a handful of statements for all of them; `cases` are theirs, by id."""
    found = {visit.pk: Carried() for visit in visits}
    if not visits:
        return found
    beside = _beside(visits, cases)
    others = {pk for pks in beside.values() for pk in pks}
    materials = _materials(others) if others else {}
    sent = sent_parts(cases)
    for visit in visits:
        found[visit.pk].materials = [materials[pk] for pk in sorted(beside[visit.pk]) if pk in materials]
        found[visit.pk].parts = sent.get(visit.case_id, [])
    return found


def sent_parts(case_ids: Collection[int]) -> dict[int, list[Article | None]]:
    """By case: what went out, or is to go out, by orders of parts; somebody fits it."""
    lines = OrderLine.objects.filter(
        order__case_id__in=list(case_ids), order__kind=OrderKind.PART_DELIVERY.value
    ).exclude(order__state__in=_CAME_TO_NOTHING)
    found: dict[int, list[Article | None]] = defaultdict(list)
    for line in lines.select_related("article", "order").order_by("pk"):
        found[line.order.case_id].append(line.article)
    return dict(found)


def concerned_cases(case_id: int) -> set[int]:
    """The case and every other one whose visits touch what it holds."""
    merged_into = Case.objects.filter(pk=case_id).values_list("merged_into_id", flat=True).first()
    root = merged_into or case_id
    family = Case.objects.filter(Q(pk=root) | Q(merged_into_id=root)).values_list("pk", flat=True)
    split = CaseLink.objects.filter(source_id=case_id, kind=LinkKind.SPLIT_FROM.value)
    return {case_id, *family, *split.values_list("target_id", flat=True)}


def _beside(visits: Sequence[Visit], cases: Mapping[int, Case]) -> dict[int, set[int]]:
    """By visit: the other cases it touches."""
    roots = {pk: case.merged_into_id or pk for pk, case in cases.items()}
    families: dict[int, set[int]] = defaultdict(set)
    joined = Case.objects.filter(merged_into_id__in=set(roots.values()))
    for pk, root in joined.values_list("pk", "merged_into_id"):
        families[root] |= {pk, root}
    links = CaseLink.objects.filter(target_id__in=list(cases), kind=LinkKind.SPLIT_FROM.value)
    split: dict[int, list[CaseLink]] = defaultdict(list)
    for link in links:
        split[link.target_id].append(link)
    return {
        visit.pk: (families[roots[visit.case_id]] - {visit.case_id})
        | {link.source_id for link in split[visit.case_id] if link.created_at >= visit.created_at}
        for visit in visits
    }


def _materials(case_ids: Collection[int]) -> dict[int, Relevance]:
    """By case; one that holds nothing at all says nothing beside another."""
    cases = Case.objects.in_bulk(list(case_ids))
    positions: dict[int, list[Position]] = defaultdict(list)
    for position in Position.objects.filter(case_id__in=cases).select_related("article"):
        positions[position.case_id].append(position)
    everything = [position for rows in positions.values() for position in rows]
    tenant = next(iter(cases.values())).tenant_id if cases else 0
    codes = codes_of_positions(tenant, everything)
    found = {}
    for pk, case in cases.items():
        if case.safety == Safety.YES:
            found[pk] = Relevance.GIVEN
        elif positions[pk]:
            found[pk] = strictest([relevance_of_positions(case.tenant_id, positions[pk], codes=codes)])
    return found
