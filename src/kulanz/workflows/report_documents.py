"""The report's PDF is drawn when it arrives and anew when its photos have, and the customer gets a copy."""

from __future__ import annotations

import hashlib
from datetime import datetime, timedelta
from typing import Final

from django.db import transaction
from django.db.models import Count, F
from django.utils.translation import override

from kulanz.cases.indexing import index_case
from kulanz.cases.models import CaseFile
from kulanz.cases.queries.addressees import Addressee
from kulanz.cases.rules import Audience
from kulanz.core.access.actor import Actor, system_actor
from kulanz.core.files.commands import read_file
from kulanz.core.mail.composing import OutgoingFile
from kulanz.core.periodic import PeriodicJob, register_periodic
from kulanz.core.protocol.models import ProtocolEntry, Transmission
from kulanz.core.protocol.recording import record
from kulanz.core.refusal import NotAllowed
from kulanz.core.tenancy.context import tenant_context
from kulanz.stages.contact.commands.outgoing import MailText, Recipient, queue_mail
from kulanz.stages.execution.commands.reports.document import lock_report, write_correction, write_report
from kulanz.stages.execution.events_of_reports import (
    ReportCopySent,
    ReportCorrected,
    ReportDrawn,
    ReportPhotoReceived,
    ReportReceived,
)
from kulanz.stages.execution.models import ReportCorrection, ServiceReport
from kulanz.stages.execution.permissions_of_houses import is_of_another_dealer
from kulanz.stages.execution.permissions_of_reports import may_send_report
from kulanz.stages.execution.queries.reports import missing_photos
from kulanz.stages.execution.refusals_of_reports import NobodyToSendTo
from kulanz.stages.execution.report_document import languages_of
from kulanz.workflows.recipients import may_hear
from kulanz.workflows.report_mails import customers_words
from kulanz.workflows.report_sentences import bars_of
from kulanz.workflows.writing import deliveries, writer_of

# After that nobody waits any longer for photos that are still on a device.
WAIT_FOR_PHOTOS: Final = timedelta(hours=24)
_AT_ONCE: Final = 100


def draw_when_told(transmission: Transmission, at: datetime) -> None:
    """The consumer `reports`: at once for a new report or a correction, and when the last of the photos has
    come.

    Pictures that come one by one do not each cause a new document.
    """
    entry = transmission.entry
    report_id = entry.facts.get("report_id")
    if report_id is None:
        return
    with transaction.atomic():
        report = lock_report(int(report_id))
        if entry.event == ReportCorrected.name:
            if report.correction is not None and report.correction.document_id is None:
                _write_corrected(report, at=at)
            return
        missing = missing_photos(report)
        is_new = entry.event == ReportReceived.name and report.document_id is None
        is_complete = entry.event == ReportPhotoReceived.name and not missing and _last_missing(report) != 0
        if (is_new or is_complete) and not write(report, at=at):
            _copy_once(report, at=at)


def write(report: ServiceReport, *, at: datetime) -> int:
    """Draw a locked report on the paper of whoever writes to the customer, and its corrected version if there
    is one; how many photos it lacks.
    """
    head = writer_of(report.visit.case).letterhead
    missing = write_report(system_actor(report.tenant_id), report, head, bars=_bars(report), at=at)
    if report.correction is not None:
        write_correction(system_actor(report.tenant_id), report, head, bars=_bars(report), at=at)
    _hide_name(report)
    return missing


def _write_corrected(report: ServiceReport, *, at: datetime) -> None:
    head = writer_of(report.visit.case).letterhead
    write_correction(system_actor(report.tenant_id), report, head, bars=_bars(report), at=at)
    _hide_name(report)


def _hide_name(report: ServiceReport) -> None:
    if is_of_another_dealer(report):
        # its name is not for the dealer to find who has the case now
        index_case(report.visit.case)


def _bars(report: ServiceReport) -> dict[str, list[str]]:
    found = {}
    for language in languages_of(report):
        with override(language):
            found[language] = bars_of(report)
    return found


def _counting(report: ServiceReport) -> ServiceReport | ReportCorrection:
    """Which has the documents that count: the newest correction, else the report itself."""
    return report.correction or report


def _copy_once(report: ServiceReport, *, at: datetime) -> None:
    """The customer's copy, once nothing more is to come.

    Of what does not count, and of two that differ, the office decides what the customer hears.
    """
    first = not ServiceReport.objects.filter(visit=report.visit_id, pk__lt=report.pk).exists()
    if report.counts and first and not _copied(report):
        _mail_copies(system_actor(report.tenant_id), report, at=at)


def send_report(*, actor: Actor, report_id: int, at: datetime) -> int:
    """Send the customer a copy by hand, through whoever writes to him; to how many addresses.

    Raises NoSuchReport, NobodyToSendTo, NotAllowed.
    """
    with transaction.atomic():
        if not may_send_report(actor):
            raise NotAllowed
        report = lock_report(report_id)
        if report.document_id is None:
            write(report, at=at)
        elif _counting(report).document_id is None:
            _write_corrected(report, at=at)
        counting = _counting(report)
        his = counting.customers_copy_id or counting.document_id
        CaseFile.objects.filter(pk=his or 0).update(audience=Audience.ALL.value)
        sent = _mail_copies(actor, report, at=at, by_hand=True)
        if not sent:
            raise NobodyToSendTo
        return sent


def _mail_copies(actor: Actor, report: ServiceReport, *, at: datetime, by_hand: bool = False) -> int:
    case = report.visit.case
    if case.is_spam or _counting(report).document is None:
        return 0
    if writer_of(case).passes_on and is_of_another_dealer(report):
        # it would go through the hands of his competitor
        return 0
    files = {language: _outgoing(file) for language, file in _by_language(report).items()}

    def words(_customer: Addressee, recipient: Recipient) -> MailText:
        return customers_words(report, recipient, files, at=at)

    sent = []
    for delivery in deliveries(case, words, wants=may_hear, named=lambda _customer: True):
        address = delivery.recipient.address.lower()
        again = f":{_counting(report).document_id}:{at.timestamp():.0f}" if by_hand else ""
        queue_mail(
            key=f"report:{report.pk}:{hashlib.sha256(address.encode()).hexdigest()[:40]}{again}",
            tenant_id=report.tenant_id,
            recipient=delivery.recipient,
            text=delivery.text,
            kind="report",
            case=case,
            automatic=not by_hand,
            look=delivery.look,
            at=at,
        )
        sent.append(delivery.recipient.address)
    if sent and (by_hand or not _copied(report)):
        record(
            ReportCopySent(
                report_id=report.pk, number=report.number, by_hand=by_hand, sent_to=", ".join(sent)
            ),
            actor=actor,
            stream=case.stream,
            at=at,
        )
    return len(sent)


def _by_language(report: ServiceReport) -> dict[str, CaseFile]:
    """The customer's own first; of a corrected report the corrected version."""
    own, his = languages_of(report)
    counting = _counting(report)
    found = {his: counting.customers_copy, own: counting.document}
    return {language: file for language, file in found.items() if file is not None}


def _outgoing(file: CaseFile) -> OutgoingFile:
    with read_file(file.stored) as content:
        return OutgoingFile(file.name, "application/pdf", content.read(), file.pk)


def _entries(report: ServiceReport, event: str) -> list[ProtocolEntry]:
    found = ProtocolEntry.objects.filter(
        tenant_id=report.tenant_id,
        stream=report.visit.case.stream,
        event=event,
        facts__report_id=report.pk,
    )
    return list(found.order_by("-seq")[:1])


def _last_missing(report: ServiceReport) -> int | None:
    """How many photos its document lacks; None: there is no document yet."""
    last = _entries(report, ReportDrawn.name)
    return int(last[0].facts.get("missing", 0)) if last else None


def _copied(report: ServiceReport) -> bool:
    return bool(_entries(report, ReportCopySent.name))


def end_waiting(tenant_id: int, at: datetime) -> int:
    """Photos that do not come: after a day the document is drawn with those that did, and goes out."""
    with tenant_context(tenant_id):
        late = (
            ServiceReport.objects.filter(
                tenant_id=tenant_id,
                received_at__lt=at - WAIT_FOR_PHOTOS,
                received_at__gt=at - 8 * WAIT_FOR_PHOTOS,
            )
            .annotate(there=Count("photos"))
            .filter(there__lt=F("photos_named"))
        )
        ids = list(late.order_by("pk").values_list("pk", flat=True)[:_AT_ONCE])
    drawn = 0
    for report_id in ids:
        with tenant_context(tenant_id):
            report = lock_report(report_id)
            if _last_missing(report) != missing_photos(report):
                write(report, at=at)
                drawn += 1
            _copy_once(report, at=at)
    return drawn


def install() -> None:
    """Called once at start-up."""
    register_periodic(PeriodicJob("reports", timedelta(hours=1), end_waiting))
