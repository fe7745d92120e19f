"""A calculation's inputs in two: what many have in common, and what is its own, as text to keep. Pure."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Final, NamedTuple

from pydantic import TypeAdapter

from kulanz.masterdata.parties.rules.safety import needs_certificate
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
    certified: str = ""
    """Only certified people assemble it, so a visit fits it. Older decisions do not say."""


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
    items = tuple(_thing(item, is_part=item.is_part) for item in inputs.items)
    parts = tuple(_thing(item, is_part=True) for item in inputs.parts)
    return frame, Core(items, parts, hands, tuple(sorted(inputs.excluded)))


def _thing(item: Item, *, is_part: bool) -> Thing:
    return Thing(
        str(item.pieces),
        "" if item.cost_price is None else str(item.cost_price),
        item.currency,
        "" if item.weight_kg is None else str(item.weight_kg),
        item.unit,
        str(item.units_per_piece),
        "1" if item.deliverable else "",
        "1" if is_part and needs_certificate(item.relevance) else "",
    )


_FRAME: Final = TypeAdapter(Frame)


def frame_json(frame: Frame) -> str:
    """Always the same text for the same frame."""
    return _FRAME.dump_json(frame).decode()


def frame_of(content: object) -> Frame:
    return _FRAME.validate_python(content)


def core_json(core: Core) -> str:
    return json.dumps(core, ensure_ascii=False, separators=(",", ":"))


def core_of(text: str) -> Core:
    items, parts, hands, excluded = json.loads(text)
    return Core(
        tuple(Thing(*item) for item in items),
        tuple(Thing(*part) for part in parts),
        tuple(map(Hand._make, hands)),
        tuple(excluded),
    )


def timeless(frame: Frame) -> Frame:
    """The same frame for every day on which the same rates were valid."""
    rates: dict[object, RateRow] = {}
    for row in frame.rates:
        known = rates.get(row.key)
        if row.valid_from <= frame.day and (known is None or known.valid_from < row.valid_from):
            rates[row.key] = row
    exchanges: dict[str, Exchange] = {}
    for exchange in frame.exchanges:
        held = exchanges.get(exchange.currency)
        if exchange.valid_from <= frame.day and (held is None or held.valid_from < exchange.valid_from):
            exchanges[exchange.currency] = exchange
    return replace(frame, day=date.max, rates=tuple(rates.values()), exchanges=tuple(exchanges.values()))
