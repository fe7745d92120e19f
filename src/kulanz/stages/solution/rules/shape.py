"""Whether the parts a tenant puts a remedy together from fit each other. Pure."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from enum import StrEnum
from typing import Final

from kulanz.masterdata.catalog.rules.costs import Scope
from kulanz.stages.solution.rules.remedies import Ends, Goods, Nature, OrderKind

# Letters a remedy can start by itself; the others are written when somebody wants them.
LETTERS: Final = ("acceptance", "service_notice", "discount_offer")
# Scopes that count pieces, units or weight: without goods there is nothing to count.
COUNTS_GOODS: Final = frozenset({Scope.COST_PRICE, Scope.WEIGHT_COUNTRY, Scope.UNIT_COUNTRY, Scope.UNIT})
MOVES_GOODS: Final = frozenset(set(OrderKind) - {OrderKind.SERVICE})
CREDITS: Final = frozenset({Nature.REDUCTION, Nature.REFUND})


class Misfit(StrEnum):
    NEVER_ENDS = "never_ends"
    CREDIT_NEEDS_NATURE = "credit_needs_nature"
    PARTS_NEEDED = "parts_needed"
    GOODS_NEEDED = "goods_needed"
    EXECUTOR_WITHOUT_ORDER = "executor_without_order"
    OFFER_ONLY_FOR_REDUCTION = "offer_only_for_reduction"


def misfit(
    *,
    nature: Nature,
    goods: Goods,
    orders: Sequence[OrderKind],
    letters: Sequence[str],
    ends: Ends,
    needs_executor: bool,
) -> Misfit | None:
    """The first part that does not go with the others; None when the remedy can be carried out."""
    found = {
        Misfit.PARTS_NEEDED: OrderKind.PART_DELIVERY in orders and goods is not Goods.PARTS,
        Misfit.GOODS_NEEDED: goods is Goods.NONE and not MOVES_GOODS.isdisjoint(orders),
        Misfit.CREDIT_NEEDS_NATURE: ends is Ends.CREDITED and nature not in CREDITS,
        Misfit.NEVER_ENDS: ends is not Ends.CREDITED and not orders,
        Misfit.EXECUTOR_WITHOUT_ORDER: needs_executor and OrderKind.SERVICE not in orders,
        Misfit.OFFER_ONLY_FOR_REDUCTION: "discount_offer" in letters and nature is not Nature.REDUCTION,
    }
    return next((flaw for flaw, there in found.items() if there), None)


def uncountable(goods: Goods, scopes: Collection[Scope]) -> bool:
    """Whether one of these cost kinds needs goods that the remedy does not move."""
    return goods is Goods.NONE and not COUNTS_GOODS.isdisjoint(scopes)
