"""Fakturaanstoß: a credit note is released by hand, and later confirmed by the ERP."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from kulanz.cases.models import CaseFile
from kulanz.core.access.actor import Actor
from kulanz.core.protocol.recording import record
from kulanz.stages.billing.commands.accounts import erase_account
from kulanz.stages.billing.commands.crediting import lock_credit
from kulanz.stages.billing.events import CreditConfirmed, CreditDocumented, CreditReleased
from kulanz.stages.billing.models import CreditNote, PaymentDetails
from kulanz.stages.billing.permissions import BillingAction, require_billing
from kulanz.stages.billing.refusals import (
    AccountMissing,
    AlreadyReleased,
    CreditNotReady,
    CreditStepNotPossible,
    DeclarationMissing,
    ExternalNumberDiffers,
    ExternalNumberMissing,
)
from kulanz.stages.billing.rules.credit import CreditState, may_become


def release_credit(
    *, actor: Actor, credit_note_id: int, at: datetime, without_account: bool = False
) -> CreditNote:
    """Release the credit to the ERP. `without_account`: though it is to be paid out and no account is known.

    Raises DeclarationMissing, CreditNotReady, AlreadyReleased, AccountMissing, NotAllowed.
    """
    with transaction.atomic():
        case, note = lock_credit(credit_note_id)
        require_billing(actor, BillingAction.RELEASE, case)
        if note.state in (CreditState.RELEASED, CreditState.CONFIRMED):
            raise AlreadyReleased
        if note.state == CreditState.WAITS_FOR_GOODS:
            raise CreditNotReady
        if not may_become(CreditState(note.state), CreditState.RELEASED):
            raise CreditStepNotPossible
        if note.declaration_at is None:
            raise DeclarationMissing
        unknown = (
            note.pay_out and not PaymentDetails.objects.filter(credit_note=note, erased_at=None).exists()
        )
        if unknown and not without_account:
            raise AccountMissing
        note.state = CreditState.RELEASED.value
        note.state_since = at
        note.released_at = at
        note.released_by_id = actor.membership_id
        note.released_by_name = actor.name[:200]
        note.save(update_fields=["state", "state_since", "released_at", "released_by", "released_by_name"])
        record(
            CreditReleased(
                credit_id=note.pk,
                number=note.number,
                gross=note.gross,
                currency=note.currency,
                without_account=unknown,
            ),
            actor=actor,
            stream=case.stream,
            at=at,
        )
        return note


def confirm_credit(*, actor: Actor, credit_note_id: int, external_number: str, at: datetime) -> CreditNote:
    """The ERP has booked it under this number; the account is erased. The same number twice is once.

    Raises ExternalNumberMissing, ExternalNumberDiffers, CreditStepNotPossible, NotAllowed.
    """
    number = " ".join(external_number.replace("\x00", "").split())[:60]
    with transaction.atomic():
        case, note = lock_credit(credit_note_id)
        require_billing(actor, BillingAction.CONFIRM, case)
        if not number:
            raise ExternalNumberMissing
        if note.state == CreditState.CONFIRMED:
            if note.external_number != number:
                raise ExternalNumberDiffers(number=note.external_number)
            return note
        if not may_become(CreditState(note.state), CreditState.CONFIRMED):
            raise CreditStepNotPossible
        note.state = CreditState.CONFIRMED.value
        note.state_since = at
        note.confirmed_at = at
        note.external_number = number
        note.save(update_fields=["state", "state_since", "confirmed_at", "external_number"])
        erase_account(actor=actor, credit=note, at=at)
        record(
            CreditConfirmed(credit_id=note.pk, number=note.number, external_number=number),
            actor=actor,
            stream=case.stream,
            at=at,
        )
        return note


def keep_document(*, actor: Actor, credit: CreditNote, file: CaseFile, at: datetime) -> CreditNote:
    """The credit note's PDF, as it was sent."""
    with transaction.atomic():
        case, note = lock_credit(credit.pk)
        require_billing(actor, BillingAction.RELEASE, case)
        note.document = file
        note.save(update_fields=["document"])
        record(
            CreditDocumented(credit_id=note.pk, number=note.number, case_file_id=file.pk),
            actor=actor,
            stream=case.stream,
            at=at,
        )
        return note
