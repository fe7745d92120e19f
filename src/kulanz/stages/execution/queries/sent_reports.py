"""Which visits have a report: by whom and when, and whether another one says the same."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime

from kulanz.stages.execution.models import FieldEntry, ServiceReport, Visit
from kulanz.stages.execution.rules.incoming import EntryKind, Faulty
from kulanz.stages.execution.rules.report_data import ReportData, report_of


@dataclass(frozen=True, slots=True)
class Sent:
    number: str
    by: str
    at: datetime


def sent_reports(visit_ids: Collection[int]) -> dict[int, Sent]:
    """The newest report of each visit that has one."""
    rows = (
        ServiceReport.objects.filter(visit__in=visit_ids)
        .order_by("visit", "-pk")
        .distinct("visit")
        .values_list("visit", "number", "technician_name", "received_at")
    )
    return {visit: Sent(number, by, at) for visit, number, by, at in rows}


def says_the_same(visit: Visit, data: ReportData) -> bool:
    """Whether a report of the visit that was taken in says the same. What the customer thought of the visit
    does not come back to other devices, so a report without it says no less.
    """
    sent = FieldEntry.objects.filter(visit=visit, kind=EntryKind.REPORT.value, outcome="applied")
    return any(_is_same(data, payload) for payload in sent.values_list("payload", flat=True))


def _is_same(data: ReportData, payload: object) -> bool:
    try:
        earlier = report_of(payload if isinstance(payload, dict) else {})
    except Faulty:
        return False  # erased since
    if data.rating is None and not data.rating_note:
        earlier = replace(earlier, rating=None, rating_note="")
    return data == earlier
