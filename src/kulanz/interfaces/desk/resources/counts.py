"""What lies in a vehicle as a list: out to count by, in after a look at what would change."""

from __future__ import annotations

from typing import Any, Final

from django import forms
from django.contrib import messages as notices
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods

from kulanz.core import clock
from kulanz.core.access.http import KulanzRequest
from kulanz.core.refusal import Refusal
from kulanz.core.tables.keeping import drop_list, keep_list, kept_list
from kulanz.core.tables.reading import LARGEST, read_table
from kulanz.core.tables.refusals import TableTooLarge
from kulanz.core.tables.serving import table_response
from kulanz.core.tables.writing import Value
from kulanz.interfaces.desk.resources.door import readers, show, workers
from kulanz.interfaces.desk.resources.vehicles import HERE, vehicle_or_404
from kulanz.stages.execution.commands.stock import Counted, import_count
from kulanz.stages.execution.models import Vehicle
from kulanz.stages.execution.queries.stock import stock_lines
from kulanz.stages.execution.refusals_of_resources import CountRefused

SHOWN: Final = 200
_HEADINGS: Final = (
    _("Artikelnummer"),
    _("Bezeichnung"),
    _("Bestand"),
    _("Mindestbestand"),
)


class CountForm(forms.Form):
    file = forms.FileField(
        label=_("Liste"),
        help_text=_("CSV oder XLSX. Zeilen ohne Menge bleiben, wie sie sind."),
        widget=forms.FileInput(attrs={"accept": ".csv,.xlsx,.txt"}),
    )


@readers
@require_GET
def stock_list(request: KulanzRequest, vehicle_id: int) -> HttpResponse:
    """In the shape in which it can be brought back."""
    row = vehicle_or_404(request, vehicle_id)
    listed: list[list[Value]] = [
        [line.article.number, line.article.name, line.quantity, line.minimum]
        for line in stock_lines(row, at=clock.now())
    ]
    name = _now("bestand-%(vehicle)s") % {"vehicle": row.name}
    return table_response(name, request.GET.get("format", "csv"), [str(h) for h in _HEADINGS], listed)


@workers
@require_http_methods(["GET", "POST"])
def count(request: KulanzRequest, vehicle_id: int) -> HttpResponse:
    """The form; a file is tried, kept and shown; its confirmation takes it over."""
    row = vehicle_or_404(request, vehicle_id)
    if request.method == "GET":
        return _start(request, row, CountForm())
    if request.POST.get("step") == "save":
        return _take(request, row)
    form = CountForm(request.POST, request.FILES)
    if not form.is_valid():
        return _start(request, row, form)
    upload = form.cleaned_data["file"]
    name = upload.name or "zaehlung.csv"
    try:
        if (upload.size or 0) > LARGEST:
            raise TableTooLarge(megabytes=LARGEST // 1024**2)
        content = upload.read()
        with transaction.atomic():
            found = _import(request, row, name, content)
            # only tried: nothing of it stays
            transaction.set_rollback(True)
        token = keep_list(content=content, name=name, **_mine(request, row))
    except CountRefused as refused:
        form.add_error("file", str(refused))
        return _start(request, row, form, problems=refused.lines()[:SHOWN])
    except Refusal as refusal:
        form.add_error("file", str(refusal))
        return _start(request, row, form)
    return show(request, "count.html", HERE, {"row": row, "form": form, "found": found, "token": token})


def _take(request: KulanzRequest, row: Vehicle) -> HttpResponse:
    mine = {**_mine(request, row), "token": request.POST.get("token", "")}
    try:
        name, content = kept_list(**mine)
    except Refusal:
        notices.warning(
            request, _now("Die geprüfte Datei liegt nicht mehr vor. Bitte laden Sie sie noch einmal.")
        )
        return redirect("desk:vehicle_count", vehicle_id=row.pk)
    found = _import(request, row, name, content)
    drop_list(**mine)
    notices.success(
        request,
        _now("Übernommen: %(changed)s berichtigt, %(unchanged)s stimmten.")
        % {"changed": found.changed, "unchanged": found.unchanged},
    )
    return redirect("desk:vehicle", vehicle_id=row.pk)


def _import(request: KulanzRequest, row: Vehicle, name: str, content: bytes) -> Counted:
    return import_count(
        actor=request.actor, vehicle_id=row.pk, table=read_table(name, content), at=clock.now()
    )


def _mine(request: KulanzRequest, row: Vehicle) -> dict[str, Any]:
    return {
        "tenant_id": request.tenant.pk,
        "bound_to": f"count:{row.pk}:{request.actor.membership_id}",
        "at": clock.now(),
    }


def _start(request: KulanzRequest, row: Vehicle, form: CountForm, **more: Any) -> HttpResponse:
    context = {"row": row, "form": form, "columns": ", ".join(str(heading) for heading in _HEADINGS), **more}
    return show(request, "count.html", HERE, context, status=422 if form.errors else 200)
