"""Ends that come by hand, by objection or in the wrong order: nothing owed is lost, nothing is paid twice."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import translation

from kulanz.cases.commands.claiming import Verdict, decide_claim
from kulanz.cases.commands.closing import cancel_case
from kulanz.cases.commands.reopening import object_to_decision
from kulanz.cases.models import Case, Position
from kulanz.cases.refusals import CaseEnded
from kulanz.cases.rules import WaitsFor
from kulanz.config.consistency.remedies import remedy_findings
from kulanz.core.protocol.working import work_once
from kulanz.stages.billing.models import CreditNote
from kulanz.stages.billing.refusals import CreditStands
from kulanz.stages.contact.models import Letter, OutgoingMail
from kulanz.stages.execution.models import Order
from kulanz.stages.execution.rules.orders import OrderState
from kulanz.stages.solution.models import Decision, Offer, Remedy
from kulanz.stages.solution.refusals_of_offers import OfferUnanswered
from kulanz.stages.solution.rules.remedies import DecisionState
from kulanz.workflows.crediting import release_and_tell
from kulanz.workflows.judging import judge_positions
from kulanz.workflows.orders import move_order
from kulanz.workflows.remedy_progress import finish_decision, take_back_decision
from tests.outgoing.writing import body_of, parsed
from tests.solution.deciding import decide, refused
from tests.solution.scene import AT, LATER, Scene, make_complaint

pytestmark = pytest.mark.django_db

THEN = LATER + timedelta(hours=1)


@pytest.fixture(autouse=True)
def no_contradiction(scene: Scene) -> Iterator[None]:
    """Whatever a test did, `kulanz check` finds nothing that contradicts itself."""
    yield
    assert list(remedy_findings(scene.tenant.pk)) == []


def carry_out(scene: Scene) -> None:
    for order in Order.objects.exclude(state__in=["done", "cancelled"]).order_by("pk"):
        move_order(actor=scene.people.lena, order_id=order.pk, state=OrderState.DONE, at=LATER)


def object_to(scene: Scene, case: Case) -> None:
    object_to_decision(actor=scene.people.anna, case_id=case.pk, reason="Zu wenig", at=THEN)
    work_once(THEN)
    case.refresh_from_db()


def test_goods_come_back_after_the_remedy_was_ended_by_hand(scene: Scene) -> None:
    case = make_complaint(scene)
    decision = decide(scene, case, "pick_up_credit")
    finish_decision(actor=scene.people.lena, decision_id=decision.pk, reason="holt der Händler", at=LATER)
    case.refresh_from_db()
    assert (case.step, CreditNote.objects.get().state) == ("closed", "waits_for_goods")
    carry_out(scene)
    assert CreditNote.objects.get().state == "recorded"


def test_a_reduction_does_not_end_without_its_answer(scene: Scene) -> None:
    case = make_complaint(scene)
    decision = decide(scene, case, "price_reduction", amount=Decimal("100.00"))
    with refused(OfferUnanswered, case):
        finish_decision(actor=scene.people.lena, decision_id=decision.pk, reason="fertig", at=LATER)
    assert Offer.objects.get().state == "open"


def test_a_refund_without_return_can_be_released(scene: Scene) -> None:
    Remedy.objects.filter(code="pick_up_credit").update(orders=[])
    case = make_complaint(scene)
    decide(scene, case, "pick_up_credit")
    note = CreditNote.objects.get()
    assert "Lena" in note.declaration
    release_and_tell(actor=scene.people.lena, credit_note_id=note.pk, at=THEN, without_account=True)
    assert CreditNote.objects.get().state == "released"


def test_an_objection_costs_nobody_the_goods_and_the_money(scene: Scene) -> None:
    """The goods are back, so the money is owed; and not twice, nor beside an exchange."""
    case = make_complaint(scene)
    decide(scene, case, "pick_up_credit")
    carry_out(scene)
    object_to(scene, case)
    assert (case.step, case.claim_status) == ("in_progress", "under_review")
    assert CreditNote.objects.get().state == "recorded"
    decide_claim(actor=scene.people.anna, case_id=case.pk, accepted=True, reason="", at=THEN)
    with refused(CreditStands, case):
        decide(scene, case, "exchange", dearer_reason="eilig")
    release_and_tell(
        actor=scene.people.lena, credit_note_id=CreditNote.objects.get().pk, at=THEN, without_account=True
    )
    decide(scene, case, "exchange", dearer_reason="eilig")


def test_an_objection_to_one_position_leaves_the_other_its_remedy(scene: Scene) -> None:
    case = make_complaint(scene, positions=2, accepted=False)
    kept, worn = partly(scene, case)
    decision = decide(scene, case, "pick_up_credit")
    carry_out(scene)
    object_to(scene, case)
    decision.refresh_from_db()
    statuses = dict(Position.objects.values_list("pk", "claim_status"))
    assert statuses == {kept: "remedy_started", worn: "under_review"}
    assert (decision.state, case.claim_status) == ("done", "under_review")
    judge_positions(actor=scene.people.lena, case_id=case.pk, verdicts={worn: Verdict(True)}, at=THEN)
    decide(scene, case, "exchange", dearer_reason="eilig")
    carry_out(scene)
    case.refresh_from_db()
    assert case.step == "closed"


def test_who_is_refused_in_part_reads_why(scene: Scene) -> None:
    case = make_complaint(scene, positions=2, accepted=False)
    partly(scene, case)
    decide(scene, case, "pick_up_credit")
    assert list(Letter.objects.order_by("pk").values_list("kind", flat=True)) == ["rejection", "acceptance"]
    rejection, acceptance = (
        body_of(parsed(m)) for m in OutgoingMail.objects.filter(kind="letter").order_by("pk")
    )
    assert "Rollen sind Verschleißteile" in rejection
    assert "Materialfehler" not in rejection
    assert "Verschleißteile" not in acceptance


def partly(scene: Scene, case: Case) -> tuple[int, int]:
    first, second = Position.objects.filter(case=case).order_by("pk").values_list("pk", flat=True)
    verdicts = {first: Verdict(True, "Materialfehler"), second: Verdict(False, "Rollen sind Verschleißteile")}
    judge_positions(actor=scene.people.lena, case_id=case.pk, verdicts=verdicts, at=AT)
    return first, second


def test_what_is_done_is_taken_back_in_an_open_case_only(scene: Scene) -> None:
    case = make_complaint(scene)
    decision = decide(scene, case, "exchange", dearer_reason="eilig")
    carry_out(scene)
    with refused(CaseEnded, case):
        take_back_decision(
            actor=scene.people.lena,
            decision_id=decision.pk,
            state=DecisionState.WITHDRAWN,
            reason="doch nicht",
            at=THEN,
        )


def test_a_cancelled_case_cancels_its_orders(scene: Scene) -> None:
    case = make_complaint(scene)
    decide(scene, case, "exchange", dearer_reason="eilig")
    cancel_case(actor=scene.people.anna, case_id=case.pk, reason="zurückgezogen", at=THEN)
    work_once(THEN)
    orders = list(Order.objects.all())
    assert {order.state for order in orders} == {"cancelled"}
    assert Decision.objects.get().state == "withdrawn"
    # said by the program, so everybody reads it in his language
    with translation.override("en"):
        assert {order.failure_said for order in orders} == {"The case was reopened or cancelled."}
    with translation.override("de"):
        assert {order.failure_said for order in orders} == {"Der Vorgang wurde neu geöffnet oder storniert."}


def test_a_remedy_all_of_whose_orders_are_cancelled_is_ours_to_go_on(scene: Scene) -> None:
    case = make_complaint(scene)
    decide(scene, case, "pick_up_credit")
    case.refresh_from_db()
    assert case.waits_for == WaitsFor.ERP
    move_order(
        actor=scene.people.lena,
        order_id=Order.objects.get().pk,
        state=OrderState.CANCELLED,
        reason="falsche Adresse",
        at=LATER,
    )
    case.refresh_from_db()
    assert case.waits_for == WaitsFor.US


@pytest.mark.parametrize("remedy", ["pick_up_credit", "exchange", "price_reduction"])
def test_contradictions_are_found(scene: Scene, remedy: str) -> None:
    case = make_complaint(scene)
    decision = decide(
        scene, case, remedy, amount=Decimal(50) if "reduction" in remedy else None, dearer_reason="x"
    )
    before = Decision.objects.filter(pk=decision.pk)
    for change, says in (
        (
            {"state": "failed"},
            {"remedy started without a decision", "decision ended and still holding positions"},
        ),
        (
            {"state": "done"},
            {"remedy credited without a credit note"} if remedy == "price_reduction" else set(),
        ),
    ):
        before.update(**change)
        assert {what for what, _numbers, _info in remedy_findings(scene.tenant.pk)} == says
    before.update(state="under_way")
    if remedy != "price_reduction":
        CreditNote.objects.all().delete()
        Order.objects.all().delete()
        ((what, numbers, _info),) = remedy_findings(scene.tenant.pk)
        assert (what, numbers) == ("remedy under way without its orders", case.number)
        before.update(state="proposed")
        Position.objects.update(claim_status="accepted")
