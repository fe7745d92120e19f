"""Setting or correcting one rate: typed, looked at with its effect on open cases, saved."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib import messages as notices
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from kulanz.core import clock
from kulanz.core.access.http import KulanzRequest
from kulanz.core.ui.forms import done
from kulanz.interfaces.desk.administration.door import number_of
from kulanz.interfaces.desk.masterdata.door import keepers, show
from kulanz.interfaces.desk.masterdata.rate_forms import FigureForm, RateForm, shown_figure
from kulanz.interfaces.desk.masterdata.trying import tried
from kulanz.interfaces.desk.masterdata.words import figure_text
from kulanz.masterdata.catalog.commands.rates import correct_rate, remove_rate, set_rate
from kulanz.masterdata.catalog.house import house_of
from kulanz.masterdata.catalog.models import CostKind, FreightUnit, Rate, WeightClass
from kulanz.masterdata.catalog.queries.rate_keys import Key
from kulanz.masterdata.catalog.queries.rates import cost_kinds, rates_of
from kulanz.masterdata.catalog.rules.costs import RATED, Scope
from kulanz.masterdata.catalog.rules.rates import Figure, valid_on
from kulanz.masterdata.catalog.wording import kind_text
from kulanz.stages.solution.rules.figures import RateRow
from kulanz.workflows.rate_preview import RatePreview, preview_rates

HERE = "cost_kinds"


@keepers
@require_http_methods(["GET", "POST"])
def new_rate(request: KulanzRequest, cost_kind_id: int) -> HttpResponse:
    """A rate from a day on: typed, looked at with its effect, saved."""
    kind = find_kind(request, cost_kind_id)
    if Scope(kind.scope) not in RATED:
        raise Http404
    at = clock.now()
    today = house_of(request.tenant.pk).day(at)
    form = RateForm(
        request.POST or None,
        tenant=request.tenant,
        kind=kind,
        today=today,
        initial=_asked(request, kind, today),
    )

    def act(_values: dict[str, Any]) -> None:
        set_rate(actor=request.actor, cost_kind_id=kind.pk, at=at, **form.command)

    if request.POST.get("step") == "save" and done(form, act):
        notices.success(request, _("Der Satz ist gespeichert."))
        return redirect("desk:rates", kind.pk)
    if request.POST.get("step") == "check" and tried(form, act):
        key = Key(kind, form.command["country"], form.cleaned_data.get("freight_unit"),
                  form.cleaned_data.get("weight_class"))  # fmt: skip
        return _check(request, form, Change(key, form.cleaned_data["valid_from"], form.figure), today)
    context = {
        "form": form, "kind": kind, "kind_name": kind_text(kind), "rate": None,
        "clash": _clash(form, kind),
    }  # fmt: skip
    return show(request, "rate.html", HERE, context, status=422 if form.errors else 200)


@keepers
@require_http_methods(["GET", "POST"])
def rate(request: KulanzRequest, rate_id: int) -> HttpResponse:
    """Another figure for a day that has not passed."""
    row = _rate(request, rate_id)
    at = clock.now()
    today = house_of(request.tenant.pk).day(at)
    form = FigureForm(
        request.POST or None,
        tenant=request.tenant,
        scope=Scope(row.cost_kind.scope),
        initial=shown_figure(row),
    )

    def act(_values: dict[str, Any]) -> None:
        figure = form.figure
        correct_rate(
            actor=request.actor, rate_id=row.pk, at=at, amount=figure.amount,
            share_percent=figure.share_percent, currency=figure.currency,
        )  # fmt: skip

    if request.POST.get("step") == "save" and done(form, act):
        notices.success(request, _("Der Satz ist berichtigt."))
        return redirect("desk:rates", row.cost_kind_id)
    key = Key(row.cost_kind, row.country, row.freight_unit, row.weight_class)
    if request.POST.get("step") == "check" and tried(form, act):
        return _check(request, form, Change(key, row.valid_from, form.figure), today)
    context = {
        "form": form, "kind": row.cost_kind, "rate": row, "key": str(key), "may": row.valid_from >= today,
    }  # fmt: skip
    return show(request, "rate.html", HERE, context, status=422 if form.errors else 200)


@keepers
@require_POST
def drop_rate(request: KulanzRequest, rate_id: int) -> HttpResponse:
    """Take back a rate whose day has not passed."""
    row = _rate(request, rate_id)
    remove_rate(actor=request.actor, rate_id=row.pk, at=clock.now())
    notices.success(request, _("Der Satz ist zurückgenommen. Was vorher galt, gilt weiter."))
    return redirect("desk:rates", row.cost_kind_id)


@dataclass(frozen=True, slots=True)
class Change:
    """What is about to be saved."""

    key: Key
    valid_from: date
    figure: Figure


def _check(request: KulanzRequest, form: FigureForm, change: Change, today: date) -> HttpResponse:
    """What would change, and whom it concerns; nothing is saved yet."""
    key, valid_from, figure = change.key, change.valid_from, change.figure
    preview: RatePreview = preview_rates(
        actor=request.actor, rows=[row_of(key, valid_from, figure)], day=max(valid_from, today)
    )
    context = {
        "form": form,
        "kind": key.kind,
        "key": str(key),
        "valid_from": valid_from,
        "before": figure_text(valid_on(key.history(), valid_from)),
        "after": figure_text(figure),
        "preview": preview,
        "hidden": [(name, value) for name, value in request.POST.items() if name in form.fields],
        "is_past": valid_from < today,
        "leave": "desk:rates",
    }
    return show(request, "rate_check.html", HERE, context)


def row_of(key: Key, valid_from: date, figure: Figure) -> RateRow:
    """The rate as the calculation takes it."""
    return RateRow(
        key.kind.code,
        valid_from,
        figure.amount,
        figure.share_percent,
        figure.currency,
        key.country,
        key.unit.code if key.unit else "",
        key.weight_class.up_to_kg if key.weight_class else None,
    )


def _asked(request: KulanzRequest, kind: CostKind, today: date) -> dict[str, Any]:
    """What the grid's square asks for, with the figure that is valid there today."""
    asked: dict[str, Any] = {
        "country": request.GET.get("country", "")[:2].upper(),
        "freight_unit": number_of(request.GET.get("freight_unit")),
        "weight_class": number_of(request.GET.get("weight_class")),
    }
    if not any(asked.values()) and Scope(kind.scope) is not Scope.ONCE:
        return asked
    unit = FreightUnit.objects.filter(tenant_id=kind.tenant_id, pk=asked["freight_unit"] or 0).first()
    weight = WeightClass.objects.filter(tenant_id=kind.tenant_id, pk=asked["weight_class"] or 0).first()
    known = valid_on(Key(kind, asked["country"], unit, weight).history(), today)
    if known is not None and not known.ends:
        asked |= {
            "amount": known.amount, "share_percent": known.share_percent, "currency": known.currency,
        }  # fmt: skip
    return asked


def _clash(form: RateForm, kind: CostKind) -> Rate | None:
    """The rate that is already there for the very day, to be corrected instead."""
    if not form.is_bound or "valid_from" not in form.errors or "valid_from" not in form.data:
        return None
    data = form.cleaned_data
    key = Key(kind, data.get("country", ""), data.get("freight_unit"), data.get("weight_class"))
    try:
        day = date.fromisoformat(str(form.data["valid_from"]))
    except ValueError:
        return None
    return key.rows().filter(valid_from=day).first()


def find_kind(request: KulanzRequest, cost_kind_id: int) -> CostKind:
    """The tenant's cost kind, or 404."""
    kind = cost_kinds(request.actor).filter(pk=cost_kind_id).first()
    if kind is None:
        raise Http404
    return kind


def _rate(request: KulanzRequest, rate_id: int) -> Rate:
    row = rates_of(request.actor).filter(pk=rate_id).first()
    if row is None:
        raise Http404
    return row
