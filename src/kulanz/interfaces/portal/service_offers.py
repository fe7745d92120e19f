"""A dealer offers maintenance and cleaning to customers of his own cases, and sees what they answered."""

from __future__ import annotations

from typing import Any, Final, cast

from django import forms
from django.contrib import messages as notices
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from kulanz.cases.calendar import local_date
from kulanz.cases.rules import CarriedOutBy, Coverage, DealerPart, Kind
from kulanz.cases.rules_of_execution import proposed_execution
from kulanz.core import clock
from kulanz.core.access.actor import ActorKind
from kulanz.core.access.gates import gate
from kulanz.core.access.http import KulanzRequest
from kulanz.core.refusal import NotAllowed, Refusal
from kulanz.core.ui.amounts import AmountField
from kulanz.core.ui.day_fields import DayField
from kulanz.core.ui.forms import add_refusal
from kulanz.masterdata.parties.models import WorkKind
from kulanz.masterdata.parties.rules.safety import Relevance
from kulanz.screens.service_offers import (
    OFFERED_KINDS,
    listed_service_offers,
    printed_service_offer,
    service_offer_or_404,
    usual_expiry,
)
from kulanz.stages.execution.commands.service_offer_faults import faults_of_figures
from kulanz.stages.execution.commands.service_offers import (
    LONGEST_TEXT,
    OfferInput,
    withdraw_service_offer,
)
from kulanz.stages.execution.models import ServiceOfferState
from kulanz.stages.execution.permissions_of_service_offers import (
    may_handle,
    may_send,
    offerable_customers,
)
from kulanz.stages.execution.rules.visits import VisitKind
from kulanz.stages.solution.rules.money import USUAL_TAX_RATE
from kulanz.workflows.execution import BY_CONTRACT, WHY_WORDS, house_at
from kulanz.workflows.service_offer_mails import mail_service_offer
from kulanz.workflows.service_offers import offer_service

MOST_CUSTOMERS: Final = 1000


class ServiceOfferForm(forms.Form):
    customer = forms.ChoiceField(
        label=_("Kunde"), help_text=_("Kunden, für die Ihr Haus schon einen Vorgang hat")
    )
    kind = forms.ChoiceField(label=_("Was bieten Sie an?"), choices=OFFERED_KINDS, widget=forms.RadioSelect)
    work_kind = forms.ChoiceField(label=_("Arbeitsart"))
    text = forms.CharField(
        label=_("Beschreibung"),
        widget=forms.Textarea(attrs={"rows": 5}),
        max_length=LONGEST_TEXT,
        help_text=_("So liest es Ihr Kunde."),
    )
    pieces = forms.IntegerField(label=_("Stückzahl"), required=False, min_value=1, max_value=1_000_000)
    net = AmountField(
        label=_("Preis netto"),
        max_length=30,
        help_text=_("Bei Wiederholung je Termin"),
        error_messages={"amount": _("Bitte geben Sie einen Betrag wie 150,00 an.")},
    )
    tax_rate = forms.DecimalField(
        label=_("Umsatzsteuer in %"), initial=USUAL_TAX_RATE, localize=True, decimal_places=2
    )
    interval_months = forms.IntegerField(
        label=_("Alle … Monate"), required=False, help_text=_("Leer: einmal")
    )
    carried_out_by = forms.ChoiceField(
        label=_("Wer soll die Arbeit ausführen?"),
        widget=forms.RadioSelect,
        choices=[
            (CarriedOutBy.DEALER.value, _("Unser eigener Kundendienst")),
            (CarriedOutBy.FACTORY.value, _("Der Werkskundendienst")),
        ],
    )
    dealer_part = forms.ChoiceField(
        label=_("Wer bekommt die Rechnung des Werkskundendiensts, wenn er ausführt?"),
        help_text=_("Führt Ihr eigener Kundendienst aus, rechnen Sie selbst mit Ihrem Kunden ab."),
        widget=forms.RadioSelect,
        choices=[
            (DealerPart.PRINCIPAL.value, _("Wir – und rechnen selbst weiter (Auftraggeber)")),
            (DealerPart.INTERMEDIARY.value, _("Der Kunde – wir vermitteln nur (Vermittler)")),
        ],
    )
    expires_on = DayField(label=_("Gültig bis"))

    def __init__(self, *args: Any, request: KulanzRequest, own_service: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = local_date(request.tenant, clock.now())
        if not own_service:
            del self.fields["carried_out_by"]
        customers = offerable_customers(request.actor).order_by("name", "pk").values_list("pk", "name")
        works = WorkKind.objects.filter(tenant_id=request.tenant.pk, active=True)
        cast("forms.ChoiceField", self.fields["customer"]).choices = [
            ("", "–"),
            *((str(pk), name) for pk, name in customers[:MOST_CUSTOMERS]),
        ]
        cast("forms.ChoiceField", self.fields["work_kind"]).choices = [
            ("", "–"),
            *((str(work.pk), str(work)) for work in works),
        ]

    def clean(self) -> dict[str, Any]:
        """Beside what is empty or unreadable, so that nobody corrects twice."""
        data = super().clean() or self.cleaned_data
        for fault in faults_of_figures(data, self.today):
            self.add_error(fault.field, str(fault))
        return data

    def given(self) -> OfferInput:
        data = {"carried_out_by": CarriedOutBy.FACTORY.value, **self.cleaned_data}
        return OfferInput(
            customer_id=int(data.pop("customer")),
            work_kind_id=int(data.pop("work_kind")),
            kind=VisitKind(data.pop("kind")),
            **data,
        )


@gate(ActorKind.DEALER)
@require_GET
def service_offers(request: KulanzRequest) -> HttpResponse:
    state = request.GET.get("stand", "")
    context = listed_service_offers(request, state) | {"menu_current": "service_offers"}
    return render(request, "portal/service_offers.html", context)


@gate(ActorKind.DEALER)
@require_http_methods(["GET", "POST"])
def new_service_offer(request: KulanzRequest) -> HttpResponse:
    """Made and sent in one step, in the dealer's name."""
    at = clock.now()
    initial = {
        "expires_on": usual_expiry(request, at),
        "kind": VisitKind.MAINTENANCE.value,
        "dealer_part": DealerPart.PRINCIPAL.value,
    }
    house = house_at(request.actor.tenant_id, request.actor.organisation_id or 0, at)
    by, why = proposed_execution(
        kind=Kind.MAINTENANCE, coverage=Coverage.CHARGEABLE, house=house.facing(Relevance.NONE)
    )
    initial["carried_out_by"] = by.value
    form = ServiceOfferForm(
        request.POST if request.method == "POST" else None,
        request=request,
        own_service=house.own_service,
        initial=initial,
    )
    if request.method == "POST" and form.is_valid():
        try:
            with transaction.atomic():
                offer = offer_service(actor=request.actor, given=form.given(), at=at)
        except NotAllowed:
            raise
        except Refusal as refusal:
            add_refusal(form, refusal)
        else:
            if offer.token_id is None:
                notices.warning(
                    request,
                    _now("Angelegt. Eine E-Mail-Adresse ist nicht bekannt: Bitte drucken Sie das Angebot."),
                )
            else:
                notices.success(request, _now("Ihr Angebot ist unterwegs."))
            return redirect("portal:service_offer", offer_number=offer.number)
    context = {
        "form": form,
        "house": house,
        "by_contract": WHY_WORDS[why] if why in BY_CONTRACT else "",
        "menu_current": "service_offers",
    }
    return render(request, "portal/service_offer_form.html", context, status=422 if form.is_bound else 200)


@gate(ActorKind.DEALER)
@require_GET
def service_offer(request: KulanzRequest, offer_number: str) -> HttpResponse:
    row = service_offer_or_404(request.actor, offer_number)
    is_open = row.state == ServiceOfferState.OPEN
    context = {
        "row": row,
        "may_send": is_open and may_send(request.actor, row),
        "may_withdraw": is_open and may_handle(request.actor, row),
        "menu_current": "service_offers",
    }
    return render(request, "portal/service_offer.html", context)


@gate(ActorKind.DEALER)
@require_POST
def act(request: KulanzRequest, offer_number: str) -> HttpResponse:
    """Send it again, print it with a code, or take it back."""
    row, at = service_offer_or_404(request.actor, offer_number), clock.now()
    match request.POST.get("act", ""):
        case "send":
            if mail_service_offer(actor=request.actor, offer_id=row.pk, at=at) is None:
                notices.warning(request, _now("Eine E-Mail-Adresse ist nicht bekannt: Bitte drucken."))
            else:
                notices.success(request, _now("Ihr Angebot ist noch einmal unterwegs."))
        case "print":
            return printed_service_offer(request.actor, row, at=at)
        case "withdraw":
            withdraw_service_offer(actor=request.actor, offer_id=row.pk, reason="", at=at)
            notices.success(request, _now("Ihr Angebot ist zurückgezogen."))
        case _:
            raise Http404
    return redirect("portal:service_offer", offer_number=row.number)
