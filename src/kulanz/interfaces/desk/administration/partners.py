"""Dealers whose systems exchange cases with us: who they are, what came from them, what became of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages as notices
from django.db.models import Count, Q
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST
from django.views.decorators.vary import vary_on_headers

from kulanz.core import clock
from kulanz.core.access.http import KulanzRequest
from kulanz.core.refusal import InvalidValue, Refusal
from kulanz.core.ui.badges import Badge
from kulanz.core.ui.forms import done
from kulanz.interfaces.desk.administration.door import administrators, page_by_id
from kulanz.masterdata.parties.models import Party, PartyRoleKind
from kulanz.screens.exchanged_files import cases_response, file_badge, results_response, show_file, take_file
from kulanz.stages.contact.commands.partners import keep_partner
from kulanz.stages.contact.models import Partner, PartnerFile
from kulanz.stages.contact.models.partners import LONGEST_FOLDER
from kulanz.stages.contact.partner_ways import folders
from kulanz.stages.contact.queries.partners import partner_files, partners_visible_to
from kulanz.workflows.partner_exports import export_cases


class PartnerForm(forms.Form):
    party = forms.TypedChoiceField(label=gettext_lazy("Fachhandelspartner"), coerce=int)
    code = forms.CharField(
        label=gettext_lazy("Kürzel"),
        max_length=40,
        help_text=gettext_lazy("So nennt er sich in seinen Dateien (from); Buchstaben, Ziffern, - und _."),
    )
    active = forms.BooleanField(label=gettext_lazy("Austausch eingeschaltet"), required=False)
    reads_folder = forms.BooleanField(
        label=gettext_lazy("Dateien aus dem Ordner jede Minute lesen"), required=False
    )
    folder_in = forms.CharField(
        label=gettext_lazy("Ordner für seine Dateien"),
        max_length=LONGEST_FOLDER,
        required=False,
        help_text=gettext_lazy("leer: der Ordner, den das System selbst anlegt"),
    )
    sends_cases = forms.BooleanField(
        label=gettext_lazy("Geänderte Vorgänge von selbst in den Ordner schreiben"), required=False
    )
    folder_out = forms.CharField(
        label=gettext_lazy("Ordner für unsere Dateien"),
        max_length=LONGEST_FOLDER,
        required=False,
        help_text=gettext_lazy("leer: der Ordner, den das System selbst anlegt"),
    )

    def __init__(self, *args: Any, parties: Sequence[tuple[int | str, Any]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["party"]
        if isinstance(field, forms.TypedChoiceField):
            field.choices = parties


@dataclass(frozen=True)
class FileRow:
    """One file for a list."""

    file: PartnerFile
    badge: Badge


def file_row(file: PartnerFile) -> FileRow:
    return FileRow(file, file_badge(file))


@administrators
@require_GET
def partners(request: KulanzRequest) -> HttpResponse:
    """Everybody who is set up, and the last files of all of them."""
    found, cursor = page_by_id(partner_files(request.actor), request.GET.get("cursor"))
    rows = partners_visible_to(request.actor).annotate(
        number=Count("cases", filter=~Q(cases__their_reference=""))
    )
    context = {
        "partners": rows.order_by("party__name"),
        "files": [file_row(file) for file in found],
        "next_cursor": cursor,
    }
    return render(request, "desk/administration/partners.html", context)


@administrators
@require_http_methods(["GET", "POST"])
def new_partner(request: KulanzRequest) -> HttpResponse:
    parties = _dealers(request)
    asked: list[tuple[int | str, Any]] = [("", gettext_lazy("– bitte wählen –")), *parties]
    form = PartnerForm(request.POST or None, parties=asked, initial={"active": True})
    if request.method == "POST" and done(form, lambda values: _keep(request, None, values)):
        notices.success(request, _("Der Austausch ist eingerichtet."))
        return redirect("desk:admin_partners")
    status = 422 if request.method == "POST" else 200
    context = {"form": form, "partner": None, "none_left": not parties}
    return render(request, "desk/administration/partner.html", context, status=status)


@administrators
@require_http_methods(["GET", "POST"])
def partner(request: KulanzRequest, partner_id: int) -> HttpResponse:
    row = _row(request, partner_id)
    parties = [(row.party_id, row.party.name)]
    if request.method == "GET":
        return _page(request, row, PartnerForm(parties=parties, initial=_initial(row)))
    form = PartnerForm(request.POST, parties=parties)
    if done(form, lambda values: _keep(request, row.pk, values)):
        notices.success(request, _("Gespeichert."))
        return redirect("desk:admin_partner", partner_id=row.pk)
    return _page(request, row, form, status=422)


def _page(request: KulanzRequest, row: Partner, form: PartnerForm, *, status: int = 200) -> HttpResponse:
    found, cursor = page_by_id(
        partner_files(request.actor).filter(partner=row), request.GET.get("cursor"), limit=20
    )
    try:
        places = folders().places(row)
    except InvalidValue:
        places = None
    context = {
        "partner": row,
        "form": form,
        "places": places,
        "tenant_code": request.tenant.slug,
        "files": [file_row(file) for file in found],
        "next_cursor": cursor,
    }
    return render(request, "desk/administration/partner.html", context, status=status)


def _row(request: KulanzRequest, partner_id: int) -> Partner:
    row = partners_visible_to(request.actor).filter(pk=partner_id).first()
    if row is None:
        raise Http404
    return row


def _initial(row: Partner) -> dict[str, Any]:
    names = ("code", "active", "reads_folder", "folder_in", "sends_cases", "folder_out")
    return {"party": row.party_id, **{name: getattr(row, name) for name in names}}


def _dealers(request: KulanzRequest) -> list[tuple[int, str]]:
    taken = partners_visible_to(request.actor).values("party_id")
    dealers = Party.objects.filter(
        tenant_id=request.tenant.pk, active=True, erased_at=None, roles__role=PartyRoleKind.DEALER
    )
    return list(dealers.exclude(pk__in=taken).order_by("name", "pk").values_list("pk", "name"))


def _keep(request: KulanzRequest, partner_id: int | None, values: dict[str, Any]) -> Partner:
    given = dict(values)
    return keep_partner(
        actor=request.actor, partner_id=partner_id, party_id=given.pop("party"), at=clock.now(), **given
    )


@administrators
@require_POST
def upload(request: KulanzRequest, partner_id: int) -> HttpResponse:
    """A file that reached the office another way; it counts as the partner's own."""
    row = _row(request, partner_id)
    try:
        file = take_file(request, partner_id=row.pk, way="desk")
    except Refusal as refusal:
        notices.error(request, str(refusal))
        return redirect("desk:admin_partner", partner_id=row.pk)
    return redirect("desk:admin_partner_file", partner_file_id=file.pk)


@administrators
@require_GET
@vary_on_headers("HX-Request")
def partner_file(request: KulanzRequest, partner_file_id: int) -> HttpResponse:
    """What became of each record of a file."""
    page = "desk/administration/partner_file"
    return show_file(request, partner_file_id, page, {"case_url": "desk:case"})


@administrators
@require_GET
def results(request: KulanzRequest, partner_file_id: int) -> HttpResponse:
    """The result file, as the partner gets it."""
    return results_response(request.actor, partner_file_id)


@administrators
@require_GET
def export(request: KulanzRequest, partner_id: int) -> HttpResponseBase:
    """The cases as the partner gets them."""
    return cases_response(export_cases(partner=_row(request, partner_id), at=clock.now()))
