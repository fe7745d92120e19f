"""The interlock asked about everything that stands on the plan: who of it may no longer do his part."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final
from zoneinfo import ZoneInfo

from django.db.models import Exists, OuterRef, QuerySet

from kulanz.cases.models import Position
from kulanz.masterdata.catalog.rules.costs import ExecutorKind
from kulanz.masterdata.catalog.safety import relevance_of_article
from kulanz.masterdata.parties.models import Technician
from kulanz.masterdata.parties.queries.interlock import workers_of
from kulanz.masterdata.parties.rules.interlock import Judgement, judge
from kulanz.masterdata.parties.rules.safety import strictest
from kulanz.stages.execution.models import Order, Visit
from kulanz.stages.execution.models.orders import OPEN_ORDERS
from kulanz.stages.execution.models.visits import OPEN_VISITS
from kulanz.stages.execution.queries.carried import carried
from kulanz.stages.execution.queries.clearance import days_of, fitting
from kulanz.stages.execution.queries.clearance_of_orders import judge_for_order, needs_named_person
from kulanz.stages.execution.queries.field_safety import materials_of_cases, works_of_visits
from kulanz.stages.execution.rules.visits import VisitState
from kulanz.stages.solution.rules.remedies import OrderKind

PLANNED: Final = (VisitState.PLANNED.value, VisitState.CONFIRMED.value)
_AT_ONCE: Final = 500


@dataclass(frozen=True, slots=True)
class Barred:
    """A day on which those of `judged`, by name, may not do what they are planned for."""

    pk: int
    day: date
    judged: dict[str, Judgement]


def planned_visits(tenant_id: int) -> QuerySet[Visit]:
    """What is on the plan and nobody has begun, also where its time has come or passed."""
    return Visit.objects.filter(tenant_id=tenant_id, state__in=PLANNED).order_by("starts_at", "pk")


def barred_visits(visits: QuerySet[Visit], *, zone: ZoneInfo, today: date) -> Iterator[Barred]:
    """Visits somebody of whose crew may not do it on a day that is still to come, a few statements for many.

    One whose days have passed without anybody beginning it could only be begun today.
    """
    ids = list(visits.values_list("pk", flat=True))
    for some in (ids[start : start + _AT_ONCE] for start in range(0, len(ids), _AT_ONCE)):
        yield from _of(list(_with_everything(Visit.objects.filter(pk__in=some))), zone, today)


def promised_orders(tenant_id: int) -> QuerySet[Order]:
    """What firms have promised for a day and not yet done; where they have a visit, that is judged."""
    orders = Order.objects.filter(
        OPEN_ORDERS,
        ~Exists(Visit.objects.filter(OPEN_VISITS, order=OuterRef("pk"))),
        tenant_id=tenant_id,
        kind=OrderKind.SERVICE.value,
        executor__kind=ExecutorKind.FIRM.value,
        planned_on__isnull=False,
    )
    return orders.select_related("executor", "case").order_by("planned_on", "pk")


def barred_orders(orders: QuerySet[Order], *, today: date) -> Iterator[Barred]:
    """Of orders that firms have promised: where whom they named may not do it that day, or is nobody."""
    for order in orders:
        if order.planned_on is None or not needs_named_person(order):
            continue
        day = max(order.planned_on, today)
        judged = judge_for_order(order, order.people, on=day)
        barred = {name: one for name, one in judged.items() if not one.allowed}
        if barred:
            yield Barred(order.pk, day, barred)


def _with_everything(visits: QuerySet[Visit]) -> QuerySet[Visit]:
    return (
        visits.select_related("case")
        .prefetch_related("crew__technician__organisation", "works__work_kind", "parts__article")
        .order_by("starts_at", "pk")
    )


def _of(visits: Sequence[Visit], zone: ZoneInfo, today: date) -> Iterator[Barred]:
    crew: dict[int, Technician] = {b.technician_id: b.technician for v in visits for b in v.crew.all()}
    workers = workers_of(list(crew.values()))
    cases = {visit.case_id: visit.case for visit in visits}
    positions: dict[int, list[Position]] = defaultdict(list)
    for position in Position.objects.filter(case_id__in=cases).select_related("article"):
        positions[position.case_id].append(position)
    beside = carried(visits, cases)
    materials, known = materials_of_cases(cases, positions), works_of_visits(visits, beside)
    for visit in visits:
        parts = [part.article for part in visit.parts.all()]
        own = {row.work_kind_id for row in visit.works.all()} | fitting([*parts, *beside[visit.pk].parts])
        works = [known[pk] for pk in sorted(own)]
        material = strictest(
            [materials[visit.case_id], *beside[visit.pk].facts, *map(relevance_of_article, parts)]
        )
        people = [booking.technician_id for booking in visit.crew.all()]
        days = [day for day in days_of(visit, zone) if day >= today] or [today]
        for day in days:
            judged = {
                workers[pk].name if pk else "": judge(
                    material=material, works=works, worker=workers[pk] if pk else None, day=day
                )
                for pk in people or [0]
            }
            barred = {name: one for name, one in judged.items() if not one.allowed}
            if barred:
                yield Barred(visit.pk, day, barred)
                break
