"""Erasing people from orders: names, addresses and words go; numbers, states and dates stay."""

from __future__ import annotations

from collections.abc import Collection

from django.db import transaction
from django.db.models import Q

from kulanz.core.access.actor import Actor
from kulanz.masterdata.parties.permissions import require_administration
from kulanz.stages.execution.models import Order, OrderLine

ERASED = "[gelöscht]"


def erase_orders(*, actor: Actor, own_cases: Collection[int], cases: Collection[int], party_id: int) -> int:
    """Erase the orders of a customer's own cases, and in `cases` those that went to this person.

    Their documents are files of the case and go with those. Returns how many orders that were.
    """
    require_administration(actor)
    with transaction.atomic():
        mine = Q(case__in=list(own_cases)) | Q(case__in=list(cases), recipient_id=party_id)
        ids = list(Order.objects.filter(mine, tenant_id=actor.tenant_id).values_list("pk", flat=True))
        OrderLine.objects.filter(order__in=ids).update(serial_number="")
        return Order.objects.filter(pk__in=ids).update(
            name=ERASED,
            street="",
            postcode="",
            city="",
            place_note="",
            contact="",
            text="",
            failure="",
            failure_why=None,
        )
