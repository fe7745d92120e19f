"""Calculating many decided complaints anew: the same sums as `solution.rules.comparing`, worked out by parts.

What a position, an order's weight or the standing amounts cost is calculated once by the rules themselves and
remembered, in whole cents; a remedy's total is then a few additions. Where somebody replaced an automatic
figure by hand, or a visit fits what is sent, the rules calculate the remedy whole.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Final, TypeAlias

from kulanz.masterdata.catalog.rules.costs import Scope
from kulanz.masterdata.parties.rules.safety import Relevance
from kulanz.stages.improvement.rules.cores import Core, Frame, Hand, Thing
from kulanz.stages.solution.rules.calculation import calculate
from kulanz.stages.solution.rules.figures import Cell, Column, Entry, Inputs, Item, Kind, Missing, RemedySpec
from kulanz.stages.solution.rules.fitting import SENDS_GOODS
from kulanz.stages.solution.rules.money import cents
from kulanz.stages.solution.rules.ratebook import RateBook
from kulanz.stages.solution.rules.remedies import Goods, Nature

Total: TypeAlias = int | None
"""In cents; None while a figure is missing."""
Part: TypeAlias = tuple[int, int] | None
"""What some lines add up to and how many there are; None while one of them is not known."""
_NO_PART: Final[Part] = (0, 0)
_REMEMBERED: Final = 20_000


class Reckoner:
    """Calculates any number of cores within one frame; `factors` change all figures of a cost kind."""

    def __init__(self, frame: Frame, factors: Mapping[str, Decimal] | None = None) -> None:
        self._frame = frame
        self._factors = {kind: factor for kind, factor in (factors or {}).items() if factor != 1}
        self._book = RateBook(frame.rates, frame.exchanges, frame.day, frame.currency)
        self._kinds = {kind.code: kind for kind in frame.kinds}
        self._plans = [_Plan(remedy, self._kinds, frame, self._book) for remedy in frame.remedies]
        self._automatic = {kind.code for kind in frame.kinds if kind.scope is not Scope.ENTERED}
        price = next((k.code for k in frame.kinds if k.scope is Scope.COST_PRICE), "")
        self._price_factor = self._factors.get(price)
        self._places = range(len(self._plans))
        self._of_hands: dict[tuple[str, str, str], Total] = {}
        self._of_positions: dict[Thing, tuple[Part, ...]] = {}
        self._of_spares: dict[Thing, tuple[Part, ...]] = {}
        self.codes = tuple(remedy.code for remedy in frame.remedies)
        self.place = {code: place for place, code in enumerate(self.codes)}
        self.benchmark = next((p for p, remedy in enumerate(frame.remedies) if remedy.is_benchmark), None)
        # a price reduction is never the cheapest: it is negotiated
        self._eligible = [remedy.nature is not Nature.REDUCTION for remedy in frame.remedies]

    def totals(self, core: Core, places: Iterable[int] | None = None) -> list[Total]:
        """Of all remedies in their order; with `places` of those alone, the others are None."""
        kinds = {hand.kind for hand in core.hands}
        by_hand = kinds & self._automatic
        entered = {(hand.kind, hand.remedy): hand for hand in core.hands if not hand.item}
        items = [self._parts_of(Goods.POSITIONS, self._of_positions, thing) for thing in core.items]
        parts = [self._parts_of(Goods.PARTS, self._of_spares, thing) for thing in core.parts]
        found: list[Total] = [None] * len(self._plans)
        for place in self._places if places is None else places:
            plan = self._plans[place]
            goods = plan.remedy.goods
            if (by_hand and not by_hand.isdisjoint(plan.kinds)) or _is_fitted(plan.remedy, core):
                found[place] = self._whole(plan, core)
                continue
            told = items if goods is Goods.POSITIONS else parts
            if plan.standing is None or (not told and goods is not Goods.NONE):
                continue
            known, lines = plan.standing
            if plan.entered:
                if not kinds.isdisjoint(plan.entered_kinds):
                    part = self._by_hand(plan, entered)
                    if part is None:
                        continue
                    known, lines = known + part[0], lines + part[1]
                elif plan.needs_entry:
                    continue
            if goods is not Goods.NONE:
                part = self._moved(place, plan, told, core)
                if part is None:
                    continue
                known, lines = known + part[0], lines + part[1]
            if lines:
                found[place] = known
        return found

    def _moved(self, place: int, plan: _Plan, told: Sequence[tuple[Part, ...]], core: Core) -> Part:
        """What hangs on the goods: each for itself, and their weight together."""
        known = lines = 0
        for one in told:
            part = one[place]
            if part is None:
                return None
            known += part[0]
            lines += part[1]
        if plan.by_weight.cells:
            part = plan.weighed(core.items if plan.remedy.goods is Goods.POSITIONS else core.parts)
            if part is None:
                return None
            return known + part[0], lines + part[1]
        return known, lines

    def can_be_chosen(self, place: int, core: Core) -> bool:
        """Neither excluded, nor without positions, nor for want of parts that can be delivered."""
        if not core.items or self.codes[place] in core.excluded:
            return False
        if self._plans[place].remedy.goods is Goods.PARTS:
            return bool(core.parts) and all(part.deliverable for part in core.parts)
        return True

    def cheapest(self, totals: Sequence[Total], core: Core) -> int | None:
        """The place of the cheapest complete remedy that could be chosen; of equals the first."""
        best: int | None = None
        price = 0
        for place, total in enumerate(totals):
            if total is None or not self._eligible[place] or (best is not None and total >= price):
                continue
            if self.can_be_chosen(place, core):
                best, price = place, total
        return best

    def is_negotiated_below(self, place: int, other: int, totals: Sequence[Total]) -> bool:
        """Whether it is a price reduction that costs less than the other."""
        own, price = totals[place], totals[other]
        return not self._eligible[place] and own is not None and price is not None and own < price

    def _parts_of(self, goods: Goods, known: dict[Thing, tuple[Part, ...]], thing: Thing) -> tuple[Part, ...]:
        """What it adds to each remedy; nothing to those that move other goods."""
        parts = known.get(thing)
        if parts is None:
            item = self._item(thing)
            parts = known[thing] = tuple(
                plan.of_item(item) if plan.remedy.goods is goods else _NO_PART for plan in self._plans
            )
        return parts

    def _by_hand(self, plan: _Plan, entered: Mapping[tuple[str, str], Hand]) -> Part:
        """What is entered in the case anyway: the entry for this remedy goes before the one for all."""
        known = lines = 0
        for cell in plan.entered:
            hand = entered.get((cell.kind, plan.remedy.code)) or entered.get((cell.kind, ""))
            if hand is None:
                if cell.required:
                    return None
                continue
            amount = self._cents_of(hand)
            if amount is None:
                return None
            known += -amount if self._kinds[cell.kind].is_revenue else amount
            lines += 1
        return known, lines

    def _cents_of(self, hand: Hand) -> Total:
        """None without exchange rate. The same amounts are entered again and again."""
        key = (hand.kind, hand.amount, hand.currency)
        if key in self._of_hands:
            return self._of_hands[key]
        worth = self._book.worth(hand.currency)
        found = None if worth is None else int(cents(self._amount(hand), worth).scaleb(2))
        if len(self._of_hands) < _REMEMBERED:
            self._of_hands[key] = found
        return found

    def _amount(self, hand: Hand) -> Decimal:
        amount = Decimal(hand.amount)
        factor = self._factors.get(hand.kind)
        return amount if factor is None else cents(amount, factor)

    def _item(self, thing: Thing, ref: str = "") -> Item:
        price = Decimal(thing.cost_price) if thing.cost_price else None
        if price is not None and self._price_factor is not None:
            price = cents(price, self._price_factor)
        return Item(
            ref=ref,
            name="",
            pieces=Decimal(thing.pieces),
            cost_price=price,
            currency=thing.currency,
            weight_kg=Decimal(thing.weight_kg) if thing.weight_kg else None,
            unit=thing.unit,
            units_per_piece=Decimal(thing.units_per_piece),
            deliverable=bool(thing.deliverable),
            relevance=Relevance.GIVEN if thing.certified else Relevance.NONE,
            is_part=bool(thing.certified),
        )

    def missing(self, place: int, core: Core) -> list[tuple[str, Missing]]:
        """Which figures of this remedy are not known: cost kind and why."""
        column = self._calculated(self._plans[place], core)
        return [(line.kind, line.missing) for line in column.lines if line.missing is not None]

    def _whole(self, plan: _Plan, core: Core) -> Total:
        """By the rules, with every entry in its place."""
        total = self._calculated(plan, core).total
        return None if total is None else int(total.scaleb(2))

    def _calculated(self, plan: _Plan, core: Core) -> Column:
        frame = self._frame
        inputs = Inputs(
            day=frame.day,
            currency=frame.currency,
            country=frame.country,
            kinds=frame.kinds,
            remedies=frame.remedies,
            items=tuple(self._item(thing, f"p{place}") for place, thing in enumerate(core.items)),
            parts=tuple(self._item(thing, f"t{place}") for place, thing in enumerate(core.parts)),
            classes=frame.classes,
            entries=tuple(
                Entry(hand.kind, self._amount(hand), hand.currency, hand.remedy, hand.item)
                for hand in core.hands
            ),
        )
        return calculate(inputs, plan.remedy, self._book)


def _is_fitted(remedy: RemedySpec, core: Core) -> bool:
    """Whether it sends what only a visit fits: that costs what another remedy says a visit costs."""
    goods = {Goods.POSITIONS: core.items, Goods.PARTS: core.parts, Goods.NONE: ()}[remedy.goods]
    return remedy.nature in SENDS_GOODS and any(thing.certified for thing in goods)


class _Plan:
    """One remedy within a frame: which of its lines hang on what."""

    def __init__(self, remedy: RemedySpec, kinds: Mapping[str, Kind], frame: Frame, book: RateBook) -> None:
        self.remedy = remedy
        self.kinds = frozenset(cell.kind for cell in remedy.cells)
        self._frame, self._book = frame, book
        scopes = {cell.kind: kinds[cell.kind].scope for cell in remedy.cells}
        is_priced = Scope.COST_PRICE in scopes.values()
        self.entered: list[Cell] = []
        by_item: list[Cell] = []
        by_weight: list[Cell] = []
        standing: list[Cell] = []
        for cell in remedy.cells:
            match scopes[cell.kind]:
                case Scope.ENTERED:
                    self.entered.append(cell)
                case _ if remedy.goods is Goods.NONE:
                    standing.append(cell)
                case Scope.COST_PRICE | Scope.UNIT | Scope.UNIT_COUNTRY:
                    by_item.append(cell)
                case Scope.WEIGHT_COUNTRY:
                    by_weight.append(cell)
                case Scope.COUNTRY if is_priced and self._is_share(cell.kind):
                    by_item.append(cell)
                case _:
                    standing.append(cell)
        self.entered_kinds = frozenset(cell.kind for cell in self.entered)
        self.needs_entry = any(cell.required for cell in self.entered)
        self._by_item = replace(remedy, cells=tuple(by_item))
        self.by_weight = replace(remedy, cells=tuple(by_weight))
        self.standing = self._part(replace(remedy, cells=tuple(standing), goods=Goods.NONE), ())
        self._of_weight: dict[str, Part] = {}

    def _is_share(self, kind: str) -> bool:
        row = self._book.rate(kind, country=self._frame.country) if self._frame.country else None
        return row is not None and row.share_percent is not None

    def of_item(self, item: Item) -> Part:
        return self._part(self._by_item, (item,))

    def weighed(self, goods: Sequence[Thing]) -> Part:
        """By the order's weight; empty where it is not known."""
        weight = ""
        if all(thing.weight_kg for thing in goods):
            weight = str(sum((Decimal(t.pieces) * Decimal(t.weight_kg) for t in goods), Decimal(0)))
        if weight not in self._of_weight:
            whole = Item("", "", Decimal(1), weight_kg=Decimal(weight) if weight else None)
            self._of_weight[weight] = self._part(self.by_weight, (whole,))
        return self._of_weight[weight]

    def _part(self, spec: RemedySpec, goods: tuple[Item, ...]) -> Part:
        """What the rules themselves say of some lines alone."""
        if not spec.cells:
            return _NO_PART
        frame = self._frame
        inputs = Inputs(
            day=frame.day,
            currency=frame.currency,
            country=frame.country,
            kinds=frame.kinds,
            remedies=(),
            items=goods if spec.goods is Goods.POSITIONS else (),
            parts=goods if spec.goods is Goods.PARTS else (),
            classes=frame.classes,
        )
        column = calculate(inputs, spec, self._book)
        return None if column.is_incomplete else (int(column.known.scaleb(2)), len(column.lines))
