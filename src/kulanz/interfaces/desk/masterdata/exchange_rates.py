"""Wechselkurse: what one unit of a foreign currency is worth, with a look at the effect before saving."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.contrib import messages as notices
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from kulanz.core import clock
from kulanz.core.access.http import KulanzRequest
from kulanz.core.tenancy.models import Tenant
from kulanz.core.ui.day_fields import DayField
from kulanz.core.ui.forms import done
from kulanz.interfaces.desk.masterdata.door import keepers, show
from kulanz.interfaces.desk.masterdata.fields import NumberField, currency_choices, plain_number
from kulanz.interfaces.desk.masterdata.trying import tried
from kulanz.masterdata.catalog.commands.exchange_rates import (
    correct_exchange_rate,
    history_of,
    remove_exchange_rate,
    set_exchange_rate,
)
from kulanz.masterdata.catalog.house import house_of
from kulanz.masterdata.catalog.models import ExchangeRate
from kulanz.masterdata.catalog.queries.rates import exchange_rates_of
from kulanz.masterdata.catalog.rules.rates import valid_on
from kulanz.stages.solution.rules.figures import Exchange
from kulanz.workflows.rate_preview import preview_exchange

HERE = "exchange_rates"


class CorrectionForm(forms.Form):
    rate = NumberField(label=gettext_lazy("Kurs"), dot_is_decimal=True)


class ExchangeForm(CorrectionForm):
    currency = forms.ChoiceField(label=gettext_lazy("Währung"))
    valid_from = DayField(label=gettext_lazy("Gültig ab"))
    field_order = ("currency", "valid_from", "rate")

    def __init__(self, *args: Any, tenant: Tenant, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        currency = self.fields["currency"]
        if isinstance(currency, forms.ChoiceField):
            currency.choices = [("", "–"), *currency_choices(tenant.currency)[1:]]


@dataclass(frozen=True, slots=True)
class Currency:
    """One currency with what is valid and all its rows, newest first; those not past may change."""

    code: str
    now: str
    since: date | None
    coming: ExchangeRate | None
    rows: list[tuple[ExchangeRate, bool]]


@keepers
@require_GET
def exchange_rates(request: KulanzRequest) -> HttpResponse:
    house = house_of(request.tenant.pk)
    today = house.day(clock.now())
    by_code: dict[str, list[ExchangeRate]] = defaultdict(list)
    for row in exchange_rates_of(request.actor).order_by("currency", "-valid_from"):
        by_code[row.currency].append(row)
    currencies = []
    for code, rows in by_code.items():
        now = next((row for row in rows if row.valid_from <= today), None)
        coming = [row for row in rows if row.valid_from > today]
        currencies.append(
            Currency(
                code,
                plain_number(now.rate, 4) if now else "–",
                now.valid_from if now else None,
                coming[-1] if coming else None,
                [(row, row.valid_from >= today) for row in rows],
            )
        )
    context = {"currencies": currencies, "own": house.currency, "today": today}
    return show(request, "exchange_rates.html", HERE, context)


@keepers
@require_http_methods(["GET", "POST"])
def new_exchange_rate(request: KulanzRequest) -> HttpResponse:
    at = clock.now()
    today = house_of(request.tenant.pk).day(at)
    asked = {"currency": request.GET.get("currency", "")[:3], "valid_from": today}
    form = ExchangeForm(request.POST or None, tenant=request.tenant, initial=asked)

    def act(values: dict[str, Any]) -> None:
        set_exchange_rate(actor=request.actor, at=at, **values)

    if request.POST.get("step") == "save" and done(form, act):
        notices.success(request, _("Der Kurs ist gespeichert."))
        return redirect("desk:exchange_rates")
    if request.POST.get("step") == "check" and tried(form, act):
        return _check(request, form, form.cleaned_data["currency"], form.cleaned_data["valid_from"], today)
    return _form(request, form, None)


@keepers
@require_http_methods(["GET", "POST"])
def exchange_rate(request: KulanzRequest, exchange_rate_id: int) -> HttpResponse:
    row = _row(request, exchange_rate_id)
    at = clock.now()
    today = house_of(request.tenant.pk).day(at)
    form = CorrectionForm(request.POST or None, initial={"rate": row.rate})

    def act(values: dict[str, Any]) -> None:
        correct_exchange_rate(actor=request.actor, rate_id=row.pk, rate=values["rate"], at=at)

    if request.POST.get("step") == "save" and done(form, act):
        notices.success(request, _("Der Kurs ist berichtigt."))
        return redirect("desk:exchange_rates")
    if request.POST.get("step") == "check" and tried(form, act):
        return _check(request, form, row.currency, row.valid_from, today)
    return _form(request, form, row)


@keepers
@require_POST
def drop_exchange_rate(request: KulanzRequest, exchange_rate_id: int) -> HttpResponse:
    row = _row(request, exchange_rate_id)
    remove_exchange_rate(actor=request.actor, rate_id=row.pk, at=clock.now())
    notices.success(request, _("Der Kurs ist zurückgenommen. Was vorher galt, gilt weiter."))
    return redirect("desk:exchange_rates")


def _form(request: KulanzRequest, form: CorrectionForm, row: ExchangeRate | None) -> HttpResponse:
    context = {"form": form, "row": row, "own": house_of(request.tenant.pk).currency}
    return show(request, "exchange_rate.html", HERE, context, status=422 if form.errors else 200)


def _check(
    request: KulanzRequest, form: CorrectionForm, currency: str, valid_from: date, today: date
) -> HttpResponse:
    rate = form.cleaned_data["rate"]
    before = valid_on(history_of(request.tenant.pk, currency), valid_from)
    context = {
        "form": form,
        "key": currency,
        "valid_from": valid_from,
        "before": plain_number(before.amount, 4) if before and before.amount is not None else "–",
        "after": plain_number(rate, 4),
        "preview": preview_exchange(
            actor=request.actor, rows=[Exchange(currency, valid_from, rate)], day=max(valid_from, today)
        ),
        "hidden": [(name, value) for name, value in request.POST.items() if name in form.fields],
        "is_past": valid_from < today,
    }
    return show(request, "rate_check.html", HERE, context)


def _row(request: KulanzRequest, exchange_rate_id: int) -> ExchangeRate:
    row = exchange_rates_of(request.actor).filter(pk=exchange_rate_id).first()
    if row is None:
        raise Http404
    return row
