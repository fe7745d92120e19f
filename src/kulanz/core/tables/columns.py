"""Which column of a list is which: known names in several spellings. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from kulanz.core.tables.cells import Cell

_ASIDE: Final = re.compile(r"[\s_\-–/.()\[\]]+")


@dataclass(frozen=True, slots=True)
class Columns:
    """Where each known column stands, and the headings nobody knows or that come twice."""

    places: Mapping[str, int]
    unknown: tuple[str, ...] = ()
    twice: tuple[str, ...] = ()

    def __contains__(self, name: str) -> bool:
        return name in self.places

    def missing(self, needed: Iterable[str]) -> list[str]:
        return [name for name in needed if name not in self.places]

    def pick(self, cells: Sequence[Cell]) -> dict[str, Cell]:
        """The cells of a row by their column's name; what the row is too short for is empty."""
        return {name: cells[at] if at < len(cells) else "" for name, at in self.places.items()}


def columns_of(headings: Sequence[str], known: Mapping[str, Sequence[str]]) -> Columns:
    """Match headings with the spellings of each known column; case, blanks and dashes do not count."""
    names = {_bare(spelling): name for name, spellings in known.items() for spelling in (name, *spellings)}
    places: dict[str, int] = {}
    unknown, twice = [], []
    for at, heading in enumerate(headings):
        name = names.get(_bare(heading))
        if name is None:
            if heading.strip():
                unknown.append(heading)
        elif name in places:
            twice.append(heading)
        else:
            places[name] = at
    return Columns(places, tuple(unknown), tuple(twice))


def _bare(heading: str) -> str:
    return _ASIDE.sub("", heading.casefold())
