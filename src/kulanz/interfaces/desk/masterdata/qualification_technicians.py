"""Techniker: for whom they go, where and when, and what they may do."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, Final

from django import forms
from django.contrib import messages as notices
from django.db.models import Q, QuerySet
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext, pgettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from kulanz.core import clock
from kulanz.core.access.http import KulanzRequest
from kulanz.core.ui.forms import done
from kulanz.interfaces.desk.administration.door import number_of
from kulanz.interfaces.desk.masterdata.door import lookers, show, technician_keepers
from kulanz.interfaces.desk.masterdata.fields import language
from kulanz.interfaces.desk.masterdata.qualification_certificates import today_of
from kulanz.masterdata.catalog.rules.places import countries_by_name
from kulanz.masterdata.parties.commands.recording import NewParty
from kulanz.masterdata.parties.commands.technicians import (
    HOUSES,
    LONGEST_NAME,
    LONGEST_NOTE,
    TechnicianFields,
    change_technician,
    create_technician,
)
from kulanz.masterdata.parties.models import Party, PartyKind, Technician
from kulanz.masterdata.parties.models.skills import HOUSE
from kulanz.masterdata.parties.permissions_of_skills import (
    may_certify,
    may_keep_technicians,
    technicians_visible_to,
)
from kulanz.masterdata.parties.queries.finding import find_parties
from kulanz.masterdata.parties.queries.skills import TechnicianView, views_of
from kulanz.masterdata.parties.rules.regions import Region, regions_text
from kulanz.masterdata.parties.skill_words import standing_badge
from kulanz.stages.execution.models import Booking

HERE: Final = "technicians"
PAGE: Final = 50


class TechnicianForm(forms.Form):
    name = forms.CharField(
        label=_("Name im Einsatzplan"),
        max_length=LONGEST_NAME,
        required=False,
        help_text=_("Leer: wie die Person heißt"),
    )
    regions = forms.CharField(
        label=_("Gebiet"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_(
            "Anfänge von Postleitzahlen mit Komma, etwa 20, 21, 225; andere Länder mit Kürzel: AT 10, CH"
        ),
    )
    day_start = forms.TimeField(
        label=_("Arbeitstag von"), widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
    )
    day_end = forms.TimeField(
        label=pgettext_lazy("validity", "bis"), widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
    )
    note = forms.CharField(label=_("Notiz"), max_length=LONGEST_NOTE, required=False)
    active = forms.BooleanField(
        label=_("im Einsatz"),
        required=False,
        initial=True,
        help_text=_("Nicht im Einsatz steht er bei der Planung nicht zur Wahl."),
    )

    def fields_given(self) -> TechnicianFields:
        return TechnicianFields(**{name: self.cleaned_data[name] for name in TechnicianForm.base_fields})


class NewTechnicianForm(TechnicianForm):
    """With the organisation, and the person who is known or recorded here."""

    organisation = forms.IntegerField(
        label=_("Organisation"),
        widget=forms.HiddenInput,
        error_messages={"required": _("Bitte wählen Sie, für wen er arbeitet.")},
    )
    person = forms.IntegerField(label=_("Person"), required=False, widget=forms.HiddenInput)
    person_name = forms.CharField(label=_("Name"), max_length=200, required=False)
    person_email = forms.EmailField(
        label=_("E-Mail"), required=False, help_text=_("Dorthin gehen Erinnerungen an Zertifikate")
    )
    person_phone = forms.CharField(label=_("Telefon"), max_length=40, required=False)

    def new_person(self, language: str) -> NewParty | None:
        data = self.cleaned_data
        if data["person"] or not data["person_name"].strip():
            return None
        return NewParty(
            name=data["person_name"],
            roles=(),
            kind=PartyKind.PERSON,
            email=data["person_email"],
            phone=data["person_phone"],
            language=language,
        )


@lookers
@require_GET
def technicians(request: KulanzRequest) -> HttpResponse:
    """With their certificates at a glance, by name, page by page."""
    rows = technicians_visible_to(request.actor).select_related("person", "organisation")
    query = " ".join(request.GET.get("q", "").split())[:80]
    if query:
        rows = rows.filter(Q(name__icontains=query) | Q(organisation__name__icontains=query))
    house = request.GET.get("house", "")
    if house in dict(HOUSE):
        rows = rows.filter(house=house)
    if request.GET.get("all") != "1":
        rows = rows.filter(active=True)
    found, cursor = _page(rows, request.GET.get("cursor", ""))
    today = today_of(request)
    context = {
        "rows": [
            _line(view, today, request.tenant.country) for view in views_of(request.actor, found, today)
        ],
        "next_cursor": cursor,
        "query": query,
        "house": house,
        "houses": HOUSE,
        "all": request.GET.get("all") == "1",
        "may": may_keep_technicians(request.actor),
        "may_certify": may_certify(request.actor),
    }
    return show(request, "technicians.html", HERE, context)


def _page(rows: QuerySet[Technician], cursor: str) -> tuple[list[Technician], str]:
    """By name; the cursor is the id of the last one shown."""
    last = Technician.objects.filter(pk=number_of(cursor) or 0).first()
    if last is not None:
        rows = rows.filter(Q(name__gt=last.name) | Q(name=last.name, pk__gt=last.pk))
    found = list(rows.prefetch_related("regions").order_by("name", "pk")[: PAGE + 1])
    return found[:PAGE], str(found[PAGE - 1].pk) if len(found) > PAGE else ""


def _line(view: TechnicianView, today: date, home: str) -> dict[str, object]:
    technician = view.technician
    return {
        "row": technician,
        "regions": _told(technician, home),
        "skills": [
            (skill.certificate, standing_badge(skill.certificate, skill.standing, today))
            for skill in view.skills
        ],
    }


def region_words(technician: Technician, home: str) -> str:
    return regions_text((Region(r.country, r.prefix) for r in technician.regions.all()), home=home)


def _told(technician: Technician, home: str) -> str:
    """The same for reading: a whole country by its name."""
    regions = [Region(r.country, r.prefix) for r in technician.regions.all()]
    names = dict(countries_by_name(language()))
    whole = [names.get(region.country, region.country) for region in regions if not region.prefix]
    parts = regions_text((region for region in regions if region.prefix), home=home)
    return ", ".join([*sorted(whole), *([parts] if parts else [])])


@lookers
@require_GET
def find_houses(request: KulanzRequest) -> HttpResponse:
    """Organisations that technicians work for."""
    query = request.GET.get("q", "")[:100]
    found = {p.pk: p for role in HOUSES for p in find_parties(request.actor, query, role=role)}
    rows = Party.objects.filter(pk__in=found, kind=PartyKind.ORGANISATION).values_list("pk", flat=True)
    options = [
        {"value": str(pk), "label": found[pk].name, "detail": found[pk].detail}
        for pk in found
        if pk in set(rows)
    ]
    return JsonResponse({"options": options[:12]})


@technician_keepers
@require_http_methods(["GET", "POST"])
def new_technician(request: KulanzRequest) -> HttpResponse:
    initial = {
        "organisation": number_of(request.GET.get("organisation")),
        "day_start": "08:00",
        "day_end": "17:00",
    }
    form = NewTechnicianForm(request.POST or None, initial=initial)

    def save(values: dict[str, Any]) -> None:
        create_technician(
            actor=request.actor,
            organisation_id=values["organisation"],
            person_id=values["person"],
            new_person=form.new_person(request.tenant.language[:2]),
            fields=form.fields_given(),
            at=clock.now(),
        )

    if request.method == "POST" and done(form, save):
        notices.success(
            request, _now("Angelegt. Für sicherheitsrelevante Arbeiten fehlt noch ein Zertifikat.")
        )
        return redirect("desk:technicians")
    parties = Party.objects.filter(tenant_id=request.tenant.pk)
    context = {
        "form": form,
        "row": None,
        "organisation": parties.filter(pk=_chosen(form, "organisation")).first(),
        "person": parties.filter(pk=_chosen(form, "person")).first(),
    }
    return show(request, "technician.html", HERE, context, status=422 if form.is_bound else 200)


def _chosen(form: forms.Form, name: str) -> int:
    return number_of(str(form[name].value() or "")) or 0


@technician_keepers
@require_http_methods(["GET", "POST"])
def technician(request: KulanzRequest, technician_id: int) -> HttpResponse:
    rows = technicians_visible_to(request.actor).select_related("person", "organisation")
    row = rows.filter(pk=technician_id).first()
    if row is None:
        raise Http404
    initial = {name: getattr(row, name) for name in TechnicianForm.base_fields if name != "regions"}
    initial["regions"] = region_words(row, request.tenant.country)
    form = TechnicianForm(request.POST or None, initial=initial)
    at = clock.now()

    def save(_values: dict[str, Any]) -> None:
        change_technician(actor=request.actor, technician_id=technician_id, fields=form.fields_given(), at=at)

    if request.method == "POST" and done(form, save):
        notices.success(request, _now("Gespeichert."))
        _warn_of_visits(request, technician_id, at)
        return redirect("desk:technicians")
    today = today_of(request)
    (view,) = views_of(request.actor, [row], today)
    context = {
        "form": form,
        "row": row,
        "line": _line(view, today, request.tenant.country),
        "may_certify": may_certify(request.actor),
    }
    return show(request, "technician.html", HERE, context, status=422 if form.is_bound else 200)


def _warn_of_visits(request: KulanzRequest, technician_id: int, at: datetime) -> None:
    """Somebody who leaves may still be planned; the board has to be looked at."""
    if Technician.objects.filter(pk=technician_id, active=True).exists():
        return
    planned = Booking.objects.filter(technician_id=technician_id, visit__isnull=False, starts_at__gte=at)
    if (count := planned.count()) > 0:
        text = ngettext(
            "Ein Einsatz ist noch mit ihm geplant. Bitte planen Sie ihn um.",
            "%(count)s Einsätze sind noch mit ihm geplant. Bitte planen Sie sie um.",
            count,
        )
        notices.warning(request, text % {"count": count})
