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
from kulanz.core.ui.forms import add_refusal
from kulanz.interfaces.desk.execution.forms import AddressForm, MoveForm, WorkKindForm
from kulanz.interfaces.desk.execution.page import order_or_404, render_order
from kulanz.interfaces.desk.execution.presenting import STATES, next_of
from kulanz.masterdata.parties.refusals_of_interlock import NotCleared
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
from kulanz.workflows.interlock import record_refused
from kulanz.workflows.order_contents import name_work_kind
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
    data = form.cleaned_data
    state = OrderState(data["state"])
    try:
        with transaction.atomic():
            moved = move_order(
                actor=request.actor,
                order_id=found.pk,
                state=state,
                dates=form.dates(),
                people=form.people(),
                reason=data.get("reason", ""),
                external_number=data.get("external_number", ""),
                tell_customer=data.get("tell_customer", False),
                at=clock.now(),
            )
    except NotAllowed:
        raise
    except NotCleared as refused:
        record_refused(actor=request.actor, case=found.case, refused=refused, at=clock.now())
        add_refusal(form, refused)
        return render_order(request, found, status=422, **{shown: form})
    except Refusal as refusal:
        add_refusal(form, refusal)
        return render_order(request, found, status=422, **{shown: form})
    if moved.state != state:
        text = _("Ohne gültige Berechtigung gearbeitet: Das gilt nicht als erledigt und wird nachgeprüft.")
        notices.warning(request, text)
        return _back(found)
    notices.success(request, _("Eingetragen: %(state)s.") % {"state": STATES[moved.state]})
    return _back(found)


@gate(ActorKind.STAFF)
@require_POST
def hand_over(request: KulanzRequest, order_number: str) -> HttpResponse:
    """Somebody was told by phone, paper or in another program."""
    found = _workable(request, order_number)
    try:
        with transaction.atomic():
            hand_over_order(
                actor=request.actor,
                order_id=found.pk,
                by=HandedOverBy.HAND,
                note=request.POST.get("reason", "")[:300],
                at=clock.now(),
            )
    except NotCleared as refused:
        record_refused(actor=request.actor, case=found.case, refused=refused, at=clock.now())
        notices.error(request, str(refused))
        return _back(found)
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
        add_refusal(form, refusal)
        return render_order(request, found, status=422, address_form=form)
    notices.success(request, _("Die Anschrift ist gespeichert, der Auftrag ist neu gedruckt."))
    return _back(found)


@gate(ActorKind.STAFF)
@require_POST
def work_kind(request: KulanzRequest, order_number: str) -> HttpResponse:
    """Say which kind of work it is: before that nobody may promise safety-relevant work."""
    found = _workable(request, order_number)
    form = WorkKindForm(request.POST, auto_id="work_%s")
    if not form.is_valid():
        return render_order(request, found, status=422, work_kind_form=form)
    chosen = form.cleaned_data["work_kind"]
    name_work_kind(actor=request.actor, order=found, work_kind_id=chosen.pk, at=clock.now())
    notices.success(request, _("Die Arbeitsart ist angegeben: %(kind)s.") % {"kind": chosen})
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
