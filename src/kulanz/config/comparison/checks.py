"""Whether the fields of a document go together: everything the calculation would quietly pass over."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator, Sequence

from kulanz.config.comparison.schema import Document, EntryIn, RateIn
from kulanz.config.comparison.wording import Place, Problem, WrongInput
from kulanz.masterdata.catalog.rules.costs import NEEDS_COUNTRY, NEEDS_UNIT, RATED, Scope
from kulanz.stages.solution.rules.figures import Figures, Kind, RemedySpec
from kulanz.stages.solution.rules.remedies import Goods

_PER_ITEM = NEEDS_UNIT | {Scope.COST_PRICE, Scope.COUNTRY}


def check(document: Document, figures: Figures) -> None:
    """Raises WrongInput with everything that does not fit."""
    kinds = {kind.code: kind for kind in figures.kinds}
    found = [
        *_kinds_and_remedies(document, figures, kinds),
        *_refs(document),
        *_twice("classes", document.classes or (), document.classes or (), "class_twice"),
        *_rates(document, figures, kinds),
        *_exchanges(document, figures),
        *_entries(document, figures, kinds),
        *(
            Problem(("excluded", code), "unknown_remedy")
            for code in document.excluded
            if code not in {remedy.code for remedy in figures.remedies}
        ),
    ]
    if found:
        raise WrongInput(*found)


def _twice(
    name: str, rows: Sequence[object], keys: Iterable[Hashable], key: str, *, at: str = ""
) -> Iterator[Problem]:
    seen: dict[Hashable, int] = {}
    for place, (_row, one) in enumerate(zip(rows, keys, strict=True)):
        if one in seen:
            where: Place = (name, place, at) if at else (name, place)
            yield Problem(where, key, {"other": (name, seen[one])})
        seen.setdefault(one, place)


def _kinds_and_remedies(document: Document, figures: Figures, kinds: dict[str, Kind]) -> Iterator[Problem]:
    given = document.kinds or ()
    yield from _twice("kinds", given, (kind.code for kind in given), "code_twice", at="code")
    remedies = document.remedies or ()
    yield from _twice("remedies", remedies, (one.code for one in remedies), "code_twice", at="code")
    benchmark: int | None = None
    for place, remedy in enumerate(remedies):
        cells = [("required", code) for code in remedy.required]
        cells += [("optional", code) for code in remedy.optional]
        seen: dict[str, Place] = {}
        for at, (row, code) in enumerate(cells):
            here = ("remedies", place, row, at if row == "required" else at - len(remedy.required))
            if code not in kinds:
                yield Problem(here, "unknown_kind", given=code)
            elif code in seen:
                yield Problem(here, "code_twice", {"other": seen[code]})
            seen.setdefault(code, here)
        if remedy.is_benchmark and benchmark is not None:
            yield Problem(
                ("remedies", place, "is_benchmark"), "two_benchmarks", {"other": ("remedies", benchmark)}
            )
        benchmark = place if remedy.is_benchmark and benchmark is None else benchmark
    if document.remedies is None:
        for spec in figures.remedies:
            for cell in spec.cells:
                if cell.kind not in kinds:
                    yield Problem(("kinds",), "matrix_needs", {"remedy": spec.code, "kind": cell.kind})


def _refs(document: Document) -> Iterator[Problem]:
    seen: dict[str, Place] = {}
    for name, rows in (("positions", document.positions), ("parts", document.parts)):
        for place, row in enumerate(rows):
            if row.ref in seen:
                yield Problem((name, place, "ref"), "ref_twice", {"other": seen[row.ref]})
            seen.setdefault(row.ref, (name, place))


def _rates(document: Document, figures: Figures, kinds: dict[str, Kind]) -> Iterator[Problem]:
    yield from _twice("rates", document.rates, (row.key for row in document.rates), "rate_twice")
    bounds = set(figures.classes)
    for place, row in enumerate(document.rates):
        kind = kinds.get(row.kind)
        if kind is None:
            yield Problem(("rates", place, "kind"), "unknown_kind", given=row.kind)
        elif kind.scope not in RATED:
            yield Problem(("rates", place, "kind"), "not_rated", given=row.kind)
        else:
            yield from _rate(("rates", place), row, kind.scope)
            if row.up_to_kg is not None and row.up_to_kg not in bounds:
                yield Problem(("rates", place, "up_to_kg"), "unknown_class", given=row.up_to_kg)


def _rate(place: Place, row: RateIn, scope: Scope) -> Iterator[Problem]:
    for name, there, needed in (
        ("country", bool(row.country), scope in NEEDS_COUNTRY),
        ("unit", bool(row.unit), scope in NEEDS_UNIT),
        ("up_to_kg", row.up_to_kg is not None, scope is Scope.WEIGHT_COUNTRY),
    ):
        if there != needed:
            yield Problem((*place, name), "needed" if needed else "not_here")
    if row.share_percent is not None:
        if scope is not Scope.COUNTRY:
            yield Problem((*place, "share_percent"), "not_here")
        elif row.amount is not None:
            yield Problem(place, "amount_and_share")


def _exchanges(document: Document, figures: Figures) -> Iterator[Problem]:
    rows = document.exchanges
    yield from _twice("exchanges", rows, ((row.currency, row.valid_from) for row in rows), "exchange_twice")
    for place, row in enumerate(rows):
        if row.currency == figures.currency:
            yield Problem(("exchanges", place, "currency"), "own_currency", given=row.currency)


def _entries(document: Document, figures: Figures, kinds: dict[str, Kind]) -> Iterator[Problem]:
    rows = document.entries
    keys = ((row.kind, row.remedy, row.item) for row in rows)
    yield from _twice("entries", rows, keys, "entry_twice")
    remedies = {remedy.code: remedy for remedy in figures.remedies}
    goods = {
        Goods.POSITIONS: {row.ref for row in document.positions},
        Goods.PARTS: {row.ref for row in document.parts},
        Goods.NONE: set[str](),
    }
    for place, row in enumerate(rows):
        found = _entry(row, kinds, remedies, goods)
        if found is not None:
            name, key = found
            yield Problem(("entries", place, name), key, given=getattr(row, name))


def _entry(
    row: EntryIn, kinds: dict[str, Kind], remedies: dict[str, RemedySpec], goods: dict[Goods, set[str]]
) -> tuple[str, str] | None:
    """The field that is wrong and why."""
    if row.kind not in kinds:
        return "kind", "unknown_kind"
    if row.remedy and row.remedy not in remedies:
        return "remedy", "unknown_remedy"
    if row.item and not any(row.item in refs for refs in goods.values()):
        return "item", "unknown_item"
    counting = [
        remedy
        for remedy in remedies.values()
        if row.remedy in ("", remedy.code) and any(cell.kind == row.kind for cell in remedy.cells)
    ]
    if not counting:
        return "kind", "not_in_matrix" if row.remedy else "in_no_matrix"
    if row.item and (
        kinds[row.kind].scope not in _PER_ITEM
        or not any(row.item in goods[remedy.goods] for remedy in counting)
    ):
        return "item", "no_line_for_item"
    return None
