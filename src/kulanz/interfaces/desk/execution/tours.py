"""Tours: where each technician goes on a day, in a sensible order; for reading aloud and for printing."""

from __future__ import annotations

from datetime import timedelta

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from kulanz.cases.calendar import local_date
from kulanz.core import clock
from kulanz.core.access.actor import ActorKind
from kulanz.core.access.gates import gate
from kulanz.core.access.http import KulanzRequest
from kulanz.core.ui.typed import key_of
from kulanz.interfaces.desk.execution.board import planned_day
from kulanz.stages.execution.queries.board import people_on_board
from kulanz.stages.execution.queries.tours import tour
from kulanz.stages.execution.visit_words import day_words, visit_badge


@gate(ActorKind.STAFF)
@require_GET
def tours(request: KulanzRequest) -> HttpResponse:
    day = planned_day(request.GET.get("tag", "")) or local_date(request.tenant, clock.now())
    people = list(people_on_board(request.actor).order_by("name", "pk").values("pk", "name"))
    one = key_of(request.GET.get("technik", ""))
    ids = [person["pk"] for person in people if one is None or person["pk"] == one]
    found = tour(request.actor, ids, day, day)
    return render(
        request,
        "desk/execution/tours.html",
        {
            "day": day,
            "title_day": day_words(day),
            "tours": [
                {
                    "tour": one_tour,
                    "stops": [(stop, visit_badge(stop.visit.state)) for stop in one_tour.stops],
                }
                for one_tour in found
            ],
            "people": people,
            "chosen": one,
            "previous": (day - timedelta(days=1)).isoformat(),
            "next": (day + timedelta(days=1)).isoformat(),
            "menu_current": "board",
        },
    )
