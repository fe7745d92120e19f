"""Correcting where an order goes, until it has been handed over."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Final

from django.db import transaction

from kulanz.core.access.actor import Actor
from kulanz.core.protocol.recording import record
from kulanz.core.refusal import MissingValue
from kulanz.stages.execution.commands.documents import write_document
from kulanz.stages.execution.events import OrderAddressChanged
from kulanz.stages.execution.locking import workable
from kulanz.stages.execution.models import Order
from kulanz.stages.execution.refusals import AlreadyHandedOver
from kulanz.stages.execution.rules.orders import OrderState
from kulanz.stages.solution.rules.remedies import OrderKind

# The fields of the address and how long each may be.
ADDRESS: Final = {
    "name": 200,
    "street": 200,
    "postcode": 20,
    "city": 120,
    "country": 2,
    "place_note": 200,
    "contact": 200,
}


def change_order_address(*, actor: Actor, order_id: int, address: Mapping[str, str], at: datetime) -> Order:
    """Replace the address of a recorded order and draw its document anew.

    `address` holds the fields of `ADDRESS`; one left out stays. Raises AlreadyHandedOver, MissingValue,
    NoSuchOrder, NotAllowed.
    """
    with transaction.atomic():
        order = workable(actor, order_id)
        if order.state != OrderState.RECORDED:
            raise AlreadyHandedOver
        before = {name: str(getattr(order, name)) for name in ADDRESS}
        after = {name: _clean(name, address.get(name, before[name])) for name in ADDRESS}
        needed = ("name",) if order.kind == OrderKind.SERVICE else ("name", "street", "postcode", "city")
        for name in needed:
            if not after[name]:
                raise MissingValue(name)
        changed = [name for name in ADDRESS if before[name] != after[name]]
        if not changed:
            return order
        for name in changed:
            setattr(order, name, after[name])
        order.save(update_fields=changed)
        record(
            OrderAddressChanged(
                order_id=order.pk,
                number=order.number,
                before={name: before[name] for name in changed},
                after={name: after[name] for name in changed},
            ),
            actor=actor,
            stream=order.case.stream,
            at=at,
        )
        write_document(actor, order, at=at)
        return order


def _clean(name: str, text: str) -> str:
    tidy = " ".join(text.replace("\x00", "").split())[: ADDRESS[name]]
    return tidy.upper() if name == "country" else tidy
