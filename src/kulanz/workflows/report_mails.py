"""The customer's mail with his copy of a service report, in his language."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Final

from kulanz.core.mail.composing import MailLink, OutgoingFile
from kulanz.stages.contact.commands.outgoing import MailText, Recipient
from kulanz.stages.execution.models import ServiceReport
from kulanz.stages.execution.report_words import report_words
from kulanz.stages.execution.rules.visits import NOTHING_DONE, Result, SafetyStatement
from kulanz.workflows.links import issue_case_link
from kulanz.workflows.news_texts import greeting
from kulanz.workflows.phrases import phrase
from kulanz.workflows.who_comes import house_of
from kulanz.workflows.writing import writer_of

_NEXT: Final = {Result.PART_NEEDED: "next_part_needed", Result.SECOND_VISIT: "next_second_visit"}


def customers_words(
    report: ServiceReport, recipient: Recipient, files: Mapping[str, OutgoingFile], *, at: datetime
) -> MailText:
    """What nobody may use is said first, then what happens next. `files` are by language, his own first."""
    language = recipient.language
    case = report.visit.case
    unsafe = report.safety == SafetyStatement.UNSAFE
    warnings = _warnings(report, language)
    corrected = [report_words("customer_corrected", language)] if report.correction_id is not None else []
    url = issue_case_link(case=case, party_id=recipient.party_id, address=recipient.address, at=at)
    return MailText(
        subject=report_words(
            "customer_subject_unsafe" if unsafe else "customer_subject", language, number=case.number
        ),
        heading=report_words("unsafe_text", language) if unsafe else "",
        paragraphs=(
            greeting(recipient.name, language),
            *warnings,
            _who_was_there(report, language),
            *corrected,
            *_next(report, language),
        ),
        link=MailLink(phrase("to_case", language), url),
        files=(files.get(language) or next(iter(files.values())),),
    )


def _who_was_there(report: ServiceReport, language: str) -> str:
    """“von unserem Kundendienst” only where the house that writes sent its own people."""
    case, name = report.visit.case, report.technician_name
    people = [report.technician] if report.technician is not None else []
    was = house_of(people, case, writer_of(case))
    text = "customer_text_futile" if report.result in NOTHING_DONE else "customer_text"
    if was.own:
        return report_words(text, language, technician=name)
    house = f" ({was.house})" if was.house else ""
    return report_words(f"{text}_of", language, technician=name, house=house)


def _warnings(report: ServiceReport, language: str) -> list[str]:
    """What the document warns of as well."""
    found = []
    if report.safety == SafetyStatement.UNSAFE:
        found.append(report_words("customer_unsafe", language))
    if not report.authorised:
        found.append(report_words("unauthorised_text", language))
    if report.unproven:
        found.append(report_words("unproven_text", language))
    return found


def _next(report: ServiceReport, language: str) -> list[str]:
    """Where nothing was done the text says it already."""
    result = Result(report.result)
    if result in _NEXT:
        return [report_words(_NEXT[result], language)]
    if report.safety == SafetyStatement.UNSAFE and result not in NOTHING_DONE:
        return [report_words("next_unsafe", language)]
    return []
