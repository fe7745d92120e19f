"""What an ERP is told about an order or a credit note, gathered from the tables."""

from __future__ import annotations

from kulanz.core.access.actor import system_actor
from kulanz.core.tenancy.models import Tenant
from kulanz.masterdata.parties.models import Address
from kulanz.stages.billing.models import CreditNote, PaymentDetails
from kulanz.stages.billing.queries.credits import pay_to
from kulanz.stages.execution.connectors import (
    OutgoingAddress,
    OutgoingCredit,
    OutgoingLine,
    OutgoingOrder,
    OutgoingPayment,
)
from kulanz.stages.execution.models import Order


class AccountUnreadable(Exception):
    """There is an account, and the key it was encrypted with is gone."""


def order_document(order: Order, *, version: int, cancels: bool) -> OutgoingOrder:
    """Everything in it was frozen when the order was placed, so that it is the same whenever it is made."""
    lines = order.lines.order_by("id")
    return OutgoingOrder(
        tenant=_slug(order.tenant_id),
        number=order.number,
        version=version,
        cancels=cancels,
        case_number=order.case.number,
        kind=order.kind,
        placed_at=order.created_at,
        wanted_on=order.wanted_on,
        executor=order.executor.name if order.executor is not None else "",
        address=OutgoingAddress(
            name=order.name,
            street=order.street,
            postcode=order.postcode,
            city=order.city,
            country=order.country,
            note=order.place_note,
            contact=order.contact,
        ),
        text=order.text,
        lines=tuple(
            OutgoingLine(
                name=line.name,
                quantity=line.quantity,
                article_number=line.article_number,
                serial_number=line.serial_number,
                weight_kg=line.weight_kg,
            )
            for line in lines
        ),
    )


def credit_document(note: CreditNote, *, version: int) -> OutgoingCredit:
    """Raises AccountUnreadable."""
    return OutgoingCredit(
        tenant=_slug(note.tenant_id),
        number=note.number,
        version=version,
        case_number=note.case.number,
        released_at=note.released_at or note.created_at,
        order_number=note.order.number if note.order is not None else "",
        invoice_number=note.invoice_number,
        party=_party_address(note),
        net=note.net,
        tax_rate=note.tax_rate,
        tax=note.tax,
        rounding=note.rounding,
        gross=note.gross,
        currency=note.currency,
        pay_out=note.pay_out,
        payment=_payment(note),
    )


def _slug(tenant_id: int) -> str:
    return Tenant.objects.values_list("slug", flat=True).get(pk=tenant_id)


def _party_address(note: CreditNote) -> OutgoingAddress:
    party = note.party
    if party is None:
        return OutgoingAddress(name="")
    address = Address.objects.filter(party=party).order_by("-is_main", "id").first()
    if address is None:
        return OutgoingAddress(name=party.name)
    return OutgoingAddress(
        name=party.name,
        street=address.street,
        postcode=address.postcode,
        city=address.city,
        country=address.country,
    )


def _payment(note: CreditNote) -> OutgoingPayment | None:
    if not note.pay_out:
        return None
    if not PaymentDetails.objects.filter(credit_note=note, erased_at=None).exists():
        return None
    account = pay_to(system_actor(note.tenant_id), note)
    if account is None:
        raise AccountUnreadable
    return OutgoingPayment(holder=account.holder, iban=account.iban)
