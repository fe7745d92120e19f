"""From offers and credit notes to what the desk draws: badges, steps, the panel of the case's page."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from typing import Final

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from kulanz.cases.models import Case
from kulanz.core.access.actor import Actor
from kulanz.core.ui.badges import Badge, Tone
from kulanz.masterdata.catalog.models import CostKind
from kulanz.stages.billing.models import CreditNote
from kulanz.stages.billing.models.choices import CREDIT_STATE
from kulanz.stages.billing.permissions import BillingAction, may_bill
from kulanz.stages.billing.queries.costs import Compared, bookable_kinds, calculated_and_actual
from kulanz.stages.billing.queries.credits import Account, AccountState, account_state, credits_of_case
from kulanz.stages.billing.rules.credit import CreditState
from kulanz.stages.solution.models import Offer
from kulanz.stages.solution.models.choices import OFFER_STATE
from kulanz.stages.solution.permissions_of_offers import OfferAction, may_with_offers
from kulanz.stages.solution.queries.offers import offers_of_case
from kulanz.stages.solution.rules.remedies import OfferState

_CREDIT_TONES: Final = {
    CreditState.WAITS_FOR_GOODS: Tone.WAIT,
    CreditState.RECORDED: Tone.INFO,
    CreditState.RELEASED: Tone.WAIT,
    CreditState.CONFIRMED: Tone.OK,
    CreditState.CANCELLED: Tone.NEUTRAL,
}
_OFFER_TONES: Final = {
    OfferState.OPEN: Tone.WAIT,
    OfferState.ACCEPTED: Tone.OK,
    OfferState.DECLINED: Tone.NEUTRAL,
    OfferState.REPLACED: Tone.NEUTRAL,
    OfferState.EXPIRED: Tone.WARN,
    OfferState.WITHDRAWN: Tone.NEUTRAL,
}
CHANNELS: Final[dict[str, str | Promise]] = {
    "public": _("auf der Angebotsseite"),
    "mail": _("per E-Mail"),
    "letter": _("per Brief"),
    "phone": _("am Telefon"),
}


@dataclass(frozen=True, slots=True)
class OfferRow:
    offer: Offer
    badge: Badge
    is_countered: bool


@dataclass(frozen=True, slots=True)
class CreditRow:
    credit: CreditNote
    badge: Badge
    account: AccountState
    can_be_released: bool
    """In one press: declared, and it is known where to pay to."""


@dataclass(frozen=True, slots=True)
class Billing:
    """Everything `desk/billing/of_case.html` draws. Empty is falsy."""

    case: Case
    offers: list[OfferRow]
    credits: list[CreditRow]
    compared: list[Compared]
    kinds: list[CostKind]
    may_book: bool
    may_make: bool
    cost_key: str
    book_url: str

    def __bool__(self) -> bool:
        return bool(self.offers or self.credits or self.compared)


def offer_badge(offer: Offer) -> Badge:
    state = OfferState(offer.state)
    if state is OfferState.OPEN and offer.counter_amount is not None:
        return Badge(_("Gegenvorschlag"), Tone.INFO)
    return Badge(dict(OFFER_STATE)[state.value], _OFFER_TONES[state])


def credit_badge(credit: CreditNote) -> Badge:
    state = CreditState(credit.state)
    return Badge(dict(CREDIT_STATE)[state.value], _CREDIT_TONES[state])


def offer_row(offer: Offer) -> OfferRow:
    countered = offer.state == OfferState.OPEN and offer.counter_amount is not None
    return OfferRow(offer, offer_badge(offer), countered)


def credit_row(credit: CreditNote) -> CreditRow:
    account = account_state(credit)
    ready = credit.state == CreditState.RECORDED and credit.declaration_at is not None
    return CreditRow(credit, credit_badge(credit), account, ready and account.state is not Account.MISSING)


def offers_and_credits_of_case(actor: Actor, case: Case) -> Billing:
    """For `desk/billing/of_case.html` with `billing`; `case` must come from `visible_to`."""
    may_book = may_bill(actor, BillingAction.BOOK_COST, case)
    compared = calculated_and_actual(actor, case) if may_bill(actor, BillingAction.VIEW, case) else []
    return Billing(
        case=case,
        offers=[offer_row(offer) for offer in offers_of_case(actor, case)],
        credits=[credit_row(credit) for credit in credits_of_case(actor, case)],
        compared=compared,
        kinds=bookable_kinds(actor) if may_book and compared else [],
        may_book=may_book,
        may_make=may_with_offers(actor, OfferAction.MAKE, case),
        cost_key=new_key(),
        book_url=reverse("desk:book_cost", args=[case.number]),
    )


def new_key() -> str:
    """Names one sending of a form: pressed twice it is once."""
    return f"form:{secrets.token_hex(12)}"


def credit_steps(credit: CreditNote) -> list[dict[str, str]]:
    """From the declaration to the ERP's number, as far as it has come."""
    moments = [
        (_("Erfassung"), credit.created_at),
        (_("Erklärung"), credit.declaration_at),
        (_("Freigabe"), credit.released_at),
        (_("Fakturierung"), credit.confirmed_at),
    ]
    if credit.state == CreditState.CANCELLED:
        moments = [*moments[:2], (_("Stornierung"), credit.state_since)]
    found: list[dict[str, str]] = []
    now_is_set = False
    for title, at in moments:
        state = "done" if at else "next"
        if not at and not now_is_set:
            state, now_is_set = "now", True
        note = date_format(timezone.localdate(at), "SHORT_DATE_FORMAT") if at else ""
        found.append({"title": str(title), "state": state, "note": note})
    return found
