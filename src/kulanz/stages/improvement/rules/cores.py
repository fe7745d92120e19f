"""A calculation's inputs in two: what many have in common, and what is its own, as text to keep. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from kulanz.stages.solution.rules.figures import Exchange, Inputs, Item, Kind, RateRow, RemedySpec


@dataclass(frozen=True, slots=True)
class Frame:
    """What many calculations have in common: everything but the goods, the hand entries and exclusions."""

    day: date
    currency: str
    country: str
    kinds: tuple[Kind, ...]
    remedies: tuple[RemedySpec, ...]
    classes: tuple[Decimal, ...]
    rates: tuple[RateRow, ...]
    exchanges: tuple[Exchange, ...]


class Thing(NamedTuple):
    """An item as text, the way it is kept and remembered; empty: not known."""

    pieces: str
    cost_price: str
    currency: str
    weight_kg: str
    unit: str
    units_per_piece: str
    deliverable: str


class Hand(NamedTuple):
    """A hand entry as text; `item` is p0, p1 … for positions, t0, t1 … for parts, empty for the whole."""

    kind: str
    amount: str
    currency: str
    remedy: str
    item: str


class Core(NamedTuple):
    """What is a calculation's own."""

    items: tuple[Thing, ...] = ()
    parts: tuple[Thing, ...] = ()
    hands: tuple[Hand, ...] = ()
    excluded: tuple[str, ...] = ()


def split(inputs: Inputs) -> tuple[Frame, Core]:
    """The inputs of one calculation, parted. Entries for what is not among its goods do not count there."""
    frame = Frame(
        day=inputs.day,
        currency=inputs.currency,
        country=inputs.country,
        kinds=inputs.kinds,
        remedies=inputs.remedies,
        classes=inputs.classes,
        rates=inputs.rates,
        exchanges=inputs.exchanges,
    )
    places = {
        item.ref: f"{letter}{place}"
        for letter, goods in (("p", inputs.items), ("t", inputs.parts))
        for place, item in enumerate(goods)
    }
    hands = tuple(
        Hand(e.kind, str(e.amount), e.currency, e.remedy, places[e.item] if e.item else "")
        for e in inputs.entries
        if not e.item or e.item in places
    )
    items, parts = (tuple(_thing(item) for item in goods) for goods in (inputs.items, inputs.parts))
    return frame, Core(items, parts, hands, tuple(sorted(inputs.excluded)))


def _thing(item: Item) -> Thing:
    return Thing(
        str(item.pieces),
        "" if item.cost_price is None else str(item.cost_price),
        item.currency,
        "" if item.weight_kg is None else str(item.weight_kg),
        item.unit,
        str(item.units_per_piece),
        "1" if item.deliverable else "",
    )
