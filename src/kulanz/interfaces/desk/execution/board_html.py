"""The week's cells in HTML. Fifty people have a thousand cards: each is one piece of text, not a walk through
a template. Whatever was typed by anybody goes through `escape`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from typing import NamedTuple

from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from kulanz.core.ui.badges import Badge
from kulanz.stages.execution.queries.board import Entry
from kulanz.stages.execution.rules.visits import VisitState


@dataclass(frozen=True, slots=True)
class Words:
    """What is the same on every card."""

    base: str
    states: dict[str, tuple[str, str]]
    """Tone and name of each state."""
    together: str
    may_plan: bool


class Place(NamedTuple):
    """Where a card lies in its day, in minutes, and the hours it names."""

    day: str
    since: int
    until: int
    clock: str
    starts: str
    minutes: int
    movable: bool

    @property
    def lasts(self) -> int:
        return max(self.until - self.since, 15)


def words_of(badges: dict[str, Badge], *, may_plan: bool) -> Words:
    base = reverse("desk:visit", args=["-"]).removesuffix("-/")
    states = {state: (str(badge.tone), str(badge.label)) for state, badge in badges.items()}
    return Words(base, states, _("mit"), may_plan)


def cards_html(placed: Sequence[tuple[Entry, Place]], words: Words) -> SafeString:
    # each text in it is escaped where it is put in
    return SafeString("".join(_card(entry, place, words) for entry, place in placed if entry.visit_id))


def opening_html(
    day: str, label: str, classes: str, hours: tuple[int, int] | None, placed: Sequence[tuple[Entry, Place]]
) -> SafeString:
    """The beginning of a cell: what it stands for, and the bar with the technician's hours and bookings.

    Without hours nobody works on that day.
    """
    free = ""
    if hours is not None:
        free = f'<rect class="bar-open" x="{hours[0]}" y="0" width="{hours[1] - hours[0]}" height="6"/>'
    bars = "".join(
        f'<rect class="bar-{"visit" if entry.visit_id else "away"}" x="{place.since}" y="0"'
        f' width="{place.lasts}" height="6"/>'
        for entry, place in placed
    )
    # numbers and our own words only, and the label is escaped
    return SafeString(
        f'<td role="gridcell" tabindex="-1" data-day="{day}" data-label="{escape(label)}" class="{classes}">'
        '<svg class="board-bar" viewBox="360 0 840 6" preserveAspectRatio="none" aria-hidden="true">'
        f"{free}{bars}</svg>"
    )


def _card(entry: Entry, place: Place, words: Words) -> str:
    tone, state = words.states[entry.state]
    number = escape(entry.number)
    where = escape(f"{entry.postcode} {entry.city or entry.name}".strip())
    draggable = "true" if words.may_plan and place.movable else "false"
    more = _line(state) if entry.state != VisitState.PLANNED else ""
    if entry.others:
        more += _line(f"{words.together} {', '.join(entry.others)}")
    return (
        f'<div class="bk tone-{tone}" id="v{entry.visit_id}-{entry.technician_id}-{place.day}"'
        f' draggable="{draggable}" data-visit="{entry.visit_id}" data-version="{entry.version}"'
        f' data-crew="{",".join(map(str, entry.crew))}" data-minutes="{place.minutes}"'
        f' data-starts="{place.starts}" data-since="{place.since}" data-until="{place.until}"'
        f' data-number="{number}"><a href="{words.base}{number}/" draggable="false">'
        f'<span class="bk-top"><span class="nowrap">{place.clock}</span></span>'
        f'<strong class="truncate">{where}</strong><span class="bk-more truncate">{number}</span>{more}'
        "</a></div>"
    )


def _line(text: str) -> str:
    return f'<span class="bk-more truncate">{escape(text)}</span>'
