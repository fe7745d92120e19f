"""Limits, four eyes, and who may not decide at all."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from kulanz.cases.models import Position
from kulanz.cases.refusals import ReasonMissing
from kulanz.core.access.actor import Role
from kulanz.core.refusal import NotAllowed
from kulanz.masterdata.catalog.models import Rate
from kulanz.stages.execution.models import Order
from kulanz.stages.solution.commands.figures import enter_cost
from kulanz.stages.solution.commands.releasing import refuse_decision
from kulanz.stages.solution.models import DecisionLimit
from kulanz.stages.solution.refusals import (
    AboveLimit,
    AlreadyDecided,
    DecisionEnded,
    NoLimit,
    OwnProposal,
    ProposalOutdated,
)
from kulanz.stages.solution.rules.frozen import frozen_comparison
from kulanz.workflows.remedies import release_remedy
from tests.solution.deciding import decide, refused
from tests.solution.scene import AT, LATER, Scene, make_complaint

pytestmark = pytest.mark.django_db


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

    def test_a_proposal_whose_pieces_changed_is_not_released(self, scene: Scene) -> None:
        case = make_complaint(scene)
        decision = decide(scene, case, "pick_up_credit", actor=scene.people.anna)
        Position.objects.filter(case=case).update(quantity=1)
        with refused(ProposalOutdated, case):
            release_remedy(actor=scene.people.lena, decision_id=decision.pk, at=LATER)
