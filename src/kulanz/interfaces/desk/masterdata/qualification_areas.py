"""Postleitzahlen ohne Techniker, and who is missing a certificate for which kind of work (R068)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.http import HttpResponse
from django.views.decorators.http import require_GET

from kulanz.cases.queries.coverage import Place, places_of_open_cases
from kulanz.core.access.http import KulanzRequest
from kulanz.interfaces.desk.administration.door import number_of
from kulanz.interfaces.desk.masterdata.door import lookers, show
from kulanz.interfaces.desk.masterdata.fields import country_choices
from kulanz.interfaces.desk.masterdata.qualification_certificates import today_of
from kulanz.masterdata.parties.models import Technician, WorkKind
from kulanz.masterdata.parties.models.skills import HOUSE
from kulanz.masterdata.parties.permissions_of_skills import may_certify, technicians_visible_to
from kulanz.masterdata.parties.queries.skills import TechnicianView, views_of
from kulanz.masterdata.parties.rules.interlock import House
from kulanz.masterdata.parties.rules.regions import GERMAN_AREAS, Region, covers_area
from kulanz.masterdata.parties.rules.safety import needs_certificate, relevance_of
from kulanz.stages.execution.queries.visits import cases_somebody_goes_to

HERE: Final = "uncovered"
SHOWN: Final = 100
_GERMANY: Final = "DE"


@dataclass(frozen=True, slots=True)
class Area:
    """Postcodes that begin so: how many technicians go to all of them, and whether somebody goes to some."""

    code: str
    people: int
    partly: bool
    used: bool = True


@dataclass(frozen=True, slots=True)
class Missing:
    """A safety-relevant kind of work: who of the factory service has no certificate that holds today."""

    kind: WorkKind
    certified: int
    lacking: Sequence[Technician]


@lookers
@require_GET
def uncovered(request: KulanzRequest) -> HttpResponse:
    """For one house, or for one kind of work: counted are those who may do it today."""
    technicians = technicians_visible_to(request.actor).filter(active=True)
    house = request.GET.get("house", "")
    if house in dict(HOUSE):
        technicians = technicians.filter(house=house)
    rows = list(technicians.select_related("person", "organisation").prefetch_related("regions"))
    views = views_of(request.actor, rows, today_of(request))
    kind = number_of(request.GET.get("kind"))
    going = [view for view in views if kind is None or kind in {one.pk for one in view.may_do}]
    regions = [
        [Region(region.country, region.prefix) for region in view.technician.regions.all()] for view in going
    ]
    places = places_of_open_cases(request.actor)
    names = dict(country_choices(request.tenant.country))
    # where a visit stands on the plan or is under way somebody goes, whoever's region it is
    unvisited = places_of_open_cases(request.actor, but=cases_somebody_goes_to(request.tenant.pk))
    open_places = [place for place in unvisited if not _covered(place, regions)]
    context = {
        "lines": _lines(regions),
        "uncovered_areas": [a for a in GERMAN_AREAS if not any(covers_area(r, _GERMANY, a) for r in regions)],
        "countries": _countries(regions, places, names),
        "places": [
            {
                "country_name": names.get(place.country, place.country),
                "postcode": place.postcode,
                "cases": place.cases,
                "number": place.number,
            }
            for place in open_places[:SHOWN]
        ],
        "more": max(0, len(open_places) - SHOWN),
        "cases": sum(place.cases for place in open_places),
        "missing": _missing(views),
        "kinds": WorkKind.objects.filter(tenant_id=request.tenant.pk, active=True),
        "kind": kind,
        "house": house,
        "houses": HOUSE,
        "technicians": len(going),
        "may_certify": may_certify(request.actor),
    }
    return show(request, "uncovered.html", HERE, context)


def _covered(place: Place, regions: Sequence[Sequence[Region]]) -> bool:
    return any(region.holds(place.country, place.postcode) for own in regions for region in own)


def _lines(regions: Sequence[Sequence[Region]]) -> list[tuple[str, list[Area]]]:
    """Ten lines of ten: 00 to 99, those not in use empty."""
    return [(str(first), [_area(f"{first}{second}", regions) for second in range(10)]) for first in range(10)]


def _area(code: str, regions: Sequence[Sequence[Region]]) -> Area:
    if code not in GERMAN_AREAS:
        return Area(code, 0, partly=False, used=False)
    found = [covers_area(own, _GERMANY, code) for own in regions]
    return Area(code, found.count(True), partly=None in found)


def _countries(
    regions: Sequence[Sequence[Region]], places: Sequence[Place], names: Mapping[str, str]
) -> list[dict[str, Any]]:
    """Other countries of our technicians and of our open cases."""
    known = {region.country for own in regions for region in own} | {place.country for place in places}
    return [
        {
            "name": names.get(code, code),
            "whole": sum(1 for own in regions if Region(code) in own),
            "parts": sum(
                1 for own in regions if Region(code) not in own and any(r.country == code for r in own)
            ),
            "cases": sum(place.cases for place in places if place.country == code),
        }
        for code in sorted(known - {_GERMANY})
    ]


def _missing(views: Sequence[TechnicianView]) -> list[Missing]:
    kinds = [kind for kind, _judged in views[0].may] if views else []
    found = []
    for kind in kinds:
        if not needs_certificate(relevance_of(kind.safety)):
            continue
        able = {view.technician.pk for view in views if kind in view.may_do}
        lacking = [
            view.technician
            for view in views
            if view.technician.house == House.FACTORY and view.technician.pk not in able
        ]
        found.append(Missing(kind, len(able), lacking))
    return found
