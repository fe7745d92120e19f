"""The report's document as a file of its case."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime

from kulanz.cases.commands.messages import attach_files, remove_file
from kulanz.cases.models import CaseFile
from kulanz.cases.rules import Audience
from kulanz.core.access.actor import Actor
from kulanz.core.files.commands import store_file
from kulanz.core.pdf.letters import Letterhead
from kulanz.core.protocol.recording import record
from kulanz.stages.execution.events_of_reports import ReportCorrectionDrawn, ReportDrawn
from kulanz.stages.execution.locking import lock_visit
from kulanz.stages.execution.models import ReportCorrection, ServiceReport
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
    before = _documents_of(report)

    def draw(language: str) -> tuple[str, bytes]:
        name = report_words("file_name", language, number=report.number)
        bar = bars.get(language, ())
        return name, draw_report(report, head, language=language, bars=bar, missing=missing)

    own, his = _put(actor, report, report, draw, before=before, at=at)
    record(
        ReportDrawn(
            report_id=report.pk,
            number=report.number,
            case_file_id=own.pk,
            missing=missing,
            copy_file_id=his.pk if his is not None else None,
        ),
        actor=actor,
        stream=report.visit.case.stream,
        at=at,
    )
    return missing


def write_correction(
    actor: Actor, report: ServiceReport, head: Letterhead, *, bars: Mapping[str, Sequence[str]], at: datetime
) -> None:
    """Draw the corrected version of a locked report and file it beside the report's own document.

    Who reads that reads this. It takes the place of the version of an earlier correction.
    """
    correction = report.correction
    if correction is None:
        return
    corrections = list(report.corrections.select_related("document", "customers_copy").order_by("number"))
    before = [file for one in corrections for file in _documents_of(one)]
    missing = missing_photos(report)

    def draw(language: str) -> tuple[str, bytes]:
        name = report_words(
            "corrected_file_name", language, number=report.number, correction=correction.number
        )
        return name, draw_report(
            report,
            head,
            language=language,
            bars=bars.get(language, ()),
            missing=missing,
            corrections=corrections,
        )

    own, his = _put(actor, report, correction, draw, before=before, beside=_documents_of(report), at=at)
    record(
        ReportCorrectionDrawn(
            report_id=report.pk,
            number=report.number,
            correction=correction.number,
            case_file_id=own.pk,
            missing=missing,
            copy_file_id=his.pk if his is not None else None,
        ),
        actor=actor,
        stream=report.visit.case.stream,
        at=at,
    )


def _documents_of(holder: ServiceReport | ReportCorrection) -> list[CaseFile]:
    found = (holder.document, holder.customers_copy)
    return [file for file in found if file is not None]


def _put(
    actor: Actor,
    report: ServiceReport,
    holder: ServiceReport | ReportCorrection,
    draw: Callable[[str], tuple[str, bytes]],
    *,
    before: Sequence[CaseFile],
    beside: Sequence[CaseFile] = (),
    at: datetime,
) -> tuple[CaseFile, CaseFile | None]:
    """File what `draw` makes for each language in place of `before` and have `holder` point to it: the
    office's, and the customer's where that is another. Of all these the customer may have read one by hand.
    """
    read = any(file.audience == Audience.ALL.value for file in (*before, *beside))
    customers = Audience.ALL if report.counts or read else Audience.DEALER
    own, his = languages_of(report)
    files = {}
    for language in dict.fromkeys((own, his)):
        audience = customers if language == his else Audience.DEALER
        name, pdf = draw(language)
        stored = store_file(tenant_id=report.tenant_id, content=pdf, name=name, at=at)
        (files[language],) = attach_files(
            actor=actor, case_id=report.visit.case_id, files=[stored], audience=audience, at=at
        )
    holder.document = files[own]
    holder.customers_copy = files[his] if his != own else None
    holder.save(update_fields=["document", "customers_copy"])
    for old in before:
        remove_file(actor=actor, case_file_id=old.pk, reason=report.number, at=at)
    return files[own], holder.customers_copy
