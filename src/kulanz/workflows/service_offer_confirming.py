"""The first mail of a case that began with an accepted offer: what was ordered, its terms and its price.

It takes the place of the acknowledgement of that case: nobody gets two mails about the same first visit.
"""

from __future__ import annotations

from datetime import datetime
from typing import Final

from babel.dates import format_date

from kulanz.cases.calendar import local_date
from kulanz.cases.models import Case
from kulanz.core.mail.composing import MailLink, OutgoingFile
from kulanz.core.tenancy.models import Tenant
from kulanz.stages.contact.commands.outgoing import MailText, Recipient
from kulanz.stages.contact.placeholders import LOCALES
from kulanz.stages.execution.models import ServiceOffer, ServiceOfferState
from kulanz.workflows.links import issue_case_link
from kulanz.workflows.news_texts import greeting
from kulanz.workflows.phrases import phrase
from kulanz.workflows.service_offer_mails import service_offer_pdf
from kulanz.workflows.service_offer_words import kind_word, service_word, shown_service_offer

_NOT_ANY_MORE: Final = "until"
"""What an offer says until it is accepted."""


def ordered_with(case: Case) -> ServiceOffer | None:
    """The offer this case began with, accepted by its customer."""
    offers = ServiceOffer.objects.select_related("customer", "dealer", "place", "made_by__user")
    return offers.filter(case=case, state=ServiceOfferState.ACCEPTED.value).order_by("pk").first()


def confirmation(offer: ServiceOffer, case: Case, recipient: Recipient, at: datetime) -> MailText:
    """What he ordered, word for word as he read it, with its PDF and the page of the case."""
    language = recipient.language[:2]
    shown = shown_service_offer(offer, language)
    dropped = service_word(_NOT_ANY_MORE, language)
    tenant = Tenant.objects.defer("logo").get(pk=offer.tenant_id)
    day = local_date(tenant, offer.answered_at or at)
    words = {
        "kind": kind_word(offer, language),
        "number": offer.number,
        "day": format_date(day, "long", locale=LOCALES.get(language, "de_DE")),
    }
    then = "then_once" if offer.interval_months is None else "then_again"
    paragraphs = (
        greeting(recipient.name, language),
        service_word("confirm_text", language, **words),
        shown.text,
        service_word(then, language),
        shown.withdrawal,
    )
    url = issue_case_link(case=case, party_id=recipient.party_id, address=recipient.address, at=at)
    return MailText(
        subject=service_word("confirm_subject", language, **words | {"number": case.number}),
        heading=phrase("ack_heading_order", language),
        paragraphs=tuple(text for text in paragraphs if text),
        facts=(
            (phrase("number", language), case.number),
            *((label, value) for label, value in shown.facts if label != dropped),
        ),
        link=MailLink(phrase("to_case", language), url),
        files=(
            OutgoingFile(
                service_word("file", language, number=offer.number),
                "application/pdf",
                service_offer_pdf(offer, at=offer.made_at),
            ),
        ),
    )
