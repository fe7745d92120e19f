"""The comparison as plain data: one receipt a remedy, read from top to bottom."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy as _

from kulanz.core.names import named
from kulanz.interfaces.desk.solution.words import OBSTACLES, origin
from kulanz.masterdata.catalog.rules.costs import Scope
from kulanz.stages.solution.models import Remedy
from kulanz.stages.solution.models.choices import ORDER_KIND
from kulanz.stages.solution.rules.figures import Column, Comparison, Inputs, Line, Missing
from kulanz.stages.solution.rules.fitting import fitting_cells
from kulanz.stages.solution.rules.remedies import Goods, Nature, OrderKind

_ORDER_NAMES = dict(ORDER_KIND)
_LETTER_NAMES = {
    "acceptance": _("Brief: Anerkennung"),
    "service_notice": _("Brief: Kundendienst-Hinweis"),
    "discount_offer": _("Brief: Preisnachlass-Angebot"),
    "credit_note": _("Brief: Gutschrift"),
}


@dataclass(frozen=True, slots=True)
class ReceiptLine:
    ident: str
    kind: str
    name: str
    item: str
    amount: Decimal | None
    origin: str
    by_hand: bool
    is_revenue: bool
    for_all: bool
    """Whether an entry here counts for all remedies, as a cost price does."""
    position_id: int | None
    part_id: int | None
    is_blank: bool
    """Simply not entered yet, as opposed to missing from the master data."""
    entered: Decimal | None = None
    entered_for: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Receipt:
    code: str
    name: str
    lines: tuple[ReceiptLine, ...]
    optional: tuple[ReceiptLine, ...]
    """What could be entered and does not apply yet."""
    total: Decimal | None
    known: Decimal
    difference: Decimal | None
    share: int
    why_not: Any
    excluded: str
    is_benchmark: bool
    is_dearer: bool
    is_cheapest: bool
    is_recommended: bool
    is_incomplete: bool
    is_reduction: bool
    is_refund: bool
    asks_executor: bool
    asks_recipient: bool
    starts: tuple[Any, ...] = field(default=())
    certified_only: str = ""
    """The parts that go to no end customer, in words."""
    counts_visit: bool = False
    """Whether the visit that fits them is among the lines."""

    @property
    def saving(self) -> Decimal:
        """How much less than the benchmark it costs."""
        return -self.difference if self.difference is not None else Decimal(0)

    @property
    def can_choose(self) -> bool:
        """The amount of a reduction is asked for when it is chosen; everything else must be known."""
        ready = self.total is not None or self.is_reduction
        return ready and not self.why_not and not self.excluded


def receipts(
    inputs: Inputs, comparison: Comparison, remedies: Mapping[str, Remedy]
) -> tuple[list[Receipt], list[Receipt]]:
    """The remedies in their order, and those dearer than the benchmark set apart."""
    totals = [abs(column.total) for column in comparison.columns if column.total is not None]
    most = max(totals, default=Decimal(0)) or Decimal(1)
    drawn = [
        _receipt(inputs, comparison, column, remedies.get(column.remedy), most)
        for column in comparison.columns
    ]
    return [r for r in drawn if not r.is_dearer], [r for r in drawn if r.is_dearer]


def _receipt(
    inputs: Inputs, comparison: Comparison, column: Column, remedy: Remedy | None, most: Decimal
) -> Receipt:
    spec = next(spec for spec in inputs.remedies if spec.code == column.remedy)
    goods = inputs.parts if spec.goods is Goods.PARTS else inputs.items
    names = {item.ref: item.name for item in goods}
    several = len(names) > 1
    lines = tuple(
        _line(inputs, line, names if several else {}, comparison.currency, column.remedy)
        for line in column.lines
    )
    shown = {line.kind for line in column.lines}
    fitting = fitting_cells(inputs, spec)
    optional = tuple(
        _line(inputs, Line(cell.kind), {}, comparison.currency, column.remedy)
        for cell in (*spec.cells, *fitting)
        if not cell.required and cell.kind not in shown
    )
    orders = [OrderKind(kind) for kind in remedy.orders] if remedy else []
    return Receipt(
        code=column.remedy,
        name=named(spec),
        lines=lines,
        optional=() if spec.nature is Nature.REDUCTION else optional,
        total=column.total,
        known=column.known,
        difference=column.difference,
        share=0 if column.total is None else int(max(column.total, Decimal(0)) * 100 / most),
        why_not=OBSTACLES[column.obstacle] if column.obstacle else "",
        excluded=column.excluded,
        is_benchmark=column.is_benchmark,
        is_dearer=column.is_dearer,
        is_cheapest=column.is_cheapest,
        is_recommended=column.is_recommended,
        is_incomplete=column.is_incomplete,
        is_reduction=spec.nature is Nature.REDUCTION,
        is_refund=spec.nature is Nature.REFUND,
        asks_executor=bool(remedy and remedy.needs_executor),
        asks_recipient=bool({OrderKind.PART_DELIVERY, OrderKind.DELIVERY} & set(orders)),
        starts=tuple(_starts(orders, remedy.letters if remedy else ())),
        certified_only=", ".join(column.certified_only),
        counts_visit=bool(fitting),
    )


def _starts(orders: list[OrderKind], letters: Iterable[str]) -> list[Any]:
    return [
        *(_ORDER_NAMES[order.value] for order in orders),
        *(_LETTER_NAMES.get(letter, letter) for letter in letters),
    ]


def _line(inputs: Inputs, line: Line, names: Mapping[str, str], currency: str, remedy: str) -> ReceiptLine:
    kind = next(kind for kind in inputs.kinds if kind.code == line.kind)
    what, _colon, pk = line.item.partition(":")
    ident = int(pk) if pk.isdecimal() else None
    entry = line.entry
    return ReceiptLine(
        ident=f"{remedy}-{line.kind}-{line.item.replace(':', '-')}".rstrip("-"),
        kind=line.kind,
        name=named(kind),
        item=names.get(line.item, ""),
        amount=line.amount,
        origin=origin(line, currency) if line.amount is not None or line.missing else "",
        # what was entered for the service itself is taken back there
        by_hand=entry is not None and entry.remedy in ("", remedy),
        is_revenue=kind.is_revenue,
        for_all=kind.scope is Scope.COST_PRICE,
        position_id=ident if what == "position" else None,
        part_id=ident if what == "part" else None,
        is_blank=line.missing in (None, Missing.ENTRY) and line.amount is None,
        entered=entry.amount if entry else None,
        entered_for=entry.remedy if entry else "",
        reason=entry.reason if entry else "",
    )
