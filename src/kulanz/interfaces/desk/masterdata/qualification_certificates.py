"""Zertifikate: who holds which until when, each with its proof as a file."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any, Final

from django.db.models import Q, QuerySet
from django.http import Http404, HttpResponse, HttpResponseBase, JsonResponse
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from kulanz.cases.calendar import local_date
from kulanz.core import clock
from kulanz.core.access.http import KulanzRequest
from kulanz.core.files.serving import file_response
from kulanz.interfaces.desk.administration.door import number_of
from kulanz.interfaces.desk.masterdata.door import lookers, show
from kulanz.masterdata.parties.models import Certificate, Party, PartyKind, Technician, WorkKind
from kulanz.masterdata.parties.permissions_of_skills import may_certify
from kulanz.masterdata.parties.queries.finding import find_parties
from kulanz.masterdata.parties.queries.skills import Shown, certificates_seen, shown, stands
from kulanz.masterdata.parties.skill_words import standing_badge

HERE: Final = "certificates"
PAGE: Final = 50
SHOWN: Final = (
    (Shown.CURRENT, _("Aktueller Stand")),
    (Shown.ENDING, _("Läuft in 90 Tagen ab")),
    (Shown.ENDED, _("Abgelaufen")),
    (Shown.REVOKED, _("Entzogen")),
    (Shown.ALL, _("Alle, auch frühere")),
)
_HOUSES: Final = ("dealer", "service_partner")


@lookers
@require_GET
def certificates(request: KulanzRequest) -> HttpResponse:
    """The next to end first, page by page."""
    today = today_of(request)
    what = _what(request.GET.get("show"))
    rows = shown(certificates_seen(request.actor), what, today)
    query = " ".join(request.GET.get("q", "").split())[:80]
    if query:
        rows = rows.filter(
            Q(holder__name__icontains=query)
            | Q(holder__technician_places__organisation__name__icontains=query)
            | Q(number__icontains=query)
        ).distinct()
    kind = number_of(request.GET.get("kind"))
    if kind is not None:
        rows = rows.filter(work_kind_id=kind)
    found, cursor = page_of(rows, request.GET.get("cursor", ""))
    context = {
        "rows": listed(found, today),
        "next_cursor": cursor,
        "shown": [(value.value, label, value is what) for value, label in SHOWN],
        "show": what.value,
        "kinds": WorkKind.objects.filter(tenant_id=request.tenant.pk),
        "kind": kind,
        "query": query,
        "may": may_certify(request.actor),
    }
    return show(request, "certificates.html", HERE, context)


def page_of(
    rows: QuerySet[Certificate], cursor: str
) -> tuple[QuerySet[Certificate] | list[Certificate], str]:
    """By last day; the cursor is day and id of the last one shown."""
    rows = rows.order_by("valid_until", "pk").prefetch_related("holder__technician_places__organisation")
    day, _sep, pk = cursor.partition("_")
    try:
        after = (date.fromisoformat(day), int(pk))
    except ValueError:
        pass
    else:
        rows = rows.filter(Q(valid_until__gt=after[0]) | Q(valid_until=after[0], pk__gt=after[1]))
    found = list(rows[: PAGE + 1])
    if len(found) <= PAGE:
        return found, ""
    last = found[PAGE - 1]
    return found[:PAGE], f"{last.valid_until.isoformat()}_{last.pk}"


def listed(rows: Iterable[Certificate], today: date) -> list[dict[str, object]]:
    """With how each stands, and for whom its holder works."""
    return [
        {
            "row": row,
            "badge": standing_badge(row, stands(row, today), today),
            "houses": ", ".join(
                dict.fromkeys(
                    place.organisation.name for place in row.holder.technician_places.all() if place.active
                )
            ),
        }
        for row in rows
    ]


@lookers
@require_GET
def find_holders(request: KulanzRequest) -> HttpResponse:
    """Technicians by name, then dealers and service partners."""
    query = " ".join(request.GET.get("q", "").split())[:100]
    people = Technician.objects.filter(tenant_id=request.tenant.pk, active=True, name__icontains=query)
    options = [
        {"value": str(row.person_id), "label": row.name, "detail": row.organisation.name}
        for row in people.select_related("organisation").order_by("name", "pk")[:10]
    ]
    for role in _HOUSES:
        found = find_parties(request.actor, query, role=role)
        organisations = Party.objects.filter(kind=PartyKind.ORGANISATION, pk__in=[p.pk for p in found])
        houses = set(organisations.values_list("pk", flat=True))
        options += [
            {"value": str(p.pk), "label": p.name, "detail": p.detail or _now("Organisation")}
            for p in found
            if p.pk in houses
        ]
    unique = {option["value"]: option for option in options}
    return JsonResponse({"options": list(unique.values())[:12]})


@lookers
@require_GET
def certificate(request: KulanzRequest, certificate_id: int) -> HttpResponse:
    return certificate_page(request, certificate_row(request, certificate_id))


@lookers
@require_GET
def evidence(request: KulanzRequest, certificate_id: int) -> HttpResponseBase:
    row = certificate_row(request, certificate_id)
    if row.evidence is None or not row.evidence.is_present:
        raise Http404
    return file_response(row.evidence, as_copy=False, inline=True, range_header=request.headers.get("Range"))


def certificate_page(
    request: KulanzRequest, row: Certificate, *, status: int = 200, **extra: Any
) -> HttpResponse:
    today = today_of(request)
    same = certificates_seen(request.actor).filter(holder=row.holder, work_kind=row.work_kind)
    standing = stands(row, today)
    context: dict[str, Any] = {
        "row": row,
        "badge": standing_badge(row, standing, today),
        "others": listed(same.exclude(pk=row.pk).order_by("-valid_until", "-pk")[:20], today),
        "places": Technician.objects.filter(person=row.holder).select_related("organisation"),
        "may": may_certify(request.actor),
        "can_renew": row.revoked_on is None and not row.renewals.filter(revoked_on=None).exists(),
        "can_revoke": row.revoked_on is None and row.valid_until >= today,
    }
    return show(request, "certificate.html", HERE, context | extra, status=status)


def certificate_row(request: KulanzRequest, certificate_id: int) -> Certificate:
    row = certificates_seen(request.actor).filter(pk=certificate_id).first()
    if row is None:
        raise Http404
    return row


def _what(given: str | None) -> Shown:
    return Shown(given) if given in set(Shown) else Shown.CURRENT


def today_of(request: KulanzRequest) -> date:
    return local_date(request.tenant, clock.now())
