"""The comparison of remedies for one case, from its positions, parts and hand entries."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date

from django.db.models import QuerySet

from kulanz.cases.models import Case, Position
from kulanz.cases.rules import ClaimStatus
from kulanz.masterdata.catalog.safety import relevance_of_article
from kulanz.masterdata.parties.models import Address
from kulanz.stages.solution.models import CostEntry, Decision, DecisionPosition, Exclusion, SparePart
from kulanz.stages.solution.queries.masterdata import tenant_figures
from kulanz.stages.solution.rules.comparing import compare
from kulanz.stages.solution.rules.figures import Comparison, Entry, Figures, Inputs, Item
from kulanz.stages.solution.rules.remedies import Goods

_DECIDABLE = (ClaimStatus.ACCEPTED.value, ClaimStatus.UNDER_REVIEW.value)


@dataclass(frozen=True, slots=True)
class CaseComparison:
    """What was compared, on what, and the result."""

    positions: tuple[Position, ...]
    parts: tuple[SparePart, ...]
    inputs: Inputs
    comparison: Comparison


def undecided_positions(case: Case) -> QuerySet[Position]:
    """The positions of a complaint that are not rejected and for which no remedy holds."""
    held = DecisionPosition.objects.filter(tenant_id=case.tenant_id, holds=True, position__case=case)
    return (
        Position.objects.filter(case=case, claim_status__in=_DECIDABLE)
        .exclude(pk__in=held.values("position_id"))
        .select_related("article__freight_unit", "supplier", "product_group")
        .order_by("pk")
    )


def compare_case(
    case: Case,
    *,
    day: date,
    position_ids: Collection[int] | None = None,
    figures: Figures | None = None,
) -> CaseComparison:
    """All remedies for the undecided positions of a case, or for some of them. The case must be visible
    to whoever asks. A fixed number of statements, whatever the number of positions."""
    positions = [p for p in undecided_positions(case) if position_ids is None or p.pk in position_ids]
    used = parts_used(case)
    parts = list(SparePart.objects.filter(case=case).select_related("article"))
    figures = figures or tenant_figures(case.tenant_id, day)
    inputs = Inputs(
        day=day,
        currency=figures.currency,
        country=country_of(case),
        kinds=figures.kinds,
        remedies=figures.remedies,
        items=tuple(item_of(position) for position in positions),
        parts=tuple(_part(part) for part in parts if part.pk not in used),
        classes=figures.classes,
        rates=figures.rates,
        exchanges=figures.exchanges,
        entries=_entries(case),
        excluded=dict(
            Exclusion.objects.filter(case=case, lifted_at=None).values_list("remedy__code", "reason")
        ),
        preference_percent=figures.preference_percent,
    )
    return CaseComparison(tuple(positions), tuple(parts), inputs, compare(inputs))


def parts_used(case: Case) -> set[int]:
    """The parts a remedy that holds was decided on: they are on their way, and not sent a second time."""
    frozen = (
        Decision.objects.filter(case=case, remedy__goods=Goods.PARTS.value, positions__holds=True)
        .distinct()
        .values_list("calculation__inputs__parts", flat=True)
    )
    numbers = {part["ref"].partition(":")[2] for parts in frozen for part in parts or ()}
    return {int(number) for number in numbers if number.isdecimal()}


def needed_only(inputs: Inputs) -> Inputs:
    """Without the rates of other countries, units and weights: what a frozen calculation has to keep."""
    units = {item.unit for item in inputs.items} | {""}
    kept = tuple(row for row in inputs.rates if row.country in ("", inputs.country) and row.unit in units)
    return replace(inputs, rates=kept)


def country_of(case: Case) -> str:
    """Where goods would go: the place of use, else the customer's main address; empty: not known."""
    if case.place_of_use is not None:
        return case.place_of_use.country
    if case.customer_id is None:
        return ""
    address = Address.objects.filter(party_id=case.customer_id).order_by("-is_main", "pk").first()
    return address.country if address else ""


def position_ref(position_id: int) -> str:
    return f"position:{position_id}"


def part_ref(part_id: int) -> str:
    return f"part:{part_id}"


def item_of(position: Position) -> Item:
    article = position.article
    ref = position_ref(position.pk)
    if article is None:
        return Item(ref=ref, name=position.item_text, pieces=position.quantity)
    return Item(
        ref=ref,
        name=article.name,
        pieces=position.quantity,
        cost_price=article.cost_price,
        currency=article.cost_currency,
        weight_kg=article.weight_kg,
        unit=article.freight_unit.code if article.freight_unit else "",
        units_per_piece=article.units_per_piece,
        deliverable=article.deliverable,
        relevance=relevance_of_article(article),
        is_part=article.is_spare_part,
    )


def _part(part: SparePart) -> Item:
    return Item(
        ref=part_ref(part.pk),
        name=part.name,
        pieces=part.quantity,
        cost_price=part.cost_price,
        currency=part.currency,
        weight_kg=part.weight_kg,
        deliverable=part.deliverable,
        relevance=relevance_of_article(part.article),
        is_part=True,
    )


def _entries(case: Case) -> tuple[Entry, ...]:
    found = CostEntry.objects.filter(case=case, ended_at=None).select_related("remedy", "cost_kind")
    return tuple(
        Entry(
            kind=entry.cost_kind.code,
            amount=entry.amount,
            currency=entry.currency,
            remedy=entry.remedy.code if entry.remedy else "",
            item=position_ref(entry.position_id)
            if entry.position_id
            else part_ref(entry.part_id)
            if entry.part_id
            else "",
            by=entry.entered_by_name,
            at=entry.entered_at.isoformat(),
            reason=entry.reason,
        )
        for entry in found
    )
