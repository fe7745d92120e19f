"""Times in a report at which nobody can have been there: it goes on without them, and the office asks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

from babel.dates import format_datetime

from kulanz.core.access.actor import Actor
from kulanz.core.tenancy.models import Tenant
from kulanz.stages.execution.models import ServiceReport, Visit
from kulanz.stages.execution.report_words import report_words
from kulanz.stages.execution.rules.report_data import ReportData
from kulanz.stages.execution.rules.report_limits import can_be
from kulanz.workflows.report_following import note_for_office, task_for_office

_WORDS = {"arrived_at": "arrived", "left_at": "left"}
_LOCALES = {"de": "de_DE", "en": "en_GB"}


def without_doubtful_times(
    visit: Visit, data: ReportData, *, at: datetime
) -> tuple[ReportData, Mapping[str, datetime]]:
    """The report without them, and what they were by their field.

    The device says so at the field; what comes all the same (an older one, a clock set wrong since) is work
    that happened. The entry keeps what was claimed.
    """
    claimed = {"arrived_at": data.arrived_at, "left_at": data.left_at}
    doubted = {
        field: time
        for field, time in claimed.items()
        if time is not None and not can_be(time, now=at, planned=visit.starts_at)
    }
    kept = {field: None if field in doubted else time for field, time in claimed.items()}
    return replace(data, arrived_at=kept["arrived_at"], left_at=kept["left_at"]), doubted


def tell_doubted(
    actor: Actor, visit: Visit, report: ServiceReport, doubted: Mapping[str, datetime], *, at: datetime
) -> None:
    """What the device claimed, as a note in the case, and a task to ask the technician."""
    if not doubted:
        return
    tenant = Tenant.objects.defer("logo").get(pk=visit.tenant_id)
    language, zone = tenant.language, ZoneInfo(tenant.time_zone)
    locale = _LOCALES["en" if language.startswith("en") else "de"]

    def shown(time: datetime) -> str:
        return str(format_datetime(time.astimezone(zone), "short", locale=locale))

    times = ", ".join(
        f"{report_words(_WORDS[field], language)} {shown(time)}" for field, time in doubted.items()
    )
    words = {"number": report.number, "times": times, "technician": report.technician_name}
    note_for_office(actor, visit, report_words("note_times", language, **words), at=at)
    task_for_office(visit, report_words("task_times", language, **words), at=at)
