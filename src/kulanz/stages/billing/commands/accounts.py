"""Where a credit is paid to: taken in checked and encrypted, erased as soon as it is no longer needed."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from kulanz.cases.locking import lock_case
from kulanz.core.access.actor import Actor
from kulanz.core.protocol.recording import record
from kulanz.stages.billing.events import AccountErased, AccountGiven
from kulanz.stages.billing.models import CreditNote, PaymentDetails
from kulanz.stages.billing.permissions import BillingAction, require_billing
from kulanz.stages.billing.refusals import HolderMissing, NoPayment, NoSuchCredit, WrongIban
from kulanz.stages.billing.rules.accounts import checked_iban, masked_iban
from kulanz.stages.billing.rules.credit import CreditState
from kulanz.stages.billing.sealing import seal


def give_account(
    *, actor: Actor, credit_note_id: int, holder: str, iban: str, at: datetime
) -> PaymentDetails:
    """Keep where to pay to, encrypted; given again it replaces the former, until the credit is released.

    By the customer himself, or by the office as he told it. Raises HolderMissing, WrongIban, NoPayment,
    NotAllowed.
    """
    with transaction.atomic():
        case_id = CreditNote.objects.filter(pk=credit_note_id).values_list("case_id", flat=True).first()
        if case_id is None:
            raise NoSuchCredit
        case = lock_case(case_id)
        note = CreditNote.objects.select_for_update(of=("self",)).get(pk=credit_note_id)
        require_billing(actor, BillingAction.RECORD if actor.is_staff else BillingAction.GIVE_ACCOUNT, case)
        if not note.pay_out or note.state not in (CreditState.WAITS_FOR_GOODS, CreditState.RECORDED):
            raise NoPayment
        name = " ".join(holder.replace("\x00", "").split())[:140]
        if not name:
            raise HolderMissing
        number = checked_iban(iban)
        if number is None:
            raise WrongIban
        details, _created = PaymentDetails.objects.update_or_create(
            credit_note=note,
            defaults={
                "tenant_id": note.tenant_id,
                "holder_sealed": seal(name),
                "iban_sealed": seal(number),
                "iban_masked": masked_iban(number),
                "given_at": at,
                "erased_at": None,
            },
        )
        record(AccountGiven(credit_id=note.pk, number=note.number), actor=actor, stream=case.stream, at=at)
        return details


def erase_account(*, actor: Actor, credit: CreditNote, at: datetime) -> bool:
    """Remove name and number for good; that there were some stays known. The credit's row is locked."""
    with transaction.atomic():
        details = PaymentDetails.objects.filter(credit_note=credit, erased_at=None).first()
        if details is None:
            return False
        details.holder_sealed = None
        details.iban_sealed = None
        details.iban_masked = ""
        details.erased_at = at
        details.save(update_fields=["holder_sealed", "iban_sealed", "iban_masked", "erased_at"])
        record(
            AccountErased(credit_id=credit.pk, number=credit.number),
            actor=actor,
            stream=f"case:{credit.case_id}",
            at=at,
        )
        return True
