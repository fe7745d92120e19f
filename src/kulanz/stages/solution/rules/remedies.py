"""What a remedy is: its nature, what it moves, what it starts and when it ends the case (source text 4)."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final


class Nature(StrEnum):
    """What the customer gets; § 439 BGB knows repair and replacement, the rest comes after it."""

    REPAIR = "repair"
    REPLACEMENT = "replacement"
    REDUCTION = "reduction"
    REFUND = "refund"


class Goods(StrEnum):
    """Whose pieces, weights and cost prices the calculation counts."""

    POSITIONS = "positions"
    PARTS = "parts"
    NONE = "none"


class OrderKind(StrEnum):
    """The orders a remedy can start."""

    PART_DELIVERY = "part_delivery"
    DELIVERY = "delivery"
    PICK_UP = "pick_up"
    PICK_UP_FOR_CREDIT = "pick_up_for_credit"
    SERVICE = "service"


class Ends(StrEnum):
    """When a remedy is done, and with the last one the case."""

    ORDERS_DONE = "orders_done"
    COMMISSIONED = "commissioned"
    """As soon as its orders exist; they stay on the Dashboard (R302)."""
    CREDITED = "credited"
    """When the credit note is recorded (R318)."""


class DecisionState(StrEnum):
    PROPOSED = "proposed"
    """Waits for somebody with a higher limit."""
    REFUSED = "refused"
    UNDER_WAY = "under_way"
    DONE = "done"
    DECLINED = "declined"
    """The customer declined the offer."""
    FAILED = "failed"
    WITHDRAWN = "withdrawn"


LIVE: Final = frozenset({DecisionState.PROPOSED, DecisionState.UNDER_WAY, DecisionState.DONE})

DECISION_TRANSITIONS: Final[dict[DecisionState, frozenset[DecisionState]]] = {
    DecisionState.PROPOSED: frozenset(
        {DecisionState.UNDER_WAY, DecisionState.REFUSED, DecisionState.WITHDRAWN}
    ),
    DecisionState.UNDER_WAY: frozenset(
        {DecisionState.DONE, DecisionState.DECLINED, DecisionState.FAILED, DecisionState.WITHDRAWN}
    ),
    # an objection after the end takes the decision anew; what was done stays as it is
    DecisionState.DONE: frozenset({DecisionState.WITHDRAWN}),
    DecisionState.REFUSED: frozenset(),
    DecisionState.DECLINED: frozenset(),
    DecisionState.FAILED: frozenset(),
    DecisionState.WITHDRAWN: frozenset(),
}


class OfferState(StrEnum):
    OPEN = "open"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    REPLACED = "replaced"
    """A new offer took its place, such as after a counter-offer."""
    EXPIRED = "expired"
    WITHDRAWN = "withdrawn"


OFFER_TRANSITIONS: Final[dict[OfferState, frozenset[OfferState]]] = {
    OfferState.OPEN: frozenset(set(OfferState) - {OfferState.OPEN}),
    # an acceptance that arrives late is the office's to take or to leave
    OfferState.EXPIRED: frozenset({OfferState.ACCEPTED, OfferState.REPLACED, OfferState.WITHDRAWN}),
    OfferState.ACCEPTED: frozenset(),
    OfferState.DECLINED: frozenset({OfferState.REPLACED}),
    OfferState.REPLACED: frozenset(),
    OfferState.WITHDRAWN: frozenset(),
}


class ReasonPurpose(StrEnum):
    """What a ready reason is given for."""

    ACCEPTANCE = "acceptance"
    REJECTION = "rejection"
    EXCLUSION = "exclusion"
    DEARER = "dearer"
    """Chosen although dearer than the benchmark, or offered more than the room to negotiate."""
    OTHER_THAN_WISHED = "other_than_wished"
    """Ground of refusing what the customer chose under § 439 BGB."""
    HAND_ENTRY = "hand_entry"


@dataclass(frozen=True, slots=True)
class RemedyDefault:
    code: str
    name: str
    name_en: str
    nature: Nature
    goods: Goods
    required: tuple[str, ...]
    optional: tuple[str, ...]
    orders: tuple[OrderKind, ...]
    letters: tuple[str, ...]
    ends: Ends
    needs_executor: bool = False
    is_benchmark: bool = False


# The six of source text 4 with their default matrix, in the order of DOMAIN's table.
REMEDIES: Final = (
    RemedyDefault(
        "spare_part", "Ersatzteillieferung", "Spare-part delivery", Nature.REPAIR, Goods.PARTS,
        ("cost_price", "packaging", "shipping", "handling", "fixed"), (),
        (OrderKind.PART_DELIVERY,), ("acceptance",), Ends.ORDERS_DONE,
    ),
    RemedyDefault(
        "external_service", "Fremdkundendienst", "External service", Nature.REPAIR, Goods.NONE,
        ("call_out",), ("material", "futile_visit"),
        (OrderKind.SERVICE,), ("service_notice",), Ends.ORDERS_DONE, needs_executor=True,
    ),
    RemedyDefault(
        "price_reduction", "Preisnachlass", "Price reduction", Nature.REDUCTION, Goods.NONE,
        (), ("price_reduction",), (), ("discount_offer",), Ends.CREDITED,
    ),
    RemedyDefault(
        "exchange", "Kostenloser Austausch", "Free exchange", Nature.REPLACEMENT, Goods.POSITIONS,
        ("cost_price", "pick_up", "second_choice", "warehouse", "customs", "new_delivery"), ("removal",),
        (OrderKind.DELIVERY, OrderKind.PICK_UP), ("acceptance",), Ends.ORDERS_DONE,
    ),
    RemedyDefault(
        "delivery_no_return", "Lieferung Rückholverzicht", "Delivery without return",
        Nature.REPLACEMENT, Goods.POSITIONS,
        ("cost_price", "new_delivery", "customs", "disposal"), ("removal",),
        (OrderKind.DELIVERY,), ("acceptance",), Ends.ORDERS_DONE,
    ),
    RemedyDefault(
        "pick_up_credit", "Abholung zur Gutschrift", "Pick-up for credit", Nature.REFUND, Goods.POSITIONS,
        ("cost_price", "pick_up", "second_choice", "customs"), ("removal",),
        (OrderKind.PICK_UP_FOR_CREDIT,), ("acceptance",), Ends.CREDITED, is_benchmark=True,
    ),
)  # fmt: skip


def may_become(before: DecisionState, after: DecisionState) -> bool:
    return after in DECISION_TRANSITIONS[before]


def may_offer_become(before: OfferState, after: OfferState) -> bool:
    return after in OFFER_TRANSITIONS[before]
