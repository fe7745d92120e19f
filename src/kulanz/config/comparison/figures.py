"""What is calculated with: the kinds, remedies and rates given, those of a tenant, or those delivered."""

from __future__ import annotations

from datetime import date

from kulanz.config.comparison.schema import Document, ItemIn
from kulanz.masterdata.catalog.rules.costs import COST_KINDS
from kulanz.stages.solution.rules.figures import (
    Cell,
    Entry,
    Exchange,
    Figures,
    Inputs,
    Item,
    Kind,
    RateRow,
    RemedySpec,
)
from kulanz.stages.solution.rules.remedies import REMEDIES


def given_figures(document: Document, language: str) -> Figures:
    """Those of the document; kinds and matrix as delivered where it gives none."""
    bounds = {row.up_to_kg for row in document.rates if row.up_to_kg is not None}
    return Figures(
        currency=document.currency or "EUR",
        kinds=_kinds(document, language),
        remedies=_remedies(document, language),
        classes=document.classes if document.classes is not None else tuple(sorted(bounds)),
        rates=tuple(
            RateRow(
                kind=row.kind,
                valid_from=row.valid_from,
                amount=row.amount,
                share_percent=row.share_percent,
                currency=row.currency,
                country=row.country,
                unit=row.unit,
                up_to_kg=row.up_to_kg,
            )
            for row in document.rates
        ),
        exchanges=tuple(Exchange(row.currency, row.valid_from, row.rate) for row in document.exchanges),
        preference_percent=document.preference_percent,
    )


def _kinds(document: Document, language: str) -> tuple[Kind, ...]:
    if document.kinds is not None:
        return tuple(Kind(row.code, row.name, row.scope, row.is_revenue) for row in document.kinds)
    return tuple(
        Kind(kind.code, kind.name if language == "de" else kind.name_en, kind.scope, kind.is_revenue)
        for kind in COST_KINDS
    )


def _remedies(document: Document, language: str) -> tuple[RemedySpec, ...]:
    if document.remedies is not None:
        return tuple(
            RemedySpec(
                row.code,
                row.name,
                row.nature,
                row.goods,
                _cells(row.required, row.optional),
                row.is_benchmark,
            )
            for row in document.remedies
        )
    return tuple(
        RemedySpec(
            code=remedy.code,
            name=remedy.name if language == "de" else remedy.name_en,
            nature=remedy.nature,
            goods=remedy.goods,
            cells=_cells(remedy.required, remedy.optional),
            is_benchmark=remedy.is_benchmark,
        )
        for remedy in REMEDIES
    )


def _cells(required: tuple[str, ...], optional: tuple[str, ...]) -> tuple[Cell, ...]:
    return (*(Cell(kind) for kind in required), *(Cell(kind, required=False) for kind in optional))


def to_inputs(document: Document, figures: Figures, day: date) -> Inputs:
    """What the calculation takes."""
    return Inputs(
        day=document.day or day,
        currency=figures.currency,
        country=document.country,
        kinds=figures.kinds,
        remedies=figures.remedies,
        items=tuple(_item(row) for row in document.positions),
        parts=tuple(_item(row, deliverable=row.deliverable) for row in document.parts),
        classes=figures.classes,
        rates=figures.rates,
        exchanges=figures.exchanges,
        entries=tuple(
            Entry(row.kind, row.amount, row.currency, row.remedy, row.item, row.by, row.at, row.reason)
            for row in document.entries
        ),
        excluded=dict(document.excluded),
        preference_percent=figures.preference_percent,
    )


def _item(row: ItemIn, *, deliverable: bool = True) -> Item:
    return Item(
        ref=row.ref,
        name=row.name,
        pieces=row.pieces,
        cost_price=row.cost_price,
        currency=row.currency,
        weight_kg=row.weight_kg,
        unit=row.unit,
        units_per_piece=row.units_per_piece,
        deliverable=deliverable,
    )
