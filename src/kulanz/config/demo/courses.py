"""Which steps a decided complaint goes through up to where it stands today, and when."""

from __future__ import annotations

import functools
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from kulanz.config.demo.plots import Course
from kulanz.config.demo.progress import Progress

Act = Callable[[datetime], None]
_OFFERS: Final = frozenset(
    {
        Course.OFFER_OPEN, Course.OFFER_EXPIRING, Course.OFFER_EXPIRED, Course.COUNTERED, Course.DECLINED,
        Course.OTHER_REMEDY,
    }
)  # fmt: skip
_REMEDIES: Final[dict[Course, str]] = {
    **dict.fromkeys(_OFFERS, "price_reduction"),
    Course.HALF: "exchange", Course.PROPOSED: "pick_up_credit", Course.REFUSED: "pick_up_credit",
    Course.WAITS_FOR_GOODS: "pick_up_credit", Course.TO_RELEASE: "pick_up_credit",
    Course.RELEASED: "pick_up_credit", Course.SERVICE: "external_service",
    Course.SERVICE_LATE: "external_service", Course.AT_SUPPLIER: "spare_part",
    Course.AT_DEALER: "spare_part",
}  # fmt: skip
_GOODS: Final = (("spare_part", 5.0), ("exchange", 2.0), ("delivery_no_return", 1.2))
_ANY: Final = (*_GOODS, ("external_service", 3.0), ("price_reduction", 2.0), ("pick_up_credit", 1.0))
# Days of the calendar since the last step.
_QUIET: Final[dict[Course, tuple[float, float]]] = {
    Course.OFFER_OPEN: (0.2, 8), Course.OFFER_EXPIRING: (10.6, 12.4), Course.OFFER_EXPIRED: (16, 26),
    Course.COUNTERED: (0.1, 2.5), Course.STUCK: (5, 10), Course.LATE: (7, 11), Course.SERVICE_LATE: (9, 14),
    Course.ON_ITS_WAY: (0.1, 1.2), Course.SERVICE: (0.1, 1.5), Course.TO_RELEASE: (0.3, 4),
    Course.RELEASED: (4, 6), Course.BY_HAND: (1, 5), Course.OTHER_REMEDY: (1, 6),
}  # fmt: skip
_QUIET_OTHERWISE: Final = (0.2, 2.5)


# So many working days, at least and at most, after what came before it.
Leg = tuple[float, float, Callable[[Progress, datetime], None]]
_RELEASED: Final[Leg] = (0.05, 0.4, Progress.release)
_HANDED: Final[Leg] = (0.05, 0.4, Progress.hand_over)
_UNDER_WAY: Final[tuple[Leg, ...]] = (
    _RELEASED, _HANDED, (0.3, 1, Progress.confirm), (0.4, 1.5, Progress.send_off)
)  # fmt: skip
_DONE: Final[Leg] = (0.5, 2, Progress.finish)
_WHOLE: Final[tuple[Leg, ...]] = (*_UNDER_WAY, (0.5, 3, Progress.accept), _DONE)
_USUAL: Final[tuple[Leg, ...]] = _UNDER_WAY[:3]
_LEGS: Final[dict[Course, tuple[Leg, ...]]] = {
    Course.PROPOSED: (),
    Course.REFUSED: ((0.3, 1.5, Progress.refuse),),
    Course.OFFER_OPEN: (_RELEASED,),
    Course.OFFER_EXPIRING: (_RELEASED,),
    Course.OFFER_EXPIRED: (_RELEASED,),
    Course.COUNTERED: (_RELEASED, (0.8, 3, Progress.counter)),
    Course.DECLINED: (_RELEASED, (1, 5, Progress.decline)),
    Course.STUCK: (_RELEASED, (0.05, 0.4, Progress.perhaps_hand_over)),
    Course.HALF: (*_UNDER_WAY, (0.5, 2, Progress.finish_first)),
    Course.FAILED: (*_UNDER_WAY, (0.5, 2, Progress.fail)),
    Course.AT_SUPPLIER: (_RELEASED, _HANDED, (0.1, 0.4, Progress.turn_to_supplier)),
    Course.AT_DEALER: (*_UNDER_WAY, (0.1, 0.4, Progress.turn_to_dealer)),
    Course.GIVEN_UP: (*_USUAL, (0.5, 2, Progress.give_up)),
    Course.BY_HAND: (_RELEASED, _HANDED, (0.5, 2, Progress.end_by_hand)),
    Course.OTHER_REMEDY: (
        _RELEASED, (1, 4, Progress.decline), (0.2, 1, Progress.choose_exchange), *_UNDER_WAY, _DONE,
    ),
    **dict.fromkeys((Course.DONE, Course.TO_RELEASE, Course.RELEASED), _WHOLE),
}  # fmt: skip
_TO_THE_END: Final = (Course.DONE, Course.TO_RELEASE, Course.RELEASED)


@dataclass(frozen=True, slots=True)
class Stride:
    """Something done so many working days after what came before it."""

    lag: float
    act: Act


class Courses(Progress):
    """The courses of remedies."""

    def quiet(self, course: Course) -> float:
        """Since when nothing has happened, as a number of the timeline."""
        least, most = _QUIET.get(course, _QUIET_OTHERWISE)
        moment = self.timeline.now - timedelta(days=self.dice.uniform(least, most))
        return self.timeline.end - self.timeline.number_of(moment)

    def wanted_remedy(self, course: Course) -> str:
        choice = _ANY if course is Course.DONE else _GOODS
        return _REMEDIES.get(course) or self.dice.heavy(choice)

    def strides(self, course: Course) -> list[Stride]:
        """Everything after the choice."""
        legs = _LEGS.get(course, _USUAL)
        if course in _TO_THE_END and self.wanted is None and self.dice.one_in(2):
            legs = (*legs[:-1], (0.2, 1, Progress.say_goodbye), legs[-1])
        return self._lagged(legs)

    def afterwards(self, course: Course) -> list[Stride]:
        """What happens to an ended case, as far as time allows."""
        legs: list[Leg] = []
        if course is not Course.TO_RELEASE:
            legs.append((0.3, 1.2, Progress.release_credit))
        if course is not Course.RELEASED:
            legs.append((0.2, 2, Progress.confirm_credit))
        if self.dice.one_in(2):
            legs.append((0.5, 4, Progress.book))
        if self.wanted is None and self.dice.one_in(3):
            legs.append((0.2, 3, Progress.say_thanks))
        return self._lagged(legs)

    def _lagged(self, legs: Sequence[Leg]) -> list[Stride]:
        return [
            Stride(self.dice.uniform(least, most), functools.partial(act, self)) for least, most, act in legs
        ]

    def run(self, strides: Sequence[Stride], since: float, *, whole: bool) -> float:
        """Each after the other from `since` on; with `whole` all of them by today, else as far as it goes."""
        end = self.timeline.end
        total = sum(stride.lag for stride in strides)
        scale = min(1.0, max(end - since, 0.0) / total) if whole and total else 1.0
        at = self.timeline.at(since)
        for stride in strides:
            since += stride.lag * scale
            if since > end and not whole:
                break
            at = min(max(self.timeline.at(since), at + timedelta(seconds=20)), self.timeline.now)
            stride.act(at)
        return since
