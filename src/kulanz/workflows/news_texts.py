"""The mails of `news`, written out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from babel.dates import format_date
from django.utils.translation import override

from kulanz.cases.calendar import local_date
from kulanz.cases.models import Case, CaseFile, Message
from kulanz.cases.queries.case_page import readable
from kulanz.cases.rules import Reader, audiences_readable_by
from kulanz.core.access.actor import ActorKind
from kulanz.core.files.copies import clean_copy
from kulanz.core.mail.composing import MailLink, OutgoingFile
from kulanz.core.refusal import Refusal
from kulanz.core.tenancy.hosts import absolute_url
from kulanz.core.tenancy.models import Tenant
from kulanz.stages.contact.commands.outgoing import MailText, Recipient
from kulanz.stages.contact.placeholders import LOCALES
from kulanz.stages.execution.queries.safety_statements import must_not_be_used
from kulanz.stages.execution.report_words import report_words
from kulanz.workflows.links import issue_case_link
from kulanz.workflows.news_state import State, words_of
from kulanz.workflows.pages import desk_path, portal_path
from kulanz.workflows.phrases import phrase

# What goes along with an answer; anything larger is read on the page.
MOST_ATTACHED: Final = 10_000_000


@dataclass(frozen=True, slots=True)
class Telling:
    """Keys of the phrases to use, and the state to tell."""

    subject: str
    text: str
    state: State
    more: str = ""


def greeting(name: str, language: str) -> str:
    return phrase("greeting_name", language, name=name) if name else phrase("greeting", language)


def customer_facts(case: Case, state: State, language: str, at: datetime) -> tuple[tuple[str, str], ...]:
    """State in the customer's words and the date of the next news, never a past one."""
    facts = [
        (phrase("number", language), case.number),
        (phrase("state", language), words_of(case, state, Reader.CUSTOMER, language)),
    ]
    tenant = _tenant(case)
    if state.next_news_on is not None:
        if state.next_news_on <= local_date(tenant, at):
            news = phrase("next_news_today", language)
        else:
            day = format_date(state.next_news_on, "long", locale=LOCALES.get(language, "de_DE"))
            news = phrase("next_news_by", language, date=day)
        facts.append((phrase("next_news", language), news))
    return tuple(facts)


def customer_news(case: Case, recipient: Recipient, telling: Telling, at: datetime) -> MailText:
    """A new state, with a link of his own; before it what nobody may use."""
    language = recipient.language
    url = issue_case_link(case=case, party_id=recipient.party_id, address=recipient.address, at=at)
    more = (phrase(telling.more, language),) if telling.more else ()
    warned = (report_words("customer_unsafe", language),) if must_not_be_used(case) else ()
    return MailText(
        subject=phrase(telling.subject, language, number=case.number),
        heading=words_of(case, telling.state, Reader.CUSTOMER, language),
        paragraphs=(
            greeting(recipient.name, language),
            *warned,
            phrase(telling.text, language, number=case.number),
            *more,
        ),
        facts=customer_facts(case, telling.state, language, at),
        link=MailLink(phrase("to_case", language), url),
    )


def dealer_news(case: Case, recipient: Recipient, telling: Telling, at: datetime) -> MailText:
    """A new state in the dealer's words; the portal shows the rest after signing in."""
    language = recipient.language
    facts = [
        (phrase("title", language), case.title),
        (phrase("dealer_reference", language), case.dealer_reference),
        (phrase("customer", language), case.customer.name if case.customer else ""),
        (phrase("state", language), words_of(case, telling.state, Reader.DEALER, language)),
    ]
    return MailText(
        subject=f"{phrase(telling.subject, language, number=case.number)}: {case.title}",
        heading=words_of(case, telling.state, Reader.DEALER, language),
        paragraphs=(
            greeting(recipient.name, language),
            phrase(telling.text, language, number=case.number),
        ),
        facts=tuple(fact for fact in facts if fact[1]),
        link=_portal_link(case, language),
    )


def message_text(
    case: Case, message: Message, recipient: Recipient, *, kind: ActorKind, at: datetime
) -> MailText:
    """A message as its addressee reads it: the text itself, the state, and how to answer."""
    language = recipient.language
    subject = message.subject.strip() or phrase("message_subject", language, number=case.number)
    if case.number not in subject:
        subject = f"{subject} ({case.number})"
    files, left_out = _attached(message, kind)
    paragraphs = [phrase("wrote", language, name=message.author_name)]
    with override(language):
        paragraphs.append(readable(kind, message.body))
    if left_out:
        paragraphs.append(phrase("files_on_page", language))
    paragraphs.append(phrase("reply_hint", language))
    facts: tuple[tuple[str, str], ...] = ((phrase("number", language), case.number),)
    link: MailLink | None = None
    if kind is ActorKind.CUSTOMER:
        state = State(case.step if case.is_open else _ended_key(case), case.waits_for, case.next_news_on)
        facts = customer_facts(case, state, language, at)
        url = issue_case_link(case=case, party_id=recipient.party_id, address=recipient.address, at=at)
        link = MailLink(phrase("to_case", language), url)
    elif kind is ActorKind.DEALER:
        link = _portal_link(case, language)
    return MailText(subject=subject, paragraphs=tuple(paragraphs), facts=facts, link=link, files=files)


def staff_news(
    case: Case, recipient: Recipient, occasion: str, at: datetime, *, name: str = "", body: str = ""
) -> MailText:
    """To a member of staff: assigned, incoming or follow_up."""
    language = recipient.language
    tenant = _tenant(case)
    return MailText(
        subject=f"{phrase(f'{occasion}_subject', language, number=case.number)}: {case.title}",
        paragraphs=tuple(
            text
            for text in (
                greeting(recipient.name, language),
                phrase(f"{occasion}_text", language, number=case.number, name=name),
                body[:4000],
            )
            if text
        ),
        link=MailLink(phrase("to_desk", language), absolute_url(tenant, desk_path(case.number))),
    )


def _ended_key(case: Case) -> str:
    return f"{case.step}:{case.closed_by}" if case.closed_by else case.step


def _attached(message: Message, kind: ActorKind) -> tuple[tuple[OutgoingFile, ...], bool]:
    """Clean copies of what the addressee may read, and whether some were left out."""
    readable = [audience.value for audience in audiences_readable_by(kind)]
    rows = CaseFile.objects.filter(message=message, removed_at=None, audience__in=readable)
    found: list[OutgoingFile] = []
    size, left_out = 0, False
    for row in rows.select_related("stored").order_by("id"):
        if row.stored.is_video or size + row.stored.size > MOST_ATTACHED:
            left_out = True
            continue
        try:
            copy = clean_copy(row.stored)
        except Refusal:
            left_out = True
            continue
        with copy.content as content:
            data = content.read()
        size += len(data)
        found.append(OutgoingFile(copy.name, copy.kind.content_type, data, row.pk))
    return tuple(found), left_out


def _portal_link(case: Case, language: str) -> MailLink:
    return MailLink(phrase("to_case", language), absolute_url(_tenant(case), portal_path(case.number)))


def _tenant(case: Case) -> Tenant:
    return Tenant.objects.defer("logo").get(pk=case.tenant_id)
