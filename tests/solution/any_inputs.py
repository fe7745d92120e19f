"""Inputs of any kind for property tests: with and without gaps, entries, exclusions, foreign currencies."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal
from random import Random

from hypothesis import strategies as st

from kulanz.masterdata.parties.rules.safety import Relevance
from kulanz.stages.solution.rules.figures import Entry, Exchange, Inputs, Item, RateRow
from tests.solution.doc_figures import CLASSES, DAY, DEFAULTS, KINDS, RATES, START, D, inputs


def _decimals(highest: int, places: int, lowest: str = "0") -> st.SearchStrategy[Decimal]:
    """Like st.decimals, and much faster."""
    smallest = int(Decimal(lowest).scaleb(places))
    return st.integers(smallest, highest * 10**places).map(lambda digits: Decimal(digits).scaleb(-places))


MONEY = _decimals(5000, 2)
PERCENT = _decimals(60, 3)
CURRENCY = st.sampled_from(["", "", "", "", "EUR", "EUR", "USD", "CHF"])
COUNTRY = st.sampled_from(["DE", "DE", "DE", "CH", "NO", "FR", ""])
UNITS = ["parcel", "pallet", "forwarder"]
CODES = [remedy.code for remedy in DEFAULTS]
FATES = [*["kept"] * 60, "ended", "gone", "foreign", "later", "before", "before"]


def _item(ref: str, *, gaps: bool) -> st.SearchStrategy[Item]:
    known = [False] * 15 + [True] if gaps else [False]
    return st.builds(
        lambda gap, foreign, pieces, price, weight, unit, per_piece, relevance: Item(
            ref,
            ref,
            pieces,
            None if gap else price,
            "USD" if foreign else "",
            None if gap else weight,
            "" if gap else unit,
            per_piece,
            deliverable=not gap,
            relevance=relevance,
        ),
        st.sampled_from(known),
        st.sampled_from(known),
        _decimals(20, 2, "0.01"),
        MONEY,
        _decimals(8, 3),
        st.sampled_from(UNITS),
        _decimals(4, 3),
        st.sampled_from([Relevance.NONE, Relevance.NONE, Relevance.ASSUMED, Relevance.GIVEN]),
    )


def items(prefix: str, lowest: int, *, gaps: bool = True) -> st.SearchStrategy[tuple[Item, ...]]:
    return st.integers(lowest, 3).flatmap(
        lambda count: st.tuples(*(_item(f"{prefix}{place}", gaps=gaps) for place in range(count)))
    )


def rates(seed: int, *, gaps: bool = True) -> Iterator[RateRow]:
    """The keys of the examples with amounts of their own, some gone, ended, followed or foreign."""
    chance = Random(seed)
    for row in RATES:
        amount, share = Decimal(chance.randrange(500_000)).scaleb(-2), None
        if row.share_percent is not None:
            amount, share = None, Decimal(chance.choice([0, 2500, 12_345])).scaleb(-3)
        fate = chance.choice(FATES) if gaps else "kept"
        key = (row.country, row.unit, row.up_to_kg)
        if fate != "gone":
            yield RateRow(row.kind, START, amount, share, "USD" if fate == "foreign" else "EUR", *key)
        if fate in {"ended", "later", "before"}:
            day = DAY + timedelta(days=1 if fate == "later" else -chance.randrange(90))
            other = None if fate == "ended" else Decimal(chance.randrange(500_000)).scaleb(-2)
            yield RateRow(row.kind, day, other, None, "EUR", *key)


@st.composite
def entries(draw: st.DrawFn, refs: list[str]) -> tuple[Entry, ...]:
    keys = draw(
        st.lists(
            st.tuples(
                st.sampled_from([*(kind.code for kind in KINDS), *["call_out"] * 5, *["disposal"] * 5]),
                st.sampled_from(["", "", "", *CODES]),
                st.sampled_from(["", "", "", *refs]),
            ),
            unique=True,
            max_size=6,
        )
    )
    return tuple(Entry(kind, draw(MONEY), draw(CURRENCY), remedy, item) for kind, remedy, item in keys)


@st.composite
def any_inputs(draw: st.DrawFn) -> Inputs:
    positions, parts = draw(items("p", 0)), draw(items("t", 0))
    dollar = Exchange("USD", START, draw(_decimals(90, 8, "0.00000001")))
    return inputs(
        country=draw(COUNTRY),
        items=positions,
        parts=parts,
        classes=draw(st.sampled_from([CLASSES, (*CLASSES, D(1000)), ()])),
        rates=tuple(rates(draw(st.integers(0, 2**32)))),
        exchanges=draw(st.sampled_from([(dollar,), ()])),
        entries=draw(entries([item.ref for item in (*positions, *parts)])),
        excluded=draw(st.dictionaries(st.sampled_from(CODES), st.sampled_from(["why", ""]), max_size=3)),
        preference_percent=draw(st.none() | PERCENT),
    )


@st.composite
def complete_inputs(draw: st.DrawFn) -> Inputs:
    """Every remedy has a total; only entries for what is entered anyway."""
    entered = [kind.code for kind in KINDS if kind.scope == "entered"]
    return inputs(
        country=draw(st.sampled_from(["DE", "CH", "NO"])),
        items=draw(items("p", 1, gaps=False)),
        parts=draw(items("t", 1, gaps=False)),
        classes=(D(1000),),
        rates=_everywhere(rates(draw(st.integers(0, 2**32)), gaps=False), draw(MONEY)),
        entries=tuple(Entry(kind, draw(MONEY)) for kind in entered),
    )


def _everywhere(rows: Iterator[RateRow], amount: Decimal) -> tuple[RateRow, ...]:
    """The rows, with a rate for each country, unit and class that an example leaves out."""
    found = {row.key: row for row in rows if row.kind != "shipping"}
    for country in ("DE", "CH", "NO"):
        wanted = [RateRow("shipping", START, amount, None, "EUR", country, "", D(1000))]
        wanted += [
            RateRow(kind, START, amount, None, "EUR", country, unit)
            for kind in ("pick_up", "new_delivery")
            for unit in UNITS
        ]
        for row in wanted:
            found.setdefault(row.key, row)
    return tuple(found.values())
