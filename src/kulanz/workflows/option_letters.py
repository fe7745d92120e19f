"""The letter of a round, its link, and the words every mail of a round has in common."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from babel.dates import format_date

from kulanz.cases.calendar import local_date
from kulanz.cases.queries.addressees import main_emails
from kulanz.core.access.models import AccessToken, TokenPurpose
from kulanz.core.access.tokens import issue_token
from kulanz.core.pdf.letters import LetterContent, QrCode, render_letter
from kulanz.core.tenancy.hosts import absolute_url
from kulanz.core.tenancy.models import Tenant
from kulanz.masterdata.parties.models import OptionDecision, OptionRound, Party
from kulanz.stages.contact.commands.letters import envelope, letterhead_of
from kulanz.stages.contact.placeholders import LOCALES
from kulanz.workflows.option_texts import comparison, option_word, title_in
from kulanz.workflows.pages import option_path

READABLE_AFTER: Final = timedelta(days=90)
"""How long the link still shows what was decided, once the deadline has passed."""


def draw_letter(
    tenant: Tenant, option_round: OptionRound, dealer: Party, *, signer: str, url: str, at: datetime
) -> bytes:
    """The announcement with the decision template, on the tenant's letterhead, in the dealer's language."""
    language = dealer.language[:2]
    days = days_of(option_round, language)
    options = [
        "\n".join(
            [
                f"{option_word(f'option_{option}', language)} – {option_word(f'short_{option}', language)}",
                *(f"{row.topic}: {getattr(row, option)}" for row in comparison(language)),
            ]
        )
        for option in ("dealer", "factory")
    ]
    content = LetterContent(
        letterhead=letterhead_of(tenant),
        recipient=envelope(dealer, tenant),
        date=local_date(tenant, at),
        subject=title_in(option_round.title, language),
        salutation=option_word("salutation", language),
        paragraphs=(
            option_word("letter_intro", language, dealer=dealer.name, **days),
            *text_of(option_round, language).split("\n\n"),
            *options,
            option_word("letter_answer", language, **days),
        ),
        language=language,
        info=(
            (option_word("contact", language), tenant.contact_team),
            (option_word("phone", language), tenant.contact_phone),
        ),
        signer=signer,
        qr=QrCode(url=url, caption=option_word("letter_qr", language)),
    )
    return render_letter(content)


def text_of(option_round: OptionRound, language: str) -> str:
    """The round's text as this reader reads it."""
    own = option_round.text_en if language.startswith("en") else ""
    return (own or option_round.text).replace("\r\n", "\n")


def paragraphs_of(option_round: OptionRound, language: str) -> list[tuple[str, bool]]:
    """The text's paragraphs, each with whether it heads the next ones: one short line without a full stop."""
    pieces = [piece.strip() for piece in text_of(option_round, language).split("\n\n")]
    return [
        (piece, len(piece) <= 60 and "\n" not in piece and piece[-1] not in ".!?:,;")
        for piece in pieces
        if piece
    ]


def address_of(dealer: Party) -> str:
    """Where the house is written to: its main address, unless mail does not reach it there."""
    point = main_emails([dealer.pk]).get(dealer.pk)
    return point.value if point is not None and point.bounced_at is None else ""


def new_link(decision: OptionDecision, address: str, at: datetime) -> tuple[str, AccessToken]:
    until = decision.round.deadline - at.date() + READABLE_AFTER
    return issue_token(
        tenant_id=decision.tenant_id,
        purpose=TokenPurpose.SERVICE_OPTION,
        at=at,
        lifetime=until,
        party_id=decision.dealer_id,
        object_id=decision.pk,
        address=address,
    )


def page_url(tenant: Tenant, secret: str) -> str:
    return absolute_url(tenant, option_path(secret))


def days_of(option_round: OptionRound, language: str) -> dict[str, str]:
    locale = LOCALES.get(language, "de_DE")
    return {
        "deadline": format_date(option_round.deadline, "long", locale=locale),
        "effect": format_date(option_round.takes_effect_on, "long", locale=locale),
    }


def facts_of(option_round: OptionRound, language: str) -> tuple[tuple[str, str], ...]:
    days = days_of(option_round, language)
    return tuple((option_word(name, language), days[name]) for name in ("deadline", "effect"))
