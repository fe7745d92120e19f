"""The connection to the ERP: its folders, what waits to be handed over, and what became of each file."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from django import forms
from django.contrib import messages as notices
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language, gettext_lazy, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from kulanz.core import clock
from kulanz.core.access.http import KulanzRequest
from kulanz.core.enums import member
from kulanz.core.refusal import Refusal
from kulanz.core.ui.badges import Badge, Tone
from kulanz.core.ui.forms import done
from kulanz.interfaces.desk.administration.door import administrators, page_by_id
from kulanz.stages.execution.commands.connecting import keep_connection, offer_again, try_connection
from kulanz.stages.execution.connectors import NotReachable, connector_of
from kulanz.stages.execution.models import ErpConnection, Exchanged, ExchangedFile
from kulanz.stages.execution.models.connection import LONGEST_FOLDER
from kulanz.stages.execution.queries.exchange import connection_for, exchanged_files
from kulanz.workflows.handing_over_again import hand_over_waiting, waiting_credits, waiting_orders

_TONES: Final = {
    Exchanged.PLANNED: Tone.WAIT,
    Exchanged.FAILED: Tone.DANGER,
    Exchanged.WRITTEN: Tone.OK,
    Exchanged.WITHDRAWN: Tone.NEUTRAL,
    Exchanged.TAKEN: Tone.OK,
    Exchanged.REJECTED: Tone.DANGER,
    Exchanged.DUPLICATE: Tone.NEUTRAL,
}
_ACTIONS: Final = {
    "place": gettext_lazy("Auftrag"),
    "cancel": gettext_lazy("Rücknahme"),
    "credit": gettext_lazy("Gutschrift"),
}
# What one looks for; the rest is in between.
_SHOWN: Final = (
    Exchanged.REJECTED,
    Exchanged.FAILED,
    Exchanged.WRITTEN,
    Exchanged.WITHDRAWN,
    Exchanged.TAKEN,
    Exchanged.DUPLICATE,
)
_COUNTED: Final = 999


class ConnectionForm(forms.Form):
    folder_out = forms.CharField(
        label=gettext_lazy("Ordner für Aufträge und Gutschriften"),
        max_length=LONGEST_FOLDER,
        required=False,
        help_text=gettext_lazy("leer: der Ordner, den das System selbst anlegt"),
    )
    folder_in = forms.CharField(
        label=gettext_lazy("Ordner für Antworten"),
        max_length=LONGEST_FOLDER,
        required=False,
        help_text=gettext_lazy("leer: der Ordner, den das System selbst anlegt"),
    )
    active = forms.BooleanField(
        label=gettext_lazy("Aufträge und Gutschriften von selbst übergeben, Antworten jede Minute lesen"),
        required=False,
    )


@dataclass(frozen=True)
class FileRow:
    """One file for the list."""

    file: ExchangedFile
    badge: Badge
    action: str
    problems: list[dict[str, Any]]

    @property
    def may_retry(self) -> bool:
        return self.file.outcome == Exchanged.REJECTED


@administrators
@require_http_methods(["GET", "POST"])
def erp(request: KulanzRequest) -> HttpResponse:
    row = connection_for(request.actor)
    if request.method == "GET":
        return _page(request, row, ConnectionForm(initial=_initial(row)))
    form = ConnectionForm(request.POST)
    if done(form, lambda values: keep_connection(actor=request.actor, at=clock.now(), **values)):
        notices.success(request, _("Gespeichert."))
        return redirect("desk:admin_erp")
    return _page(request, row, form, status=422)


def _initial(row: ErpConnection | None) -> dict[str, Any]:
    if row is None:
        return {"active": True}
    return {"folder_out": row.folder_out, "folder_in": row.folder_in, "active": row.active}


def _page(
    request: KulanzRequest, row: ErpConnection | None, form: ConnectionForm, *, status: int = 200
) -> HttpResponse:
    outcome = member(Exchanged, request.GET.get("outcome", ""))
    files = exchanged_files(request.actor)
    if outcome is not None:
        files = files.filter(outcome=outcome)
    found, cursor = page_by_id(files, request.GET.get("cursor"))
    tenant_id = request.tenant.pk
    context = {
        "row": row,
        "form": form,
        "places": _places(row),
        "last_read_at": row.last_read_at if row else None,
        "files": [_row(file) for file in found],
        "next_cursor": cursor,
        "outcome": outcome.value if outcome else "",
        "outcomes": [(value.value, value.label) for value in _SHOWN],
        "orders": _up_to(waiting_orders(tenant_id).order_by()[: _COUNTED + 1].count()),
        "credits": _up_to(waiting_credits(tenant_id).order_by()[: _COUNTED + 1].count()),
    }
    return render(request, "desk/administration/erp.html", context, status=status)


def _places(row: ErpConnection | None) -> tuple[str, str] | None:
    try:
        return connector_of(row).places if row is not None else None
    except NotReachable:
        return None


def _up_to(count: int) -> str:
    return f"{_COUNTED}+" if count > _COUNTED else str(count)


def _row(file: ExchangedFile) -> FileRow:
    language = (get_language() or "de")[:2]
    problems = [
        {**problem, "text": problem.get(language) or problem["de"]}
        for problem in file.report.get("problems", [])
    ]
    outcome = Exchanged(file.outcome)
    return FileRow(file, Badge(outcome.label, _TONES[outcome]), str(_ACTIONS.get(file.action, "")), problems)


@administrators
@require_POST
def try_erp(request: KulanzRequest) -> HttpResponse:
    """Look whether both folders can be used. Nothing stays there."""
    try:
        try_connection(actor=request.actor)
    except Refusal as refusal:
        notices.error(request, str(refusal))
    else:
        notices.success(request, _("Beide Ordner sind da und lassen sich beschreiben."))
    return redirect("desk:admin_erp")


@administrators
@require_POST
def hand_over_now(request: KulanzRequest) -> HttpResponse:
    count = hand_over_waiting(actor=request.actor, at=clock.now())
    if count:
        text = ngettext("%(count)d Beleg wird übergeben.", "%(count)d Belege werden übergeben.", count)
        notices.success(request, text % {"count": count})
    else:
        notices.info(request, _("Es wartet nichts auf die Übergabe."))
    return redirect("desk:admin_erp")


@administrators
@require_POST
def read_again(request: KulanzRequest, exchanged_id: int) -> HttpResponse:
    """A rejected file is put back; the worker reads it within a minute."""
    try:
        offer_again(actor=request.actor, file_id=exchanged_id, at=clock.now())
    except Refusal as refusal:
        notices.error(request, str(refusal))
    else:
        notices.success(request, _("Die Datei wird noch einmal gelesen."))
    return redirect("desk:admin_erp")
