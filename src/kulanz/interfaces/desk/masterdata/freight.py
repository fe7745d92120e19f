"""Frachteinheiten and Gewichtsklassen: what freight rates hang on."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages as notices
from django.db.models import Count, Q
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from kulanz.core import clock
from kulanz.core.access.http import KulanzRequest
from kulanz.core.ui.forms import done
from kulanz.interfaces.desk.masterdata.door import keepers, show
from kulanz.interfaces.desk.masterdata.fields import NumberField
from kulanz.masterdata.catalog.commands.freight import (
    change_freight_unit,
    change_weight_class,
    create_freight_unit,
    create_weight_class,
)
from kulanz.masterdata.catalog.models import WeightClass
from kulanz.masterdata.catalog.queries.rates import freight_units, weight_classes
from kulanz.masterdata.catalog.wording import kilos


class FreightUnitForm(forms.Form):
    name = forms.CharField(label=gettext_lazy("Name"), max_length=60)
    name_en = forms.CharField(label=gettext_lazy("Name auf Englisch"), max_length=60, required=False)
    active = forms.BooleanField(
        label=gettext_lazy("in Gebrauch"),
        required=False,
        initial=True,
        help_text=gettext_lazy("Außer Gebrauch bekommt sie keine neuen Sätze; Artikel behalten sie."),
    )


class NewFreightUnitForm(FreightUnitForm):
    code = forms.CharField(
        label=gettext_lazy("Kürzel"), max_length=20, help_text=gettext_lazy("Steht in Listen und bleibt.")
    )
    field_order = ("code", "name", "name_en")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["active"]


class WeightClassForm(forms.Form):
    up_to_kg = NumberField(
        label=gettext_lazy("Bis einschließlich, in kg"),
        dot_is_decimal=True,
        help_text=gettext_lazy("Was schwerer ist als die nächstkleinere Klasse, fällt hierher."),
    )


@keepers
@require_http_methods(["GET", "POST"])
def freight_units_page(request: KulanzRequest) -> HttpResponse:
    """The list, with a form for one more."""
    form = NewFreightUnitForm(request.POST or None)

    def save(values: dict[str, Any]) -> None:
        create_freight_unit(actor=request.actor, at=clock.now(), **values)

    if request.method == "POST" and done(form, save):
        notices.success(request, _("Die Frachteinheit ist angelegt. Jetzt braucht sie Sätze."))
        return redirect("desk:freight_units")
    rows = freight_units(request.actor).annotate(used=Count("articles", filter=Q(articles__active=True)))
    context = {"rows": rows, "form": form}
    return show(request, "freight_units.html", "freight_units", context, status=422 if form.errors else 200)


@keepers
@require_http_methods(["GET", "POST"])
def freight_unit(request: KulanzRequest, freight_unit_id: int) -> HttpResponse:
    unit = freight_units(request.actor).filter(pk=freight_unit_id).first()
    if unit is None:
        raise Http404
    shown = {name: getattr(unit, name) for name in FreightUnitForm.base_fields}
    form = FreightUnitForm(request.POST or None, initial=shown)

    def save(values: dict[str, Any]) -> None:
        change_freight_unit(actor=request.actor, unit_id=freight_unit_id, at=clock.now(), **values)

    if request.method == "POST" and done(form, save):
        notices.success(request, _("Gespeichert."))
        return redirect("desk:freight_units")
    context = {"unit": unit, "form": form}
    return show(request, "freight_unit.html", "freight_units", context, status=422 if form.errors else 200)


@keepers
@require_http_methods(["GET", "POST"])
def weight_classes_page(request: KulanzRequest) -> HttpResponse:
    """The list, lightest first, with a form for one more."""
    form = WeightClassForm(request.POST or None)

    def save(values: dict[str, Any]) -> None:
        create_weight_class(actor=request.actor, up_to_kg=values["up_to_kg"], at=clock.now())

    if request.method == "POST" and done(form, save):
        notices.success(request, _("Die Gewichtsklasse ist angelegt. Jetzt braucht sie Sätze."))
        return redirect("desk:weight_classes")
    context = {"rows": _classes(list(weight_classes(request.actor))), "form": form}
    return show(request, "weight_classes.html", "weight_classes", context, status=422 if form.errors else 200)


def _classes(rows: list[WeightClass]) -> list[tuple[WeightClass, str, str]]:
    """Each class with the bound below it; one out of use bounds nothing."""
    found, below = [], ""
    for row in rows:
        found.append((row, below, kilos(row.up_to_kg)))
        if row.active:
            below = kilos(row.up_to_kg)
    return found


@keepers
@require_http_methods(["POST"])
def weight_class(request: KulanzRequest, weight_class_id: int) -> HttpResponse:
    """Out of use, or back into it."""
    if not weight_classes(request.actor).filter(pk=weight_class_id).exists():
        raise Http404
    active = request.POST.get("active") == "yes"
    change_weight_class(actor=request.actor, class_id=weight_class_id, active=active, at=clock.now())
    notices.success(request, _("Gespeichert."))
    return redirect("desk:weight_classes")
