"""Recording a credit note, the goods it waits for, and cancelling it."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Final

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import override

from kulanz.cases.calendar import local_date
from kulanz.cases.commands.state import touch
from kulanz.cases.locking import lock_case
from kulanz.cases.models import Case, CaseFile
from kulanz.core.access.actor import Actor
from kulanz.core.numbering.sequence import next_number
from kulanz.core.protocol.recording import record
from kulanz.core.tenancy.models import Tenant
from kulanz.stages.billing.commands.accounts import erase_account
from kulanz.stages.billing.events import CreditCancelled, CreditGoodsArrived, CreditRecorded
from kulanz.stages.billing.models import CreditNote
from kulanz.stages.billing.permissions import BillingAction, require_billing
from kulanz.stages.billing.refusals import (
    AlreadyCredited,
    CreditAmountInvalid,
    CreditReasonMissing,
    CreditStepNotPossible,
    NoSuchCredit,
)
from kulanz.stages.billing.rules.credit import CreditState, may_become
from kulanz.stages.execution.models import Order
from kulanz.stages.solution.models import Decision, Offer
from kulanz.stages.solution.queries.offers import bought, is_paid_out, positions_of
from kulanz.stages.solution.rules.money import CENT, Amounts

SERIES: Final = "G"
_MOST_ROUNDING: Final = CENT


def record_credit_note(
    *,
    actor: Actor,
    case: Case,
    decision: Decision,
    net: Decimal,
    tax_rate: Decimal,
    gross: Decimal,
    currency: str,
    at: datetime,
    offer: Offer | None = None,
    order: Order | None = None,
    waits_for_goods: bool = False,
    declaration: str = "",
    declaration_file: CaseFile | None = None,
    pay_out: bool | None = None,
) -> CreditNote:
    """Record what the customer gets back; it then waits for its release. `declaration` says how he agreed.

    With `waits_for_goods` it is recorded for good only by `goods_arrived`. Raises AlreadyCredited,
    CreditAmountInvalid, NotAllowed.
    """
    with transaction.atomic():
        case = lock_case(case.pk)
        require_billing(actor, BillingAction.RECORD, case)
        amounts = Amounts(net, tax_rate, gross)
        if net <= 0 or gross <= 0 or tax_rate < 0 or abs(amounts.rounding) > _MOST_ROUNDING:
            raise CreditAmountInvalid
        others = CreditNote.objects.filter(decision=decision).exclude(state=CreditState.CANCELLED.value)
        if others.exists():
            raise AlreadyCredited
        tenant = Tenant.objects.defer("logo").get(pk=case.tenant_id)
        found = bought(positions_of(decision), currency=currency)
        state = CreditState.WAITS_FOR_GOODS if waits_for_goods else CreditState.RECORDED
        if pay_out is None:
            pay_out = offer.pay_out if offer is not None else is_paid_out(case, found)
        note = CreditNote.objects.create(
            tenant_id=case.tenant_id,
            number=_number(tenant, at),
            case=case,
            decision=decision,
            offer=offer,
            order=order,
            party=case.customer,
            state=state.value,
            state_since=at,
            net=net,
            tax_rate=tax_rate,
            tax=amounts.tax,
            gross=gross,
            rounding=amounts.rounding,
            currency=currency,
            pay_out=pay_out,
            invoice_number=", ".join(found.invoice_numbers)[:60],
            declaration_at=at if declaration else None,
            declaration=declaration[:300],
            declaration_file=declaration_file,
            created_at=at,
            created_by_name=actor.name[:200],
        )
        record(
            CreditRecorded(
                credit_id=note.pk,
                number=note.number,
                decision_id=decision.pk,
                gross=gross,
                currency=currency,
                waits_for_goods=waits_for_goods,
            ),
            actor=actor,
            stream=case.stream,
            at=at,
        )
        touch(case, at)
        return note


def _number(tenant: Tenant, at: datetime) -> str:
    year = local_date(tenant, at).year
    return f"{SERIES}-{year}-{next_number(tenant_id=tenant.pk, series=SERIES, year=year):05d}"


def goods_arrived(*, actor: Actor, decision_id: int, at: datetime) -> CreditNote | None:
    """The goods a credit waits for are back: it is recorded, and that they came is the declaration.

    None when no credit of this decision waits for goods. Raises NotAllowed.
    """
    with transaction.atomic():
        waiting = CreditNote.objects.filter(
            decision_id=decision_id, state=CreditState.WAITS_FOR_GOODS.value
        ).values_list("pk", flat=True)
        credit_note_id = waiting.first()
        if credit_note_id is None:
            return None
        case, note = lock_credit(credit_note_id)
        require_billing(actor, BillingAction.RECORD, case)
        if note.state != CreditState.WAITS_FOR_GOODS:
            return None
        tenant = Tenant.objects.defer("logo").get(pk=case.tenant_id)
        with override(tenant.language):
            day = local_date(tenant, at).strftime("%d.%m.%Y")
            note.declaration = _("Ware zurück am %(day)s") % {"day": day}
        note.declaration_at = at
        note.state = CreditState.RECORDED.value
        note.state_since = at
        note.save(update_fields=["declaration", "declaration_at", "state", "state_since"])
        record(
            CreditGoodsArrived(credit_id=note.pk, number=note.number),
            actor=actor,
            stream=case.stream,
            at=at,
        )
        touch(case, at)
        return note


def cancel_credit(*, actor: Actor, credit_note_id: int, reason: str, at: datetime) -> CreditNote:
    """Before its release a credit note can be cancelled; its number stays taken.

    Raises CreditReasonMissing, CreditStepNotPossible, NotAllowed.
    """
    with transaction.atomic():
        case, note = lock_credit(credit_note_id)
        require_billing(actor, BillingAction.CANCEL, case)
        if not reason.strip():
            raise CreditReasonMissing
        if not may_become(CreditState(note.state), CreditState.CANCELLED):
            raise CreditStepNotPossible
        note.state = CreditState.CANCELLED.value
        note.state_since = at
        note.cancelled_reason = reason.replace("\x00", "").strip()[:300]
        note.save(update_fields=["state", "state_since", "cancelled_reason"])
        erase_account(actor=actor, credit=note, at=at)
        record(
            CreditCancelled(credit_id=note.pk, number=note.number, reason=note.cancelled_reason),
            actor=actor,
            stream=case.stream,
            at=at,
        )
        touch(case, at)
        return note


def lock_credit(credit_note_id: int) -> tuple[Case, CreditNote]:
    """The credit note and its case, locked in this order as everywhere. Raises NoSuchCredit."""
    case_id = CreditNote.objects.filter(pk=credit_note_id).values_list("case_id", flat=True).first()
    if case_id is None:
        raise NoSuchCredit
    case = lock_case(case_id)
    return case, CreditNote.objects.select_for_update(of=("self",)).get(pk=credit_note_id)
