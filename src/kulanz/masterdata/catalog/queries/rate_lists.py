"""What a list of rates or exchange rates would change, line by line, before anything is changed."""

from __future__ import annotations

import hashlib
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TypeVar

from kulanz.core.access.actor import Actor
from kulanz.core.tables.cells import Cell, text_of
from kulanz.core.tables.columns import columns_of
from kulanz.core.tables.reading import Table
from kulanz.masterdata.catalog.house import House, house_of
from kulanz.masterdata.catalog.models import CostKind, FreightUnit, WeightClass
from kulanz.masterdata.catalog.queries.rate_keys import Key, figure_of
from kulanz.masterdata.catalog.queries.rates import (
    cost_kinds,
    exchange_rates_of,
    freight_units,
    rates_of,
    weight_classes,
)
from kulanz.masterdata.catalog.rules.costs import Scope
from kulanz.masterdata.catalog.rules.rate_lists import (
    EXCHANGE_HEADINGS,
    RATE_HEADINGS,
    ExchangeLine,
    ListFlaw,
    ListProblem,
    RateLine,
    exchange_lines,
    rate_lines,
)
from kulanz.masterdata.catalog.rules.rates import (
    Clash,
    Figure,
    Move,
    day_faults,
    exchange_faults,
    figure_faults,
    key_faults,
    move_of,
    valid_on,
)

T = TypeVar("T")
History = dict[date, Figure]


@dataclass(frozen=True, slots=True)
class Planned:
    """One line: what it says about which key or currency, what would be valid without it, what it does."""

    line: int
    target: Key | str
    valid_from: date
    before: Figure | None
    after: Figure
    move: Move

    @property
    def what(self) -> str:
        return str(self.target)

    @property
    def trace(self) -> str:
        target = self.target if isinstance(self.target, str) else self.target.ids
        return repr((target, self.valid_from, self.before, self.after, self.move))


@dataclass(frozen=True, slots=True)
class Plan:
    """`rows` in the order of the list. With problems it cannot be carried out."""

    rows: tuple[Planned, ...]
    problems: tuple[ListProblem, ...]
    unknown: tuple[str, ...] = ()
    """Headings that were not read."""
    sheet: str = ""

    def count(self, move: Move) -> int:
        return sum(row.move is move for row in self.rows)

    @property
    def changes(self) -> tuple[Planned, ...]:
        return tuple(row for row in self.rows if row.move is not Move.UNCHANGED)

    @property
    def digest(self) -> str:
        """The same when it would do exactly the same."""
        return hashlib.sha256("\n".join(row.trace for row in self.rows).encode()).hexdigest()


def plan_rates(actor: Actor, table: Table, *, today: date, otherwise_from: date | None) -> Plan:
    """A fixed number of queries, whatever the length of the list."""
    wanted, problems = _judged(actor, table, otherwise_from)
    histories = _rate_histories(actor, {key.kind for _row, key, _figure in wanted})
    entries = [(row.line, key, key.ids, row.valid_from, figure) for row, key, figure in wanted]
    planned, clashes = _planned(entries, histories, today)
    unknown = columns_of(table.headings, RATE_HEADINGS).unknown
    return _plan(planned, [*problems, *clashes], unknown, table.sheet)


@dataclass(frozen=True, slots=True)
class Supposed:
    """Rates as a list says them, whatever holds now: of each key the one with the latest day."""

    rates: tuple[tuple[Key, date, Figure], ...]
    problems: tuple[ListProblem, ...]


def suppose_rates(actor: Actor, table: Table, *, otherwise_from: date) -> Supposed:
    """For asking “what if”: read like a list to be taken over, but nothing known stands in its way."""
    wanted, problems = _judged(actor, table, otherwise_from)
    latest: dict[object, tuple[Key, date, Figure]] = {}
    seen: set[tuple[object, date]] = set()
    for row, key, figure in wanted:
        if (key.ids, row.valid_from) in seen:
            problems.append(ListProblem(row.line, "valid_from", ListFlaw.TWICE))
            continue
        seen.add((key.ids, row.valid_from))
        known = latest.get(key.ids)
        if known is None or known[1] < row.valid_from:
            latest[key.ids] = key, row.valid_from, figure
    return Supposed(tuple(latest.values()), tuple(sorted(problems, key=lambda problem: problem.line)))


def _judged(
    actor: Actor, table: Table, otherwise_from: date | None
) -> tuple[list[tuple[RateLine, Key, Figure]], list[ListProblem]]:
    """What the lines say about which key, and what is wrong with the others."""
    house = house_of(actor.tenant_id)
    sound, faulty = _sound(table)
    lines, problems = rate_lines(table.headings, sound, otherwise_from)
    things = _Things.of(actor)
    wanted: list[tuple[RateLine, Key, Figure]] = []
    for row in lines:
        found = things.judged(row, house)
        if isinstance(found, list):
            problems += found
        else:
            wanted.append((row, *found))
    return wanted, [*faulty, *problems]


def plan_exchange_rates(actor: Actor, table: Table, *, today: date, otherwise_from: date | None) -> Plan:
    house = house_of(actor.tenant_id)
    sound, faulty = _sound(table)
    lines, problems = exchange_lines(table.headings, sound, otherwise_from)
    histories: dict[object, History] = defaultdict(dict)
    for row in exchange_rates_of(actor):
        histories[row.currency][row.valid_from] = Figure(row.rate)
    entries: list[tuple[int, Key | str, object, date, Figure]] = []
    for line in lines:
        faults = [*exchange_faults(line.currency, house.currency, line.rate), *day_faults(line.valid_from)]
        if faults:
            fault = faults[0]
            problems.append(ListProblem(line.line, fault.field, fault.flaw, _said(line, fault.field)))
        else:
            entries.append((line.line, line.currency, line.currency, line.valid_from, Figure(line.rate)))
    planned, clashes = _planned(entries, histories, today)
    unknown = columns_of(table.headings, EXCHANGE_HEADINGS).unknown
    return _plan(planned, [*faulty, *problems, *clashes], unknown, table.sheet)


def _sound(table: Table) -> tuple[list[tuple[int, Sequence[Cell]]], list[ListProblem]]:
    """The lines without a faulty cell, and the faulty cells; one in a column nobody reads is none."""
    read = columns_of(table.headings, {**RATE_HEADINGS, **EXCHANGE_HEADINGS}).places.values()
    headings = {table.headings[at] for at in read}
    filled = {row.line for row in table.rows}
    faults = [f for f in table.faults if f.column in headings and f.line in filled]
    broken = {fault.line for fault in faults}
    sound: list[tuple[int, Sequence[Cell]]] = [
        (row.line, row.cells) for row in table.rows if row.line not in broken
    ]
    return sound, [ListProblem(f.line, f.column, f.flaw) for f in faults]


@dataclass(frozen=True, slots=True)
class _Things:
    """What codes and names of a list stand for."""

    kinds: dict[str, CostKind]
    units: dict[str, FreightUnit]
    classes: dict[Decimal, WeightClass]

    @classmethod
    def of(cls, actor: Actor) -> _Things:
        kinds = list(cost_kinds(actor))
        units = [unit for unit in freight_units(actor) if unit.active]
        classes = [weight for weight in weight_classes(actor) if weight.active]
        return cls(
            _by_name((name.casefold(), kind) for kind in kinds for name in (kind.name, kind.name_en))
            | {kind.code.casefold(): kind for kind in kinds},
            _by_name((unit.name.casefold(), unit) for unit in units)
            | {unit.code.casefold(): unit for unit in units},
            {weight.up_to_kg: weight for weight in classes},
        )

    def judged(self, row: RateLine, house: House) -> tuple[Key, Figure] | list[ListProblem]:
        """The key and figure of a line, or what is wrong with them."""
        kind = self.kinds.get(row.cost_kind.casefold())
        if kind is None:
            return [ListProblem(row.line, "cost_kind", ListFlaw.NO_SUCH_KIND, row.cost_kind[:60])]
        if not kind.active:
            return [ListProblem(row.line, "cost_kind", ListFlaw.RETIRED_KIND, row.cost_kind[:60])]
        scope = Scope(kind.scope)
        figure = Figure(row.amount, row.share_percent, row.currency or house.currency)
        faults = [
            *key_faults(
                scope,
                country=row.country,
                has_unit=bool(row.freight_unit),
                has_class=row.up_to_kg is not None,
            ),
            *figure_faults(scope, figure),
            *day_faults(row.valid_from),
        ]
        if faults:
            return [ListProblem(row.line, f.field, f.flaw, _said(row, f.field)) for f in faults]
        unit = self.units.get(row.freight_unit.casefold()) if row.freight_unit else None
        if row.freight_unit and unit is None:
            return [ListProblem(row.line, "freight_unit", ListFlaw.NO_SUCH_UNIT, row.freight_unit[:60])]
        weight = self.classes.get(row.up_to_kg) if row.up_to_kg is not None else None
        if row.up_to_kg is not None and weight is None:
            return [ListProblem(row.line, "up_to_kg", ListFlaw.NO_SUCH_CLASS, str(row.up_to_kg))]
        return Key(kind, row.country, unit, weight), figure


def _said(row: RateLine | ExchangeLine, field: str) -> str:
    """What stands in the cell, as far as it could be read."""
    value = getattr(row, "up_to_kg" if field == "weight_class" else field, "")
    return "" if value in (None, "") else text_of(value)[:60]


def _by_name(pairs: Iterable[tuple[str, T]]) -> dict[str, T]:
    """Names that mean one thing only."""
    pairs = [(name, thing) for name, thing in pairs if name]
    times = Counter(name for name, _thing in pairs)
    return {name: thing for name, thing in pairs if times[name] == 1}


def _rate_histories(actor: Actor, kinds: Iterable[CostKind]) -> dict[object, History]:
    histories: dict[object, History] = defaultdict(dict)
    for rate in rates_of(actor).filter(cost_kind__in=kinds).select_related(None):
        ids = (rate.cost_kind_id, rate.country, rate.freight_unit_id, rate.weight_class_id)
        histories[ids][rate.valid_from] = figure_of(rate)
    return histories


def _planned(
    entries: Iterable[tuple[int, Key | str, object, date, Figure]],
    histories: dict[object, History],
    today: date,
) -> tuple[list[Planned], list[ListProblem]]:
    """Each key's lines in the order of their days, so that a later one may end what an earlier one began."""
    planned: list[Planned] = []
    problems: list[ListProblem] = []
    seen: set[tuple[object, date]] = set()
    for line, target, ident, valid_from, figure in sorted(entries, key=lambda entry: (entry[3], entry[0])):
        if (ident, valid_from) in seen:
            problems.append(ListProblem(line, "valid_from", ListFlaw.TWICE))
            continue
        seen.add((ident, valid_from))
        history = histories[ident]
        move = move_of(history, valid_from, figure, today)
        if isinstance(move, Clash):
            column = "amount" if move is Clash.NOTHING_TO_END else "valid_from"
            problems.append(ListProblem(line, column, move))
            continue
        before = valid_on(history, valid_from)
        planned.append(Planned(line, target, valid_from, before, figure, move))
        history[valid_from] = figure
    return planned, problems


def _plan(planned: list[Planned], problems: list[ListProblem], unknown: tuple[str, ...], sheet: str) -> Plan:
    return Plan(
        tuple(sorted(planned, key=lambda row: row.line)),
        tuple(sorted(problems, key=lambda problem: problem.line)),
        unknown,
        sheet,
    )
