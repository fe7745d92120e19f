"""How an offer of maintenance reaches its customer: by mail with its PDF and link, or printed with a code."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from kulanz.cases.calendar import local_date
from kulanz.core.access.actor import Actor, system_actor
from kulanz.core.mail.composing import MailLink, OutgoingFile
from kulanz.core.pdf.letters import LetterContent, QrCode, render_letter
from kulanz.core.periodic import PeriodicJob, register_periodic
from kulanz.core.tenancy.context import tenant_context
from kulanz.core.tenancy.hosts import absolute_url
from kulanz.core.tenancy.models import Tenant
from kulanz.masterdata.parties.models import Address, Writer
from kulanz.masterdata.parties.queries.options import writer_under_contract
from kulanz.stages.contact.commands.outgoing import MailText, Recipient, queue_mail
from kulanz.stages.contact.faces import face_of_dealer, face_of_tenant
from kulanz.stages.contact.models import OutgoingMail
from kulanz.stages.contact.queries.ways import mail_address
from kulanz.stages.contact.senders import Sender
from kulanz.stages.execution.commands.service_offers import (
    expire_service_offer,
    issue_service_offer_link,
    lock_service_offer,
)
from kulanz.stages.execution.models import ServiceOffer, ServiceOfferState
from kulanz.workflows.news_texts import greeting
from kulanz.workflows.pages import (
    desk_service_offer_path,
    portal_service_offer_path,
    service_offer_path,
)
from kulanz.workflows.service_offer_words import kind_word, last_day, service_word, shown_service_offer

REMINDED_BEFORE: Final = timedelta(days=5)
_AT_ONCE: Final = 500


def sender_of(offer: ServiceOffer) -> Sender:
    """With whose face the customer is written to, and whether his dealer passes it on.

    A dealer's own offer is in his name, whoever writes otherwise.
    """
    tenant = Tenant.objects.get(pk=offer.tenant_id)
    kind = writer_under_contract(offer.dealer_id)
    if kind is Writer.OFFICE and offer.made_for_dealer:
        kind = Writer.OFFICE_FOR_DEALER
    if kind is Writer.OFFICE or offer.dealer is None:
        return Sender(Writer.OFFICE, face_of_tenant(tenant))
    return Sender(kind, face_of_dealer(offer.dealer, tenant))


def mail_service_offer(*, actor: Actor, offer_id: int, at: datetime) -> OutgoingMail | None:
    """Send the offer with a new link; None where no mail address is known. Raises ServiceOfferClosed."""
    offer = lock_service_offer(actor, offer_id)
    sender = sender_of(offer)
    customer = offer.customer
    address = _dealers_address(offer) if sender.passes_on else mail_address(customer)
    if not address:
        return None
    offer, secret = issue_service_offer_link(
        actor=actor,
        offer_id=offer_id,
        how="mail",
        # a link that passes through other hands proves no address
        address="" if sender.passes_on else address,
        at=at,
    )
    language = customer.language[:2]
    words = {"kind": kind_word(offer, language), "number": offer.number, "day": last_day(offer, language)}
    url = link_of(offer, secret)
    recipient = Recipient(address, customer.name, language, party_id=customer.pk)
    paragraphs = [greeting(customer.name, language), service_word("mail_text", language, **words)]
    if sender.passes_on and offer.dealer is not None:
        recipient = Recipient(address, offer.dealer.name, language, party_id=offer.dealer_id)
        asked = service_word("pass_on", language, customer=customer.name)
        paragraphs = [greeting(offer.dealer.name, language), asked]
    return queue_mail(
        key=f"service-offer:{offer.token_id}",
        tenant_id=offer.tenant_id,
        recipient=recipient,
        text=MailText(
            subject=service_word("mail_subject", language, **words),
            paragraphs=tuple(paragraphs),
            link=MailLink(service_word("to_offer", language), url),
            files=(
                OutgoingFile(
                    service_word("file", language, number=offer.number),
                    "application/pdf",
                    service_offer_pdf(offer, url=url, at=at),
                ),
            ),
        ),
        kind="offer",
        automatic=False,
        look=None if sender.passes_on else sender.mail_look(language),
        at=at,
    )


def print_service_offer(*, actor: Actor, offer_id: int, at: datetime) -> tuple[ServiceOffer, bytes]:
    """The offer as a letter with a new link as a code, for those whom mail does not reach."""
    offer, secret = issue_service_offer_link(actor=actor, offer_id=offer_id, how="print", address="", at=at)
    return offer, service_offer_pdf(offer, url=link_of(offer, secret), at=at)


def link_of(offer: ServiceOffer, secret: str) -> str:
    tenant = Tenant.objects.defer("logo").get(pk=offer.tenant_id)
    return absolute_url(tenant, service_offer_path(secret))


def link_to_maker(offer: ServiceOffer, language: str) -> MailLink:
    """The offer where its maker works: a dealer in the portal, the office at the desk."""
    tenant = Tenant.objects.defer("logo").get(pk=offer.tenant_id)
    path = portal_service_offer_path if offer.made_for_dealer else desk_service_offer_path
    return MailLink(service_word("number", language), absolute_url(tenant, path(offer.number)))


def service_offer_pdf(offer: ServiceOffer, *, at: datetime, url: str = "") -> bytes:
    """The offer on the letterhead of whoever offers it; the words are those of the page."""
    language = "en" if offer.customer.language.startswith("en") else "de"
    tenant = Tenant.objects.defer("logo").get(pk=offer.tenant_id)
    shown = shown_service_offer(offer, language)
    head = sender_of(offer).letterhead
    return render_letter(
        LetterContent(
            letterhead=head,
            recipient=_addressee(offer),
            date=local_date(tenant, at),
            subject=shown.title,
            salutation=greeting(offer.customer.name, language),
            paragraphs=(service_word("letter", language), shown.text),
            table=shown.facts,
            after=tuple(text for text in (shown.means, shown.declines, shown.withdrawal) if text),
            language=language,
            signer=offer.made_by_name,
            qr=QrCode(url, service_word("code", language)) if url else None,
        )
    )


def tend_service_offers(tenant_id: int, at: datetime) -> dict[str, int]:
    """Remind once and expire; doing it twice changes nothing. Each offer is a transaction of its own."""
    with tenant_context(tenant_id):
        today = local_date(Tenant.objects.defer("logo").get(pk=tenant_id), at)
        open_ones = ServiceOffer.objects.filter(tenant_id=tenant_id, state=ServiceOfferState.OPEN)
        over = list(
            open_ones.filter(expires_on__lt=today)
            .order_by("expires_on", "pk")
            .values_list("pk", flat=True)[:_AT_ONCE]
        )
        soon = list(
            open_ones.filter(
                expires_on__gte=today,
                expires_on__lte=today + REMINDED_BEFORE,
                made_at__lt=at - REMINDED_BEFORE,
            )
            .order_by("expires_on", "pk")
            .values_list("pk", flat=True)[:_AT_ONCE]
        )
    expired = reminded = 0
    for offer_id in over:
        with tenant_context(tenant_id):
            done = expire_service_offer(actor=system_actor(tenant_id), offer_id=offer_id, at=at)
            expired += done is not None
    for offer_id in soon:
        with tenant_context(tenant_id):
            reminded += _remind(tenant_id, offer_id, at)
    return {"reminded": reminded, "expired": expired}


def _remind(tenant_id: int, offer_id: int, at: datetime) -> bool:
    """Once, by mail, where the office writes; a dealer who writes himself is not made to nag."""
    key = f"service-offer-reminder:{offer_id}"
    system = system_actor(tenant_id)
    offer = lock_service_offer(system, offer_id)
    if offer.state != ServiceOfferState.OPEN or offer.customer.erased_at is not None:
        return False
    if OutgoingMail.objects.filter(tenant_id=tenant_id, key=key).exists():
        return False
    sender, address = sender_of(offer), mail_address(offer.customer)
    if sender.passes_on or not address:
        return False
    offer, secret = issue_service_offer_link(
        actor=system, offer_id=offer_id, how="reminder", address=address, at=at
    )
    language = offer.customer.language[:2]
    words = {"kind": kind_word(offer, language), "number": offer.number, "day": last_day(offer, language)}
    queue_mail(
        key=key,
        tenant_id=tenant_id,
        recipient=Recipient(address, offer.customer.name, language, party_id=offer.customer_id),
        text=MailText(
            subject=service_word("remind_subject", language, **words),
            paragraphs=(
                greeting(offer.customer.name, language),
                service_word("remind_text", language, **words),
            ),
            link=MailLink(service_word("to_offer", language), link_of(offer, secret)),
        ),
        kind="news",
        look=sender.mail_look(language),
        at=at,
    )
    return True


def _dealers_address(offer: ServiceOffer) -> str:
    if offer.made_for_dealer and offer.made_by is not None:
        return offer.made_by.user.email
    return mail_address(offer.dealer) if offer.dealer is not None else ""


def _addressee(offer: ServiceOffer) -> tuple[str, ...]:
    customer = offer.customer
    address = Address.objects.filter(party=customer).order_by("-is_main", "id").first()
    if address is None:
        return (customer.name,)
    lines = (customer.name, address.street, f"{address.postcode} {address.city}".strip())
    return tuple(line for line in lines if line.strip())


def install() -> None:
    """Called once at start-up."""
    register_periodic(PeriodicJob("service_offers", timedelta(minutes=10), tend_service_offers))
