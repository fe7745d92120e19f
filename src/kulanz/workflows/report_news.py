"""Who hears at once that a service report arrived: the dealer, the case's owner, and the leads of what
cannot wait.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from kulanz.cases.models import Case
from kulanz.core.mail.composing import MailLink
from kulanz.core.protocol.models import ProtocolEntry
from kulanz.core.tenancy.hosts import absolute_url
from kulanz.core.tenancy.models import Tenant
from kulanz.stages.contact.commands.outgoing import MailText, Recipient
from kulanz.stages.execution.models import ServiceReport
from kulanz.stages.execution.permissions_of_houses import is_of_another_dealer
from kulanz.stages.execution.report_words import report_words
from kulanz.stages.execution.rules.visits import SafetyStatement
from kulanz.workflows.leads import leads_of
from kulanz.workflows.news_texts import greeting
from kulanz.workflows.pages import desk_path, portal_path
from kulanz.workflows.phrases import phrase
from kulanz.workflows.recipients import dealer_recipients, owner_of, staff_recipient
from kulanz.workflows.report_sentences import unproven_lines, why_not

Told = tuple[Recipient, str, MailText]


def report_news(entry: ProtocolEntry, case: Case, at: datetime) -> Iterator[Told]:
    """(recipient, kind of mail, text). The alert comes first: nobody hears of the same twice."""
    report = (
        ServiceReport.objects.filter(pk=entry.facts["report_id"])
        .defer("rating", "rating_note")
        .select_related("visit")
        .first()
    )
    if report is None:
        return
    report.visit.case = case
    for alert in _alerts(report):
        for lead in leads_of(case):
            yield _to_staff(report, staff_recipient(lead), f"alert_{alert}")
    owner = owner_of(case, "message", at)
    if owner is not None:
        yield _to_staff(report, owner, "staff")
    if is_of_another_dealer(report):
        return
    for recipient in dealer_recipients(case, "at_changes") or dealer_recipients(case, "at_closing"):
        yield recipient, "news", _to_dealer(report, recipient)


def _alerts(report: ServiceReport) -> list[str]:
    found = []
    if not report.authorised:
        found.append("unauthorised")
    elif report.unproven:
        found.append("unproven")
    if report.safety == SafetyStatement.UNSAFE:
        found.append("unsafe")
    return found[:1]


def _to_staff(report: ServiceReport, recipient: Recipient, occasion: str) -> Told:
    language, case = recipient.language, report.visit.case
    paragraphs = [greeting(recipient.name, language), _said(report, f"{occasion}_text", language)]
    if not report.authorised:
        paragraphs.append(why_not(report, language))
    if report.unproven:
        paragraphs.append(unproven_lines(report, language))
    if report.safety == SafetyStatement.UNSAFE:
        paragraphs.append(f"{report_words('unsafe_text', language)} {report.safety_note}".strip())
    subject = report_words(f"{occasion}_subject", language, number=case.number)
    text = MailText(
        subject=f"{subject}: {case.title}",
        paragraphs=tuple(paragraphs),
        link=MailLink(report_words("to_desk", language), _address(case, desk_path(case.number))),
    )
    return recipient, "staff", text


def _to_dealer(report: ServiceReport, recipient: Recipient) -> MailText:
    language, case = recipient.language, report.visit.case
    facts = (
        (phrase("title", language), case.title),
        (phrase("dealer_reference", language), case.dealer_reference),
        (phrase("customer", language), case.customer.name if case.customer else ""),
        (report_words("result", language), report_words(report.result, language)),
        (report_words("reason", language), report.result_reason),
    )
    warnings = []
    if not report.authorised:
        warnings.append(report_words("unauthorised_text", language))
    if report.unproven:
        warnings.append(report_words("unproven_text", language))
    if report.safety == SafetyStatement.UNSAFE:
        warnings.append(report_words("unsafe_text", language))
    subject = report_words("dealer_subject", language, number=case.number)
    return MailText(
        subject=f"{subject}: {case.title}",
        paragraphs=(greeting(recipient.name, language), _said(report, "dealer_text", language), *warnings),
        facts=tuple(fact for fact in facts if fact[1]),
        link=MailLink(report_words("to_report", language), _address(case, portal_path(case.number))),
    )


def _said(report: ServiceReport, key: str, language: str) -> str:
    return report_words(
        key,
        language,
        technician=report.technician_name,
        visit=report.visit.number,
        result=report_words(report.result, language),
    )


def _address(case: Case, path: str) -> str:
    return absolute_url(Tenant.objects.defer("logo").get(pk=case.tenant_id), path)
