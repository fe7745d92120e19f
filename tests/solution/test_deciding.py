"""Who may decide what, what is missing before it, and that a refusal changes nothing."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from decimal import Decimal

import pytest

from kulanz.cases.commands.claiming import Verdict, decide_positions
from kulanz.cases.commands.reopening import object_to_decision
from kulanz.cases.models import Case, Position
from kulanz.cases.refusals import CaseEnded, ReasonMissing
from kulanz.core.access.actor import Actor, Role
from kulanz.core.protocol.models import ProtocolEntry
from kulanz.core.protocol.working import work_once
from kulanz.core.refusal import NotAllowed, Refusal
from kulanz.masterdata.catalog.models import Rate
from kulanz.stages.billing.models import CreditNote
from kulanz.stages.execution.models import Order
from kulanz.stages.execution.rules.orders import OrderState
from kulanz.stages.solution.commands.deciding import Choice
from kulanz.stages.solution.commands.figures import enter_cost, exclude_remedy
from kulanz.stages.solution.commands.releasing import refuse_decision
from kulanz.stages.solution.models import CostEntry, Decision, DecisionLimit, Exclusion, SolutionSettings
from kulanz.stages.solution.queries.comparison import compare_case
from kulanz.stages.solution.refusals import (
    AboveLimit,
    AlreadyDecided,
    AmountInvalid,
    ChoiceIncomplete,
    DecisionEnded,
    NoLimit,
    NoSuchCostKind,
    NoSuchRemedy,
    NotAccepted,
    OwnProposal,
    PriceUnknown,
)
from kulanz.stages.solution.rules.choosing import Need
from kulanz.stages.solution.rules.frozen import frozen_comparison
from kulanz.stages.solution.rules.remedies import DecisionState
from kulanz.workflows.orders import move_order
from kulanz.workflows.remedies import decide_remedy, release_remedy
from kulanz.workflows.remedy_progress import finish_decision, take_back_decision
from tests.solution.scene import AT, LATER, Scene, make_complaint

pytestmark = pytest.mark.django_db


def decide(scene: Scene, case: Case, remedy: str, *, actor: Actor | None = None, **more: object) -> Decision:
    return decide_remedy(
        actor=actor or scene.people.lena,
        case_id=case.pk,
        choice=Choice(remedy=remedy, **more),  # type: ignore[arg-type]  # the fields of a choice
        key=f"{remedy}:{case.pk}:{len(more)}:{Decision.objects.count()}",
        at=LATER,
    )


@contextmanager
def refused(kind: type[Refusal], case: Case) -> Iterator[pytest.ExceptionInfo[Refusal]]:
    """The refusal comes, and nothing has changed: no decision, order, entry or credit note."""
    before = _state(case)
    with pytest.raises(kind) as caught:
        yield caught
    assert _state(case) == before


def _state(case: Case) -> tuple[object, ...]:
    case.refresh_from_db()
    return (
        Decision.objects.filter(case=case).count(),
        Order.objects.filter(case=case).count(),
        CreditNote.objects.filter(case=case).count(),
        CostEntry.objects.filter(case=case, ended_at=None).count(),
        ProtocolEntry.objects.filter(stream=case.stream).count(),
        case.claim_status,
        case.step,
    )


class TestWhatIsMissing:
    def test_figures(self, scene: Scene) -> None:
        case = make_complaint(scene)
        with refused(ChoiceIncomplete, case) as caught:
            decide(scene, case, "delivery_no_return", dearer_reason="x")
        assert caught.value.need is Need.FIGURES  # type: ignore[attr-defined]  # of ChoiceIncomplete

    def test_a_reason_for_what_is_dearer(self, scene: Scene) -> None:
        case = make_complaint(scene)
        with refused(ChoiceIncomplete, case) as caught:
            decide(scene, case, "exchange")
        assert caught.value.field == "dearer_reason"

    def test_an_amount_to_offer(self, scene: Scene) -> None:
        case = make_complaint(scene)
        with refused(ChoiceIncomplete, case):
            decide(scene, case, "price_reduction")

    @pytest.mark.parametrize("amount", ["0", "-5", "10.001", "10000000", "NaN"])
    def test_no_absurd_amount(self, scene: Scene, amount: str) -> None:
        case = make_complaint(scene)
        with refused(AmountInvalid, case):
            decide(scene, case, "price_reduction", amount=Decimal(amount))

    def test_a_reason_beyond_the_room(self, scene: Scene) -> None:
        """A service at 80.00 is the cheapest other: 95.20 gross is 80.00 net, 95.21 is 80.01."""
        case = make_complaint(scene)
        enter_cost(actor=scene.people.anna, case_id=case.pk, cost_kind="call_out", amount=Decimal(80), at=AT)
        with refused(ChoiceIncomplete, case) as caught:
            decide(scene, case, "price_reduction", amount=Decimal("95.21"))
        assert caught.value.need is Need.ROOM_REASON  # type: ignore[attr-defined]  # of ChoiceIncomplete
        decide(scene, case, "price_reduction", amount=Decimal("95.20"))

    def test_an_executor(self, scene: Scene) -> None:
        case = make_complaint(scene)
        enter_cost(actor=scene.people.anna, case_id=case.pk, cost_kind="call_out", amount=Decimal(80), at=AT)
        with refused(ChoiceIncomplete, case) as caught:
            decide(scene, case, "external_service")
        assert caught.value.field == "executor"

    def test_a_part(self, scene: Scene) -> None:
        case = make_complaint(scene)
        with refused(ChoiceIncomplete, case) as caught:
            decide(scene, case, "spare_part")
        assert caught.value.need is Need.ADMISSIBLE  # type: ignore[attr-defined]  # of ChoiceIncomplete

    def test_the_price_paid(self, scene: Scene) -> None:
        case = make_complaint(scene)
        Position.objects.filter(case=case).update(price_paid=None)
        with refused(PriceUnknown, case):
            decide(scene, case, "pick_up_credit")
        assert decide(scene, case, "pick_up_credit", amount=Decimal("119.00")).credit == Decimal("100.00")

    def test_the_exclusion_lifted(self, scene: Scene) -> None:
        case = make_complaint(scene)
        for excluded in (True, True):
            exclude_remedy(
                actor=scene.people.anna,
                case_id=case.pk,
                remedy="pick_up_credit",
                excluded=excluded,
                reason="Kunde braucht den Stuhl",
                at=AT,
            )
        assert Exclusion.objects.filter(case=case).count() == 1
        with refused(ChoiceIncomplete, case):
            decide(scene, case, "pick_up_credit")
        compared = compare_case(case, day=AT.date()).comparison
        assert compared.benchmark_total == Decimal("268.00")
        assert compared.recommended == "exchange"

    def test_an_exclusion_needs_a_reason(self, scene: Scene) -> None:
        case = make_complaint(scene)
        with refused(ReasonMissing, case):
            exclude_remedy(actor=scene.people.anna, case_id=case.pk, remedy="exchange", excluded=True, at=AT)

    def test_the_wish_under_statutory_coverage(self, scene: Scene) -> None:
        case = make_complaint(scene)
        Case.objects.filter(pk=case.pk).update(coverage="statutory")
        Position.objects.filter(case=case).update(wished_remedy="repair")
        with refused(ChoiceIncomplete, case) as caught:
            decide(scene, case, "pick_up_credit")
        assert caught.value.field == "wish_reason"
        decision = decide(scene, case, "pick_up_credit", wish_consent=True)
        assert decision.wish_consent

    def test_without_statutory_coverage_the_wish_does_not_bind(self, scene: Scene) -> None:
        case = make_complaint(scene)
        Position.objects.filter(case=case).update(wished_remedy="repair")
        assert decide(scene, case, "pick_up_credit").state == "under_way"


class TestWhoDecides:
    def test_above_the_limit_somebody_else_releases(self, scene: Scene) -> None:
        """Anna's limit of credit is 250; 600.00 net waits for Lena, who may up to 2,500."""
        case = make_complaint(scene)
        decision = decide(scene, case, "pick_up_credit", actor=scene.people.anna)
        assert decision.state == "proposed"
        assert not Order.objects.filter(case=case).exists()
        case.refresh_from_db()
        assert case.claim_status == "accepted"
        frozen = frozen_comparison(decision.calculation)
        Rate.objects.filter(cost_kind__code="pick_up").update(amount=Decimal(99))
        with refused(NotAllowed, case):
            release_remedy(actor=scene.people.anna, decision_id=decision.pk, at=LATER)
        released = release_remedy(actor=scene.people.lena, decision_id=decision.pk, at=LATER)
        assert released.state == "under_way"
        assert frozen_comparison(released.calculation) == frozen
        assert Order.objects.filter(case=case).count() == 1
        with refused(DecisionEnded, case):
            release_remedy(actor=scene.people.lena, decision_id=decision.pk, at=LATER)

    def test_nobody_releases_his_own(self, scene: Scene) -> None:
        case = make_complaint(scene)
        DecisionLimit.objects.all().update(credit=Decimal(10))
        decision = decide(scene, case, "pick_up_credit", actor=scene.people.lena)
        with refused(OwnProposal, case):
            release_remedy(actor=scene.people.lena, decision_id=decision.pk, at=LATER)
        other = replace(scene.people.lena, membership_id=scene.people.anna.membership_id)
        with refused(AboveLimit, case):
            release_remedy(actor=other, decision_id=decision.pk, at=LATER)

    def test_a_proposal_refused_leaves_the_position_free(self, scene: Scene) -> None:
        case = make_complaint(scene)
        decision = decide(scene, case, "pick_up_credit", actor=scene.people.anna)
        with refused(AlreadyDecided, case):
            decide(scene, case, "exchange", dearer_reason="eilig")
        with refused(ReasonMissing, case):
            refuse_decision(actor=scene.people.lena, decision_id=decision.pk, reason=" ", at=LATER)
        refuse_decision(actor=scene.people.lena, decision_id=decision.pk, reason="zu teuer", at=LATER)
        assert decide(scene, case, "exchange", dearer_reason="eilig").state == "under_way"

    def test_a_role_without_limit_does_not_decide(self, scene: Scene) -> None:
        case = make_complaint(scene)
        DecisionLimit.objects.filter(role="agent").delete()
        with refused(NoLimit, case):
            decide(scene, case, "pick_up_credit", actor=scene.people.anna)

    @pytest.mark.parametrize("role", [Role.QUALITY, Role.FINANCE, Role.ADMINISTRATOR])
    def test_other_roles_do_not(self, scene: Scene, role: Role) -> None:
        case = make_complaint(scene)
        with refused(NotAllowed, case):
            decide(scene, case, "exchange", actor=replace(scene.people.anna, roles=frozenset({role})))

    def test_nobody_outside_does(self, scene: Scene) -> None:
        case = make_complaint(scene)
        for actor in (scene.people.blatt_house, scene.people.tom, scene.people.customer_link(case.pk)):
            with refused(NotAllowed, case):
                decide(scene, case, "exchange", actor=actor)
            with refused(NotAllowed, case):
                enter_cost(actor=actor, case_id=case.pk, cost_kind="disposal", amount=Decimal(1), at=AT)


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
