"""Why the program takes something off the plan, calls it off or takes it up again: a code with its facts.

The sentence is said when it is shown, in its reader's language (`stages.execution.plan_words`). Pure.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any, Self, TypeAlias

from kulanz.masterdata.parties.rules.interlock import Bar, Ground

NamedBars: TypeAlias = tuple[tuple[str, Bar], ...]
"""Grounds of the interlock, each with whom it bars."""


def kept_bars(bars: Iterable[tuple[str, Bar]]) -> tuple[tuple[str, str, str, str], ...]:
    """As they are stored: name, ground, kind of work or house, day."""
    return tuple(
        (name, bar.ground.value, bar.work, bar.on.isoformat() if bar.on is not None else "")
        for name, bar in bars
    )


def bars_of(kept: Iterable[Sequence[str]]) -> NamedBars:
    return tuple(
        (name, Bar(Ground(ground), work, date.fromisoformat(on) if on else None))
        for name, ground, work, on in kept
    )


class Because(StrEnum):
    CERTIFICATE_ENDED = "certificate_ended"
    """`who` may no longer do it on `day`, for `bars`."""
    NOT_ENTITLED = "not_entitled"
    """`who` may not do it on `day`, for `bars`."""
    NOBODY_NAMED = "nobody_named"
    """Nobody is named for it on `day`."""
    WORK_ADDED = "work_added"
    """The order `number` brought work that `who` may not do, for `bars`."""
    CUSTOMERS_WISH = "customers_wish"
    """None of the times suits; `text` is what the customer wrote."""
    ABSENT = "absent"
    """`who` is not there at that time."""
    OTHER_DEALER = "other_dealer"
    TO_FACTORY = "to_factory"
    """The dealer gives it to the factory service; `text` is what he wrote."""
    CASE_ENDED = "case_ended"
    DECIDED_ANEW = "decided_anew"
    """The case was taken up again or cancelled: what was decided before does not go on."""
    ORDER_ENDED = "order_ended"
    """The order `number`."""
    ORDER_WITHOUT_RIGHT = "order_without_right"
    CASE_WITHOUT_RIGHT = "case_without_right"
    REPORT = "report"
    """The service report `number` asks for a second look."""


@dataclass(frozen=True, slots=True)
class Why:
    """A reason of the program; what people write themselves stays their words."""

    because: Because
    who: str = ""
    day: date | None = None
    number: str = ""
    text: str = ""
    bars: NamedBars = ()
    """Without a name where `who` says it already."""

    def kept(self) -> dict[str, Any]:
        """As it is stored: everything that is said of it, and nothing empty."""
        found = {
            "because": self.because.value,
            "who": self.who,
            "day": self.day.isoformat() if self.day is not None else "",
            "number": self.number,
            "text": self.text,
            "bars": [list(row) for row in kept_bars(self.bars)],
        }
        return {name: value for name, value in found.items() if value}

    @classmethod
    def of(cls, kept: Mapping[str, Any]) -> Self:
        return cls(
            because=Because(kept["because"]),
            who=kept.get("who", ""),
            day=date.fromisoformat(kept["day"]) if kept.get("day") else None,
            number=kept.get("number", ""),
            text=kept.get("text", ""),
            bars=bars_of(kept.get("bars", ())),
        )


Reason: TypeAlias = str | Why
"""What somebody wrote, or one of ours."""
