"""What time alone brings about for offers: one reminder before the last day, and the end of the term."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from kulanz.cases.calendar import local_date
from kulanz.cases.commands.people import add_task
from kulanz.cases.models import Case
from kulanz.core.access.actor import system_actor
from kulanz.core.mail.composing import MailLink
from kulanz.core.periodic import PeriodicJob, register_periodic
from kulanz.core.tenancy.context import tenant_context
from kulanz.core.tenancy.hosts import absolute_url
from kulanz.core.tenancy.models import Tenant
from kulanz.stages.contact.commands.outgoing import MailText, Recipient, queue_mail
from kulanz.stages.contact.queries.ways import mail_address
from kulanz.stages.solution.commands.offers_answered import expire_offer, mark_reminded
from kulanz.stages.solution.models import Offer
from kulanz.stages.solution.queries.settings import solution_settings
from kulanz.stages.solution.rules.remedies import OfferState
from kulanz.workflows.links import issue_case_link
from kulanz.workflows.news_texts import greeting
from kulanz.workflows.offer_words import last_day, offer_word, short_amount
from kulanz.workflows.pages import offer_of_case_path
from kulanz.workflows.writing import RELAYED, Delivery, dealer_address, passed_on, writer_of

_AT_ONCE: Final = 500


def tend_offers(tenant_id: int, at: datetime) -> dict[str, int]:
    """Remind and expire; doing it twice changes nothing. Each offer is a transaction of its own."""
    return {"reminded": remind_of_offers(tenant_id, at), "expired": expire_offers(tenant_id, at)}


def remind_of_offers(tenant_id: int, at: datetime) -> int:
    """Once for each offer, some days before its last one; never on the day it was made."""
    with tenant_context(tenant_id):
        tenant = Tenant.objects.defer("logo").get(pk=tenant_id)
        today = local_date(tenant, at)
        until = today + timedelta(days=solution_settings(tenant_id).reminder_days)
        due = list(
            Offer.objects.filter(
                tenant_id=tenant_id,
                state=OfferState.OPEN.value,
                expires_on__gte=today,
                expires_on__lte=until,
                reminded_at=None,
                counter_amount=None,
            )
            .order_by("expires_on", "pk")
            .values_list("pk", "made_at")[:_AT_ONCE]
        )
    reminded = 0
    for offer_id, made_at in due:
        if local_date(tenant, made_at) >= today:
            continue
        with tenant_context(tenant_id):
            reminded += _remind(offer_id, at)
    return reminded


def _remind(offer_id: int, at: datetime) -> bool:
    offer = Offer.objects.select_related("case__customer", "decision").get(pk=offer_id)
    case, customer = offer.case, offer.case.customer
    sender = writer_of(case)
    known = customer is not None and customer.erased_at is None
    address = mail_address(customer) if customer is not None and known else ""
    reached = bool(dealer_address(case) if sender.passes_on else address)
    system = system_actor(offer.tenant_id)
    if not mark_reminded(actor=system, offer_id=offer_id, by_mail=reached and known, at=at):
        return False
    if customer is None or not known or not reached:
        return True
    language = customer.language[:2]
    values = {
        "number": case.number,
        "amount": short_amount(offer, language),
        "day": last_day(offer, language),
    }
    own = "" if sender.passes_on else address
    text = MailText(
        subject=offer_word("remind_subject", language, **values),
        paragraphs=(
            greeting(customer.name, language),
            offer_word("remind_text", language, **values),
        ),
        link=MailLink(offer_word("to_offer", language), _own_link(case, offer, own, at)),
    )
    to_him = Delivery(
        Recipient(address, customer.name, language, party_id=customer.pk), text, sender.mail_look(language)
    )
    for number, one in enumerate(passed_on(case, customer.name, text) if sender.passes_on else (to_him,)):
        queue_mail(
            key=f"offer-reminder:{offer.pk}" if not number else f"offer-reminder:{offer.pk}:{number}",
            tenant_id=offer.tenant_id,
            recipient=one.recipient,
            text=one.text,
            kind=RELAYED if one.passed_on else "news",
            case=case,
            look=one.look,
            at=at,
        )
    return True


def _own_link(case: Case, offer: Offer, address: str, at: datetime) -> str:
    """By way of the case's page: the link in the letter cannot be told again."""
    page = issue_case_link(case=case, party_id=case.customer_id, address=address, at=at)
    secret = page.rstrip("/").rsplit("/", 1)[-1]
    tenant = Tenant.objects.defer("logo").get(pk=case.tenant_id)
    return absolute_url(tenant, offer_of_case_path(secret, offer.pk))


def expire_offers(tenant_id: int, at: datetime) -> int:
    """After the last day: our turn again, and a task for the owner of the case."""
    with tenant_context(tenant_id):
        tenant = Tenant.objects.defer("logo").get(pk=tenant_id)
        today = local_date(tenant, at)
        due = list(
            Offer.objects.filter(tenant_id=tenant_id, state=OfferState.OPEN.value, expires_on__lt=today)
            .order_by("expires_on", "pk")
            .values_list("pk", flat=True)[:_AT_ONCE]
        )
    expired = 0
    for offer_id in due:
        with tenant_context(tenant_id):
            system = system_actor(tenant_id)
            offer = expire_offer(actor=system, offer_id=offer_id, at=at)
            if offer is None:
                continue
            expired += 1
            case = offer.case
            if case.is_open:
                owner = case.owner if case.owner is not None and case.owner.active else None
                add_task(
                    actor=system,
                    case_id=case.pk,
                    title=offer_word(
                        "task_expired", tenant.language, amount=short_amount(offer, tenant.language)
                    ),
                    due_on=today,
                    assignee_id=owner.pk if owner else None,
                    at=at,
                )
    return expired


def install() -> None:
    """Called once at start-up."""
    register_periodic(PeriodicJob("offers", timedelta(minutes=10), tend_offers))
