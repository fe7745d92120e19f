"""Who carries a case out, and who receives the invoice: make or buy for one case (R071, R072, R128, R129).

Pure; no Django, no clock.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from kulanz.cases.rules import CarriedOutBy, Coverage, DealerPart, Kind, Safety, WaitsFor, first_claim_status


class Why(StrEnum):
    """Why somebody is proposed to carry it out."""

    OPTION_B = "option_b"
    DELEGATED = "delegated"
    """Guarantee cases go to the manufacturer, also under option A."""
    MEDIATED = "mediated"
    """Paid repairs are mediated to the factory service."""
    NOT_CERTIFIED = "not_certified"
    OWN_SERVICE = "own_service"


class InvoiceTo(StrEnum):
    NOBODY = "nobody"
    OPEN = "open"
    """Nobody, as long as it counts as a guarantee case: it is not yet said who bears the cost."""
    CUSTOMER = "customer"
    DEALER = "dealer"
    OWN = "own"
    """The dealer did it and charges its customer itself."""


@dataclass(frozen=True, slots=True)
class House:
    """What the dealer's option and contract say, and whether it may do this work itself."""

    own_service: bool = False
    delegates_guarantee: bool = True
    mediates_repairs: bool = True
    may_work: bool = True
    """False: the work is safety-relevant or may be, and the house is not certified."""


# Ordered work is charged unless something else is said.
_ORDERED: Final = frozenset({Kind.REPAIR, Kind.ASSEMBLY, Kind.MAINTENANCE})
_UPKEEP: Final = frozenset({Kind.REPAIR, Kind.MAINTENANCE})
_BORNE: Final = frozenset({Coverage.STATUTORY, Coverage.GUARANTEE, Coverage.GOODWILL})


def is_guarantee_case(kind: Kind, coverage: Coverage | None) -> bool:
    """The manufacturer bears it, or may have to: a complaint counts as one until somebody says otherwise."""
    return coverage in _BORNE or (coverage is None and kind is Kind.COMPLAINT)


def proposed_execution(*, kind: Kind, coverage: Coverage | None, house: House) -> tuple[CarriedOutBy, Why]:
    """Who carries it out unless somebody chooses otherwise, and why."""
    if not house.own_service:
        return CarriedOutBy.FACTORY, Why.OPTION_B
    if not house.may_work:
        return CarriedOutBy.FACTORY, Why.NOT_CERTIFIED
    if is_guarantee_case(kind, coverage):
        if house.delegates_guarantee:
            return CarriedOutBy.FACTORY, Why.DELEGATED
    elif kind in _UPKEEP and house.mediates_repairs:
        return CarriedOutBy.FACTORY, Why.MEDIATED
    return CarriedOutBy.DEALER, Why.OWN_SERVICE


def settled_execution(
    *, wished: CarriedOutBy | None, kind: Kind, coverage: Coverage | None, house: House
) -> tuple[CarriedOutBy, Why]:
    """What a dealer's wish comes to: own service needs option A and, where it matters, the certificate."""
    proposed = proposed_execution(kind=kind, coverage=coverage, house=house)
    if wished is None:
        return proposed
    if wished is CarriedOutBy.DEALER and proposed[1] in (Why.OPTION_B, Why.NOT_CERTIFIED):
        return proposed
    if wished is CarriedOutBy.DEALER:
        return wished, Why.OWN_SERVICE
    return wished, proposed[1]


def first_turn(*, carried_out_by: CarriedOutBy | None, kind: Kind, safety: Safety) -> WaitsFor:
    """Who acts first. The dealer whose own people carry it out sends somebody; the office judges a claim,
    answers a question, and looks at whatever somebody could get hurt by.
    """
    offices = first_claim_status(kind) is not None or kind is Kind.INQUIRY or safety is Safety.YES
    return WaitsFor.US if offices or carried_out_by is not CarriedOutBy.DEALER else WaitsFor.DEALER


def proposed_part(*, kind: Kind, coverage: Coverage | None) -> DealerPart:
    """With ordered work the dealer is the principal and re-bills; with everything else it passes on."""
    if kind in _ORDERED and coverage not in _BORNE:
        return DealerPart.PRINCIPAL
    return DealerPart.INTERMEDIARY


def invoice_to(
    *,
    kind: Kind,
    coverage: Coverage | None,
    part: DealerPart | None,
    carried_out_by: CarriedOutBy | None,
    has_dealer: bool,
) -> InvoiceTo:
    """Who receives the invoice, from what is known now."""
    if coverage in _BORNE:
        return InvoiceTo.NOBODY
    if coverage is None and kind is Kind.COMPLAINT:
        return InvoiceTo.OPEN
    if has_dealer and carried_out_by is CarriedOutBy.DEALER:
        return InvoiceTo.OWN
    if has_dealer and part is DealerPart.PRINCIPAL:
        return InvoiceTo.DEALER
    return InvoiceTo.CUSTOMER
