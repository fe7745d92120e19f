"""A report's times are put right, and what of the interlock hangs on the day is looked at again."""

from __future__ import annotations

from datetime import datetime

from babel.dates import format_date
from django.db import transaction
from django.utils.translation import override

from kulanz.cases.calendar import local_date
from kulanz.core.access.actor import Actor
from kulanz.core.tenancy.models import Tenant
from kulanz.masterdata.parties.interlock_words import sentences
from kulanz.masterdata.parties.rules.interlock import Judgement
from kulanz.masterdata.parties.rules.safety import Relevance
from kulanz.stages.execution.commands.reports.correcting import correct_report
from kulanz.stages.execution.models import ReportCorrection, ServiceReport
from kulanz.stages.execution.report_words import report_words
from kulanz.stages.execution.rules.report_corrections import Times
from kulanz.stages.execution.rules.report_data import Part, ReportData
from kulanz.stages.execution.rules.visits import Result
from kulanz.workflows.report_following import note_for_office, task_for_office
from kulanz.workflows.service_reports import judged

_LOCALES = {"de": "de_DE", "en": "en_GB"}


def correct_times(
    *, actor: Actor, report_id: int, times: Times, reason: str, expected: int, at: datetime
) -> ReportCorrection:
    """`correct_report`; where the work was on another day than was thought, and somebody was not entitled to
    it then, the office is told. What the interlock said of the report stands: a person decides.
    """
    with transaction.atomic():
        made = correct_report(
            actor=actor, report_id=report_id, times=times, reason=reason, expected=expected, at=at
        )
        _look_at_the_day(actor, made, at=at)
        return made


def _look_at_the_day(actor: Actor, made: ReportCorrection, *, at: datetime) -> None:
    report, arrived = made.report, made.arrived_at
    if arrived is None or not report.authorised:
        return
    tenant = Tenant.objects.defer("logo").get(pk=report.tenant_id)
    before = made.former_arrived_at or report.finished_at
    day = local_date(tenant, arrived)
    if day == local_date(tenant, before):
        return
    judgement = _judged_on(report, arrived)
    if judgement.allowed:
        return
    language = "en" if tenant.language.startswith("en") else "de"
    with override(language):
        text = sentences(judgement.bars)
    shown = format_date(day, "medium", locale=_LOCALES[language])
    words = {"number": report.number, "day": shown, "text": text}
    note_for_office(actor, report.visit, report_words("note_other_day", language, **words), at=at)
    task_for_office(report.visit, report_words("task_other_day", language, **words), at=at)


def _judged_on(report: ServiceReport, arrived: datetime) -> Judgement:
    """What the interlock says of the same work on that day."""
    if report.technician is None:
        return Judgement(Relevance.NONE)
    used = tuple(
        Part(part.article_id, part.number, part.name, part.quantity)
        for part in report.parts.filter(needed=False)
    )
    data = ReportData(result=Result(report.result), parts=used)
    return judged(report.visit, report.technician, data, on=arrived)
