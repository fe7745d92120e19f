"""Kostenarten – FE: everything that is paid per freight unit, side by side for one country."""

from __future__ import annotations

from urllib.parse import urlencode

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from kulanz.core import clock
from kulanz.core.access.http import KulanzRequest
from kulanz.core.countries import countries
from kulanz.interfaces.desk.masterdata.door import keepers, show
from kulanz.interfaces.desk.masterdata.fields import country_choices
from kulanz.interfaces.desk.masterdata.rates import Square
from kulanz.interfaces.desk.masterdata.words import rate_text
from kulanz.masterdata.catalog.house import house_of
from kulanz.masterdata.catalog.models import CostKind, FreightUnit
from kulanz.masterdata.catalog.queries.rates import Track, cost_kinds, freight_units, rates_of, tracks
from kulanz.masterdata.catalog.rules.costs import NEEDS_UNIT, Scope
from kulanz.masterdata.catalog.wording import country_text, kind_text, unit_text

HERE = "unit_rates"


@keepers
@require_GET
def unit_rates(request: KulanzRequest) -> HttpResponse:
    """Freight units down, cost kinds across; a country chooses among those that hang on one."""
    house = house_of(request.tenant.pk)
    asked = request.GET.get("country", "").upper()
    country = asked if asked in countries() else house.country
    kinds = [kind for kind in cost_kinds(request.actor) if kind.active and Scope(kind.scope) in NEEDS_UNIT]
    today = house.day(clock.now())
    found = {
        (track.key.cost_kind_id, track.key.freight_unit_id): track
        for track in tracks(
            rates_of(request.actor).filter(cost_kind__in=kinds, country__in=("", country)), today
        )
    }
    used = rates_of(request.actor).filter(cost_kind__in=kinds).exclude(country="")
    context = {
        "kinds": [(kind, kind_text(kind), Scope(kind.scope) is Scope.UNIT) for kind in kinds],
        "rows": [
            (unit_text(unit), [_square(kind, unit, country, found) for kind in kinds])
            for unit in freight_units(request.actor)
            if unit.active
        ],
        "country": country,
        "country_name": country_text(country),
        "used": sorted(
            ((code, country_text(code)) for code in {*used.values_list("country", flat=True), country}),
            key=lambda pair: pair[1],
        ),
        "countries": country_choices(house.country)[1:],
        "today": today,
    }
    return show(request, "unit_rates.html", HERE, context)


def _square(
    kind: CostKind, unit: FreightUnit, country: str, found: dict[tuple[int, int | None], Track]
) -> Square:
    track = found.get((kind.pk, unit.pk))
    coming = track.future[0] if track and track.future else None
    query: dict[str, object] = {"freight_unit": unit.pk}
    where = ""
    if Scope(kind.scope) is Scope.UNIT_COUNTRY:
        query["country"] = country
        where = f", {country_text(country)}"
    return Square(
        label=_("%(kind)s, %(unit)s") % {"kind": kind_text(kind), "unit": unit_text(unit)} + where,
        now=rate_text(track.now if track else None),
        next_day=coming.valid_from if coming else None,
        next=rate_text(coming) if coming else "",
        address=f"{reverse('desk:new_rate', args=[kind.pk])}?{urlencode(query)}",
    )
