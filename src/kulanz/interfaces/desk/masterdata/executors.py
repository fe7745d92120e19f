"""Ausführende: firms with their usual prices, the factory service, dealers' technicians."""

from __future__ import annotations

from typing import Any, Final

from django import forms
from django.contrib import messages as notices
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods

from kulanz.core import clock
from kulanz.core.access.actor import Role
from kulanz.core.access.http import KulanzRequest
from kulanz.core.ui.forms import done
from kulanz.interfaces.desk.administration.door import number_of
from kulanz.interfaces.desk.masterdata.door import keepers, show
from kulanz.interfaces.desk.masterdata.prices import PriceField
from kulanz.masterdata.catalog.commands import executors as commands
from kulanz.masterdata.catalog.models import Executor
from kulanz.masterdata.catalog.models.rates import EXECUTOR_KIND
from kulanz.masterdata.catalog.rules.costs import ExecutorKind
from kulanz.masterdata.parties.commands.recording import NewAddress, NewParty
from kulanz.masterdata.parties.models import Party, PartyKind, PartyRoleKind

HERE: Final = "executors"


class ExecutorForm(forms.Form):
    """What is kept of each of them; the prices are suggestions for the case."""

    name = forms.CharField(label=_("Name in der Auswahl"), max_length=commands.LONGEST_NAME)
    call_out = PriceField(label=_("Einsatzkosten"), required=False)
    material = PriceField(label=_("Material und Reparatur"), required=False)
    futile_visit = PriceField(label=_("Vergeblicher Einsatz"), required=False)
    currency = forms.CharField(label=_("Währung"), max_length=3, required=False)
    note = forms.CharField(
        label=_("Notiz"),
        max_length=commands.LONGEST_NOTE,
        required=False,
        help_text=_("Gebiet, Zeiten, Absprachen"),
    )
    active = forms.BooleanField(
        label=_("in Gebrauch"),
        required=False,
        initial=True,
        help_text=_("Außer Gebrauch steht er bei neuen Entscheidungen nicht zur Wahl."),
    )

    def fields_given(self) -> commands.ExecutorFields:
        names = ExecutorForm.base_fields
        return commands.ExecutorFields(**{name: self.cleaned_data[name] for name in names})


class NewExecutorForm(ExecutorForm):
    """With the kind, and for a firm the address that is known or made here."""

    kind = forms.ChoiceField(
        label=_("Art"), choices=EXECUTOR_KIND, widget=forms.RadioSelect, initial=ExecutorKind.FIRM.value
    )
    party = forms.IntegerField(label=_("Firma"), required=False, widget=forms.HiddenInput)
    firm_name = forms.CharField(label=_("Name der Firma"), max_length=200, required=False)
    firm_email = forms.EmailField(
        label=_("E-Mail"), required=False, help_text=_("Dorthin gehen Aufträge mit Link zur Antwort")
    )
    firm_phone = forms.CharField(label=_("Telefon"), max_length=40, required=False)
    firm_street = forms.CharField(label=_("Straße und Hausnummer"), max_length=200, required=False)
    firm_postcode = forms.CharField(label=_("PLZ"), max_length=20, required=False)
    firm_city = forms.CharField(label=_("Ort"), max_length=120, required=False)

    def new_party(self, country: str, language: str) -> NewParty | None:
        data = self.cleaned_data
        if not data["firm_name"].strip():
            return None
        return NewParty(
            name=data["firm_name"],
            roles=(PartyRoleKind.SERVICE_PARTNER,),
            kind=PartyKind.ORGANISATION,
            email=data["firm_email"],
            phone=data["firm_phone"],
            address=NewAddress(data["firm_street"], data["firm_postcode"], data["firm_city"], country),
            language=language,
            is_business=True,
        )


@keepers
@require_GET
def executors(request: KulanzRequest) -> HttpResponse:
    rows = Executor.objects.filter(tenant_id=request.tenant.pk).select_related("party")
    context = {"rows": rows, "currency": request.tenant.currency}
    return show(request, "executors.html", HERE, context)


@keepers
@require_http_methods(["GET", "POST"])
def new_executor(request: KulanzRequest) -> HttpResponse:
    form = NewExecutorForm(_named_after_firm(request.POST) if request.method == "POST" else None)

    def save(values: dict[str, Any]) -> None:
        tenant = request.tenant
        commands.create_executor(
            actor=request.actor,
            kind=ExecutorKind(values["kind"]),
            fields=form.fields_given(),
            party_id=values["party"],
            new_party=form.new_party(tenant.country, tenant.language[:2]),
            at=clock.now(),
        )

    if request.method == "POST" and done(form, save):
        notices.success(request, _now("Angelegt. Bei der Entscheidung steht er jetzt zur Wahl."))
        return redirect("desk:executors")
    chosen = number_of(str(form["party"].value() or ""))
    context = {"form": form, "party": _partners(request).filter(pk=chosen or 0).first()}
    return show(request, "new_executor.html", HERE, context, status=422 if form.is_bound else 200)


def _named_after_firm(given: QueryDict) -> QueryDict:
    """Who leaves the name empty means the firm's."""
    data = given.copy()
    if not data.get("name", "").strip():
        known = Party.objects.filter(pk=number_of(data.get("party")) or 0).first()
        data["name"] = (known.name if known else data.get("firm_name", ""))[: commands.LONGEST_NAME]
    return data


@keepers
@require_http_methods(["GET", "POST"])
def executor(request: KulanzRequest, executor_id: int) -> HttpResponse:
    rows = Executor.objects.filter(tenant_id=request.tenant.pk).select_related("party")
    row = rows.filter(pk=executor_id).first()
    if row is None:
        raise Http404
    initial = {name: getattr(row, name) for name in ExecutorForm.base_fields}
    form = ExecutorForm(request.POST or None, initial=initial)

    def save(_values: dict[str, Any]) -> None:
        commands.change_executor(
            actor=request.actor, executor_id=row.pk, fields=form.fields_given(), at=clock.now()
        )

    if request.method == "POST" and done(form, save):
        notices.success(request, _now("Gespeichert. Offene Vorgänge behalten ihre Beträge."))
        return redirect("desk:executors")
    context = {
        "form": form,
        "row": row,
        "may_open_party": request.actor.has(Role.ADMINISTRATOR),
        "currency": request.tenant.currency,
    }
    return show(request, "executor.html", HERE, context, status=422 if form.is_bound else 200)


def _partners(request: KulanzRequest) -> Any:
    return Party.objects.filter(
        tenant_id=request.tenant.pk, roles__role=PartyRoleKind.SERVICE_PARTNER, erased_at=None
    )
