"""Offers from the letter to the credit note: made and sent, answered by link or through the office."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import override

from kulanz.cases.commands.messages import add_message, attach_files
from kulanz.cases.commands.state import turn_to
from kulanz.cases.locking import lock_case
from kulanz.cases.models import Case, CaseFile
from kulanz.cases.rules import Audience, WaitsFor
from kulanz.core.access.actor import Actor, system_actor
from kulanz.core.files.models import StoredFile
from kulanz.core.money import money_text
from kulanz.core.tenancy.hosts import absolute_url
from kulanz.core.tenancy.models import Tenant
from kulanz.masterdata.parties.models import Party
from kulanz.stages.billing.commands.crediting import record_credit_note
from kulanz.stages.contact.models import Letter, LetterKind
from kulanz.stages.contact.queries.ways import mail_address
from kulanz.stages.solution.commands.ending import end_decision
from kulanz.stages.solution.commands.offers import issue_offer_link, make_offer, withdraw_offer
from kulanz.stages.solution.commands.offers_answered import PUBLIC, Given, answer_offer, counter_offer
from kulanz.stages.solution.commands.promising import promised
from kulanz.stages.solution.models import Decision, Offer
from kulanz.stages.solution.rules.remedies import DecisionState
from kulanz.workflows.letters import send_letter
from kulanz.workflows.offer_words import amount_words, last_day, offer_word, short_amount
from kulanz.workflows.pages import offer_path
from kulanz.workflows.remedy_progress import check_decision
from kulanz.workflows.writing import writer_of


def offer_reduction(
    *,
    actor: Actor,
    case: Case,
    decision: Decision,
    at: datetime,
    amount: Decimal | None = None,
    tax_rate: Decimal | None = None,
    text: str = "",
    pay_out: bool | None = None,
    reason: str = "",
    how: str = "",
) -> Offer:
    """Make an offer and send its letter, in one step; an earlier one of the decision is replaced.

    Without `amount` what was decided on is offered: gross to a consumer, net to a business. Raises what
    `make_offer` and `send_letter` raise.
    """
    with transaction.atomic():
        if amount is None:
            decided = promised(decision).amounts
            business = case.customer is not None and case.customer.is_business
            amount, tax_rate = decided.net if business else decided.gross, decided.tax_rate
        offer = make_offer(
            actor=actor,
            case=case,
            decision=decision,
            amount=amount,
            at=at,
            tax_rate=tax_rate,
            text=text,
            pay_out=pay_out,
            reason=reason,
        )
        send_offer(actor=actor, offer=offer, at=at, how=how)
        return offer


def send_offer(*, actor: Actor, offer: Offer, at: datetime, how: str = "") -> Letter:
    """The offer's letter with a new link; earlier ones stay valid. Raises OfferAnswered unless it is open."""
    with transaction.atomic():
        case = lock_case(offer.case_id)
        customer = case.customer
        language = customer.language if customer else case.language
        secret = issue_offer_link(actor=actor, offer=offer, address=_address(case, customer), at=at)
        tenant = Tenant.objects.defer("logo").get(pk=case.tenant_id)
        return send_letter(
            actor=actor,
            case_id=case.pk,
            kind=LetterKind.DISCOUNT_OFFER,
            at=at,
            text=offer.text,
            values={
                "amount": amount_words(offer, language),
                "expires_on": last_day(offer, language),
                "link": absolute_url(tenant, offer_path(secret)),
            },
            how=how,
        )


def _address(case: Case, customer: Party | None) -> str:
    """Whose address the link proves; a link that passes through the dealer's hands proves nobody's."""
    return mail_address(customer) if customer is not None and not writer_of(case).passes_on else ""


# --- Answers ------------------------------------------------------------------------------------------------


def accept_offer(*, actor: Actor, offer_id: int, given: Given, at: datetime) -> Offer:
    """Accepted: the credit note is recorded with the declaration, which ends the remedy (R318).

    Raises what `answer_offer` raises; then nothing has changed.
    """
    with transaction.atomic():
        offer = answer_offer(actor=actor, offer_id=offer_id, accepted=True, given=given, at=at)
        house = _for_the_house(actor)
        record_credit_note(
            actor=house,
            case=offer.case,
            decision=offer.decision,
            net=offer.net,
            tax_rate=offer.tax_rate,
            gross=offer.gross,
            currency=offer.currency,
            offer=offer,
            declaration=_declaration(offer),
            declaration_file=given.file,
            at=at,
        )
        _say(actor, offer, "said_accepted", given, at)
        check_decision(actor=house, decision_id=offer.decision_id, at=at)
        return offer


def decline_offer(*, actor: Actor, offer_id: int, given: Given, at: datetime) -> Offer:
    """Declined: the positions are accepted again and wait for the next remedy. It is our turn."""
    with transaction.atomic():
        offer = answer_offer(actor=actor, offer_id=offer_id, accepted=False, given=given, at=at)
        _say(actor, offer, "said_declined", given, at)
        house = _for_the_house(actor)
        end_decision(
            actor=house,
            decision_id=offer.decision_id,
            state=DecisionState.DECLINED,
            reason=offer.answer_text,
            at=at,
        )
        case = lock_case(offer.case_id)
        if case.is_open:
            turn_to(actor=actor, case=case, waits_for=WaitsFor.US, at=at)
        return offer


def name_counter_offer(*, actor: Actor, offer_id: int, amount: Decimal, given: Given, at: datetime) -> Offer:
    """The customer asks for more; the office answers with a new offer, or leaves it at the old one."""
    with transaction.atomic():
        offer = counter_offer(actor=actor, offer_id=offer_id, amount=amount, given=given, at=at)
        _say(actor, offer, "said_countered", given, at)
        return offer


def record_answer(
    *,
    actor: Actor,
    offer_id: int,
    accepted: bool,
    given: Given,
    at: datetime,
    files: Sequence[StoredFile] = (),
) -> Offer:
    """What the customer answered by mail, letter or phone, with what proves it; also after the last day.

    The first of `files` is kept as evidence, all of them are internal files of the case. Raises
    EvidenceMissing, OfferAnswered, NotAllowed.
    """
    with transaction.atomic():
        kept = _kept(actor, offer_id, files, at)
        act = accept_offer if accepted else decline_offer
        return act(
            actor=actor, offer_id=offer_id, given=replace(given, file=kept[0] if kept else None), at=at
        )


def take_back_offer(*, actor: Actor, offer: Offer, reason: str, at: datetime) -> None:
    """The office takes its offer back; the remedy stays chosen until somebody ends it or offers anew."""
    with transaction.atomic():
        withdrawn = withdraw_offer(actor=actor, decision_id=offer.decision_id, reason=reason, at=at)
        case = lock_case(offer.case_id)
        if withdrawn is not None and case.is_open:
            turn_to(actor=actor, case=case, waits_for=WaitsFor.US, at=at)


def _kept(actor: Actor, offer_id: int, files: Sequence[StoredFile], at: datetime) -> list[CaseFile]:
    if not files:
        return []
    case_id = Offer.objects.values_list("case_id", flat=True).get(pk=offer_id)
    return attach_files(actor=actor, case_id=case_id, files=files, audience=Audience.INTERNAL, at=at)


def _for_the_house(actor: Actor) -> Actor:
    """What follows from an answer is the program's to do, under the name of whoever answered."""
    return system_actor(actor.tenant_id, channel=actor.channel, name=actor.name)


def _declaration(offer: Offer) -> str:
    """How he agreed, in the language of the office: it stands with the credit note."""
    tenant = Tenant.objects.defer("logo").get(pk=offer.tenant_id)
    with override(tenant.language):
        ways = {
            PUBLIC: _("Auf der Angebotsseite angenommen"),
            "mail": _("Per E-Mail angenommen"),
            "letter": _("Per Brief angenommen"),
            "phone": _("Am Telefon angenommen"),
        }
        way = ways.get(offer.answered_channel, "")
    return ", ".join(part for part in (way, offer.answered_by_name, offer.answer_text) if part)[:300]


def _say(actor: Actor, offer: Offer, key: str, given: Given, at: datetime) -> None:
    """The customer's own answer also stands in the conversation, where he and the owner find it."""
    if given.channel != PUBLIC:
        return
    language = str(given.evidence.get("language", actor.language))
    counter = offer.counter_amount
    said = offer_word(
        key,
        language,
        amount=short_amount(offer, language),
        counter=money_text(counter, offer.currency, language) if counter is not None else "",
        name=" ".join(given.by.split()),
    )
    body = "\n\n".join(part for part in (said, given.text.strip()) if part)
    add_message(actor=actor, case_id=offer.case_id, body=body, at=at)
