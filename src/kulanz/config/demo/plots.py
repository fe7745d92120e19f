"""Which end each case is told towards: every state the rules know, and the usual mix around them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from kulanz.cases.rules import CLOSING, ClaimStatus, ClosedBy, Step, WaitsFor
from kulanz.config.demo.dice import Dice


class Course(StrEnum):
    """How far a decided complaint has come."""

    OFFER_OPEN = "offer_open"
    OFFER_EXPIRING = "offer_expiring"
    OFFER_EXPIRED = "offer_expired"
    COUNTERED = "countered"
    DECLINED = "declined"
    PROPOSED = "proposed"
    REFUSED = "refused"
    STUCK = "stuck"
    LATE = "late"
    ON_ITS_WAY = "on_its_way"
    HALF = "half"
    FAILED = "failed"
    WAITS_FOR_GOODS = "waits_for_goods"
    SERVICE = "service"
    SERVICE_LATE = "service_late"
    AT_SUPPLIER = "at_supplier"
    AT_DEALER = "at_dealer"
    DONE = "done"
    TO_RELEASE = "to_release"
    RELEASED = "released"
    BY_HAND = "by_hand"
    OTHER_REMEDY = "other_remedy"
    """An offer was declined, and an exchange cured it."""
    GIVEN_UP = "given_up"
    """The order was cancelled and the case ended by an answer."""


@dataclass(frozen=True, slots=True)
class Plot:
    """Where a case stands today."""

    step: Step
    waits_for: WaitsFor = WaitsFor.NOBODY
    claim: ClaimStatus | None = None
    closed_by: ClosedBy | None = None
    spam: bool = False
    withdrawn: bool = False
    unassigned: bool = False
    overdue: bool = False
    follow_up: bool = False
    objection: bool = False
    course: Course | None = None


_TURNS: Final = tuple(w for w in WaitsFor if w is not WaitsFor.NOBODY)


def _every_state() -> Iterator[Plot]:
    yield Plot(Step.CANCELLED)
    yield Plot(Step.CANCELLED, withdrawn=True)
    yield Plot(Step.CANCELLED, claim=ClaimStatus.UNDER_REVIEW)
    yield Plot(Step.RECORDED, WaitsFor.US, spam=True)
    yield Plot(Step.RECORDED, WaitsFor.US, spam=True)
    for claim, ways in CLOSING.items():
        for way in sorted(ways):
            yield Plot(Step.CLOSED, claim=claim, closed_by=way)
    yield Plot(Step.IN_PROGRESS, WaitsFor.US, ClaimStatus.UNDER_REVIEW, objection=True)
    for turn in _TURNS:
        for index, state in enumerate((None, *ClaimStatus)):
            yield Plot(
                Step.IN_PROGRESS, turn, state, overdue=index == 1, follow_up=index == 2,
                unassigned=turn is WaitsFor.US and index == 3,
            )  # fmt: skip
    for state in (None, ClaimStatus.UNDER_REVIEW):
        yield Plot(Step.RECORDED, WaitsFor.US, state, overdue=True)
        yield Plot(Step.RECORDED, WaitsFor.US, state, unassigned=True)
        yield Plot(Step.RECORDED, WaitsFor.US, state)


_STARTED: Final[tuple[tuple[WaitsFor, tuple[Course, ...]], ...]] = (
    (WaitsFor.US, (Course.OFFER_EXPIRED, Course.OFFER_EXPIRED, Course.COUNTERED, Course.COUNTERED,
                   Course.FAILED, Course.FAILED, Course.FAILED)),
    (WaitsFor.CUSTOMER, (Course.OFFER_EXPIRING, Course.OFFER_EXPIRING, Course.OFFER_OPEN)),
    (WaitsFor.ERP, (Course.STUCK, Course.STUCK, Course.LATE, Course.LATE, Course.HALF, Course.HALF,
                    Course.WAITS_FOR_GOODS, Course.ON_ITS_WAY)),
    (WaitsFor.TECHNICIAN, (Course.SERVICE, Course.SERVICE_LATE)),
)  # fmt: skip
_ENDED: Final = (
    Course.TO_RELEASE, Course.TO_RELEASE, Course.RELEASED, Course.RELEASED, Course.BY_HAND, Course.BY_HAND,
    Course.OTHER_REMEDY,
)  # fmt: skip


def _every_course() -> Iterator[Plot]:
    for turn, courses in _STARTED:
        for course in courses:
            yield Plot(Step.IN_PROGRESS, turn, ClaimStatus.REMEDY_STARTED, course=course)
    for course in (Course.PROPOSED, Course.PROPOSED, Course.REFUSED, Course.DECLINED):
        yield Plot(Step.IN_PROGRESS, WaitsFor.US, ClaimStatus.ACCEPTED, course=course)
    # what is decided, and asked for photos, by the product's own commands at the end
    for _more in range(5):
        yield Plot(Step.IN_PROGRESS, WaitsFor.US, ClaimStatus.ACCEPTED)
    for _more in range(3):
        yield Plot(Step.IN_PROGRESS, WaitsFor.CUSTOMER, ClaimStatus.UNDER_REVIEW)
    for course in _ENDED:
        yield Plot(Step.CLOSED, claim=ClaimStatus.REMEDY_STARTED, closed_by=ClosedBy.REMEDY, course=course)


# Courses first: offers take their time to expire, and the first of these are the oldest.
EVERY_STATE: Final = (*_every_course(), *_every_state())


def plot_of(index: int, count: int, age: float, dice: Dice) -> Plot:
    """The plot of case `index` of `count`, `age` working days old. The youngest show every state once, two of
    three of them; where there are too few for that, every other one shows some.
    """
    shown = len(EVERY_STATE)
    if count < shown * 3 // 2:
        return EVERY_STATE[index * shown // count] if index % 2 == 0 else _usual(age, dice)
    rounds, place = divmod(index - (count - shown * 3 // 2), 3)
    if rounds >= 0 and place < 2 and 2 * rounds + place < shown:
        return EVERY_STATE[2 * rounds + place]
    return _usual(age, dice)


def _usual(age: float, dice: Dice) -> Plot:
    claim = dice.random() < 0.62
    still_open = 0.93 if age < 4 else 0.75 if age < 12 else 0.25 if age < 40 else 0.03
    if dice.random() < still_open:
        return _open(age, dice, claim=claim)
    if dice.one_in(60):
        return Plot(Step.RECORDED, WaitsFor.US, spam=True)
    if dice.one_in(18):
        return Plot(Step.CANCELLED, withdrawn=dice.one_in(3), claim=None)
    if not claim:
        way = ClosedBy.ANSWER if dice.random() < 0.6 else ClosedBy.REMEDY
        return Plot(Step.CLOSED, closed_by=way)
    status, way = dice.heavy(
        (
            ((ClaimStatus.REMEDY_STARTED, ClosedBy.REMEDY), 7.0),
            ((ClaimStatus.ACCEPTED, ClosedBy.ANSWER), 1.5),
            ((ClaimStatus.REMEDY_STARTED, ClosedBy.ANSWER), 0.5),
            ((ClaimStatus.REJECTED, ClosedBy.REJECTION), 2.0),
        )
    )
    return Plot(Step.CLOSED, claim=status, closed_by=way)


def _open(age: float, dice: Dice, *, claim: bool) -> Plot:
    if age < 1.5 and dice.random() < 0.5:
        status = ClaimStatus.UNDER_REVIEW if claim else None
        return Plot(Step.RECORDED, WaitsFor.US, status, unassigned=dice.one_in(4))
    turn = dice.heavy(
        (
            (WaitsFor.US, 4.0), (WaitsFor.CUSTOMER, 3.0), (WaitsFor.DEALER, 1.5),
            (WaitsFor.TECHNICIAN, 2.0), (WaitsFor.SUPPLIER, 2.0), (WaitsFor.ERP, 0.7),
        )
    )  # fmt: skip
    status = None
    if claim:
        status = dice.heavy(
            ((ClaimStatus.UNDER_REVIEW, 4.0), (ClaimStatus.ACCEPTED, 2.0), (ClaimStatus.REMEDY_STARTED, 3.0))
        )
    return Plot(
        Step.IN_PROGRESS, turn, status, overdue=dice.one_in(7), follow_up=dice.one_in(9),
        unassigned=dice.one_in(14),
    )  # fmt: skip
