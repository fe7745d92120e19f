"""How an interface gets at a case: through the visibility rule, or not at all."""

from __future__ import annotations

import re

from kulanz.cases.models import Case
from kulanz.cases.permissions import visible_to
from kulanz.core.access.actor import Actor

_NUMBER = re.compile(r"^\s*#?\s*([A-Za-z][A-Za-z0-9]{0,7})?[\s\-/.]*(\d{4})?[\s\-/.]*(\d{1,7})\s*$")


def get_case(actor: Actor, number: str) -> Case | None:
    """The visible case of that number, or None; interfaces answer None with 404."""
    return (
        visible_to(actor)
        .filter(number=number.upper())
        .select_related("customer", "dealer", "owner", "team", "place_of_use", "merged_into")
        .first()
    )


def get_case_by_id(actor: Actor, case_id: int) -> Case | None:
    return visible_to(actor).filter(pk=case_id).first()


def find_by_number(actor: Actor, text: str, *, case_prefix: str, year: int) -> Case | None:
    """The case a typed number means: 'NB-2026-00042', 'nb202600042', '2026-42' or just '42' (this year)."""
    match = _NUMBER.match(text)
    if match is None:
        return None
    prefix, given_year, sequence = match.groups()
    if given_year is None and len(sequence) > 5:
        given_year, sequence = sequence[:4], sequence[4:]
    if prefix is not None and prefix.upper() != case_prefix.upper():
        return None
    number = f"{case_prefix}-{given_year or year}-{int(sequence):05d}"
    return get_case(actor, number)
