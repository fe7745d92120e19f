"""Whom a firm calls on the way to its order: known while the order is open, and for nothing else."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from kulanz.masterdata.parties.models import ContactKind, ContactPoint
from kulanz.stages.execution.models import Order
from kulanz.stages.solution.rules.remedies import OrderKind

_MOST: Final = 2


@dataclass(frozen=True, slots=True)
class OnSite:
    name: str
    phones: tuple[str, ...]
    place: str
    """Street, postcode with city, and country, as a map finds it; empty while the address is missing."""


def on_site(order: Order) -> OnSite | None:
    """Who is there and where that is. None for an ended order and for one that is not done at the place.

    The numbers are those of today; what was written on the order counts where there are none.
    """
    if order.kind != OrderKind.SERVICE or not order.is_open:
        return None
    person, _comma, written = order.contact.rpartition(",")
    points = ContactPoint.objects.filter(
        party=order.recipient_id, party__erased_at=None, kind__in=[ContactKind.PHONE, ContactKind.MOBILE]
    )
    phones = list(points.order_by("-is_main", "pk").values_list("value", flat=True)[:_MOST])
    town = f"{order.postcode} {order.city}".strip()
    known = [order.street, town, order.country] if order.street or town else []
    return OnSite(
        name=person.strip() or order.name,
        phones=tuple(phones) or tuple(one for one in [written.strip()] if any(c.isdigit() for c in one)),
        place=", ".join(part for part in known if part),
    )
