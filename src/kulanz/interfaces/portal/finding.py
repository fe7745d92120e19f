"""Who may come to the portal, and how its views get at a case: visible, or 404."""

from __future__ import annotations

from typing import Final

from django.http import Http404

from kulanz.cases.models import Case
from kulanz.cases.queries.access import get_case
from kulanz.cases.rules import WaitsFor
from kulanz.core.access.actor import Actor, ActorKind
from kulanz.core.access.http import KulanzRequest

# A dealer files and follows; the others read and answer in the cases they take part in.
READERS: Final = (ActorKind.DEALER, ActorKind.TECHNICIAN, ActorKind.CUSTOMER, ActorKind.SUPPLIER)
OWN_TURN: Final = {
    ActorKind.DEALER: WaitsFor.DEALER,
    ActorKind.TECHNICIAN: WaitsFor.TECHNICIAN,
    ActorKind.CUSTOMER: WaitsFor.CUSTOMER,
    ActorKind.SUPPLIER: WaitsFor.SUPPLIER,
}


def case_or_404(request: KulanzRequest, number: str) -> Case:
    case = get_case(request.actor, number)
    if case is None:
        raise Http404
    return case


def typed(request: KulanzRequest, name: str) -> str:
    """A form's text as the database can keep it."""
    return request.POST.get(name, "").replace("\x00", "")


def own_turn(actor: Actor) -> WaitsFor:
    return OWN_TURN.get(actor.kind, WaitsFor.NOBODY)
