"""What fitting costs: a part that only a certified person assembles goes nowhere without a visit. Pure.

The visit costs what it costs as an external service, from the same figures. docs/calculation.md, example 12.
"""

from __future__ import annotations

from typing import Final

from kulanz.masterdata.parties.rules.safety import needs_certificate
from kulanz.stages.solution.rules.figures import Cell, Entry, Inputs, Item, RemedySpec
from kulanz.stages.solution.rules.remedies import Goods, Nature

# Material is no part of it: the parts are counted already.
VISIT: Final = (Cell("call_out"), Cell("futile_visit", required=False))
SENDS_GOODS: Final = frozenset({Nature.REPAIR, Nature.REPLACEMENT})


def safety_parts(inputs: Inputs, remedy: RemedySpec) -> tuple[Item, ...]:
    """The spare parts a remedy would send whose assembly is safety-relevant or has to be taken as such.

    A whole product is delivered to whoever bought it; a part of one that has to be assembled is not.
    """
    if remedy.nature not in SENDS_GOODS:
        return ()
    return tuple(
        item
        for item in goods_of(inputs, remedy)
        if (remedy.goods is Goods.PARTS or item.is_part) and needs_certificate(item.relevance)
    )


def goods_of(inputs: Inputs, remedy: RemedySpec) -> tuple[Item, ...]:
    match remedy.goods:
        case Goods.POSITIONS:
            return inputs.items
        case Goods.PARTS:
            return inputs.parts
        case Goods.NONE:
            return ()


def fitting_cells(inputs: Inputs, remedy: RemedySpec) -> tuple[Cell, ...]:
    """The cost kinds of the visit that fits what a remedy sends, where its own do not count them already.

    A house none of whose remedies counts such a kind does not calculate visits.
    """
    if not safety_parts(inputs, remedy):
        return ()
    own = {cell.kind for cell in remedy.cells}
    known = {cell.kind for other in inputs.remedies for cell in other.cells}
    return tuple(cell for cell in VISIT if cell.kind in known - own)


def counts_visit(nature: str, goods: str, kind: str) -> bool:
    """Whether this cost kind can count for such a remedy as part of the visit that fits what it sends."""
    return nature in SENDS_GOODS and goods != Goods.NONE and kind in {cell.kind for cell in VISIT}


def entry_of_service(inputs: Inputs, kind: str) -> Entry | None:
    """What was entered for the remedy that is nothing but a visit, of several the first in the table."""
    for remedy in inputs.remedies:
        if remedy.goods is Goods.NONE and any(cell.kind == kind for cell in remedy.cells):
            for entry in inputs.entries:
                if (entry.remedy, entry.kind, entry.item) == (remedy.code, kind, ""):
                    return entry
    return None
