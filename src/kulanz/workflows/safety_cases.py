"""A case on which somebody could get hurt: taken up again when it has ended, and its leads alerted."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from datetime import datetime

from kulanz.cases.commands.people import add_task
from kulanz.cases.commands.reopening import reopen_case
from kulanz.cases.models import Case
from kulanz.core.access.actor import Actor, system_actor
from kulanz.core.mail.composing import MailLink
from kulanz.core.tenancy.hosts import absolute_url
from kulanz.core.tenancy.models import Tenant
from kulanz.stages.contact.commands.outgoing import MailText, queue_mail
from kulanz.stages.execution.plan_words import in_words
from kulanz.stages.execution.report_words import report_words
from kulanz.stages.execution.rules.plan_reasons import Why
from kulanz.stages.execution.words import words
from kulanz.workflows.leads import leads_of
from kulanz.workflows.news_texts import greeting
from kulanz.workflows.pages import desk_path, portal_path
from kulanz.workflows.phrases import phrase
from kulanz.workflows.recipients import dealer_recipients, staff_recipient


def worked_on(case_id: int) -> Case:
    """The case somebody works on: after a merge the one it went into."""
    case = Case.objects.select_related("owner").get(pk=case_id)
    while case.merged_into_id is not None:
        case = Case.objects.select_related("owner").get(pk=case.merged_into_id)
    return case


def open_again(*, system: Actor, case_id: int, reason: Why, at: datetime) -> Case:
    """The case that is worked on, taken up again where it had ended."""
    case = worked_on(case_id)
    if case.is_open:
        return case
    text, why = in_words(reason, case.tenant_id)
    return reopen_case(actor=system, case_id=case.pk, reason=text, why=why, at=at)


def tell_dealer(*, case: Case, number: str, key: str, at: datetime) -> None:
    """The dealer's house hears that `number` was worked on without right, as he does by a tablet's report."""
    tenant = Tenant.objects.defer("logo").get(pk=case.tenant_id)
    if case.is_spam:
        return
    for recipient in dealer_recipients(case, "at_changes") or dealer_recipients(case, "at_closing"):
        language = recipient.language
        facts = (
            (phrase("title", language), case.title),
            (phrase("dealer_reference", language), case.dealer_reference),
            (phrase("customer", language), case.customer.name if case.customer else ""),
        )
        queue_mail(
            key=f"{key}:dealer:{hashlib.sha256(recipient.address.lower().encode()).hexdigest()[:16]}",
            tenant_id=tenant.pk,
            recipient=recipient,
            text=MailText(
                subject=f"{words('dealer_alert_subject', language, number=case.number)}: {case.title}",
                paragraphs=(
                    greeting(recipient.name, language),
                    words("dealer_alert_text", language, number=number),
                    report_words("unauthorised_text", language),
                ),
                facts=tuple(fact for fact in facts if fact[1]),
                link=MailLink(
                    words("dealer_alert_link", language), absolute_url(tenant, portal_path(case.number))
                ),
            ),
            kind="news",
            case=case,
            at=at,
        )


Mail = Callable[[str], tuple[str, Sequence[str]]]
"""Subject and paragraphs in a language."""


def alert_leads(*, case: Case, task: str, mail: Mail, key: str, at: datetime) -> None:
    """A task for whoever leads the case's team, and a mail to everybody who leads; `key` makes it one."""
    found = list(leads_of(case))
    if case.is_open:
        add_task(
            actor=system_actor(case.tenant_id),
            case_id=case.pk,
            title=task[:200],
            assignee_id=found[0].pk if found else None,
            at=at,
        )
    tenant = Tenant.objects.defer("logo").get(pk=case.tenant_id)
    for lead in found:
        recipient = staff_recipient(lead)
        subject, text = mail(recipient.language)
        queue_mail(
            key=f"{key}:{lead.pk}",
            tenant_id=tenant.pk,
            recipient=recipient,
            text=MailText(
                subject=f"{subject}: {case.title}",
                paragraphs=(greeting(recipient.name, recipient.language), *text),
                link=MailLink(
                    report_words("to_desk", recipient.language),
                    absolute_url(tenant, desk_path(case.number)),
                ),
            ),
            kind="staff",
            at=at,
        )
