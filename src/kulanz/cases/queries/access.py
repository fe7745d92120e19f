"""How an interface gets at a case: through the visibility rule, or not at all."""

from __future__ import annotations

import re

from kulanz.cases.models import Case
from kulanz.cases.permissions import visible_to
from kulanz.core.access.actor import Actor

_SEPARATORS = re.compile(r"[\s\-/.#]+")


def get_case(actor: Actor, number: str) -> Case | None:
    """The visible case of that number, or None; interfaces answer None with 404."""
    return (
        visible_to(actor)
        .filter(number=number.upper().replace("\x00", ""))
        .select_related("customer", "dealer", "owner", "team", "place_of_use", "merged_into")
        .first()
    )


def get_case_by_id(actor: Actor, case_id: int) -> Case | None:
    return visible_to(actor).filter(pk=case_id).first()


def find_by_number(actor: Actor, text: str, *, case_prefix: str, year: int) -> Case | None:
    """The case a typed number means: 'NB-2026-00042', 'nb202600042', '2026-42' or just '42' (this year)."""
    rest = _SEPARATORS.sub(" ", text).strip().upper()
    rest = rest.removeprefix(case_prefix.upper()).strip()
    groups = rest.split(" ")
    if not all(group.isascii() and group.isdigit() for group in groups) or len(groups) > 2:
        return None
    if len(groups) == 1 and len(groups[0]) > 5:
        groups = [groups[0][:4], groups[0][4:]]
    sequence = groups[-1]
    if len(sequence) > 9:
        return None
    given_year = groups[0] if len(groups) == 2 else str(year)
    return get_case(actor, f"{case_prefix}-{given_year}-{int(sequence):05d}")
