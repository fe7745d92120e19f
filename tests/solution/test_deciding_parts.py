"""Positions, hand entries, and how decisions end."""

from __future__ import annotations

from decimal import Decimal

import pytest

from kulanz.cases.commands.claiming import Verdict, decide_positions
from kulanz.cases.commands.joining import merge_cases, split_case
from kulanz.cases.commands.reopening import object_to_decision
from kulanz.cases.models import Position
from kulanz.cases.refusals import CaseEnded, ReasonMissing, RemedyUnderWay
from kulanz.core.protocol.working import work_once
from kulanz.stages.billing.models import CreditNote
from kulanz.stages.execution.models import Order
from kulanz.stages.execution.rules.orders import OrderState
from kulanz.stages.solution.commands.figures import enter_cost, exclude_remedy
from kulanz.stages.solution.models import CostEntry, SolutionSettings
from kulanz.stages.solution.queries.comparison import compare_case
from kulanz.stages.solution.refusals import (
    NoSuchCostKind,
    NoSuchRemedy,
    NotAccepted,
)
from kulanz.stages.solution.rules.remedies import DecisionState
from kulanz.workflows.orders import move_order
from kulanz.workflows.remedy_progress import finish_decision, take_back_decision
from tests.solution.deciding import decide, refused
from tests.solution.scene import AT, LATER, Scene, make_complaint

pytestmark = pytest.mark.django_db


class TestPositions:
    def test_each_position_has_its_own_remedy(self, scene: Scene) -> None:
        case = make_complaint(scene, positions=3, accepted=False)
        first, second, third = Position.objects.filter(case=case).order_by("pk")
        decide_positions(
            actor=scene.people.anna,
            case_id=case.pk,
            verdicts={
                first.pk: Verdict(True),
                second.pk: Verdict(True),
                third.pk: Verdict(False, "Verschleiß"),
            },
            at=AT,
        )
        one = decide(scene, case, "pick_up_credit", position_ids=[first.pk])
        case.refresh_from_db()
        assert case.claim_status == "remedy_started"
        for order in Order.objects.filter(decision=one):
            move_order(actor=scene.people.lena, order_id=order.pk, state=OrderState.DONE, at=LATER)
        case.refresh_from_db()
        assert case.step == "in_progress", "the second position still waits for its remedy"
        two = decide(scene, case, "exchange", position_ids=[second.pk], dearer_reason="eilig")
        assert Order.objects.filter(decision=two).count() == 2
        for order in Order.objects.filter(decision=two):
            move_order(actor=scene.people.lena, order_id=order.pk, state=OrderState.DONE, at=LATER)
        case.refresh_from_db()
        assert (case.step, case.closed_by) == ("closed", "remedy")

    def test_not_for_what_is_not_accepted(self, scene: Scene) -> None:
        case = make_complaint(scene, accepted=False)
        with refused(NotAccepted, case):
            decide(scene, case, "exchange", dearer_reason="x")

    def test_not_for_a_position_of_another_case(self, scene: Scene) -> None:
        case, other = make_complaint(scene), make_complaint(scene)
        foreign = Position.objects.get(case=other)
        with refused(NotAccepted, case):
            decide(scene, case, "exchange", position_ids=[foreign.pk])

    def test_not_an_unknown_remedy(self, scene: Scene) -> None:
        case = make_complaint(scene)
        with refused(NoSuchRemedy, case):
            decide(scene, case, "wunder")

    def test_no_cost_kind_that_does_not_count(self, scene: Scene) -> None:
        case = make_complaint(scene)
        with refused(NoSuchCostKind, case):
            enter_cost(
                actor=scene.people.anna,
                case_id=case.pk,
                cost_kind="disposal",
                remedy="exchange",
                amount=Decimal(5),
                at=AT,
            )


class TestHandEntries:
    def test_an_entry_replaces_and_its_undoing_restores(self, scene: Scene) -> None:
        """The exchange is 332.00; with pick-up by hand at 10.00 instead of 48.00 it is 294.00."""
        case = make_complaint(scene)

        def total() -> Decimal | None:
            return compare_case(case, day=AT.date()).comparison.column("exchange").total

        def enter(amount: Decimal | None) -> None:
            enter_cost(
                actor=scene.people.anna,
                case_id=case.pk,
                cost_kind="pick_up",
                remedy="exchange",
                amount=amount,
                reason="Fahrer ist ohnehin dort",
                at=AT,
            )

        assert total() == Decimal("332.00")
        enter(Decimal(10))
        assert total() == Decimal("294.00")
        enter(Decimal(20))
        assert total() == Decimal("304.00")
        enter(None)
        assert total() == Decimal("332.00")
        assert CostEntry.objects.filter(case=case).count() == 2, "what was entered stays on record"

    def test_a_repair_may_be_preferred(self, scene: Scene) -> None:
        """The exchange at 332.00 is the cheapest without the pick-up; a service at 350.00 is 5.4 % dearer."""
        case = make_complaint(scene)
        exclude_remedy(
            actor=scene.people.anna,
            case_id=case.pk,
            remedy="pick_up_credit",
            excluded=True,
            reason="-",
            at=AT,
        )
        enter_cost(actor=scene.people.anna, case_id=case.pk, cost_kind="call_out", amount=Decimal(350), at=AT)
        assert compare_case(case, day=AT.date()).comparison.recommended == "exchange"
        SolutionSettings.objects.filter(tenant=scene.tenant).update(repair_preference_percent=Decimal(6))
        assert compare_case(case, day=AT.date()).comparison.recommended == "external_service"
        SolutionSettings.objects.filter(tenant=scene.tenant).update(repair_preference_percent=Decimal(5))
        assert compare_case(case, day=AT.date()).comparison.recommended == "exchange"


class TestEnding:
    def test_an_objection_takes_everything_back(self, scene: Scene) -> None:
        case = make_complaint(scene)
        decision = decide(scene, case, "pick_up_credit")
        object_to_decision(
            actor=scene.people.customer_link(case.pk), case_id=case.pk, reason="Ich will Ersatz", at=LATER
        )
        work_once(LATER, [scene.tenant.pk])
        decision.refresh_from_db()
        case.refresh_from_db()
        assert decision.state == "withdrawn"
        assert set(Order.objects.filter(case=case).values_list("state", flat=True)) == {"cancelled"}
        assert set(CreditNote.objects.filter(case=case).values_list("state", flat=True)) == {"cancelled"}
        assert (case.claim_status, case.step) == ("under_review", "in_progress")

    def test_taken_back_by_hand_it_is_decided_anew(self, scene: Scene) -> None:
        case = make_complaint(scene)
        decision = decide(scene, case, "exchange", dearer_reason="eilig")
        delivery = Order.objects.get(decision=decision, kind="delivery")
        move_order(actor=scene.people.lena, order_id=delivery.pk, state=OrderState.DONE, at=LATER)
        with refused(ReasonMissing, case):
            take_back_decision(
                actor=scene.people.lena,
                decision_id=decision.pk,
                state=DecisionState.FAILED,
                reason="",
                at=LATER,
            )
        take_back_decision(
            actor=scene.people.lena,
            decision_id=decision.pk,
            state=DecisionState.FAILED,
            reason="Auch der neue sinkt",
            at=LATER,
        )
        case.refresh_from_db()
        delivery.refresh_from_db()
        assert case.claim_status == "accepted"
        assert delivery.state == "done", "sunk cost stays"
        assert Order.objects.get(decision=decision, kind="pick_up").state == "cancelled"
        assert decide(scene, case, "pick_up_credit").state == "under_way"

    def test_finished_by_hand_the_case_ends_and_its_orders_stay_open(self, scene: Scene) -> None:
        case = make_complaint(scene)
        decision = decide(scene, case, "exchange", dearer_reason="eilig")
        with refused(ReasonMissing, case):
            finish_decision(actor=scene.people.lena, decision_id=decision.pk, reason=" ", at=LATER)
        finish_decision(actor=scene.people.lena, decision_id=decision.pk, reason="Spedition meldet", at=LATER)
        case.refresh_from_db()
        assert (case.step, case.closed_by) == ("closed", "remedy")
        assert set(Order.objects.filter(case=case).values_list("state", flat=True)) == {"recorded"}
        with refused(CaseEnded, case):
            decide(scene, case, "exchange")

    def test_commissioned_the_service_ends_the_case(self, scene: Scene) -> None:
        """R302, where the tenant wants it so."""
        from kulanz.stages.solution.models import Remedy

        Remedy.objects.filter(code="external_service").update(ends="commissioned")
        case = make_complaint(scene)
        enter_cost(actor=scene.people.anna, case_id=case.pk, cost_kind="call_out", amount=Decimal(80), at=AT)
        decision = decide(scene, case, "external_service", executor_id=scene.firm.pk)
        case.refresh_from_db()
        decision.refresh_from_db()
        assert (decision.state, case.step) == ("done", "closed")
        assert Order.objects.get(case=case).is_open


class TestJoining:
    def test_what_has_a_remedy_is_neither_split_off_nor_merged_away(self, scene: Scene) -> None:
        case, other = make_complaint(scene), make_complaint(scene)
        decide(scene, case, "pick_up_credit")
        position = Position.objects.get(case=case)
        with refused(RemedyUnderWay, case):
            split_case(
                actor=scene.people.lena,
                case_id=case.pk,
                title="Zweiter",
                position_ids=[position.pk],
                message_ids=[],
                at=LATER,
            )
        with refused(RemedyUnderWay, case):
            merge_cases(actor=scene.people.lena, source_id=case.pk, target_id=other.pk, at=LATER)

    def test_a_position_split_off_takes_its_decision_along(self, scene: Scene) -> None:
        case = make_complaint(scene, positions=2, accepted=False)
        first, _second = Position.objects.filter(case=case).order_by("pk")
        decide_positions(actor=scene.people.anna, case_id=case.pk, verdicts={first.pk: Verdict(True)}, at=AT)
        new = split_case(
            actor=scene.people.lena,
            case_id=case.pk,
            title="Zweiter",
            position_ids=[first.pk],
            message_ids=[],
            at=LATER,
        )
        case.refresh_from_db()
        new.refresh_from_db()
        assert (new.claim_status, case.claim_status) == ("accepted", "under_review")
