"""What a change of rates does to open complaints: asked before it is saved, nothing is changed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Final

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce

from kulanz.cases.models import Case, Position
from kulanz.core.access.actor import Actor
from kulanz.core.names import named
from kulanz.masterdata.catalog.models import CostKind
from kulanz.masterdata.catalog.rules.costs import Scope
from kulanz.masterdata.parties.models import Address
from kulanz.stages.solution.models import SparePart
from kulanz.stages.solution.queries.comparison import compare_case
from kulanz.stages.solution.queries.masterdata import tenant_figures
from kulanz.stages.solution.queries.settings import undecided_complaints
from kulanz.stages.solution.rules.comparing import compare
from kulanz.stages.solution.rules.figures import Column, Comparison, Exchange, Figures, RateRow

SHOWN: Final = 20
MOST_COUNTED: Final = 999


@dataclass(frozen=True, slots=True)
class Effect:
    """A remedy's known sum before and after; incomplete where a figure is missing."""

    remedy: str
    before: Decimal
    after: Decimal
    complete_before: bool
    complete_after: bool

    @property
    def difference(self) -> Decimal:
        return self.after - self.before


@dataclass(frozen=True, slots=True)
class AffectedCase:
    """A complaint whose comparison uses the figure, with the remedies that come out differently."""

    case: Case
    effects: tuple[Effect, ...]
    recommended_before: str
    recommended_after: str

    @property
    def recommends_otherwise(self) -> bool:
        return self.recommended_before != self.recommended_after


@dataclass(frozen=True, slots=True)
class RatePreview:
    """`count` complaints are concerned (`more`: at least so many); the latest of them are calculated."""

    day: date
    currency: str
    count: int
    more: bool
    cases: tuple[AffectedCase, ...]
    counted_by: tuple[str, ...]
    """The remedies that count a changed cost kind; none: no calculation asks for it."""


def preview_rates(*, actor: Actor, rows: Sequence[RateRow], day: date) -> RatePreview:
    """Compare with the rates valid on `day` and with `rows` in their place.

    `day` is the first on which all of them are valid, and not before today.
    """
    figures = tenant_figures(actor.tenant_id, day)
    changed = {row.key: row for row in rows if row.valid_from <= day}
    kept = tuple(row for row in figures.rates if row.key not in changed)
    new = tuple(r for r in changed.values() if r.amount is not None or r.share_percent is not None)
    after = replace(figures, rates=kept + new)
    kinds = {row.kind for row in rows}
    counting = tuple(
        named(remedy) for remedy in figures.remedies if any(cell.kind in kinds for cell in remedy.cells)
    )
    counted = {cell.kind for remedy in figures.remedies for cell in remedy.cells}
    wanted = [row for row in rows if row.kind in counted]
    cases = _using(actor, wanted) if wanted else Case.objects.none()
    return _preview(cases, figures, after, day, counting)


def preview_exchange(*, actor: Actor, rows: Sequence[Exchange], day: date) -> RatePreview:
    """The same for exchange rates: complaints with articles, parts or rates in one of the currencies."""
    figures = tenant_figures(actor.tenant_id, day)
    changed = {row.currency: row for row in rows if row.valid_from <= day}
    kept = tuple(row for row in figures.exchanges if row.currency not in changed)
    after = replace(figures, exchanges=(*kept, *changed.values()))
    cases = undecided_complaints(actor)
    currencies = set(changed)
    if not any(rate.currency in currencies for rate in figures.rates):
        priced = Position.objects.filter(case=OuterRef("pk"), article__cost_currency__in=currencies)
        parts = SparePart.objects.filter(case=OuterRef("pk"), currency__in=currencies)
        entries = Q(cost_entries__currency__in=currencies, cost_entries__ended_at=None)
        cases = cases.filter(Exists(priced) | Exists(parts) | entries).distinct()
    return _preview(cases, figures, after, day, tuple(named(remedy) for remedy in figures.remedies))


def _using(actor: Actor, rows: Sequence[RateRow]) -> QuerySet[Case]:
    """Undecided complaints into whose comparison one of the keys enters.

    Which weight class an order falls into shows only in its calculation; there the country decides here.
    """
    scopes = dict(CostKind.objects.filter(tenant_id=actor.tenant_id).values_list("code", "scope"))
    main = Address.objects.filter(party=OuterRef("customer_id")).order_by("-is_main", "pk")
    cases = undecided_complaints(actor).annotate(
        goes_to=Coalesce("place_of_use__country", Subquery(main.values("country")[:1]), Value(""))
    )
    concerned = Q(pk__in=[])
    for country, unit in {(row.country, row.unit) for row in rows}:
        part = Q()
        if country:
            part &= Q(goes_to=country)
        if unit:
            moved = Position.objects.filter(case=OuterRef("pk"), article__freight_unit__code=unit)
            part &= Q(Exists(moved))
        concerned |= part
    if all(scopes.get(row.kind) == Scope.WEIGHT_COUNTRY for row in rows):
        weighed = Position.objects.filter(case=OuterRef("pk"), article__weight_kg__isnull=False)
        parts = SparePart.objects.filter(case=OuterRef("pk"), weight_kg__isnull=False)
        concerned &= Q(Exists(weighed)) | Q(Exists(parts))
    return cases.filter(concerned)


def _preview(
    cases: QuerySet[Case], before: Figures, after: Figures, day: date, counting: tuple[str, ...]
) -> RatePreview:
    found = list(cases.order_by("-updated_at", "-pk").values_list("pk", flat=True)[: MOST_COUNTED + 1])
    shown = Case.objects.select_related("place_of_use", "customer").in_bulk(found[:SHOWN])
    names = {remedy.code: named(remedy) for remedy in before.remedies}
    return RatePreview(
        day=day,
        currency=before.currency,
        count=min(len(found), MOST_COUNTED),
        more=len(found) > MOST_COUNTED,
        cases=tuple(_affected(shown[pk], before, after, day, names) for pk in found[:SHOWN] if pk in shown),
        counted_by=counting,
    )


def _affected(case: Case, before: Figures, after: Figures, day: date, names: dict[str, str]) -> AffectedCase:
    found = compare_case(case, day=day, figures=before)
    old, new = found.comparison, compare(replace(found.inputs, rates=after.rates, exchanges=after.exchanges))
    return AffectedCase(
        case=case,
        effects=tuple(_effects(old, new, names)),
        recommended_before=names.get(old.recommended, ""),
        recommended_after=names.get(new.recommended, ""),
    )


def _effects(old: Comparison, new: Comparison, names: dict[str, str]) -> list[Effect]:
    def seen(column: Column) -> tuple[Decimal, bool]:
        return column.known, column.is_incomplete

    return [
        Effect(
            names[column.remedy], column.known, later.known, not column.is_incomplete,
            not later.is_incomplete,
        )
        for column, later in zip(old.columns, new.columns, strict=True)
        if seen(column) != seen(later)
    ]  # fmt: skip
