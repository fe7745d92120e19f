"""Names of master data in the reader's language: English where one is entered, else the German one."""

from __future__ import annotations

from typing import Protocol

from django.db.models import F, Value
from django.db.models.expressions import Combinable
from django.db.models.functions import Coalesce, NullIf
from django.utils.translation import get_language


class Named(Protocol):
    """A thing with a name in both languages; the English one may be empty."""

    @property
    def name(self) -> str: ...

    @property
    def name_en(self) -> str: ...


def reads_english() -> bool:
    return (get_language() or "de").startswith("en")


def named(thing: Named) -> str:
    """What the thing is called in the language that is active."""
    return (reads_english() and thing.name_en) or thing.name


def named_in_rows(path: str = "") -> Combinable:
    """The same in a query; `path` leads to the thing, as in `decision__remedy__`."""
    german = F(f"{path}name")
    return Coalesce(NullIf(F(f"{path}name_en"), Value("")), german) if reads_english() else german
