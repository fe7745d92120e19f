"""The visits of a dealer's cases, as make or buy counts them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Final
from zoneinfo import ZoneInfo

from django.db.models import Case as Either
from django.db.models import Count, Exists, F, IntegerField, OuterRef, Q, QuerySet, Subquery, Sum, When
from django.db.models.functions import Coalesce, Extract, Greatest, TruncDate

from kulanz.cases.models import Case
from kulanz.cases.rules import Kind
from kulanz.stages.execution.models import Booking, ServiceReport
from kulanz.stages.execution.permissions_of_houses import reports_of_others
from kulanz.stages.execution.rules.report_corrections import CORRECTABLE
from kulanz.stages.improvement.rules.options import Payer, Visits
from kulanz.stages.improvement.rules.visiting import SERVICE_KINDS, Sort, payer, visits_without_report
from kulanz.stages.solution.models import Decision
from kulanz.stages.solution.rules.remedies import DecisionState, OrderKind

_HOLDS: Final = (DecisionState.UNDER_WAY.value, DecisionState.DONE.value)
_KINDS: Final = [kind.value for kind in (*sorted(SERVICE_KINDS), Kind.COMPLAINT)]
# The values that count: of the newest correction where there is one, also where it took one away.
_COUNTED: Final = {
    f"counted_{name}": Either(When(correction__isnull=False, then=F(f"correction__{name}")), default=F(name))
    for name in CORRECTABLE
}
_TOLD: Final = Q(
    counted_arrived_at__isnull=False,
    counted_left_at__isnull=False,
    counted_travel_minutes__isnull=False,
)


@dataclass(frozen=True, slots=True)
class Counted:
    """All visits there were; `unreported` of them stand for cases nobody reported about."""

    visits: tuple[Visits, ...]
    unreported: int

    @property
    def count(self) -> int:
        return sum(one.count for one in self.visits)

    @property
    def charged(self) -> int:
        return sum(one.count for one in self.visits if one.payer is not Payer.NOBODY)

    @property
    def without_time(self) -> int:
        return sum(one.without_time for one in self.visits)

    @property
    def without_distance(self) -> int:
        return sum(one.without_distance for one in self.visits)


def visits_of(cases: QuerySet[Case], dealer_id: int, zone: ZoneInfo) -> Counted:
    """Of the reports, and of the cases without one; `cases` are those of the period.

    What another dealer's people did before the case was this one's is not counted here.
    """
    without = tuple(_unreported(cases, zone))
    return Counted((*_reported(cases, dealer_id, zone), *without), sum(one.count for one in without))


def _reported(cases: QuerySet[Case], dealer_id: int, zone: ZoneInfo) -> Iterator[Visits]:
    crew = Booking.objects.filter(visit=OuterRef("visit")).order_by().values("visit")
    people = Greatest(Coalesce(Subquery(crew.annotate(n=Count("pk")).values("n")), 1), 1)
    seconds = Greatest(
        Extract(F("counted_left_at") - F("counted_arrived_at"), "epoch"), 0, output_field=IntegerField()
    )
    rows = (
        ServiceReport.objects.filter(~reports_of_others([dealer_id]), visit__case__in=cases)
        .annotate(**_COUNTED)
        .annotate(people=people, seconds=seconds)
        .order_by()
        .values_list(
            TruncDate("visit__case__created_at", tzinfo=zone),
            "visit__case__kind",
            "visit__case__coverage",
            "visit__case__dealer_part",
        )
        .annotate(
            n=Count("pk"),
            worked=Sum(F("seconds") * F("people"), filter=_TOLD),
            travelled=Sum(F("counted_travel_minutes") * F("people"), filter=_TOLD),
            driven=Sum("counted_travel_km"),
            untimed=Count("pk", filter=~_TOLD),
            undriven=Count("pk", filter=Q(counted_travel_km=None)),
        )
    )
    for day, kind, coverage, part, n, worked, travelled, driven, untimed, undriven in rows:
        yield Visits(
            day,
            payer(Sort(kind, coverage, part)),
            n,
            int(worked or 0) // 60,
            int(travelled or 0),
            Decimal(driven or 0),
            untimed,
            undriven,
        )


def _unreported(cases: QuerySet[Case], zone: ZoneInfo) -> Iterator[Visits]:
    decisions = Decision.objects.filter(case=OuterRef("pk"), state__in=_HOLDS)
    rows = (
        cases.filter(~Exists(ServiceReport.objects.filter(visit__case=OuterRef("pk"))), kind__in=_KINDS)
        .annotate(
            decided=Exists(decisions),
            serviced=Exists(decisions.filter(remedy__orders__contains=[OrderKind.SERVICE.value])),
        )
        .order_by()
        .values_list(
            TruncDate("created_at", tzinfo=zone),
            "kind",
            "coverage",
            "dealer_part",
            "closed_by",
            "decided",
            "serviced",
        )
        .annotate(n=Count("pk"))
    )
    for day, *told, n in rows:
        sort = Sort(*told)
        count = n * visits_without_report(sort)
        if count:
            yield Visits(day, payer(sort), count, without_time=count, without_distance=count)
