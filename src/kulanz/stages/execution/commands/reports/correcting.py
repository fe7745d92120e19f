"""The office puts times and travel of a report right; the report itself and its signed document stay."""

from __future__ import annotations

from datetime import UTC, datetime

from django.db import transaction

from kulanz.core.access.actor import Actor
from kulanz.core.protocol.recording import record
from kulanz.core.refusal import NotAllowed
from kulanz.stages.execution.commands.reports.document import lock_report
from kulanz.stages.execution.events_of_reports import ReportCorrected
from kulanz.stages.execution.models import ReportCorrection, ServiceReport
from kulanz.stages.execution.permissions_of_reports import may_correct_report, reports_visible_to
from kulanz.stages.execution.refusals_of_reports import (
    CorrectedMeanwhile,
    CorrectionFaulty,
    CorrectionReasonTooLong,
    CorrectionWithoutReason,
    NoSuchReport,
    NothingCorrected,
)
from kulanz.stages.execution.rules.report_corrections import (
    CORRECTABLE,
    LONGEST_REASON,
    Times,
    changed_fields,
    faults,
)


def correct_report(
    *, actor: Actor, report_id: int, times: Times, reason: str, expected: int, at: datetime
) -> ReportCorrection:
    """Write down what counts from now on, with what counted before, who says so and why.

    `expected` is the number of the correction that was looked at, 0 where there was none: of two at once the
    second hears of the first. It makes no difference in which state visit and case are. Raises NotAllowed,
    NoSuchReport, CorrectedMeanwhile, CorrectionWithoutReason, CorrectionReasonTooLong, NothingCorrected,
    CorrectionFaulty.
    """
    if not may_correct_report(actor):
        raise NotAllowed
    if not reports_visible_to(actor).filter(pk=report_id).exists():
        raise NoSuchReport
    with transaction.atomic():
        report = lock_report(report_id)
        standing = report.correction
        if expected != (standing.number if standing is not None else 0):
            who = standing.made_by_name if standing is not None else ""
            raise CorrectedMeanwhile(number=report.number, who=who)
        why = _reason(reason)
        before = report.times
        changed = changed_fields(before, times)
        if not changed:
            raise NothingCorrected
        for fault in faults(
            before, times, received_at=report.received_at, planned=report.visit.starts_at, at=at
        ):
            raise CorrectionFaulty(fault)
        made = _write(actor, report, before, times, reason=why, number=expected + 1, at=at)
        record(
            ReportCorrected(
                report_id=report.pk,
                number=report.number,
                correction=made.number,
                changes=tuple((name, _fact(before, name), _fact(times, name)) for name in changed),
                reason=why,
            ),
            actor=actor,
            stream=report.visit.case.stream,
            at=at,
        )
        return made


def _reason(typed: str) -> str:
    reason = " ".join(typed.replace("\x00", "").split())
    if not reason:
        raise CorrectionWithoutReason
    if len(reason) > LONGEST_REASON:
        raise CorrectionReasonTooLong(most=LONGEST_REASON)
    return reason


def _write(
    actor: Actor,
    report: ServiceReport,
    before: Times,
    times: Times,
    *,
    reason: str,
    number: int,
    at: datetime,
) -> ReportCorrection:
    made = ReportCorrection.objects.create(
        tenant_id=report.tenant_id,
        report=report,
        number=number,
        reason=reason,
        made_by_name=actor.name[:200],
        made_at=at,
        **{name: getattr(times, name) for name in CORRECTABLE},
        **{f"former_{name}": getattr(before, name) for name in CORRECTABLE},
    )
    report.correction = made
    report.save(update_fields=["correction"])
    return made


def _fact(times: Times, name: str) -> str:
    """As the protocol keeps it."""
    value = getattr(times, name)
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    return "" if value is None else str(value)
