"""Comparisons by the product's own rules, kept: many cases ask for the same goods on the same rates."""

from __future__ import annotations

import json
from collections import OrderedDict
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Final

from kulanz.config.demo.world import Item, Means, Part
from kulanz.stages.solution.queries.comparison import needed_only
from kulanz.stages.solution.rules import figures
from kulanz.stages.solution.rules.comparing import compare
from kulanz.stages.solution.rules.figures import Comparison, Entry, Figures, Inputs
from kulanz.stages.solution.rules.frozen import freeze

_KEPT: Final = 2_000
_encode = json.JSONEncoder(ensure_ascii=False).encode
# Stand in the kept text for what differs from case to case.
_DAY, _BY, _AT = "@day@", "@by@", "@at@"


@dataclass(frozen=True, slots=True)
class Goods:
    """What is compared: articles and parts with their pieces, and what was entered or excluded."""

    items: tuple[tuple[Item, int], ...]
    parts: tuple[tuple[Part, int], ...] = ()
    # cost kind, remedy, amount, reason
    entries: tuple[tuple[str, str, Decimal, str], ...] = ()
    excluded: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Refs:
    """The rows of one case behind the goods."""

    positions: tuple[int, ...]
    parts: tuple[int, ...]
    day: date
    by: str
    at: str


@dataclass(frozen=True, slots=True)
class Reckoned:
    """A comparison, and its frozen form with gaps."""

    comparison: Comparison
    text: str

    def frozen(self, refs: Refs, offer: dict[str, str] | None) -> str:
        """As JSON, for the rows of one case."""
        text = self.text.replace(_DAY, refs.day.isoformat()).replace(_AT, refs.at)
        text = text.replace(_BY, _encode(refs.by)[1:-1])
        for kind, ids in (("position", refs.positions), ("part", refs.parts)):
            for place, pk in enumerate(ids):
                text = text.replace(f'"{kind}:@{place}"', f'"{kind}:{pk}"')
        return text if offer is None else f'{text[:-1]}, "offer": {_encode(offer)}}}'


class Reckoner:
    """One tenant's comparisons; the longest unused ones are forgotten."""

    def __init__(self, means: Means) -> None:
        self.means = means
        self._kept: OrderedDict[tuple[date, str, Goods], Reckoned] = OrderedDict()

    def compare(self, goods: Goods, country: str, day: date) -> Reckoned:
        since, known = self._figures(day)
        key = (since, country, goods)
        found = self._kept.pop(key, None)
        if found is None:
            found = _reckon(goods, country, known, since)
        self._kept[key] = found
        if len(self._kept) > _KEPT:
            self._kept.popitem(last=False)
        return found

    def _figures(self, day: date) -> tuple[date, Figures]:
        return next(pair for pair in reversed(self.means.figures) if pair[0] <= day)


def _reckon(goods: Goods, country: str, known: Figures, day: date) -> Reckoned:
    inputs = Inputs(
        day=day, currency=known.currency, country=country, kinds=known.kinds, remedies=known.remedies,
        items=tuple(_item(place, *pair) for place, pair in enumerate(goods.items)),
        parts=tuple(_part(place, *pair) for place, pair in enumerate(goods.parts)),
        classes=known.classes, rates=known.rates, exchanges=known.exchanges,
        entries=tuple(
            Entry(
                kind=kind, amount=amount, currency=known.currency, remedy=remedy, by=_BY, at=_AT, reason=why
            )
            for kind, remedy, amount, why in goods.entries
        ),
        excluded=dict(goods.excluded), preference_percent=known.preference_percent,
    )  # fmt: skip
    inputs = needed_only(inputs)
    comparison = compare(inputs)
    kept: dict[str, Any] = freeze(inputs, comparison)
    kept["inputs"]["day"] = _DAY
    return Reckoned(comparison, _encode(kept))


def _item(place: int, item: Item, pieces: int) -> figures.Item:
    return figures.Item(
        ref=f"position:@{place}", name=item.name, pieces=Decimal(pieces), cost_price=item.cost,
        weight_kg=item.weight, unit=item.unit, units_per_piece=item.units_per_piece,
    )  # fmt: skip


def _part(place: int, part: Part, pieces: int) -> figures.Item:
    return figures.Item(
        ref=f"part:@{place}", name=part.name, pieces=Decimal(pieces), cost_price=part.cost,
        weight_kg=part.weight,
    )  # fmt: skip
