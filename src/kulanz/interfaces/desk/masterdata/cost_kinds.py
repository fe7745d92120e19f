"""Kostenarten: what remedies are made of, and what the ones with one standard amount cost today."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.contrib import messages as notices
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from kulanz.core import clock
from kulanz.core.access.http import KulanzRequest
from kulanz.core.ui.forms import done
from kulanz.interfaces.desk.masterdata.door import keepers, show
from kulanz.interfaces.desk.masterdata.fields import plain_number
from kulanz.interfaces.desk.masterdata.rate import find_kind
from kulanz.interfaces.desk.masterdata.words import rate_text
from kulanz.masterdata.catalog.commands.cost_kinds import (
    OWN_SCOPES,
    change_cost_kind,
    create_cost_kind,
)
from kulanz.masterdata.catalog.house import house_of
from kulanz.masterdata.catalog.models import CostKind
from kulanz.masterdata.catalog.models.rates import SCOPE
from kulanz.masterdata.catalog.queries.rates import Track, cost_kinds, rates_of, tracks
from kulanz.masterdata.catalog.rules.costs import RATED, Scope
from kulanz.masterdata.catalog.wording import kind_text

HERE = "cost_kinds"


class CostKindForm(forms.Form):
    """What may change of a cost kind."""

    name = forms.CharField(label=gettext_lazy("Name"), max_length=80)
    name_en = forms.CharField(label=gettext_lazy("Name auf Englisch"), max_length=80, required=False)
    active = forms.BooleanField(
        label=gettext_lazy("in Gebrauch"),
        required=False,
        initial=True,
        help_text=gettext_lazy("Außer Gebrauch zählt sie bei keiner Maßnahme mehr; ihre Sätze bleiben."),
    )


class NewCostKindForm(CostKindForm):
    """With what stays for good."""

    code = forms.CharField(
        label=gettext_lazy("Kürzel"),
        max_length=30,
        help_text=gettext_lazy("Steht in Listen und bleibt: Kleinbuchstaben, Ziffern und _."),
    )
    scope = forms.ChoiceField(
        label=gettext_lazy("Woran ihr Betrag hängt"),
        choices=[(value, label) for value, label in SCOPE if value in {s.value for s in OWN_SCOPES}],
        widget=forms.RadioSelect,
    )
    is_revenue = forms.BooleanField(
        label=gettext_lazy("Erlös"),
        required=False,
        help_text=gettext_lazy("Er wird von den Kosten abgezogen."),
    )
    field_order = ("code", "name", "name_en", "scope", "is_revenue")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["active"]


@dataclass(frozen=True, slots=True)
class Line:
    """One cost kind: its rate where there is one only, else how many are valid."""

    kind: CostKind
    name: str
    is_rated: bool
    is_single: bool
    now: str
    amount: str
    """Today's figure as it is typed."""
    currency: str
    next_day: date | None
    next: str
    valid: int


@keepers
@require_GET
def cost_kinds_page(request: KulanzRequest) -> HttpResponse:
    house = house_of(request.tenant.pk)
    today = house.day(clock.now())
    found: dict[int, list[Track]] = {}
    for track in tracks(rates_of(request.actor), today):
        found.setdefault(track.key.cost_kind_id, []).append(track)
    rows = [_line(kind, found.get(kind.pk, []), house.currency) for kind in cost_kinds(request.actor)]
    return show(request, "cost_kinds.html", HERE, {"rows": rows, "today": today})


def _line(kind: CostKind, found: list[Track], own: str) -> Line:
    scope = Scope(kind.scope)
    single = found[0] if scope is Scope.ONCE and found else None
    now = single.now if single else None
    coming = single.future[0] if single and single.future else None
    return Line(
        kind=kind,
        name=kind_text(kind),
        is_rated=scope in RATED,
        is_single=scope is Scope.ONCE,
        now=rate_text(now),
        amount=plain_number(now.amount, 2) if now and now.amount is not None else "",
        currency=now.currency if now else own,
        next_day=coming.valid_from if coming else None,
        next=rate_text(coming) if coming else "",
        valid=sum(track.now is not None for track in found),
    )


@keepers
@require_http_methods(["GET", "POST"])
def new_cost_kind(request: KulanzRequest) -> HttpResponse:
    form = NewCostKindForm(request.POST or None)

    def save(values: dict[str, Any]) -> None:
        scope = Scope(values.pop("scope"))
        create_cost_kind(actor=request.actor, at=clock.now(), scope=scope, **values)

    if request.method == "POST" and done(form, save):
        notices.success(request, _("Angelegt. Sie zählt, sobald sie bei einer Maßnahme steht."))
        return redirect("desk:cost_kinds")
    return show(
        request, "cost_kind.html", HERE, {"form": form, "kind": None}, status=422 if form.errors else 200
    )


@keepers
@require_http_methods(["GET", "POST"])
def cost_kind(request: KulanzRequest, cost_kind_id: int) -> HttpResponse:
    kind = find_kind(request, cost_kind_id)
    shown = {name: getattr(kind, name) for name in CostKindForm.base_fields}
    form = CostKindForm(request.POST or None, initial=shown)

    def save(values: dict[str, Any]) -> None:
        change_cost_kind(actor=request.actor, cost_kind_id=kind.pk, at=clock.now(), **values)

    if request.method == "POST" and done(form, save):
        notices.success(request, _("Gespeichert."))
        return redirect("desk:cost_kinds")
    context = {"form": form, "kind": kind}
    return show(request, "cost_kind.html", HERE, context, status=422 if form.errors else 200)
