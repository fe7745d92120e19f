"""Maintenance plans: what comes up when, and making, pausing and ending them."""

from __future__ import annotations

from typing import Any, Final

from django import forms
from django.contrib import messages as notices
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from kulanz.cases.calendar import local_date
from kulanz.core import clock
from kulanz.core.access.http import KulanzRequest
from kulanz.core.enums import member
from kulanz.core.ui.day_fields import DayField
from kulanz.core.ui.forms import done
from kulanz.interfaces.desk.administration.door import number_of
from kulanz.interfaces.desk.resources.door import readers, show, workers
from kulanz.interfaces.desk.resources.fields import ForWhomForm, place_choices
from kulanz.masterdata.parties.models import Party
from kulanz.stages.execution.commands.maintenance import (
    PlanInput,
    end_plan,
    pause_plan,
    resume_plan,
    save_plan,
)
from kulanz.stages.execution.models import MaintenancePlan
from kulanz.stages.execution.models.choices import VISIT_KIND
from kulanz.stages.execution.queries.maintenance import PlanView, get_plan, list_plans
from kulanz.stages.execution.rules.visits import VisitKind

HERE: Final = "maintenance"
_DEEDS: Final = {"pause": pause_plan, "resume": resume_plan, "end": end_plan}


class PlanForm(ForWhomForm):
    name = forms.CharField(
        label=_("Name"), max_length=160, help_text=_("Betreff der Vorgänge, die entstehen")
    )
    kind = forms.ChoiceField(label=_("Art"), choices=VISIT_KIND, initial=VisitKind.MAINTENANCE.value)
    items = forms.CharField(
        label=_("Was gewartet wird"),
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Je Zeile ein Gegenstand"),
    )
    interval_months = forms.IntegerField(
        label=_("Abstand in Monaten"), error_messages={"invalid": _("Bitte eine ganze Zahl angeben.")}
    )
    next_due_on = DayField(label=_("Nächster Termin fällig am"))
    ends_on = DayField(label=_("Endet am"), required=False)
    lead_days = forms.IntegerField(
        label=_("Vorlauf in Tagen"),
        initial=30,
        help_text=_("So früh entsteht der Vorgang mit dem Einsatz zum Planen."),
    )
    duration_minutes = forms.IntegerField(
        label=_("Dauer in Minuten"), required=False, help_text=_("Leer: wie bei der Arbeitsart üblich")
    )

    def given(self) -> PlanInput:
        data = self.cleaned_data
        names = (
            "name",
            "items",
            "interval_months",
            "next_due_on",
            "ends_on",
            "lead_days",
            "duration_minutes",
        )
        plain = {name: data[name] for name in names}
        return PlanInput(**plain, **self.of_whom(), kind=VisitKind(data["kind"]))


@readers
@require_GET
def plans(request: KulanzRequest) -> HttpResponse:
    view = member(PlanView, request.GET.get("view", "")) or PlanView.ACTIVE
    page = list_plans(request.actor, view, cursor=request.GET.get("cursor", ""))
    context = {
        "rows": page.rows,
        "next_cursor": page.next_cursor,
        "active": view is PlanView.ACTIVE,
        "today": local_date(request.tenant, clock.now()),
    }
    return show(request, "plans.html", HERE, context)


@workers
@require_http_methods(["GET", "POST"])
def new_plan(request: KulanzRequest) -> HttpResponse:
    posted = request.method == "POST"
    form = PlanForm(request.POST if posted else None, request=request)
    made: list[MaintenancePlan] = []

    def save(_values: dict[str, Any]) -> None:
        made.append(save_plan(actor=request.actor, given=form.given(), at=clock.now()))

    if posted and done(form, save):
        notices.success(request, _now("Der Wartungsplan ist angelegt."))
        return redirect("desk:maintenance_plan", plan_id=made[0].pk)
    return show(request, "plan_form.html", HERE, {"form": form, "row": None}, status=422 if posted else 200)


@workers
@require_http_methods(["GET", "POST"])
def edit_plan(request: KulanzRequest, plan_id: int) -> HttpResponse:
    row = _plan_or_404(request, plan_id)
    posted = request.method == "POST"
    initial = {name: getattr(row, name) for name in PlanForm.base_fields if hasattr(row, name)}
    ids = {name: getattr(row, f"{name}_id") for name in ("customer", "place", "dealer", "work_kind")}
    form = PlanForm(request.POST if posted else None, request=request, initial={**initial, **ids})

    def save(_values: dict[str, Any]) -> None:
        save_plan(actor=request.actor, given=form.given(), plan_id=row.pk, at=clock.now())

    if posted and done(form, save):
        notices.success(request, _now("Gespeichert."))
        return redirect("desk:maintenance_plan", plan_id=row.pk)
    return show(request, "plan_form.html", HERE, {"form": form, "row": row}, status=422 if posted else 200)


@readers
@require_GET
def plan(request: KulanzRequest, plan_id: int) -> HttpResponse:
    row = _plan_or_404(request, plan_id)
    ended = row.ends_on is not None and row.ends_on <= local_date(request.tenant, clock.now())
    context = {
        "row": row,
        "dues": row.dues.select_related("case", "visit")[:100],
        "ended": ended and not row.active,
    }
    return show(request, "plan.html", HERE, context)


@workers
@require_POST
def set_plan(request: KulanzRequest, plan_id: int) -> HttpResponse:
    """Pause it, go on with it, or end it."""
    row = _plan_or_404(request, plan_id)
    deed = _DEEDS.get(request.POST.get("deed", ""))
    if deed is None:
        raise Http404
    deed(actor=request.actor, plan_id=row.pk, at=clock.now())
    notices.success(request, _now("Gespeichert."))
    return redirect("desk:maintenance_plan", plan_id=row.pk)


@readers
@require_GET
def places(request: KulanzRequest) -> HttpResponse:
    """The chosen customer's addresses as a field."""
    pk = number_of(request.GET.get("customer")) or 0
    party = Party.objects.filter(tenant_id=request.tenant.pk, pk=pk, erased_at=None).first()
    return render(request, "desk/resources/places.html", {"choices": place_choices(party)})


def _plan_or_404(request: KulanzRequest, plan_id: int) -> MaintenancePlan:
    row = get_plan(request.actor, plan_id)
    if row is None:
        raise Http404
    return row
