"""Vehicles: who drives them, what lies in them, what has to be put in before the next tours."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal, InvalidOperation
from typing import Any, Final, cast
from uuid import uuid4

from django import forms
from django.contrib import messages as notices
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from kulanz.core import clock
from kulanz.core.access.http import KulanzRequest
from kulanz.core.ui.forms import done
from kulanz.interfaces.desk.administration.door import number_of
from kulanz.interfaces.desk.masterdata.fields import NumberField
from kulanz.interfaces.desk.resources.door import readers, show, technician_choices, workers
from kulanz.masterdata.catalog.models import Article
from kulanz.stages.execution.commands.stock import count_stock, load_stock, return_stock, set_minimum
from kulanz.stages.execution.commands.vehicles import save_vehicle
from kulanz.stages.execution.models import Vehicle
from kulanz.stages.execution.queries.stock import (
    get_vehicle,
    listed_vehicles,
    movements,
    stock_lines,
    visits_ahead,
)
from kulanz.stages.execution.refusals_of_resources import MoreThanInside, NotAQuantity, UnusuallyMany

HERE: Final = "vehicles"
DEEDS: Final = (
    ("load", _("eingeladen")),
    ("return", _("zurückgegeben")),
    ("count", _("gezählt: so viele liegen darin")),
    ("minimum", _("Mindestbestand: so viele sollen immer darin liegen")),
)


class VehicleForm(forms.Form):
    name = forms.CharField(label=_("Name"), max_length=80, help_text=_("Wie es im Betrieb genannt wird"))
    plate = forms.CharField(label=_("Kennzeichen"), max_length=20, required=False)
    technician = forms.ChoiceField(
        label=_("Fahrer"),
        required=False,
        help_text=_("Was er beim Kunden verbraucht, wird aus diesem Fahrzeug abgebucht."),
    )
    note = forms.CharField(label=_("Notiz"), max_length=300, required=False)
    active = forms.BooleanField(label=_("in Gebrauch"), required=False, initial=True)

    def __init__(self, *args: Any, tenant_id: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = cast("forms.ChoiceField", self.fields["technician"])
        field.choices = [("", _("niemand")), *technician_choices(tenant_id)]

    def values(self) -> dict[str, Any]:
        data = dict(self.cleaned_data)
        return {**data, "technician_id": number_of(data.pop("technician"))}


class StockForm(forms.Form):
    """One deed with one article. `key` makes sending it twice count once."""

    deed = forms.ChoiceField(label=_("Was ist geschehen?"), choices=DEEDS, initial="load")
    article = forms.IntegerField(
        label=_("Artikel"), error_messages={"required": _("Bitte einen Artikel wählen.")}
    )
    quantity = NumberField(label=_("Menge"))
    note = forms.CharField(label=_("Bemerkung"), max_length=200, required=False)
    key = forms.CharField(max_length=40, widget=forms.HiddenInput)
    beyond = forms.BooleanField(
        label=_("Es waren wirklich so viele darin: trotzdem buchen"),
        required=False,
        help_text=_("Der Bestand steht dann unter null, bis gezählt wird."),
    )
    many = forms.BooleanField(label=_("Es sind wirklich so viele: trotzdem buchen"), required=False)


@readers
@require_GET
def vehicles(request: KulanzRequest) -> HttpResponse:
    active = request.GET.get("view") != "unused"
    rows = listed_vehicles(request.actor, active=active)[:500]
    return show(request, "vehicles.html", HERE, {"rows": rows, "active": active})


@workers
@require_http_methods(["GET", "POST"])
def new_vehicle(request: KulanzRequest) -> HttpResponse:
    tenant_id = request.tenant.pk
    posted = request.method == "POST"
    form = VehicleForm(request.POST if posted else None, tenant_id=tenant_id)
    made: list[Vehicle] = []

    def save(_values: dict[str, Any]) -> None:
        made.append(save_vehicle(actor=request.actor, values=form.values(), at=clock.now()))

    if posted and done(form, save):
        notices.success(request, _now("Das Fahrzeug ist angelegt."))
        return redirect("desk:vehicle", vehicle_id=made[0].pk)
    return show(
        request, "vehicle_form.html", HERE, {"form": form, "row": None}, status=422 if posted else 200
    )


@workers
@require_http_methods(["GET", "POST"])
def edit_vehicle(request: KulanzRequest, vehicle_id: int) -> HttpResponse:
    row = vehicle_or_404(request, vehicle_id)
    posted = request.method == "POST"
    initial = {"name": row.name, "plate": row.plate, "technician": row.technician_id, "note": row.note}
    form = VehicleForm(
        request.POST if posted else None,
        tenant_id=request.tenant.pk,
        initial={**initial, "active": row.active},
    )

    def save(_values: dict[str, Any]) -> None:
        save_vehicle(actor=request.actor, values=form.values(), vehicle_id=row.pk, at=clock.now())

    if posted and done(form, save):
        notices.success(request, _now("Gespeichert."))
        return redirect("desk:vehicle", vehicle_id=row.pk)
    return show(request, "vehicle_form.html", HERE, {"form": form, "row": row}, status=422 if posted else 200)


@readers
@require_GET
def vehicle(request: KulanzRequest, vehicle_id: int) -> HttpResponse:
    return page(request, vehicle_or_404(request, vehicle_id))


@workers
@require_POST
def book(request: KulanzRequest, vehicle_id: int) -> HttpResponse:
    """Loaded, returned, counted, or how many shall lie there."""
    row = vehicle_or_404(request, vehicle_id)
    form, asks = StockForm(request.POST), list[str]()

    def act(values: dict[str, Any]) -> None:
        given: dict[str, Any] = {"actor": request.actor, "vehicle_id": row.pk}
        article, quantity, at = values["article"], values["quantity"], clock.now()
        key, note, many = f"form:{values['key']}", values["note"], values["many"]
        match values["deed"]:
            case "load":
                given |= {"key": key, "note": note, "many": many, "at": at}
                load_stock(article_id=article, quantity=quantity, **given)
            case "return":
                given |= {"key": key, "note": note, "beyond": values["beyond"], "at": at}
                return_stock(article_id=article, quantity=quantity, **given)
            case "count":
                count_stock(counts={article: quantity}, note=note, many=many, at=at, **given)
            case _:
                set_minimum(article_id=article, minimum=quantity, **given)

    def ask(values: dict[str, Any]) -> None:
        try:
            act(values)
        except (MoreThanInside, UnusuallyMany) as doubt:
            asks.append("beyond" if isinstance(doubt, MoreThanInside) else "many")
            raise

    if not done(form, ask):
        return page(request, row, form=form, asks=asks, status=422)
    notices.success(request, _now("Gebucht."))
    return redirect("desk:vehicle", vehicle_id=row.pk)


@workers
@require_POST
def fill_up(request: KulanzRequest, vehicle_id: int) -> HttpResponse:
    """What was shown as missing lies in the vehicle now: as many as were shown, whatever came since."""
    row, at = vehicle_or_404(request, vehicle_id), clock.now()
    key = request.POST.get("key", "")[:40]
    loaded = 0
    for shown in request.POST.getlist("line")[:500]:
        article, _colon, quantity = shown.partition(":")
        loaded += load_stock(
            actor=request.actor,
            vehicle_id=row.pk,
            article_id=number_of(article) or 0,
            quantity=_quantity(quantity),
            key=f"fill:{key}:{article}",
            at=at,
        )
    if loaded:
        notices.success(request, _now("Eingeladen. Der Bestand ist gebucht."))
    return redirect("desk:vehicle", vehicle_id=row.pk)


def _chosen(request: KulanzRequest, form: StockForm | None) -> Article | None:
    """What a form that comes back had chosen already."""
    wanted = number_of(str(form["article"].value() or "")) if form is not None else None
    return Article.objects.filter(tenant_id=request.tenant.pk, pk=wanted or 0).first()


def _quantity(text: str) -> Decimal:
    try:
        return Decimal(text)
    except InvalidOperation:
        raise NotAQuantity from None


def vehicle_or_404(request: KulanzRequest, vehicle_id: int) -> Vehicle:
    row = get_vehicle(request.actor, vehicle_id)
    if row is None:
        raise Http404
    return row


def page(
    request: KulanzRequest,
    row: Vehicle,
    *,
    form: StockForm | None = None,
    asks: Sequence[str] = (),
    status: int = 200,
) -> HttpResponse:
    at = clock.now()
    lines = stock_lines(row, at=at)
    moved = movements(row, cursor=request.GET.get("cursor", ""))
    context = {
        "row": row,
        "lines": lines,
        "missing": [line for line in lines if line.to_load > 0],
        "visits": visits_ahead(row, at=at),
        "tools": row.tools.filter(active=True),
        "moved": moved.rows,
        "next_cursor": moved.next_cursor,
        "form": form or StockForm(initial={"key": uuid4().hex}),
        "asks": asks,
        "article": _chosen(request, form),
        "fill_key": uuid4().hex,
    }
    return show(request, "vehicle.html", HERE, context, status=status)
