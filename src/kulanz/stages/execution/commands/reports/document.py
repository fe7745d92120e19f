"""The report's document as a file of its case."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from kulanz.cases.commands.messages import attach_files, remove_file
from kulanz.cases.rules import Audience
from kulanz.core.access.actor import Actor
from kulanz.core.files.commands import store_file
from kulanz.core.pdf.letters import Letterhead
from kulanz.core.protocol.recording import record
from kulanz.stages.execution.events_of_reports import ReportDrawn
from kulanz.stages.execution.locking import lock_visit
from kulanz.stages.execution.models import ServiceReport
from kulanz.stages.execution.queries.reports import missing_photos
from kulanz.stages.execution.refusals_of_reports import NoSuchReport
from kulanz.stages.execution.report_document import draw_report, languages_of
from kulanz.stages.execution.report_words import report_words


def lock_report(report_id: int) -> ServiceReport:
    """The report with its visit and case, locked in the usual order. Raises NoSuchReport."""
    visit_id = ServiceReport.objects.filter(pk=report_id).values_list("visit_id", flat=True).first()
    if visit_id is None:
        raise NoSuchReport
    visit = lock_visit(visit_id)
    report = ServiceReport.objects.select_for_update(of=("self",)).get(pk=report_id)
    report.visit = visit
    return report


def write_report(
    actor: Actor, report: ServiceReport, head: Letterhead, *, bars: Mapping[str, Sequence[str]], at: datetime
) -> int:
    """Draw a locked report and file it in place of what it had before; how many photos are still missing.

    It is for everybody who takes part in the case. One that does not count is read by dealer and office:
    what the customer is told of it, a person decides. To a customer who reads another language than the
    office goes a document of his own; then the office's is for office and dealer. `bars` are by language.
    """
    missing = missing_photos(report)
    before = [file for file in (report.document, report.customers_copy) if file is not None]
    # sent to the customer by hand meanwhile
    told = any(file.audience == Audience.ALL.value for file in before)
    customers = Audience.ALL if report.counts or told else Audience.DEALER
    own, his = languages_of(report)
    files = {}
    for language in dict.fromkeys((own, his)):
        audience = customers if language == his else Audience.DEALER
        pdf = draw_report(report, head, language=language, bars=bars.get(language, ()), missing=missing)
        name = report_words("file_name", language, number=report.number)
        stored = store_file(tenant_id=report.tenant_id, content=pdf, name=name, at=at)
        case_id = report.visit.case_id
        (files[language],) = attach_files(
            actor=actor, case_id=case_id, files=[stored], audience=audience, at=at
        )
    for old in before:
        remove_file(actor=actor, case_file_id=old.pk, reason=report.number, at=at)
    report.document = files[own]
    report.customers_copy = files[his] if his != own else None
    report.save(update_fields=["document", "customers_copy"])
    record(
        ReportDrawn(
            report_id=report.pk,
            number=report.number,
            case_file_id=files[own].pk,
            missing=missing,
            copy_file_id=files[his].pk if his != own else None,
        ),
        actor=actor,
        stream=report.visit.case.stream,
        at=at,
    )
    return missing
