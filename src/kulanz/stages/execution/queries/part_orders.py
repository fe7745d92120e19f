"""Parts ordered on the spot, as the entries of the devices tell it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from uuid import UUID

from django.db.models import QuerySet

from kulanz.stages.execution.models import FieldEntry, Visit
from kulanz.stages.execution.rules.incoming import EntryKind
from kulanz.stages.execution.rules.report_data import Part, parts_of


def orders_on_the_spot(visit: Visit) -> dict[UUID, Sequence[Part]]:
    """What counts: by the entry that ordered it."""
    rows = _entries([visit.pk]).filter(outcome="applied")
    return {row.client_id: parts_of(row.payload.get("parts")) for row in rows}


def was_ordered(part: Part, orders: Mapping[UUID, Sequence[Part]]) -> bool:
    """Whether the entry that a needed part names has ordered as much of it."""
    listed = orders.get(part.ordered, ()) if part.ordered is not None else ()
    return any(_key(part) == _key(one) and part.quantity <= one.quantity for one in listed)


def _key(part: Part) -> tuple[int | None, str, str]:
    return part.article_id, part.number, part.name


def part_orders_of(visits: Collection[int]) -> dict[int, list[FieldEntry]]:
    """By visit: every order of its crew, also one that was refused and not yet given up, oldest first."""
    found: dict[int, list[FieldEntry]] = defaultdict(list)
    rows = _entries(visits).exclude(answer__has_key="given_up").select_related("membership")
    for row in rows:
        if row.visit_id is not None:
            found[row.visit_id].append(row)
    return found


def _entries(visits: Collection[int]) -> QuerySet[FieldEntry]:
    return FieldEntry.objects.filter(visit__in=visits, kind=EntryKind.ORDER_PART.value).order_by("pk")
