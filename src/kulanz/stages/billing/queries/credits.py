"""Credit notes for the lists, the Dashboard, the case's page and the customer."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from django.db.models import QuerySet

from kulanz.cases.models import Case
from kulanz.core.access.actor import Actor
from kulanz.stages.billing.models import CreditNote, PaymentDetails
from kulanz.stages.billing.permissions import BillingAction, credits_visible_to, may_bill, require_billing
from kulanz.stages.billing.rules.credit import OPEN, CreditState
from kulanz.stages.billing.sealing import unseal
from kulanz.stages.solution.models import Offer
from kulanz.stages.solution.permissions_of_offers import is_the_customer

_ENDED_CASES = ("closed", "cancelled")


class Account(StrEnum):
    """What is known of where a credit is paid to."""

    NOT_NEEDED = "not_needed"
    MISSING = "missing"
    KNOWN = "known"
    ERASED = "erased"


@dataclass(frozen=True, slots=True)
class AccountState:
    state: Account
    masked: str = ""
    may_change: bool = False


@dataclass(frozen=True, slots=True)
class PayTo:
    """For the hand-over to the ERP alone: never shown, never logged."""

    holder: str
    iban: str


def account_state(credit: CreditNote | None) -> AccountState:
    """Masked, for every screen."""
    if credit is None or not credit.pay_out:
        return AccountState(Account.NOT_NEEDED)
    open_ = credit.state in (CreditState.WAITS_FOR_GOODS, CreditState.RECORDED)
    details: PaymentDetails | None = getattr(credit, "payment_details", None)
    if details is None:
        missing = open_ or credit.state == CreditState.RELEASED
        return AccountState(Account.MISSING if missing else Account.NOT_NEEDED, may_change=open_)
    if details.erased_at is not None:
        return AccountState(Account.ERASED)
    return AccountState(Account.KNOWN, details.iban_masked, open_)


def pay_to(actor: Actor, credit: CreditNote) -> PayTo | None:
    """The account in clear, for the file to the ERP; None where none is known. Raises NotAllowed."""
    require_billing(actor, BillingAction.CONFIRM, credit.case)
    details = PaymentDetails.objects.filter(credit_note=credit, erased_at=None).first()
    if details is None:
        return None
    iban = unseal(details.iban_sealed)
    return PayTo(unseal(details.holder_sealed), iban) if iban else None


# --- One, and those of a case -------------------------------------------------------------------------------


def get_credit(actor: Actor, credit_note_id: int) -> CreditNote | None:
    """For the office; None means 404."""
    return _with_names(credits_visible_to(actor)).filter(pk=credit_note_id).first()


def credit_of_offer(actor: Actor, offer: Offer) -> CreditNote | None:
    """What became of an accepted offer, for its customer; None for anybody else."""
    if not is_the_customer(actor, offer.case):
        return None
    return CreditNote.objects.filter(offer=offer).first()


def own_credits(actor: Actor, case: Case) -> list[CreditNote]:
    """The customer's own credit notes, for his page; none for anybody else."""
    if not is_the_customer(actor, case):
        return []
    return list(
        CreditNote.objects.filter(case=case)
        .exclude(state=CreditState.CANCELLED.value)
        .select_related("payment_details")
        .order_by("pk")
    )


def credits_of_case(actor: Actor, case: Case) -> list[CreditNote]:
    """All of a case's credit notes, newest first, for the office. `case` must come from `visible_to`."""
    if not may_bill(actor, BillingAction.VIEW, case):
        return []
    return list(_with_names(CreditNote.objects.filter(case=case)).order_by("-pk"))


# --- Lists --------------------------------------------------------------------------------------------------


def credits_in(actor: Actor, state: CreditState) -> QuerySet[CreditNote]:
    """Those in this state; what waits for somebody oldest first, what has ended newest first."""
    found = _with_names(credits_visible_to(actor)).filter(state=state.value)
    return found.order_by("state_since", "pk") if state in OPEN else found.order_by("-state_since", "-pk")


def credits_to_release(actor: Actor) -> QuerySet[CreditNote]:
    """Recorded and declared: somebody with the right has to release them (R319)."""
    return credits_in(actor, CreditState.RECORDED).filter(declaration_at__isnull=False)


def credits_unconfirmed(actor: Actor) -> QuerySet[CreditNote]:
    """Released and not yet confirmed by the ERP."""
    return credits_in(actor, CreditState.RELEASED)


def credits_of_ended_cases(actor: Actor) -> QuerySet[CreditNote]:
    """Not yet confirmed, though their case has ended (R320)."""
    found = _with_names(credits_visible_to(actor)).filter(
        state__in=[state.value for state in OPEN], case__step__in=_ENDED_CASES
    )
    return found.order_by("state_since", "pk")


def _with_names(notes: QuerySet[CreditNote]) -> QuerySet[CreditNote]:
    return notes.select_related("case", "party", "decision__remedy", "offer", "payment_details")
