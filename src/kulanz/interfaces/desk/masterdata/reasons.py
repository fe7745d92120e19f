"""Gründe: the ready reasons, per purpose."""

from __future__ import annotations

from typing import Any, Final

from django import forms
from django.contrib import messages as notices
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST

from kulanz.core import clock
from kulanz.core.access.http import KulanzRequest
from kulanz.core.enums import member
from kulanz.core.ui.forms import done
from kulanz.interfaces.desk.masterdata.door import keepers, show
from kulanz.stages.solution.commands import settings_reasons as commands
from kulanz.stages.solution.models import Reason, choices
from kulanz.stages.solution.queries.settings import reasons as reasons_of
from kulanz.stages.solution.rules.remedies import ReasonPurpose

HERE: Final = "reasons"
# What each purpose's reasons are asked for.
EFFECTS: Final[dict[ReasonPurpose, Any]] = {
    ReasonPurpose.ACCEPTANCE: _("Sie stehen zur Wahl, wenn eine Reklamation anerkannt wird."),
    ReasonPurpose.REJECTION: _("Einer davon ist nötig, um abzulehnen; er steht im Brief an den Kunden."),
    ReasonPurpose.EXCLUSION: _("Damit wird eine Maßnahme für einen Vorgang ausgeschlossen."),
    ReasonPurpose.DEARER: _("Sie begründen, was mehr kostet als der Vergleichsmaßstab."),
    ReasonPurpose.OTHER_THAN_WISHED: _("Sie begründen eine andere Art der Nacherfüllung als die gewünschte."),
    ReasonPurpose.HAND_ENTRY: _("Sie begründen einen von Hand eingetragenen Betrag."),
}


class ReasonForm(forms.Form):
    name = forms.CharField(label=_("Grund"), max_length=commands.LONGEST)
    name_en = forms.CharField(label=_("Auf Englisch"), max_length=commands.LONGEST, required=False)
    active = forms.BooleanField(label=_("in Gebrauch"), required=False, initial=True)


@keepers
@require_http_methods(["GET", "POST"])
def reasons(request: KulanzRequest, reason_id: int | None = None) -> HttpResponse:
    """The list of a purpose with the form of a new reason; with an id, the form of that one."""
    row = _row(request, reason_id) if reason_id is not None else None
    asked = row.purpose if row else request.GET.get("purpose", "")
    purpose = member(ReasonPurpose, asked) or ReasonPurpose.REJECTION
    initial = {name: getattr(row, name) for name in ReasonForm.base_fields} if row else None
    form = ReasonForm(request.POST or None, initial=initial)

    def save(values: dict[str, Any]) -> None:
        words = {"name": values["name"], "name_en": values["name_en"], "at": clock.now()}
        if row is None:
            commands.add_reason(actor=request.actor, purpose=purpose, **words)
        else:
            commands.change_reason(actor=request.actor, reason_id=row.pk, active=values["active"], **words)

    if request.method == "POST" and done(form, save):
        notices.success(request, _now("Gespeichert."))
        return _to(purpose)
    context = {
        "rows": reasons_of(request.tenant.pk, purpose, active=None),
        "row": row,
        "form": form,
        "purpose": purpose.value,
        "purposes": choices.REASON_PURPOSE,
        "effect": EFFECTS[purpose],
    }
    return show(request, "reasons.html", HERE, context, status=422 if form.is_bound else 200)


@keepers
@require_POST
def move(request: KulanzRequest, reason_id: int) -> HttpResponse:
    row, up = _row(request, reason_id), request.POST.get("to") == "up"
    commands.move_reason(actor=request.actor, reason_id=row.pk, up=up, at=clock.now())
    return _to(ReasonPurpose(row.purpose))


def _to(purpose: ReasonPurpose) -> HttpResponse:
    target = redirect("desk:reasons")
    target["Location"] += f"?purpose={purpose.value}"
    return target


def _row(request: KulanzRequest, reason_id: int) -> Reason:
    row = Reason.objects.filter(tenant_id=request.tenant.pk, pk=reason_id).first()
    if row is None:
        raise Http404
    return row
