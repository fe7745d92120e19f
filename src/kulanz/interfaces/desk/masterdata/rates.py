"""The rates of one cost kind: what is valid, what comes, what was."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from kulanz.core import clock
from kulanz.core.access.http import KulanzRequest
from kulanz.interfaces.desk.masterdata.door import keepers, show
from kulanz.interfaces.desk.masterdata.rate import find_kind
from kulanz.interfaces.desk.masterdata.words import rate_text
from kulanz.masterdata.catalog.house import house_of
from kulanz.masterdata.catalog.models import CostKind, Rate
from kulanz.masterdata.catalog.queries.rate_keys import Key
from kulanz.masterdata.catalog.queries.rates import (
    Track,
    freight_units,
    rates_of,
    tracks,
    weight_classes,
)
from kulanz.masterdata.catalog.rules.costs import NEEDS_COUNTRY, NEEDS_UNIT, RATED, Scope
from kulanz.masterdata.catalog.wording import class_text, country_text, kind_text, unit_text

HERE = "cost_kinds"


@dataclass(frozen=True, slots=True)
class Square:
    """One key in the grid: today's figure, the next change, and the address to set it anew."""

    label: str
    now: str
    next_day: date | None
    next: str
    address: str


@dataclass(frozen=True, slots=True)
class Step:
    """One row of the history."""

    rate: Rate
    text: str
    may_change: bool
    is_now: bool


@keepers
@require_GET
def rates(request: KulanzRequest, cost_kind_id: int) -> HttpResponse:
    """Countries down, freight units or weight classes across; the history folded below."""
    kind = find_kind(request, cost_kind_id)
    scope, today = Scope(kind.scope), house_of(request.tenant.pk).day(clock.now())
    found = tracks(rates_of(request.actor).filter(cost_kind=kind), today)
    columns = _columns(request, scope, found)
    context = {
        "kind": kind,
        "kind_name": kind_text(kind),
        "is_rated": scope in RATED,
        "columns": [label for _column, label in columns],
        "rows": _rows(kind, scope, found, columns),
        "row_word": _("Land") if scope in NEEDS_COUNTRY else _("Satz"),
        "histories": [(_track_label(track), _steps(track, today)) for track in found],
        "today": today,
    }
    return show(request, "rates.html", HERE, context)


def _columns(request: KulanzRequest, scope: Scope, found: Sequence[Track]) -> list[tuple[int | None, str]]:
    """What stands across: units or classes in use, and those out of use that still have a rate."""
    if scope in NEEDS_UNIT:
        used = {track.key.freight_unit_id for track in found if track.now or track.future}
        return [(u.pk, unit_text(u)) for u in freight_units(request.actor) if u.active or u.pk in used]
    if scope is Scope.WEIGHT_COUNTRY:
        used = {track.key.weight_class_id for track in found if track.now or track.future}
        return [(w.pk, class_text(w)) for w in weight_classes(request.actor) if w.active or w.pk in used]
    return [(None, _("Satz"))]


def _rows(
    kind: CostKind, scope: Scope, found: Sequence[Track], columns: list[tuple[int | None, str]]
) -> list[tuple[str, list[Square]]]:
    by_key = {
        (track.key.country, track.key.freight_unit_id or track.key.weight_class_id): track for track in found
    }
    countries = (
        [""] if scope not in NEEDS_COUNTRY else sorted({t.key.country for t in found}, key=country_text)
    )
    part = "freight_unit" if scope in NEEDS_UNIT else "weight_class"
    rows = []
    for country in countries:
        name = country_text(country) if country else _("alle Länder")
        squares = []
        for column, label in columns:
            query = {"country": country, part: column or ""}
            squares.append(_square(kind, by_key.get((country, column)), f"{name}, {label}", urlencode(query)))
        rows.append((name, squares))
    return rows


def _square(kind: CostKind, track: Track | None, label: str, query: str) -> Square:
    coming = track.future[0] if track and track.future else None
    return Square(
        label=label,
        now=rate_text(track.now if track else None),
        next_day=coming.valid_from if coming else None,
        next=rate_text(coming) if coming else "",
        address=f"{reverse('desk:new_rate', args=[kind.pk])}?{query}",
    )


def _track_label(track: Track) -> str:
    key = track.key
    label = str(Key(key.cost_kind, key.country, key.freight_unit, key.weight_class))
    return label.partition(", ")[2] or label


def _steps(track: Track, today: date) -> list[Step]:
    """Newest first."""
    now = [track.now] if track.now else []
    return [
        Step(rate, rate_text(rate), rate.valid_from >= today, rate is track.now)
        for rate in [*reversed(track.future), *now, *track.past]
    ]
