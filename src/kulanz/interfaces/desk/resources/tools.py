"""Special tools: where each one is, until when it is inspected, and who needs it when."""

from __future__ import annotations

from typing import Any, Final, cast

from django import forms
from django.contrib import messages as notices
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from kulanz.cases.calendar import local_date
from kulanz.core import clock
from kulanz.core.access.http import KulanzRequest
from kulanz.core.ui.day_fields import DayField
from kulanz.core.ui.forms import done
from kulanz.interfaces.desk.administration.door import number_of
from kulanz.interfaces.desk.resources.door import readers, show, technician_choices, workers
from kulanz.stages.execution.commands.tools import move_tool, save_tool
from kulanz.stages.execution.models import Tool, Vehicle
from kulanz.stages.execution.queries.tools import listed_tools, needs_of, tools_visible_to

HERE: Final = "tools"
MOVES_SHOWN: Final = 100


class ToolForm(forms.Form):
    name = forms.CharField(label=_("Name"), max_length=120)
    number = forms.CharField(
        label=_("Nummer"), max_length=60, help_text=_("Inventarnummer, wie sie darauf steht")
    )
    inspected_until = DayField(
        label=_("Geprüft bis"),
        required=False,
        help_text=_("Danach wird bei der Planung gewarnt."),
    )
    active = forms.BooleanField(label=_("in Gebrauch"), required=False, initial=True)


class MoveForm(forms.Form):
    vehicle = forms.ChoiceField(label=_("Im Fahrzeug"), required=False)
    technician = forms.ChoiceField(label=_("Beim Techniker"), required=False)
    place = forms.CharField(
        label=_("An einem anderen Ort"), max_length=120, required=False, help_text=_("Zum Beispiel Lager")
    )

    def __init__(self, *args: Any, tenant_id: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        vans = Vehicle.objects.filter(tenant_id=tenant_id, active=True).order_by("name")[:500]
        cast("forms.ChoiceField", self.fields["vehicle"]).choices = [
            ("", "–"),
            *((str(van.pk), van.name) for van in vans),
        ]
        cast("forms.ChoiceField", self.fields["technician"]).choices = [
            ("", "–"),
            *technician_choices(tenant_id),
        ]


@readers
@require_GET
def tools(request: KulanzRequest) -> HttpResponse:
    in_use = request.GET.get("view") != "unused"
    at = clock.now()
    rows = listed_tools(request.actor, at=at, in_use=in_use)
    context = {"rows": rows, "in_use": in_use, "today": local_date(request.tenant, at)}
    return show(request, "tools.html", HERE, context)


@workers
@require_http_methods(["GET", "POST"])
def new_tool(request: KulanzRequest) -> HttpResponse:
    form = ToolForm(request.POST if request.method == "POST" else None)
    made: list[Tool] = []

    def save(values: dict[str, Any]) -> None:
        made.append(save_tool(actor=request.actor, values=values, at=clock.now()))

    if request.method == "POST" and done(form, save):
        notices.success(request, _now("Das Werkzeug ist angelegt. Wo ist es jetzt?"))
        return redirect("desk:tool", tool_id=made[0].pk)
    return show(
        request, "tool_form.html", HERE, {"form": form, "row": None}, status=422 if form.is_bound else 200
    )


@workers
@require_http_methods(["GET", "POST"])
def edit_tool(request: KulanzRequest, tool_id: int) -> HttpResponse:
    row = _tool_or_404(request, tool_id)
    initial = {name: getattr(row, name) for name in ("name", "number", "inspected_until", "active")}
    form = ToolForm(request.POST if request.method == "POST" else None, initial=initial)

    def save(values: dict[str, Any]) -> None:
        save_tool(actor=request.actor, values=values, tool_id=row.pk, at=clock.now())

    if request.method == "POST" and done(form, save):
        notices.success(request, _now("Gespeichert."))
        return redirect("desk:tool", tool_id=row.pk)
    return show(
        request, "tool_form.html", HERE, {"form": form, "row": row}, status=422 if form.is_bound else 200
    )


@readers
@require_GET
def tool(request: KulanzRequest, tool_id: int) -> HttpResponse:
    return _page(request, _tool_or_404(request, tool_id))


@workers
@require_POST
def move(request: KulanzRequest, tool_id: int) -> HttpResponse:
    """It is somewhere else now."""
    row = _tool_or_404(request, tool_id)
    form = MoveForm(request.POST, tenant_id=request.tenant.pk)

    def act(values: dict[str, Any]) -> None:
        move_tool(
            actor=request.actor,
            tool_id=row.pk,
            vehicle_id=number_of(values["vehicle"]),
            technician_id=number_of(values["technician"]),
            place=values["place"],
            at=clock.now(),
        )

    if not done(form, act):
        return _page(request, row, form=form, status=422)
    notices.success(request, _now("Eingetragen, wo es jetzt ist."))
    return redirect("desk:tool", tool_id=row.pk)


def _tool_or_404(request: KulanzRequest, tool_id: int) -> Tool:
    row = tools_visible_to(request.actor).filter(pk=tool_id).first()
    if row is None:
        raise Http404
    return row


def _page(
    request: KulanzRequest, row: Tool, *, form: MoveForm | None = None, status: int = 200
) -> HttpResponse:
    at = clock.now()
    context = {
        "row": row,
        "form": form or MoveForm(tenant_id=request.tenant.pk),
        "needs": needs_of(row, at=at),
        "moves": row.movements.all()[:MOVES_SHOWN],
        "overdue": row.inspected_until is not None and row.inspected_until < local_date(request.tenant, at),
    }
    return show(request, "tool.html", HERE, context, status=status)
