"""The dealer's own technicians and certificates: who of the house may do which work today."""

from __future__ import annotations

from datetime import date

from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_GET

from kulanz.cases.calendar import local_date
from kulanz.core import clock
from kulanz.core.access.actor import ActorKind
from kulanz.core.access.gates import gate
from kulanz.core.access.http import KulanzRequest
from kulanz.core.files.serving import file_response
from kulanz.masterdata.parties.interlock_words import sentences
from kulanz.masterdata.parties.models import Party, WorkKind
from kulanz.masterdata.parties.permissions_of_skills import certificates_visible_to, technicians_visible_to
from kulanz.masterdata.parties.queries.skills import Skill, TechnicianView, skills_of, views_of
from kulanz.masterdata.parties.skill_words import standing_badge


@gate(ActorKind.DEALER)
@require_GET
def technicians(request: KulanzRequest) -> HttpResponse:
    """Read only: what is entered here is the office's, which certifies."""
    actor, today = request.actor, local_date(request.tenant, clock.now())
    house_id = actor.organisation_id or 0
    rows = technicians_visible_to(actor).filter(active=True).select_related("person", "organisation")
    views = views_of(actor, list(rows), today)
    context = {
        "house": Party.objects.filter(pk=house_id).first(),
        "house_skills": _skills(skills_of(actor, [house_id], today).get(house_id, []), today),
        "people": [_person(view, today) for view in views],
        "kinds": WorkKind.objects.filter(tenant_id=request.tenant.pk, active=True).exists(),
        "today": today,
        "menu_current": "house",
    }
    return render(request, "portal/technicians.html", context)


@gate(ActorKind.DEALER)
@require_GET
def evidence(request: KulanzRequest, certificate_id: int) -> HttpResponseBase:
    """The proof of a certificate of the house or of one of its technicians."""
    row = (
        certificates_visible_to(request.actor)
        .select_related("evidence")
        .filter(pk=certificate_id, evidence__isnull=False)
        .first()
    )
    if row is None or row.evidence is None or not row.evidence.is_present:
        raise Http404
    return file_response(row.evidence, as_copy=True, inline=True, range_header=request.headers.get("Range"))


def _skills(skills: list[Skill], today: date) -> list[dict[str, object]]:
    return [
        {"row": one.certificate, "badge": standing_badge(one.certificate, one.standing, today)}
        for one in skills
    ]


def _person(view: TechnicianView, today: date) -> dict[str, object]:
    return {
        "technician": view.technician,
        "skills": _skills(list(view.skills), today),
        "may": [
            {"kind": kind, "allowed": judged.allowed, "why": sentences(judged.bars)}
            for kind, judged in view.may
        ],
    }
