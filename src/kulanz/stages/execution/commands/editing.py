"""Correcting where an order goes, until it has been handed over."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Final

from django.db import transaction

from kulanz.core.access.actor import Actor
from kulanz.core.countries import country_code
from kulanz.core.protocol.recording import record
from kulanz.core.refusal import MissingValue
from kulanz.masterdata.parties.models import Address, Party
from kulanz.stages.execution.commands.documents import write_document
from kulanz.stages.execution.events import OrderAddressChanged
from kulanz.stages.execution.locking import workable
from kulanz.stages.execution.models import Order
from kulanz.stages.execution.queries.clearance_of_parts import SENT, relevant_lines
from kulanz.stages.execution.refusals import AlreadyHandedOver
from kulanz.stages.execution.rules.orders import OrderState
from kulanz.stages.solution.refusals_of_safety import OnlyForCertified
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
    OnlyForCertified where safety-relevant parts would go to the customer after all, NoSuchOrder, NotAllowed.
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
        _refuse_the_customer(order, after)
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


def _refuse_the_customer(order: Order, after: Mapping[str, str]) -> None:
    """What was released for a certified person is not redirected to the customer. Raises OnlyForCertified."""
    customer = order.case.customer
    if customer is None or order.kind not in SENT or order.recipient_id == customer.pk:
        return
    lines = relevant_lines(order, list(order.lines.select_related("article")))
    parts = [line.name for line in lines]
    if not parts or not _is_at(customer, order, after):
        return
    raise OnlyForCertified(parts=", ".join(parts))


def _is_at(customer: Party, order: Order, after: Mapping[str, str]) -> bool:
    """Whether that is the customer's name, or one of his places that is not the recipient's as well."""
    if _plain(customer.name) in {_plain(after["name"]), _plain(after["contact"].partition(",")[0])}:
        return True
    homes = Address.objects.filter(party=customer)
    his = {_place(one.street, one.postcode) for one in homes}
    if order.case.place_of_use is not None:
        his.add(_place(order.case.place_of_use.street, order.case.place_of_use.postcode))
    own = Address.objects.filter(party=order.recipient_id or 0)
    return _place(after["street"], after["postcode"]) in his - {
        _place(one.street, one.postcode) for one in own
    }


def _place(street: str, postcode: str) -> tuple[str, str]:
    return _plain(street), _plain(postcode)


def _plain(text: str) -> str:
    """For comparing: without case, spaces and points, and “Straße” as it is often cut short."""
    return "".join(text.casefold().replace("strasse", "str").split()).replace(".", "").replace("-", "")


def _clean(name: str, text: str) -> str:
    tidy = " ".join(text.replace("\x00", "").split())
    if name == "country":
        tidy = country_code(tidy) or tidy.upper()
    return tidy[: ADDRESS[name]]
