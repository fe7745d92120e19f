"""Offers at the desk: the lists, one offer with its evidence, and what the office does with it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from django import forms
from django.contrib import messages as notices
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from kulanz.cases.calendar import local_date
from kulanz.core import clock
from kulanz.core.access.actor import ActorKind
from kulanz.core.access.gates import gate
from kulanz.core.access.http import KulanzRequest
from kulanz.core.refusal import NotAllowed
from kulanz.core.ui.forms import done
from kulanz.interfaces.desk.billing.forms import AnswerForm, NewOfferForm, ReasonForm
from kulanz.interfaces.desk.billing.paging import page_by
from kulanz.interfaces.desk.billing.presenting import CHANNELS, offer_badge, offer_row
from kulanz.stages.solution.commands.offers_answered import Given
from kulanz.stages.solution.models import Offer
from kulanz.stages.solution.permissions_of_offers import OfferAction, may_with_offers
from kulanz.stages.solution.queries.offers import (
    get_offer,
    offers_countered,
    offers_expired,
    offers_expiring,
    offers_open,
    positions_of,
)
from kulanz.stages.solution.rules.remedies import DecisionState, OfferState
from kulanz.workflows.offers import (
    name_counter_offer,
    offer_reduction,
    record_answer,
    send_offer,
    take_back_offer,
)
from kulanz.workflows.taking_files import take_files

VIEWS: Final = (
    ("open", gettext_lazy("Offen")),
    ("expiring", gettext_lazy("Läuft bald ab")),
    ("countered", gettext_lazy("Gegenvorschlag")),
    ("expired", gettext_lazy("Abgelaufen")),
)


@gate(ActorKind.STAFF)
@require_GET
def offers(request: KulanzRequest) -> HttpResponse:
    """Offers without an answer, the first to expire first; and those that expired."""
    view = request.GET.get("stand", "")
    today = local_date(request.tenant, clock.now())
    found = {
        "expiring": lambda: offers_expiring(request.actor, today),
        "countered": lambda: offers_countered(request.actor),
        "expired": lambda: offers_expired(request.actor),
    }.get(view, lambda: offers_open(request.actor))()
    rows, cursor = page_by(found, "expires_on", request.GET.get("cursor"), newest_first=view == "expired")
    context = {
        "rows": [offer_row(offer) for offer in rows],
        "next_cursor": cursor,
        "view": view if view in dict(VIEWS) else "open",
        "views": VIEWS,
        "today": today,
        "menu_current": "offers",
    }
    return render(request, "desk/billing/offers.html", context)


@gate(ActorKind.STAFF)
@require_GET
def offer(request: KulanzRequest, offer_id: int) -> HttpResponse:
    return _page(request, _found(request, offer_id))


@gate(ActorKind.STAFF)
@require_POST
def answer(request: KulanzRequest, offer_id: int) -> HttpResponse:
    """Write down what the customer answered, with what proves it."""
    found = _found(request, offer_id)
    if not may_with_offers(request.actor, OfferAction.RECORD_ANSWER, found.case):
        raise NotAllowed
    form = AnswerForm(request.POST, request.FILES)

    def act(data: dict[str, Any]) -> None:
        at = clock.now()
        given = Given(by=data["by"], channel=data["channel"], text=data["text"])
        if data["answer"] == "countered":
            name_counter_offer(
                actor=request.actor, offer_id=found.pk, amount=data["amount"], given=given, at=at
            )
            return
        files = take_files(
            tenant_id=request.tenant.pk,
            tokens=[],
            owner="",
            plain=[data["file"]] if data["file"] else [],
            at=at,
        )
        record_answer(
            actor=request.actor,
            offer_id=found.pk,
            accepted=data["answer"] == "accepted",
            given=given,
            files=files,
            at=at,
        )

    return _act(
        request, found, name="answer_form", form=form, act=act, thanks=_("Die Antwort ist eingetragen.")
    )


@gate(ActorKind.STAFF)
@require_POST
def again(request: KulanzRequest, offer_id: int) -> HttpResponse:
    """A new offer, such as after a counter-offer; it replaces this one."""
    found = _found(request, offer_id)
    form = NewOfferForm(request.POST)

    def act(data: dict[str, Any]) -> None:
        offer_reduction(
            actor=request.actor,
            case=found.case,
            decision=found.decision,
            amount=data["amount"],
            text=data["text"],
            reason=data["reason"],
            pay_out=data["pay_out"],
            at=clock.now(),
        )

    return _act(
        request, found, name="new_form", form=form, act=act, thanks=_("Das neue Angebot ist auf dem Weg.")
    )


@gate(ActorKind.STAFF)
@require_POST
def send(request: KulanzRequest, offer_id: int) -> HttpResponse:
    """The letter once more, with a new link; the earlier one goes on working."""
    found = _found(request, offer_id)
    send_offer(actor=request.actor, offer=found, at=clock.now())
    notices.success(request, _("Das Angebot ist noch einmal auf dem Weg."))
    return redirect("desk:offer", found.pk)


@gate(ActorKind.STAFF)
@require_POST
def withdraw(request: KulanzRequest, offer_id: int) -> HttpResponse:
    found = _found(request, offer_id)
    return _act(
        request,
        found,
        name="withdraw_form",
        form=ReasonForm(request.POST),
        act=lambda data: take_back_offer(
            actor=request.actor, offer=found, reason=data["reason"], at=clock.now()
        ),
        thanks=_("Das Angebot ist zurückgezogen."),
    )


def _act(
    request: KulanzRequest,
    found: Offer,
    *,
    name: str,
    form: forms.Form,
    act: Callable[[dict[str, Any]], object],
    thanks: str,
) -> HttpResponse:
    if not done(form, act):
        return _page(request, found, bound={name: form}, status=422)
    notices.success(request, thanks)
    newest = Offer.objects.filter(decision_id=found.decision_id).order_by("-pk").first() or found
    return redirect("desk:offer", newest.pk)


def _again_form(found: Offer) -> NewOfferForm:
    """Filled with what the customer asks for."""
    asked = found.counter_amount
    typed = f"{asked:.2f}".replace(".", ",") if asked is not None else ""
    return NewOfferForm(initial={"pay_out": found.pay_out, "amount": typed})


def _found(request: KulanzRequest, offer_id: int) -> Offer:
    found = get_offer(request.actor, offer_id)
    if found is None:
        raise Http404
    return found


def _page(
    request: KulanzRequest, found: Offer, *, bound: Mapping[str, forms.Form] | None = None, status: int = 200
) -> HttpResponse:
    actor, case, given = request.actor, found.case, bound or {}
    runs = case.is_open and found.decision.state == DecisionState.UNDER_WAY
    waits = runs and found.state in (OfferState.OPEN, OfferState.EXPIRED)
    may_make = may_with_offers(actor, OfferAction.MAKE, case)
    name = case.customer.name if case.customer else ""
    context = {
        "offer": found,
        "case": case,
        "badge": offer_badge(found),
        "positions": positions_of(found.decision),
        "others": Offer.objects.filter(decision_id=found.decision_id).exclude(pk=found.pk).order_by("-pk"),
        "channel": CHANNELS.get(found.answered_channel, ""),
        "credit": getattr(found, "credit_note", None),
        "late": found.state == OfferState.EXPIRED,
        "answer_form": given.get("answer_form") or AnswerForm(initial={"by": name}),
        "may_answer": waits and may_with_offers(actor, OfferAction.RECORD_ANSWER, case),
        "new_form": given.get("new_form") or _again_form(found),
        "may_offer": may_make and runs and found.state != OfferState.ACCEPTED,
        "may_send": may_make and runs and found.state == OfferState.OPEN,
        "withdraw_form": given.get("withdraw_form") or ReasonForm(),
        "may_withdraw": waits and may_with_offers(actor, OfferAction.WITHDRAW, case),
        "menu_current": "offers",
    }
    return render(request, "desk/billing/offer.html", context, status=status)
