"""Deciding for a remedy and starting what it starts: orders, letters, an offer, a credit note."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import override

from kulanz.cases.commands.state import turn_to
from kulanz.cases.locking import lock_case
from kulanz.cases.models import Case, Position
from kulanz.cases.rules import WaitsFor
from kulanz.core.access.actor import Actor
from kulanz.core.tenancy.models import Tenant
from kulanz.masterdata.parties.refusals_of_interlock import NotCleared
from kulanz.stages.billing.commands.crediting import record_credit_note
from kulanz.stages.billing.models import CreditNote
from kulanz.stages.billing.refusals import CreditStands
from kulanz.stages.billing.rules.credit import CreditState
from kulanz.stages.contact.models import LetterKind
from kulanz.stages.execution.commands.placing import LineInput, place_order
from kulanz.stages.execution.models import Order
from kulanz.stages.solution.commands.deciding import Choice, choose_remedy, decided_before
from kulanz.stages.solution.commands.promising import promised
from kulanz.stages.solution.commands.releasing import approve_decision
from kulanz.stages.solution.models import Decision, ServiceDetail, SparePart
from kulanz.stages.solution.queries.comparison import part_ref
from kulanz.stages.solution.rules.frozen import frozen_inputs
from kulanz.stages.solution.rules.remedies import DecisionState, Nature, OrderKind
from kulanz.workflows.customers_words import remedy_word
from kulanz.workflows.interlock import record_refused
from kulanz.workflows.letters import send_letter
from kulanz.workflows.offers import offer_reduction
from kulanz.workflows.orders import confirm_joined
from kulanz.workflows.remedy_progress import check_decision
from kulanz.workflows.visit_turns import turn_of_visits

_OFFER_LETTER: Final = "discount_offer"


def decide_remedy(*, actor: Actor, case_id: int, choice: Choice, key: str, at: datetime) -> Decision:
    """Choose a remedy and start it, or propose it where it is above the actor's limit.

    One transaction: of a double click, two people at once or a crash in between there is one decision with
    one set of orders and letters, or none. What the safety interlock refused is kept in the protocol.
    Raises CreditStands, and as `choose_remedy` and `place_order` do.
    """
    try:
        with transaction.atomic():
            case = lock_case(case_id)
            known = decided_before(actor=actor, case=case, key=key)
            if known is not None:
                return known
            decision = choose_remedy(actor=actor, case_id=case_id, choice=choice, key=key, at=at)
            _refuse_twice(decision)
            if decision.state == DecisionState.UNDER_WAY:
                _start(actor, decision, at)
            return decision
    except NotCleared as refused:
        record_refused(actor=actor, case=lock_case(case_id), refused=refused, at=at)
        raise


def release_remedy(*, actor: Actor, decision_id: int, at: datetime) -> Decision:
    """Release somebody else's proposal and start it. Raises as `approve_decision`, CreditStands."""
    try:
        with transaction.atomic():
            decision = approve_decision(actor=actor, decision_id=decision_id, at=at)
            _refuse_twice(decision)
            _start(actor, decision, at)
            return decision
    except NotCleared as refused:
        case = lock_case(Decision.objects.values_list("case_id", flat=True).get(pk=decision_id))
        record_refused(actor=actor, case=case, refused=refused, at=at)
        raise


def _refuse_twice(decision: Decision) -> None:
    """What an objection left standing is cancelled or released before something else is granted."""
    positions = decision.positions.values_list("position_id", flat=True)
    standing = CreditNote.objects.filter(
        case=decision.case_id,
        state=CreditState.RECORDED.value,
        decision__positions__position__in=list(positions),
    ).exclude(decision=decision)
    number = standing.values_list("number", flat=True).first()
    if number is not None:
        raise CreditStands(number=number)


@dataclass(frozen=True, slots=True)
class _Beginning:
    """A decision that begins, with what all of its parts need."""

    actor: Actor
    case: Case
    decision: Decision
    positions: list[Position]
    at: datetime


def _start(actor: Actor, decision: Decision, at: datetime) -> None:
    case = lock_case(decision.case_id)
    positions = Position.objects.filter(decisions__decision=decision).select_related("article").order_by("pk")
    begun = _Beginning(actor, case, decision, list(positions), at)
    orders = [_place(begun, OrderKind(kind)) for kind in decision.remedy.orders]
    nature = Nature(decision.remedy.nature)
    if nature is Nature.REDUCTION:
        offer_reduction(
            actor=actor,
            case=case,
            decision=decision,
            text=decision.note,
            at=at,
        )
    elif nature is Nature.REFUND:
        _credit(begun, orders)
    _write(begun)
    if nature is not Nature.REDUCTION:
        turn_to(actor=actor, case=lock_case(case.pk), waits_for=_next(decision), at=at)
    for order in orders:
        confirm_joined(actor=actor, order=order, at=at)
    check_decision(actor=actor, decision_id=decision.pk, at=at)


def _next(decision: Decision) -> WaitsFor:
    """Who goes on with it: whoever plans the visit that was ordered or fits the parts, a firm by its link,
    or the ERP."""
    if OrderKind.SERVICE in decision.remedy.orders:
        return turn_of_visits(decision.case) or WaitsFor.TECHNICIAN
    if decision.assembler_id is not None:
        return turn_of_visits(decision.case) or WaitsFor.ERP
    return WaitsFor.ERP


def _place(begun: _Beginning, kind: OrderKind) -> Order:
    if kind is OrderKind.PART_DELIVERY:
        # the parts it was decided on; what was named since belongs to the next remedy
        decided = {part.ref for part in frozen_inputs(begun.decision.calculation).parts}
        lines = [
            LineInput(part_id=part.pk, quantity=part.quantity)
            for part in SparePart.objects.filter(case=begun.case).order_by("pk")
            if part_ref(part.pk) in decided
        ]
    else:
        lines = [LineInput(position_id=p.pk, quantity=p.quantity) for p in begun.positions]
    stays = kind in (OrderKind.PICK_UP, OrderKind.PICK_UP_FOR_CREDIT, OrderKind.SERVICE)
    return place_order(
        actor=begun.actor,
        case=begun.case,
        decision=begun.decision,
        kind=kind,
        lines=lines,
        # what is picked up or mended stands where it is used, whoever gets the new one
        recipient="customer" if stays else begun.decision.recipient or "customer",
        executor=begun.decision.executor if kind is OrderKind.SERVICE else None,
        text=_with_assembler(begun, kind, _text(begun, kind)),
        at=begun.at,
    )


def _with_assembler(begun: _Beginning, kind: OrderKind, text: str) -> str:
    """Whoever gets safety-relevant parts reads on the order who assembles them."""
    assembler = begun.decision.assembler
    if assembler is None or kind not in (OrderKind.PART_DELIVERY, OrderKind.DELIVERY):
        return text
    with override(begun.case.language):
        declared = _(
            "Sicherheitsrelevant: Montage ausschließlich durch %(name)s (zertifiziert), "
            "ausschließlich mit Originalersatzteilen."
        ) % {"name": assembler.name}
    return "\n\n".join(part for part in (declared, text) if part)


def _text(begun: _Beginning, kind: OrderKind) -> str:
    case, decision = begun.case, begun.decision
    if kind is OrderKind.SERVICE:
        task = ServiceDetail.objects.filter(case=case).values_list("task", flat=True).first()
        symptoms = [position.symptom.strip() for position in begun.positions if position.symptom.strip()]
        return task or "\n".join(dict.fromkeys(symptoms)) or case.title
    returns = {OrderKind.PICK_UP, OrderKind.PICK_UP_FOR_CREDIT} & {
        OrderKind(o) for o in decision.remedy.orders
    }
    if kind is not OrderKind.DELIVERY or returns:
        return decision.note
    with override(case.language):
        disposal = _(
            "Lieferung mit Rückholverzicht: Die beanstandete Ware wird nicht abgeholt. "
            "Der Empfänger entsorgt sie fachgerecht; entstehende Kosten übernehmen wir wie vereinbart."
        )
    return "\n\n".join(text for text in (str(disposal), decision.note) if text)


def _credit(begun: _Beginning, orders: list[Order]) -> None:
    """What is paid back once the goods have arrived."""
    promise = promised(begun.decision)
    picked_up = next((order for order in orders if order.kind == OrderKind.PICK_UP_FOR_CREDIT), None)
    declaration = ""
    if picked_up is None:
        # nothing has to come back: that the office decided so is all there is to wait for
        with override(_language_of(begun.case)):
            declaration = _("Ohne Rückgabe gewährt durch %(name)s") % {"name": begun.decision.decided_by_name}
    record_credit_note(
        actor=begun.actor,
        case=begun.case,
        decision=begun.decision,
        net=promise.amounts.net,
        tax_rate=promise.amounts.tax_rate,
        gross=promise.amounts.gross,
        currency=promise.currency,
        order=picked_up,
        waits_for_goods=picked_up is not None,
        declaration=declaration,
        at=begun.at,
    )


def _language_of(case: Case) -> str:
    return Tenant.objects.only("language").get(pk=case.tenant_id).language


def _write(begun: _Beginning) -> None:
    """The letters of the remedy; the offer's letter goes with the offer."""
    customer = begun.case.customer
    if customer is None or customer.erased_at is not None or begun.case.is_spam:
        return
    remedy, executor = begun.decision.remedy, begun.decision.executor
    told = remedy_word(remedy, customer.language)
    values = {"remedy": told, "executor": executor.name if executor else ""}
    for kind in remedy.letters:
        if kind != _OFFER_LETTER:
            send_letter(
                actor=begun.actor,
                case_id=begun.case.pk,
                kind=LetterKind(kind),
                text=begun.decision.note,
                values=values,
                key=f"decision:{begun.decision.pk}:{kind}",
                at=begun.at,
            )
