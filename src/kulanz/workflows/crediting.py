"""Credit notes across the stages: released with document and letter, and the goods that come back for one."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from kulanz.cases.commands.messages import attach_files
from kulanz.cases.locking import lock_case
from kulanz.cases.rules import Audience
from kulanz.core.access.actor import Actor, system_actor
from kulanz.core.files.commands import store_file
from kulanz.masterdata.catalog.models import CostKind
from kulanz.stages.billing.commands.costs import book_actual_cost
from kulanz.stages.billing.commands.crediting import goods_arrived
from kulanz.stages.billing.commands.releasing import keep_document, release_credit
from kulanz.stages.billing.models import CreditNote
from kulanz.stages.contact.models import LetterKind
from kulanz.stages.solution.commands.deciding import PRICE_REDUCTION
from kulanz.stages.solution.rules.remedies import Nature
from kulanz.workflows.credit_document import credit_word, draw_credit_note
from kulanz.workflows.letters import send_letter
from kulanz.workflows.offer_words import priced
from kulanz.workflows.remedy_progress import check_decision


def release_and_tell(
    *, actor: Actor, credit_note_id: int, at: datetime, without_account: bool = False, how: str = ""
) -> CreditNote:
    """Fakturaanstoß: release the credit, file its document and write to the customer. All or nothing.

    Raises what `release_credit` raises, and the reasons why a way of sending is closed.
    """
    with transaction.atomic():
        credit = release_credit(
            actor=actor, credit_note_id=credit_note_id, at=at, without_account=without_account
        )
        case = lock_case(credit.case_id)
        customer = case.customer
        # to release is a right of its own; what follows from it needs no further one
        house = system_actor(actor.tenant_id, channel=actor.channel, name=actor.name)
        _book(house, credit, at)
        if customer is None or customer.erased_at is not None or case.is_spam:
            return credit
        language = customer.language
        stored = store_file(
            tenant_id=case.tenant_id,
            content=draw_credit_note(credit, case, customer, at=at),
            name=credit_word("file", language, number=credit.number),
            at=at,
        )
        (file,) = attach_files(
            actor=house, case_id=case.pk, files=[stored], audience=Audience.CUSTOMER, at=at
        )
        credit = keep_document(actor=house, credit=credit, file=file, at=at)
        send_letter(
            actor=house,
            case_id=case.pk,
            kind=LetterKind.CREDIT_NOTE,
            at=at,
            values={
                "amount": priced(credit, language, shown_gross=not customer.is_business),
                "invoice_number": credit.invoice_number,
            },
            how=how,
            key=f"credit:{credit.pk}",
        )
        return credit


def _book(house: Actor, credit: CreditNote, at: datetime) -> None:
    """What a price reduction costs is the credit itself."""
    if credit.decision.remedy.nature != Nature.REDUCTION:
        return
    kind = CostKind.objects.filter(tenant_id=credit.tenant_id, code=PRICE_REDUCTION).first()
    if kind is not None:
        book_actual_cost(
            actor=house,
            case_id=credit.case_id,
            cost_kind_id=kind.pk,
            amount=credit.net,
            currency=credit.currency,
            key=f"credit:{credit.pk}",
            decision_id=credit.decision_id,
            note=credit.number,
            at=at,
        )


def goods_came_back(*, actor: Actor, decision_id: int, at: datetime) -> CreditNote | None:
    """What a credit waits for has arrived, and nobody had to say so of the order; the remedy goes on."""
    with transaction.atomic():
        credit = goods_arrived(actor=actor, decision_id=decision_id, at=at)
        if credit is not None:
            check_decision(actor=actor, decision_id=decision_id, at=at)
        return credit
