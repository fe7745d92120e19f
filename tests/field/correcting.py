"""A report of Fritz's with plausible but wrong times, and the office's form to put them right."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.test import Client

from kulanz.core import clock
from kulanz.masterdata.parties.models import Certificate
from kulanz.stages.execution.models import ReportCorrection, ServiceReport
from tests.execution.visits_world import AT, NINE, World
from tests.field.device import SOLVED, Device
from tests.workflows.hearing import work

LATER = NINE + timedelta(hours=1)
# Monday at ten past six in the evening was typed, Tuesday at ten past eight was meant.
CLAIMED = {"arrived_at": "2026-11-16T17:10:25+00:00", "left_at": "2026-11-17T07:55:00+00:00"}
TRAVEL = {"travel_minutes": 25, "travel_km": 120}
TYPED = {
    "arrived_at": "2026-11-16T18:10",
    "left_at": "2026-11-17T08:55",
    "travel_minutes": "25",
    "travel_km": "120",
}
RIGHT = {**TYPED, "arrived_at": "2026-11-17T08:10", "travel_km": "12,5"}
REASON = "Tag und Komma vertippt, mit Fritz geklärt"


def reported(world: World, fritz: Device, *, revoked: bool = False, **data: Any) -> ServiceReport:
    """Received, and its document drawn; with `revoked` Fritz was not entitled to it."""
    visit = world.planned()
    if revoked:
        Certificate.objects.filter(holder=world.fritz.person).update(revoked_on=AT.date())
    answer = fritz.tell(visit.pk, "report", {**SOLVED, **CLAIMED, **TRAVEL, **data})
    assert answer["outcome"] == "applied", answer
    work(LATER)
    return ServiceReport.objects.get()


def send(client: Client, report: ServiceReport, *, version: int | str = 0, **form: str) -> Any:
    given = {**RIGHT, "reason": REASON, "version": str(version), **form}
    with clock.frozen(LATER):
        return client.post(f"/desk/berichte/{report.number}/berichtigung/", given)


def original(report: ServiceReport) -> dict[str, Any]:
    """Everything of the report itself, but which correction counts."""
    row = ServiceReport.objects.filter(pk=report.pk).values().get()
    return {name: value for name, value in row.items() if name != "correction_id"}


def kept() -> int:
    return ReportCorrection.objects.count()
