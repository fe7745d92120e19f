"""One frozen calculation for each article: every remedy complete, as somebody would have filled it in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Final

from kulanz.core.tenancy.context import tenant_context
from kulanz.core.tenancy.models import Tenant
from kulanz.masterdata.catalog.models import Article
from kulanz.stages.solution.models import Remedy
from kulanz.stages.solution.queries.comparison import needed_only, part_ref, position_ref
from kulanz.stages.solution.queries.masterdata import tenant_figures
from kulanz.stages.solution.rules.comparing import compare
from kulanz.stages.solution.rules.figures import Entry, Inputs, Item
from kulanz.stages.solution.rules.frozen import freeze

# What somebody enters in the case. The call-out differs from decision to decision: its figure is replaced.
CALL_OUT: Final = "89.01"
WITH_CALL_OUT: Final = "124.01"
ENTERED: Final = {"call_out": CALL_OUT, "material": "35", "disposal": "25", "price_reduction": "40"}
_PART: Final = Decimal("14.50")


@dataclass(frozen=True, slots=True)
class Calculated:
    """What a decision on this article and remedy keeps."""

    article_id: int
    remedy_id: int
    code: str
    frozen: dict[str, Any]
    total: Decimal | None
    benchmark: Decimal | None
    cheapest: str
    recommended: str


def calculations(tenant: Tenant, day: date) -> list[Calculated]:
    """For each article that is sold and each remedy; the position is called `position:0`."""
    found: list[Calculated] = []
    with tenant_context(tenant.pk):
        figures = tenant_figures(tenant.pk, day)
        remedies = dict(Remedy.objects.filter(tenant_id=tenant.pk, active=True).values_list("code", "pk"))
        articles = Article.objects.filter(tenant_id=tenant.pk, is_spare_part=False)
        for article in articles.select_related("freight_unit").order_by("pk"):
            inputs = Inputs(
                day=day, currency=figures.currency, country=tenant.country, kinds=figures.kinds,
                remedies=figures.remedies, items=(_item(article),), parts=(_part(),),
                classes=figures.classes, rates=figures.rates, exchanges=figures.exchanges,
                entries=tuple(Entry(kind, Decimal(amount)) for kind, amount in ENTERED.items()),
                preference_percent=figures.preference_percent,
            )  # fmt: skip
            result = compare(inputs)
            frozen = freeze(needed_only(inputs), result)
            found += [
                Calculated(
                    article.pk, pk, code, frozen, result.column(code).total, result.benchmark_total,
                    result.cheapest, result.recommended,
                )
                for code, pk in remedies.items()
            ]  # fmt: skip
    return found


def _item(article: Article) -> Item:
    return Item(
        ref=position_ref(0), name=article.name, pieces=Decimal(1), cost_price=article.cost_price,
        weight_kg=article.weight_kg, unit=article.freight_unit.code if article.freight_unit else "",
        units_per_piece=article.units_per_piece,
    )  # fmt: skip


def _part() -> Item:
    return Item(
        ref=part_ref(0), name="Gasfeder", pieces=Decimal(1), cost_price=_PART, weight_kg=Decimal("1.4")
    )
