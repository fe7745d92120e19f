"""Each remedy from the decision to the closed case: orders, letters, credit note, protocol."""

from __future__ import annotations

from decimal import Decimal

import pytest

from kulanz.cases.models import Case, Position
from kulanz.core.protocol.models import ProtocolEntry
from kulanz.stages.billing.models import CreditNote
from kulanz.stages.contact.models import Letter
from kulanz.stages.execution.models import Order
from kulanz.stages.execution.rules.orders import OrderState
from kulanz.stages.solution.commands.deciding import Choice
from kulanz.stages.solution.commands.figures import PartInput, enter_cost, save_spare_part
from kulanz.stages.solution.models import Decision, Offer
from kulanz.workflows.orders import move_order
from kulanz.workflows.remedies import decide_remedy
from tests.solution.scene import AT, LATER, Scene, make_complaint

pytestmark = pytest.mark.django_db


def decide(scene: Scene, case: Case, remedy: str, **more: object) -> Decision:
    return decide_remedy(
        actor=scene.people.lena,
        case_id=case.pk,
        choice=Choice(remedy=remedy, **more),  # type: ignore[arg-type]  # the fields of a choice
        key=f"test:{remedy}:{case.pk}",
        at=LATER,
    )


def finish(scene: Scene, decision: Decision) -> None:
    for order in Order.objects.filter(decision=decision).order_by("pk"):
        move_order(actor=scene.people.lena, order_id=order.pk, state=OrderState.DONE, at=LATER)


def events(case: Case) -> list[str]:
    return list(
        ProtocolEntry.objects.filter(stream=case.stream).order_by("seq").values_list("event", flat=True)
    )


def test_free_exchange(scene: Scene) -> None:
    """2 × 120.00 + 1 pallet × (48 + 9 + 55 − 20) + customs 0 = 332.00; pick-up for credit 268.00."""
    case = make_complaint(scene)
    decision = decide(scene, case, "exchange", dearer_reason="Kunde braucht den Stuhl")
    assert (decision.total, decision.benchmark_total) == (Decimal("332.00"), Decimal("268.00"))
    orders = Order.objects.filter(decision=decision)
    assert sorted(orders.values_list("kind", flat=True)) == ["delivery", "pick_up"]
    case.refresh_from_db()
    assert case.claim_status == "remedy_started"
    assert list(Letter.objects.filter(case=case).values_list("kind", flat=True)) == ["acceptance"]
    finish(scene, decision)
    case.refresh_from_db()
    decision.refresh_from_db()
    assert (decision.state, case.step, case.closed_by) == ("done", "closed", "remedy")
    assert "solution.remedy_decided" in events(case)


def test_pick_up_for_credit_waits_for_the_goods(scene: Scene) -> None:
    """Credited is what was paid: 2 × 357.00 gross, 600.00 net and 114.00 tax."""
    case = make_complaint(scene)
    decision = decide(scene, case, "pick_up_credit")
    note = CreditNote.objects.get(decision=decision)
    assert (note.state, note.gross, note.net, note.tax) == (
        "waits_for_goods", Decimal("714.00"), Decimal("600.00"), Decimal("114.00"),
    )  # fmt: skip
    finish(scene, decision)
    note.refresh_from_db()
    case.refresh_from_db()
    assert (note.state, case.step, case.closed_by) == ("recorded", "closed", "remedy")


def test_spare_part(scene: Scene) -> None:
    """5 × 4.00 + 3.50 + 5.90 (1 kg) + 4.00 + 6.50 = 39.90."""
    case = make_complaint(scene)
    save_spare_part(
        actor=scene.people.anna,
        case_id=case.pk,
        part=PartInput(article_id=scene.caster.pk, quantity=Decimal(5)),
        at=AT,
    )
    decision = decide(scene, case, "spare_part")
    assert decision.total == Decimal("39.90")
    order = Order.objects.get(decision=decision)
    assert (order.kind, order.lines.get().quantity) == ("part_delivery", Decimal(5))
    finish(scene, decision)
    case.refresh_from_db()
    assert case.step == "closed"


def test_external_service(scene: Scene) -> None:
    case = make_complaint(scene)
    enter_cost(
        actor=scene.people.anna,
        case_id=case.pk,
        cost_kind="call_out",
        remedy="external_service",
        amount=Decimal("85.00"),
        at=AT,
    )
    decision = decide(scene, case, "external_service", executor_id=scene.firm.pk)
    order = Order.objects.get(decision=decision)
    assert (order.kind, order.executor_id) == ("service", scene.firm.pk)
    assert [letter.kind for letter in Letter.objects.filter(case=case)] == ["service_notice"]
    finish(scene, decision)
    case.refresh_from_db()
    assert case.step == "closed"


def test_delivery_without_return(scene: Scene) -> None:
    case = make_complaint(scene)
    enter_cost(actor=scene.people.anna, case_id=case.pk, cost_kind="disposal", amount=Decimal(15), at=AT)
    decision = decide(scene, case, "delivery_no_return", dearer_reason="Rückholung lohnt nicht")
    assert decision.total == Decimal("310.00")
    order = Order.objects.get(decision=decision)
    assert "Rückholverzicht" in order.text
    finish(scene, decision)
    case.refresh_from_db()
    assert case.step == "closed"


def test_price_reduction_is_offered(scene: Scene) -> None:
    """119.00 gross is 100.00 net, within the room of 268.00."""
    case = make_complaint(scene)
    decision = decide(scene, case, "price_reduction", amount=Decimal("119.00"))
    offer = Offer.objects.get(decision=decision)
    assert (offer.net, offer.gross, offer.state) == (Decimal("100.00"), Decimal("119.00"), "open")
    assert not Order.objects.filter(case=case).exists()
    case.refresh_from_db()
    assert (case.claim_status, case.waits_for) == ("remedy_started", "customer")
    assert Position.objects.get(case=case).claim_status == "remedy_started"
