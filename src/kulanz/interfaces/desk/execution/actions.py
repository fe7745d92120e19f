"""What is done with an order at the desk: one command each, then back to its page."""

from __future__ import annotations

from django.contrib import messages as notices
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from kulanz.core import clock
from kulanz.core.access.actor import ActorKind
from kulanz.core.access.gates import gate
from kulanz.core.access.http import KulanzRequest
from kulanz.core.enums import member
from kulanz.core.refusal import NotAllowed, Refusal
from kulanz.interfaces.desk.execution.forms import AddressForm, MoveForm
from kulanz.interfaces.desk.execution.page import order_or_404, render_order
from kulanz.interfaces.desk.execution.presenting import STATES, next_of
from kulanz.stages.execution.commands.commissioning import (
    revoke_order_link,
    send_order_link,
    show_order_link,
)
from kulanz.stages.execution.commands.editing import change_order_address
from kulanz.stages.execution.commands.handing_over import hand_over_order, retry_hand_over
from kulanz.stages.execution.models import Order
from kulanz.stages.execution.permissions import OrderAction, require_order
from kulanz.stages.execution.rules.orders import HandedOverBy, OrderState
from kulanz.workflows.orders import move_order


def _workable(request: KulanzRequest, number: str) -> Order:
    """The visible order, if he may work on it; who may not is told before anything is looked at."""
    found = order_or_404(request, number)
    require_order(request.actor, OrderAction.WORK, found.case)
    return found


def _back(found: Order) -> HttpResponse:
    return redirect("desk:order", order_number=found.number)


@gate(ActorKind.STAFF)
@require_POST
def move(request: KulanzRequest, order_number: str) -> HttpResponse:
    """Another state, or other dates in the same one."""
    found = _workable(request, order_number)
    usual = "next" in request.POST
    only = next_of(found) if usual else None
    if usual and only != member(OrderState, request.POST.get("state", "")):
        # somebody else was quicker: show where it stands now
        notices.info(request, _("Der Auftrag steht inzwischen anders. Bitte sehen Sie noch einmal hin."))
        return _back(found)
    form = MoveForm(found, request.POST, only=only, auto_id="next_%s" if usual else "other_%s")
    shown = "next_form" if usual else "move_form"
    if not form.is_valid():
        return render_order(request, found, status=422, **{shown: form})
    data = {name: value for name, value in form.cleaned_data.items() if value not in (None, "")}
    state = OrderState(data.pop("state"))
    try:
        with transaction.atomic():
            moved = move_order(actor=request.actor, order_id=found.pk, state=state, at=clock.now(), **data)
    except NotAllowed:
        raise
    except Refusal as refusal:
        form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        return render_order(request, found, status=422, **{shown: form})
    notices.success(request, _("Eingetragen: %(state)s.") % {"state": STATES[moved.state]})
    return _back(found)


@gate(ActorKind.STAFF)
@require_POST
def hand_over(request: KulanzRequest, order_number: str) -> HttpResponse:
    """Somebody was told by phone, paper or in another program."""
    found = _workable(request, order_number)
    hand_over_order(
        actor=request.actor,
        order_id=found.pk,
        by=HandedOverBy.HAND,
        note=request.POST.get("reason", "")[:300],
        at=clock.now(),
    )
    notices.success(request, _("Der Auftrag ist übergeben."))
    return _back(found)


@gate(ActorKind.STAFF)
@require_POST
def retry(request: KulanzRequest, order_number: str) -> HttpResponse:
    found = _workable(request, order_number)
    count = retry_hand_over(actor=request.actor, order_id=found.pk, at=clock.now())
    if count:
        text = ngettext("%(n)d Übergabe läuft wieder.", "%(n)d Übergaben laufen wieder.", count)
        notices.success(request, text % {"n": count})
    return _back(found)


@gate(ActorKind.STAFF)
@require_POST
def address(request: KulanzRequest, order_number: str) -> HttpResponse:
    """Correct the address while nobody has the order yet."""
    found = _workable(request, order_number)
    form = AddressForm(request.POST, auto_id="address_%s")
    if not form.is_valid():
        return render_order(request, found, status=422, address_form=form)
    try:
        with transaction.atomic():
            change_order_address(
                actor=request.actor, order_id=found.pk, address=form.cleaned_data, at=clock.now()
            )
    except NotAllowed:
        raise
    except Refusal as refusal:
        form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        return render_order(request, found, status=422, address_form=form)
    notices.success(request, _("Die Anschrift ist gespeichert, der Auftrag ist neu gedruckt."))
    return _back(found)


@gate(ActorKind.STAFF)
@require_POST
def send_link(request: KulanzRequest, order_number: str) -> HttpResponse:
    """Mail the firm its order, or mail it again with a new link."""
    found = _workable(request, order_number)
    send_order_link(actor=request.actor, order_id=found.pk, at=clock.now())
    notices.success(request, _("Der Auftrag geht der Firma per E-Mail zu. Ein früherer Link endet."))
    return _back(found)


@gate(ActorKind.STAFF)
@require_POST
def show_link(request: KulanzRequest, order_number: str) -> HttpResponse:
    """A new link to be passed on by other means; shown once."""
    found = _workable(request, order_number)
    url = show_order_link(actor=request.actor, order_id=found.pk, at=clock.now())
    request.session[f"order-link-{found.pk}"] = url
    return redirect(reverse("desk:order", args=[found.number]) + "?order-link")


@gate(ActorKind.STAFF)
@require_POST
def end_link(request: KulanzRequest, order_number: str) -> HttpResponse:
    found = _workable(request, order_number)
    revoke_order_link(actor=request.actor, order_id=found.pk, at=clock.now())
    notices.success(request, _("Der Link öffnet nichts mehr."))
    return _back(found)
