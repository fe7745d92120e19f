"""From the week's bookings to what the board draws: cells with their cards."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, time, timedelta
from typing import Any, Final

from django.utils.formats import date_format
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from kulanz.core.ui.typed import as_typed
from kulanz.interfaces.desk.execution.board_html import (
    Place,
    Words,
    cards_html,
    opening_html,
    words_of,
)
from kulanz.masterdata.parties.models import Technician
from kulanz.stages.execution.queries.board import Board, Entry
from kulanz.stages.execution.rules.visits import VisitState
from kulanz.stages.execution.visit_words import VISIT_KINDS, visit_badge

_DAY: Final = 24 * 60
MOVABLE: Final = frozenset({VisitState.PLANNED.value, VisitState.CONFIRMED.value})
# those whose visits have people and a time
_ON_BOARD: Final = (
    VisitState.PLANNED, VisitState.CONFIRMED, VisitState.UNDER_WAY, VisitState.DONE, VisitState.FUTILE,
)  # fmt: skip

_SATURDAY: Final = 5


@dataclass(frozen=True, slots=True)
class Cell:
    """`opening` and `cards` are the cell but for its absences, which hold a form."""

    opening: SafeString
    cards: SafeString
    absences: tuple[tuple[Entry, Place], ...]


@dataclass(frozen=True, slots=True)
class Line:
    technician: Technician
    cells: tuple[Cell, ...]
    opens: int
    closes: int


@dataclass(frozen=True, slots=True)
class _Head:
    day: date
    iso: str
    label: str
    classes: str
    works: bool


def lines_of(board: Board, chosen: date, *, may_plan: bool) -> list[tuple[str, list[Line]]]:
    """The rows by organisation; `chosen` is the day that is shown where there is room for one only."""
    heads = [
        _Head(day, day.isoformat(), label_of(day), _classes(board, day, chosen, works), works)
        for day, works in zip(board.days, board.works_on, strict=True)
    ]
    words = words_of({state.value: visit_badge(state.value) for state in VisitState}, may_plan=may_plan)
    groups: dict[str, list[Line]] = {}
    for row in board.rows:
        person = row.technician
        hours = _minutes(person.day_start), _minutes(person.day_end)
        line = Line(
            person,
            tuple(_cell(head, entries, words, hours) for head, entries in zip(heads, row.days, strict=True)),
            *hours,
        )
        groups.setdefault(person.organisation.name, []).append(line)
    return list(groups.items())


def heads_of(board: Board, chosen: date) -> list[dict[str, Any]]:
    return [
        {
            "day": day.isoformat(),
            "label": label_of(day),
            "classes": _classes(board, day, chosen, works),
            "is_chosen": day == chosen,
        }
        for day, works in zip(board.days, board.works_on, strict=True)
    ]


def label_of(day: date) -> str:
    return f"{date_format(day, 'D')} {date_format(day, _('d.m.'))}"


def marks_of_states() -> list[tuple[str, str]]:
    """For the legend: each colour a card's edge can have, and all that it stands for."""
    found: dict[str, list[str]] = {}
    for state in _ON_BOARD:
        badge = visit_badge(state.value)
        found.setdefault(str(badge.tone), []).append(str(badge.label))
    return [(tone, ", ".join(names)) for tone, names in found.items()]


def kind_choices(board: Board) -> Sequence[tuple[str, Any]]:
    used = {waiting.visit.kind for waiting in board.waiting}
    return [(value, label) for value, label in VISIT_KINDS.items() if value in used]


def monday_of(day: date) -> date:
    return day - timedelta(days=day.weekday())


def planned_from(today: date) -> date:
    """Today; at the weekend the Monday after it, because that is the week somebody plans then."""
    return today if today.weekday() < _SATURDAY else monday_of(today) + timedelta(days=7)


def _classes(board: Board, day: date, chosen: date, works: bool) -> str:  # of a zip
    found = {"is-today": day == board.today, "is-closed": not works, "not-day": day != chosen}
    return " ".join(name for name, holds in found.items() if holds)


def _cell(head: _Head, entries: Sequence[Entry], words: Words, hours: tuple[int, int]) -> Cell:
    placed = [(entry, _place(entry, head)) for entry in entries]
    return Cell(
        opening=opening_html(head.iso, head.label, head.classes, hours if head.works else None, placed),
        cards=cards_html(placed, words),
        absences=tuple((entry, place) for entry, place in placed if not entry.visit_id),
    )


def _place(entry: Entry, head: _Head) -> Place:
    first, last = entry.starts.date() == head.day, entry.ends.date() == head.day
    if first and last:
        clock = f"{entry.starts:%H:%M}–{entry.ends:%H:%M}"
    elif first:
        clock = f"{entry.starts:%H:%M} →"
    elif last:
        clock = f"→ {entry.ends:%H:%M}"
    else:
        clock = "↔"
    return Place(
        day=head.iso,
        since=_minutes(entry.starts.time()) if first else 0,
        until=_minutes(entry.ends.time()) if last else _DAY,
        clock=clock,
        starts=as_typed(entry.starts),
        minutes=round((entry.ends - entry.starts) / timedelta(minutes=1)),
        movable=entry.state in MOVABLE,
    )


def _minutes(value: time) -> int:
    return value.hour * 60 + value.minute
