"""Fachhandelspartner: under which option each works, what its contract says, who writes to its customers."""

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
from kulanz.core.access.actor import Role
from kulanz.core.access.http import KulanzRequest
from kulanz.core.enums import member
from kulanz.core.tenancy.models import Tenant
from kulanz.core.ui.day_fields import DayField
from kulanz.core.ui.forms import done
from kulanz.interfaces.desk.administration.door import page_by_name
from kulanz.interfaces.desk.masterdata.door import show
from kulanz.interfaces.desk.masterdata.partners_door import dealer_or_404, partner_keepers
from kulanz.masterdata.parties.commands.contracts import ContractFields, save_contract, set_option
from kulanz.masterdata.parties.models import OptionPeriod, Party, PartyRoleKind, ServiceOption, Writer
from kulanz.masterdata.parties.permissions import visible_to
from kulanz.masterdata.parties.queries.options import (
    contract_of,
    option_history,
    option_of,
    options_of,
    running_decisions,
)
from kulanz.masterdata.parties.queries.service_house import has_certified_technician, is_certified_house
from kulanz.stages.contact.faces import face_of_dealer

HERE: Final = "dealers"
SOURCES: Final = {
    "link": _("über den Link im Brief"),
    "portal": _("im Portal"),
    "desk": _("vom Büro eingetragen"),
    "letter": _("schriftlich"),
    "default": _("ohne Antwort nach der Frist"),
}


class ContractForm(forms.Form):
    number = forms.CharField(label=_("Vertragsnummer"), max_length=60, required=False)
    concluded_on = DayField(label=_("Geschlossen am"), required=False)
    writer = forms.ChoiceField(
        label=_("Wer schreibt dem Kunden?"),
        choices=Writer.choices,
        widget=forms.RadioSelect,
        help_text=_("Gilt für E-Mails, Briefe, die Kundenseite und den Servicebericht; am Vorgang änderbar."),
    )
    delegates_guarantee = forms.BooleanField(
        label=_("Gewährleistung und Garantie übernimmt der Werkskundendienst"), required=False
    )
    mediates_repairs = forms.BooleanField(
        label=_("Bezahlte Reparaturen und Wartungen werden an den Werkskundendienst vermittelt"),
        required=False,
        help_text=_("Beides sind Vorgaben beim Melden; unter Option A kann das Haus anders wählen."),
    )
    response_hours = forms.IntegerField(
        label=_("Erste Antwort, in Geschäftsstunden"), min_value=1, max_value=2000, required=False
    )
    visit_days = forms.IntegerField(
        label=_("Jemand vor Ort, in Arbeitstagen"), min_value=1, max_value=2000, required=False
    )
    solution_days = forms.IntegerField(
        label=_("Gelöst, in Arbeitstagen"), min_value=1, max_value=2000, required=False
    )
    note = forms.CharField(
        label=_("Absprachen"), required=False, max_length=20_000, widget=forms.Textarea(attrs={"rows": 3})
    )

    def given(self) -> ContractFields:
        data = self.cleaned_data
        return ContractFields(**{**data, "writer": Writer(data["writer"])})


class OptionForm(forms.Form):
    option = forms.ChoiceField(label=_("Option"), choices=ServiceOption.choices, widget=forms.RadioSelect)
    valid_from = DayField(label=_("Gilt ab"))
    note = forms.CharField(
        label=_("Grund oder Beleg"), max_length=300, required=False, help_text=_("etwa: Gespräch am 4. Mai")
    )


@partner_keepers
@require_GET
def dealers(request: KulanzRequest) -> HttpResponse:
    """All dealers with their option; one option alone on request."""
    today = local_date(request.tenant, clock.now())
    wanted = member(ServiceOption, request.GET.get("option", ""))
    found = visible_to(request.actor).filter(roles__role=PartyRoleKind.DEALER, erased_at=None, active=True)
    query = " ".join(request.GET.get("q", "").replace("\x00", "").split())[:100]
    if query:
        found = found.filter(name__icontains=query)
    if wanted is not None:
        own = _under_option_a(found.values_list("pk", flat=True), today)
        found = found.filter(pk__in=own) if wanted is ServiceOption.DEALER else found.exclude(pk__in=own)
    rows, cursor = page_by_name(found, request.GET.get("cursor"))
    options = options_of([row.pk for row in rows], today)
    coming = _coming([row.pk for row in rows], today)
    context = {
        "rows": [
            {
                "dealer": row,
                "option": options[row.pk],
                "own": options[row.pk] is ServiceOption.DEALER,
                "certified": options[row.pk] is ServiceOption.DEALER and is_certified_house(row.pk, today),
                "coming": coming.get(row.pk),
            }
            for row in rows
        ],
        "next_cursor": cursor,
        "options": ServiceOption.choices,
        "wanted": wanted or "",
        "query": query,
    }
    return show(request, "dealers.html", HERE, context)


def _under_option_a(dealer_ids: Any, today: Any) -> list[int]:
    """Those whose newest period is A. Option A is the exception, so the list is short."""
    ever = OptionPeriod.objects.filter(
        dealer_id__in=dealer_ids, option=ServiceOption.DEALER, valid_from__lte=today
    ).values_list("dealer_id", flat=True)
    found = options_of(list(set(ever)), today)
    return [pk for pk, option in found.items() if option is ServiceOption.DEALER]


def _coming(dealer_ids: list[int], today: Any) -> dict[int, OptionPeriod]:
    """The next period of each, where one has been settled already."""
    rows = OptionPeriod.objects.filter(dealer_id__in=dealer_ids, valid_from__gt=today)
    return {row.dealer_id: row for row in rows.order_by("-valid_from")}


@partner_keepers
@require_http_methods(["GET", "POST"])
def dealer(request: KulanzRequest, dealer_id: int) -> HttpResponse:
    """The contract; saved on its own, so that nobody changes the option by the way."""
    row = dealer_or_404(request, dealer_id)
    if request.method == "GET":
        return _page(request, row)
    form = ContractForm(request.POST)
    if done(
        form,
        lambda _values: save_contract(
            actor=request.actor, dealer_id=row.pk, fields=form.given(), at=clock.now()
        ),
    ):
        notices.success(request, _now("Der Vertrag ist gespeichert."))
        return redirect("desk:dealer", row.pk)
    return _page(request, row, form=form, status=422)


@partner_keepers
@require_POST
def dealer_option(request: KulanzRequest, dealer_id: int) -> HttpResponse:
    """Another option from a day on."""
    row = dealer_or_404(request, dealer_id)
    form, at = OptionForm(request.POST), clock.now()
    today = local_date(request.tenant, at)

    def save(values: dict[str, Any]) -> None:
        set_option(
            actor=request.actor,
            dealer_id=row.pk,
            option=ServiceOption(values["option"]),
            valid_from=values["valid_from"],
            note=values["note"],
            today=today,
            at=at,
        )

    if done(form, save):
        notices.success(request, _now("Die Option ist eingetragen."))
        if form.cleaned_data["option"] == ServiceOption.DEALER and not is_certified_house(row.pk, today):
            notices.warning(request, _now("Für das Haus fehlt das Zertifikat; was das heißt, steht unten."))
        return redirect("desk:dealer", row.pk)
    return _page(request, row, option_form=form, status=422)


def _page(
    request: KulanzRequest,
    row: Party,
    *,
    form: ContractForm | None = None,
    option_form: OptionForm | None = None,
    status: int = 200,
) -> HttpResponse:
    today = local_date(request.tenant, clock.now())
    contract = contract_of(row.pk)
    names = ContractForm.base_fields
    option = option_of(row.pk, today)
    history = option_history(row.pk)
    asked = running_decisions(request.tenant.pk, [row.pk])
    plans_own = any(p.option == ServiceOption.DEALER and p.valid_from > today for p in history)
    context = {
        "row": row,
        "contract": contract,
        "form": form or ContractForm(initial={name: getattr(contract, name) for name in names}),
        "option_form": option_form or OptionForm(initial={"option": option, "valid_from": today}),
        "option": option,
        "own": option is ServiceOption.DEALER,
        "plans_own": plans_own or any(one.option == ServiceOption.DEALER for one in asked),
        "certified": is_certified_house(row.pk, today),
        "has_technician": has_certified_technician(row.pk, today),
        "asked": [{"decision": one, "source": SOURCES.get(one.source, "")} for one in asked],
        "history": [
            {"period": p, "source": SOURCES.get(p.source, p.source), "current": p.valid_from <= today}
            for p in history
        ],
        "face": face_of_dealer(row, Tenant.objects.get(pk=request.tenant.pk)),
        "may_open_party": request.actor.has(Role.ADMINISTRATOR),
    }
    return show(request, "dealer.html", HERE, context, status=status)
