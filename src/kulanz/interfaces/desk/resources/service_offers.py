"""Maintenance and cleaning offered to customers by the office, and what its dealers offered."""

from __future__ import annotations

from typing import Any, Final

from django import forms
from django.contrib import messages as notices
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from kulanz.cases.calendar import local_date
from kulanz.core import clock
from kulanz.core.access.http import KulanzRequest
from kulanz.core.ui.day_fields import DayField
from kulanz.core.ui.forms import done
from kulanz.interfaces.desk.masterdata.prices import PercentField, PriceField
from kulanz.interfaces.desk.resources.door import readers, show, workers
from kulanz.interfaces.desk.resources.fields import ForWhomForm
from kulanz.screens.service_offers import (
    OFFERED_KINDS,
    listed_service_offers,
    printed_service_offer,
    service_offer_or_404,
    usual_expiry,
)
from kulanz.stages.execution.commands.service_offer_faults import faults_of_figures
from kulanz.stages.execution.commands.service_offers import (
    OfferInput,
    withdraw_service_offer,
)
from kulanz.stages.execution.models import ServiceOffer, ServiceOfferState
from kulanz.stages.execution.refusals_of_maintenance import CustomerMissing
from kulanz.stages.execution.rules.visits import VisitKind
from kulanz.stages.solution.rules.money import USUAL_TAX_RATE
from kulanz.workflows.service_offer_mails import mail_service_offer
from kulanz.workflows.service_offers import offer_service

HERE: Final = "service_offers"


class ServiceOfferForm(ForWhomForm):
    kind = forms.ChoiceField(label=_("Art"), choices=OFFERED_KINDS, initial=VisitKind.MAINTENANCE.value)
    text = forms.CharField(
        label=_("Was wir anbieten"),
        widget=forms.Textarea(attrs={"rows": 5}),
        max_length=4000,
        help_text=_("So liest es der Kunde."),
    )
    pieces = forms.IntegerField(label=_("Stückzahl"), required=False, min_value=1, max_value=1_000_000)
    net = PriceField(label=_("Preis netto"), help_text=_("Bei wiederkehrender Leistung je Termin"))
    tax_rate = PercentField(label=_("Umsatzsteuer in %"), initial=USUAL_TAX_RATE)
    interval_months = forms.IntegerField(
        label=_("Alle … Monate"), required=False, help_text=_("Leer: einmal")
    )
    expires_on = DayField(label=_("Gültig bis"))

    def __init__(self, *args: Any, request: KulanzRequest, **kwargs: Any) -> None:
        super().__init__(*args, request=request, **kwargs)
        self.today = local_date(request.tenant, clock.now())

    def clean(self) -> dict[str, Any]:
        """Beside what is empty or unreadable, so that nobody corrects twice."""
        data = super().clean() or self.cleaned_data
        unknown = self.party is None or not self.party.active
        nobody = [CustomerMissing()] if unknown and "customer" in data else []
        for fault in (*nobody, *faults_of_figures(data, self.today)):
            self.add_error(fault.field, str(fault))
        return data

    def given(self) -> OfferInput:
        data = self.cleaned_data
        names = ("text", "pieces", "net", "tax_rate", "interval_months", "expires_on")
        plain = {name: data[name] for name in names}
        return OfferInput(**plain, **self.of_whom(), kind=VisitKind(data["kind"]))


@readers
@require_GET
def service_offers(request: KulanzRequest) -> HttpResponse:
    state = request.GET.get("state", ServiceOfferState.OPEN.value)
    return show(request, "service_offers.html", HERE, listed_service_offers(request, state))


@workers
@require_http_methods(["GET", "POST"])
def new_service_offer(request: KulanzRequest) -> HttpResponse:
    """Made and sent in one step; without a mail address it can be printed afterwards."""
    posted = request.method == "POST"
    expires_on = usual_expiry(request, clock.now())
    initial = {"expires_on": expires_on, "customer": request.GET.get("customer", "")}
    form = ServiceOfferForm(request.POST if posted else None, request=request, initial=initial)
    made: list[ServiceOffer] = []

    def save(_values: dict[str, Any]) -> None:
        made.append(offer_service(actor=request.actor, given=form.given(), at=clock.now()))

    if posted and done(form, save):
        if made[0].token_id is None:
            notices.warning(
                request, _now("Das Angebot ist angelegt. Der Kunde hat keine E-Mail-Adresse: Bitte drucken.")
            )
        else:
            notices.success(request, _now("Das Angebot ist unterwegs."))
        return redirect("desk:service_offer", offer_number=made[0].number)
    return show(request, "service_offer_form.html", HERE, {"form": form}, status=422 if posted else 200)


@readers
@require_GET
def service_offer(request: KulanzRequest, offer_number: str) -> HttpResponse:
    row = service_offer_or_404(request.actor, offer_number)
    return show(
        request, "service_offer.html", HERE, {"row": row, "open": row.state == ServiceOfferState.OPEN}
    )


@workers
@require_POST
def send_service_offer(request: KulanzRequest, offer_number: str) -> HttpResponse:
    row = service_offer_or_404(request.actor, offer_number)
    if mail_service_offer(actor=request.actor, offer_id=row.pk, at=clock.now()) is None:
        notices.warning(
            request, _now("Dazu ist keine E-Mail-Adresse bekannt. Bitte drucken Sie das Angebot.")
        )
    else:
        notices.success(request, _now("Das Angebot ist noch einmal unterwegs."))
    return redirect("desk:service_offer", offer_number=row.number)


@workers
@require_POST
def print_offer(request: KulanzRequest, offer_number: str) -> HttpResponse:
    """The letter with a new link as a code."""
    row = service_offer_or_404(request.actor, offer_number)
    return printed_service_offer(request.actor, row, at=clock.now())


@workers
@require_POST
def withdraw_offer(request: KulanzRequest, offer_number: str) -> HttpResponse:
    row = service_offer_or_404(request.actor, offer_number)
    withdraw_service_offer(
        actor=request.actor, offer_id=row.pk, reason=request.POST.get("reason", "")[:300], at=clock.now()
    )
    notices.success(request, _now("Das Angebot ist zurückgezogen."))
    return redirect("desk:service_offer", offer_number=row.number)
