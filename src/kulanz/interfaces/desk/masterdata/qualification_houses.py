"""Organisationen mit Zertifikat: dealers and partners that send technicians, and how theirs stands."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Final

from django.db.models import Count, Exists, OuterRef, Q
from django.http import HttpResponse
from django.views.decorators.http import require_GET

from kulanz.core.access.http import KulanzRequest
from kulanz.core.ui.badges import Badge
from kulanz.interfaces.desk.masterdata.door import lookers, show
from kulanz.interfaces.desk.masterdata.qualification_certificates import today_of
from kulanz.masterdata.parties.models import Certificate, Party, PartyKind, PartyRoleKind, Technician
from kulanz.masterdata.parties.permissions_of_skills import may_certify
from kulanz.masterdata.parties.queries.skills import Skill, skills_of
from kulanz.masterdata.parties.skill_words import standing_badge

HERE: Final = "certified_houses"
MOST: Final = 500


@lookers
@require_GET
def certified_houses(request: KulanzRequest) -> HttpResponse:
    """Dealers and service partners with technicians or a certificate, and how theirs stands."""
    own = Certificate.objects.filter(holder=OuterRef("pk"), work_kind=None)
    places = Technician.objects.filter(organisation=OuterRef("pk"), active=True)
    rows = list(
        Party.objects.filter(Exists(own) | Exists(places), tenant_id=request.tenant.pk, erased_at=None)
        .filter(kind=PartyKind.ORGANISATION)
        .exclude(roles__role=PartyRoleKind.FACTORY_SERVICE)
        .annotate(technician_count=Count("technicians", filter=Q(technicians__active=True), distinct=True))
        .order_by("name", "pk")[:MOST]
    )
    today = today_of(request)
    skills = skills_of(request.actor, [row.pk for row in rows], today)
    context = {
        "rows": [
            (
                row,
                [
                    (s.certificate, standing_badge(s.certificate, s.standing, today))
                    for s in skills.get(row.pk, ())
                ],
            )
            for row in rows
        ],
        "may_certify": may_certify(request.actor),
    }
    return show(request, "certified_houses.html", HERE, context)


def _badges(skills: Iterable[Skill], today: date) -> list[tuple[Certificate, Badge]]:
    return [(one.certificate, standing_badge(one.certificate, one.standing, today)) for one in skills]
