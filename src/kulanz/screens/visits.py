"""What every page about a visit says of it: when and who, what has been suggested, what is to be done."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import tzinfo
from typing import Any

from django.http import Http404, HttpResponse

from kulanz.core.access.actor import Actor
from kulanz.core.files.serving import made_response
from kulanz.core.ui.typed import as_typed
from kulanz.masterdata.parties.models import Technician
from kulanz.stages.execution.calendar_files import CONTENT_TYPE
from kulanz.stages.execution.models import Visit
from kulanz.stages.execution.queries.suggestions import Suggestion
from kulanz.stages.execution.queries.visits import Stay, stays
from kulanz.stages.execution.visit_words import BECAUSE, moment_words, span_of, visit_badge
from kulanz.workflows.appointment_calendars import inside_file


def visit_row(visit: Visit, zone: tzinfo, stay: Stay | None = None) -> dict[str, Any]:
    """A line of a list: the visit, its state, and when it is; by its `stay` when somebody was there."""
    when = there_of(stay, zone) if stay is not None else when_of(visit, zone)
    return {"visit": visit, "badge": visit_badge(visit.state), "when": when}


def visit_rows(visits: Sequence[Visit], zone: tzinfo) -> list[dict[str, Any]]:
    """The lines of a list; of what is over as the reports tell it."""
    been = stays(visits)
    return [visit_row(visit, zone, been.get(visit.pk)) for visit in visits]


def there_of(stay: Stay, zone: tzinfo) -> str:
    """The same as `when_of` of when somebody was there."""
    came = stay.came.astimezone(zone)
    return moment_words(came) if stay.left is None else span_of(came, stay.left.astimezone(zone))


def when_of(visit: Visit, zone: tzinfo) -> str:
    """“Di., 17.11.2026, 09:00–10:00”; nothing while it has no time."""
    if visit.starts_at is None or visit.ends_at is None:
        return ""
    return span_of(visit.starts_at.astimezone(zone), visit.ends_at.astimezone(zone))


def crew_of(visit: Visit) -> list[Technician]:
    """Who goes, the one who leads first."""
    return [row.technician for row in visit.crew.select_related("technician").order_by("-leads", "pk")]


def visit_context(visit: Visit, crew: list[Technician], zone: tzinfo) -> dict[str, Any]:
    """What its page shows whoever reads it, and what the form for planning it holds."""
    stay = stays([visit]).get(visit.pk)
    other_day = stay is not None and (
        visit.starts_at is None
        or stay.came.astimezone(zone).date() != visit.starts_at.astimezone(zone).date()
    )
    return {
        **visit_row(visit, zone, stay),
        "was_planned": when_of(visit, zone) if other_day else "",
        "case": visit.case,
        "crew": crew,
        "crew_ids": [person.pk for person in crew],
        "starts_value": as_typed(visit.starts_at, zone),
        "ends_value": as_typed(visit.ends_at, zone),
        "works": [str(row.work_kind) for row in visit.works.select_related("work_kind")],
    }


def suggestion_rows(found: Iterable[Suggestion], *, houses: bool = False) -> list[dict[str, Any]]:
    """Who could go when, each with its reasons and its time as the form takes it; with `houses` also whose
    people they are.
    """
    return [
        {
            "technician": one.technician,
            "house": one.technician.organisation.name if houses else "",
            "when": span_of(one.starts, one.ends),
            "starts": as_typed(one.starts),
            "because": [str(BECAUSE[reason]) for reason in one.because],
        }
        for one in found
    ]


def calendar_response(actor: Actor, visit: Visit) -> HttpResponse:
    """The appointment for the own calendar; 404 while there is none."""
    content = inside_file(actor, visit)
    if content is None:
        raise Http404
    return made_response(content, f"{visit.number}.ics", f"{CONTENT_TYPE}; charset=utf-8")
