"""Safety relevance of materials, work and failures (R076–R079). Pure.

Safety-relevant is a material, a piece of work or its result that can endanger persons when it is faulty.
Nobody without certificate works where it is given or to be assumed.
"""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum
from typing import Final


class Relevance(StrEnum):
    GIVEN = "given"
    ASSUMED = "assumed"
    """Not classified, or free text: taken as relevant until somebody who may has looked at it."""
    NONE = "none"


# What is stored for "nobody has classified it".
UNCLASSIFIED: Final = ""

_STRICTNESS: Final = {Relevance.NONE: 0, Relevance.ASSUMED: 1, Relevance.GIVEN: 2}


def relevance_of(stored: str) -> Relevance:
    """What a stored value counts as: nothing stored, and anything unknown, is assumed."""
    try:
        return Relevance(stored)
    except ValueError:
        return Relevance.ASSUMED


def strictest(values: Iterable[Relevance]) -> Relevance:
    """The strictest of all facts known. Nothing known at all is assumed, never none."""
    known = list(values)
    if not known:
        return Relevance.ASSUMED
    return max(known, key=_STRICTNESS.__getitem__)


def needs_certificate(relevance: Relevance) -> bool:
    return relevance is not Relevance.NONE
