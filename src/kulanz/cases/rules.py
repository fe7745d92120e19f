"""The case's rules: states, what may follow what, who reads what. Pure; no Django, no clock."""

from __future__ import annotations

from enum import StrEnum
from typing import Final

from kulanz.core.access.actor import ActorKind


class Kind(StrEnum):
    COMPLAINT = "complaint"
    REPAIR = "repair"
    ASSEMBLY = "assembly"
    MAINTENANCE = "maintenance"
    INQUIRY = "inquiry"
    INCIDENT = "incident"


class Step(StrEnum):
    RECORDED = "recorded"
    IN_PROGRESS = "in_progress"
    CLOSED = "closed"
    CANCELLED = "cancelled"


class ClaimStatus(StrEnum):
    UNDER_REVIEW = "under_review"
    ACCEPTED = "accepted"
    REMEDY_STARTED = "remedy_started"
    REJECTED = "rejected"


class WaitsFor(StrEnum):
    US = "us"
    CUSTOMER = "customer"
    DEALER = "dealer"
    TECHNICIAN = "technician"
    SUPPLIER = "supplier"
    ERP = "erp"
    NOBODY = "nobody"


class ClosedBy(StrEnum):
    REMEDY = "remedy"
    REJECTION = "rejection"
    ANSWER = "answer"


class Severity(StrEnum):
    PREVENTS_OPERATION = "prevents_operation"
    HINDERS_OPERATION = "hinders_operation"
    MINOR = "minor"


class Safety(StrEnum):
    """Answer to the safety question at intake: could somebody get hurt?"""

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"


class Coverage(StrEnum):
    STATUTORY = "statutory"
    GUARANTEE = "guarantee"
    GOODWILL = "goodwill"
    CHARGEABLE = "chargeable"


class WishedRemedy(StrEnum):
    """What the customer asks for; under statutory coverage he chooses repair or replacement (§ 439 BGB)."""

    REPAIR = "repair"
    REPLACEMENT = "replacement"
    REDUCTION = "reduction"
    REFUND = "refund"


class DealerPart(StrEnum):
    INTERMEDIARY = "intermediary"
    PRINCIPAL = "principal"


class CarriedOutBy(StrEnum):
    DEALER = "dealer"
    FACTORY = "factory"
    PARTNER = "partner"


class Audience(StrEnum):
    """Who reads a message or file. `ALL` is every participant: the report itself and its photos."""

    INTERNAL = "internal"
    DEALER = "dealer"
    TECHNICIAN = "technician"
    CUSTOMER = "customer"
    ALL = "all"


class Reader(StrEnum):
    """In whose words a state is told."""

    OFFICE = "office"
    DEALER = "dealer"
    TECHNICIAN = "technician"
    CUSTOMER = "customer"
    SUPPLIER = "supplier"


OPEN_STEPS: Final = frozenset({Step.RECORDED, Step.IN_PROGRESS})
ENDED_STEPS: Final = frozenset({Step.CLOSED, Step.CANCELLED})

STEP_TRANSITIONS: Final[dict[Step, frozenset[Step]]] = {
    Step.RECORDED: frozenset({Step.IN_PROGRESS, Step.CLOSED, Step.CANCELLED}),
    Step.IN_PROGRESS: frozenset({Step.CLOSED, Step.CANCELLED}),
    Step.CLOSED: frozenset({Step.IN_PROGRESS}),
    Step.CANCELLED: frozenset({Step.IN_PROGRESS}),
}

CLAIM_TRANSITIONS: Final[dict[ClaimStatus, frozenset[ClaimStatus]]] = {
    ClaimStatus.UNDER_REVIEW: frozenset({ClaimStatus.ACCEPTED, ClaimStatus.REJECTED}),
    ClaimStatus.ACCEPTED: frozenset({ClaimStatus.REMEDY_STARTED, ClaimStatus.UNDER_REVIEW}),
    ClaimStatus.REMEDY_STARTED: frozenset({ClaimStatus.ACCEPTED, ClaimStatus.UNDER_REVIEW}),
    ClaimStatus.REJECTED: frozenset({ClaimStatus.UNDER_REVIEW}),
}

# How a case may close, by the state of its claim (None: not a complaint).
CLOSING: Final[dict[ClaimStatus | None, frozenset[ClosedBy]]] = {
    None: frozenset({ClosedBy.ANSWER, ClosedBy.REMEDY}),
    ClaimStatus.UNDER_REVIEW: frozenset(),
    ClaimStatus.ACCEPTED: frozenset({ClosedBy.ANSWER}),
    ClaimStatus.REMEDY_STARTED: frozenset({ClosedBy.REMEDY, ClosedBy.ANSWER}),
    ClaimStatus.REJECTED: frozenset({ClosedBy.REJECTION}),
}

# Working days until the next news, by (step, waits for); a tenant may change each of them.
NEWS_DAYS: Final[dict[tuple[Step, WaitsFor], int]] = {
    (Step.RECORDED, WaitsFor.US): 1,
    (Step.IN_PROGRESS, WaitsFor.US): 2,
    (Step.IN_PROGRESS, WaitsFor.CUSTOMER): 5,
    (Step.IN_PROGRESS, WaitsFor.DEALER): 3,
    (Step.IN_PROGRESS, WaitsFor.TECHNICIAN): 3,
    (Step.IN_PROGRESS, WaitsFor.SUPPLIER): 5,
    (Step.IN_PROGRESS, WaitsFor.ERP): 1,
}
NEWS_DAYS_OTHERWISE: Final = 2

_READERS: Final[dict[Audience, frozenset[ActorKind]]] = {
    Audience.INTERNAL: frozenset({ActorKind.STAFF, ActorKind.SYSTEM}),
    Audience.DEALER: frozenset({ActorKind.STAFF, ActorKind.SYSTEM, ActorKind.DEALER}),
    Audience.TECHNICIAN: frozenset({ActorKind.STAFF, ActorKind.SYSTEM, ActorKind.TECHNICIAN}),
    Audience.CUSTOMER: frozenset({ActorKind.STAFF, ActorKind.SYSTEM, ActorKind.DEALER, ActorKind.CUSTOMER}),
    Audience.ALL: frozenset(
        {
            ActorKind.STAFF,
            ActorKind.SYSTEM,
            ActorKind.DEALER,
            ActorKind.TECHNICIAN,
            ActorKind.CUSTOMER,
            ActorKind.SUPPLIER,
        }
    ),
}

# The audience a party's own message gets when it does not choose.
OWN_AUDIENCE: Final[dict[ActorKind, Audience]] = {
    ActorKind.STAFF: Audience.INTERNAL,
    ActorKind.SYSTEM: Audience.INTERNAL,
    ActorKind.DEALER: Audience.DEALER,
    ActorKind.TECHNICIAN: Audience.TECHNICIAN,
    ActorKind.CUSTOMER: Audience.CUSTOMER,
    ActorKind.GUEST: Audience.CUSTOMER,
}

READER_OF: Final[dict[ActorKind, Reader]] = {
    ActorKind.STAFF: Reader.OFFICE,
    ActorKind.SYSTEM: Reader.OFFICE,
    ActorKind.DEALER: Reader.DEALER,
    ActorKind.TECHNICIAN: Reader.TECHNICIAN,
    ActorKind.CUSTOMER: Reader.CUSTOMER,
    ActorKind.GUEST: Reader.CUSTOMER,
    ActorKind.SUPPLIER: Reader.SUPPLIER,
}


def may_step(current: Step, new: Step) -> bool:
    return new in STEP_TRANSITIONS[current]


def may_claim(current: ClaimStatus, new: ClaimStatus) -> bool:
    return new in CLAIM_TRANSITIONS[current]


def may_close(claim: ClaimStatus | None, how: ClosedBy) -> bool:
    return how in CLOSING[claim]


def first_claim_status(kind: Kind) -> ClaimStatus | None:
    """Only complaints carry a claim; it starts under review."""
    return ClaimStatus.UNDER_REVIEW if kind is Kind.COMPLAINT else None


def derive_claim_status(positions: list[ClaimStatus]) -> ClaimStatus:
    """The case's claim status from its positions': the least decided wins (DESIGN, "The case")."""
    for status in (ClaimStatus.UNDER_REVIEW, ClaimStatus.REMEDY_STARTED, ClaimStatus.ACCEPTED):
        if status in positions:
            return status
    return ClaimStatus.REJECTED if positions else ClaimStatus.UNDER_REVIEW


def audiences_readable_by(kind: ActorKind) -> frozenset[Audience]:
    return frozenset(audience for audience, kinds in _READERS.items() if kind in kinds)


def audiences_writable_by(kind: ActorKind) -> frozenset[Audience]:
    """Staff choose freely. A dealer writes to the office or to the customer's thread; others to us."""
    if kind in (ActorKind.STAFF, ActorKind.SYSTEM):
        return frozenset(Audience)
    if kind is ActorKind.DEALER:
        return frozenset({Audience.DEALER, Audience.ALL})
    own = OWN_AUDIENCE.get(kind)
    return frozenset({own}) if own else frozenset()


def waits_after_message(kind: ActorKind, audience: Audience) -> WaitsFor | None:
    """Whom the case waits for after an answer: whoever wrote to us makes it our turn."""
    if kind in (ActorKind.CUSTOMER, ActorKind.DEALER, ActorKind.TECHNICIAN, ActorKind.SUPPLIER):
        return WaitsFor.US
    return None
