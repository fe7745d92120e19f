"""What every screen of the administration shares: who may in, paging by key."""

from __future__ import annotations

from typing import Final, TypeVar

from django.db.models import Model, Q, QuerySet

from kulanz.core.access.actor import ActorKind, Role
from kulanz.core.access.gates import gate

M = TypeVar("M", bound=Model)

ADMINISTRATORS: Final = frozenset({Role.ADMINISTRATOR})
administrators = gate(ActorKind.STAFF, roles=ADMINISTRATORS)

PAGE: Final = 50


def number_of(text: str | None) -> int | None:
    """An id from an address or a form; None for nothing and for nonsense."""
    value = (text or "").strip()
    return int(value) if value.isascii() and value.isdecimal() and len(value) < 18 else None


def page_by_name(rows: QuerySet[M], cursor: str | None, limit: int = PAGE) -> tuple[list[M], str]:
    """The rows after the one with the id `cursor`, by name and id, and the cursor of the page after."""
    after = number_of(cursor)
    if after is not None:
        last = rows.model._default_manager.filter(pk=after).values_list("name", flat=True).first()
        if last is not None:
            rows = rows.filter(Q(name__gt=last) | Q(name=last, pk__gt=after))
    found = list(rows.order_by("name", "pk")[: limit + 1])
    return found[:limit], str(found[limit - 1].pk) if len(found) > limit else ""


def page_by_id(rows: QuerySet[M], cursor: str | None, limit: int = PAGE) -> tuple[list[M], str]:
    """Newest first; the cursor is the last id shown."""
    before = number_of(cursor)
    if before is not None:
        rows = rows.filter(pk__lt=before)
    found = list(rows.order_by("-pk")[: limit + 1])
    return found[:limit], str(found[limit - 1].pk) if len(found) > limit else ""
