"""Scenes of deciding: the comparison of all remedies, and the page of what waits for whom."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from decimal import Decimal
from typing import Final

from django.db.models import Count
from django.urls import reverse

from kulanz.cases.models import Case
from kulanz.cases.models.case import OPEN
from kulanz.config.bench.http import Ask
from kulanz.config.bench.scenes_of import Scene
from kulanz.config.bench.stock_calculations import ENTERED
from kulanz.masterdata.catalog.models import Article, CostKind
from kulanz.stages.solution.models import CostEntry, SparePart

POSITIONS: Final = 3
COMPARISON_P95: Final = 80.0
_UNDECIDED: Final = ("accepted", "under_review")


def deciding_scenes(get: Callable[[str], Callable[[int], Ask]], at: datetime) -> list[Scene]:
    """Inside the tenant. `get` makes the request of a signed-in agent for an address."""
    case = _ready_to_compare(at)
    comparison = reverse("desk:comparison", kwargs={"number": case.number})
    return [
        Scene("compare six remedies", None, get(comparison), aim_p95_ms=COMPARISON_P95),
        Scene("dashboard", None, get(reverse("desk:dashboard"))),
    ]


def _ready_to_compare(at: datetime) -> Case:
    """An open complaint with three positions where nothing is missing: a part, and all that is entered."""
    open_complaints = Case.objects.filter(OPEN, kind="complaint", claim_status__in=_UNDECIDED)
    counted = open_complaints.annotate(many=Count("positions")).filter(many__gte=POSITIONS)
    case = (counted.first() if counted.exists() else open_complaints.first()) or Case.objects.all()[0]
    if SparePart.objects.filter(case=case).exists():
        return case
    part = Article.objects.filter(is_spare_part=True).order_by("pk")[0]
    SparePart.objects.create(
        tenant_id=case.tenant_id, case=case, article=part, name=part.name, cost_price=part.cost_price,
        weight_kg=part.weight_kg, added_at=at, added_by_name="Messung",
    )  # fmt: skip
    kinds = dict(CostKind.objects.filter(tenant_id=case.tenant_id).values_list("code", "pk"))
    CostEntry.objects.bulk_create(
        CostEntry(
            tenant_id=case.tenant_id, case=case, cost_kind_id=kinds[code], amount=Decimal(amount),
            currency="EUR", entered_at=at, entered_by_name="Messung",
        )
        for code, amount in ENTERED.items()
    )  # fmt: skip
    return case
