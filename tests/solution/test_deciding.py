"""What is missing before a remedy may be chosen, and that a refusal changes nothing."""

from __future__ import annotations

from decimal import Decimal

import pytest

from kulanz.cases.models import Case, Position
from kulanz.cases.refusals import ReasonMissing
from kulanz.stages.solution.commands.figures import enter_cost, exclude_remedy
from kulanz.stages.solution.models import Exclusion
from kulanz.stages.solution.queries.comparison import compare_case
from kulanz.stages.solution.refusals import (
    AmountInvalid,
    ChoiceIncomplete,
    PriceUnknown,
)
from kulanz.stages.solution.rules.choosing import Need
from tests.solution.deciding import decide, refused
from tests.solution.scene import AT, Scene, make_complaint

pytestmark = pytest.mark.django_db


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
