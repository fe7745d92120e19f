"""What changes between a proposal and its release, and parts that must not go out twice."""

from __future__ import annotations

from decimal import Decimal

import pytest

from kulanz.cases.commands.joining import merge_cases
from kulanz.cases.models import Position
from kulanz.core.protocol.working import work_once
from kulanz.masterdata.catalog.models import Article, Executor
from kulanz.stages.execution.models import Order, OrderLine
from kulanz.stages.solution.commands.figures import PartInput, enter_cost, remove_spare_part, save_spare_part
from kulanz.stages.solution.models import Decision, DecisionLimit, Remedy
from kulanz.stages.solution.refusals import (
    ChoiceIncomplete,
    NoSuchRemedy,
    PartInUse,
    ProposalOutdated,
)
from kulanz.workflows.remedies import release_remedy
from tests.solution.deciding import decide, refused
from tests.solution.scene import AT, LATER, Scene, make_complaint

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def above_annas_limit(scene: Scene) -> None:
    DecisionLimit.objects.filter(role="agent").update(cost=Decimal(10), credit=Decimal(10))


def release(scene: Scene, decision: Decision) -> Decision:
    return release_remedy(actor=scene.people.lena, decision_id=decision.pk, at=LATER)


def test_a_proposed_part_stays_as_it_was_proposed(scene: Scene) -> None:
    case, anna = make_complaint(scene), scene.people.anna
    caster = PartInput(article_id=scene.caster.pk)
    part = save_spare_part(actor=anna, case_id=case.pk, part=caster, at=AT)
    decision = decide(scene, case, "spare_part", actor=anna)
    assert decision.state == "proposed"
    many = PartInput(article_id=scene.caster.pk, quantity=Decimal(100))
    with refused(PartInUse, case):
        save_spare_part(actor=anna, case_id=case.pk, part=many, part_id=part.pk, at=AT)
    with refused(PartInUse, case):
        remove_spare_part(actor=anna, case_id=case.pk, part_id=part.pk, at=AT)
    # one named since is not smuggled into what was proposed, and can be taken off again
    later = save_spare_part(actor=anna, case_id=case.pk, part=many, at=AT)
    release(scene, decision)
    assert OrderLine.objects.get().part_id == part.pk
    remove_spare_part(actor=anna, case_id=case.pk, part_id=later.pk, at=AT)


def test_the_second_remedy_sends_its_own_parts(scene: Scene) -> None:
    case, lena = make_complaint(scene, positions=2), scene.people.lena
    first, second = Position.objects.filter(case=case).order_by("pk")
    save_spare_part(actor=lena, case_id=case.pk, part=PartInput(article_id=scene.caster.pk), at=AT)
    decide(scene, case, "spare_part", position_ids=[first.pk])
    with refused(ChoiceIncomplete, case):  # no part is named for it yet
        decide(scene, case, "spare_part", position_ids=[second.pk])
    feather = Article.objects.create(
        tenant=scene.tenant,
        number="ET-9",
        name="Feder",
        safety="none",
        is_spare_part=True,
        cost_price=Decimal(5),
        weight_kg=Decimal("0.1"),
    )
    spring = PartInput(article_id=feather.pk)
    save_spare_part(actor=lena, case_id=case.pk, part=spring, at=AT)
    decision = decide(scene, case, "spare_part", position_ids=[second.pk])
    assert decision.total == Decimal("24.90")  # 5.00 + 3.50 + 5.90 + 4.00 + 6.50
    sent = [line.name for order in Order.objects.order_by("pk") for line in order.lines.all()]
    assert sent == ["ET-7 Rolle hart", "ET-9 Feder"]


def test_another_article_is_another_proposal(scene: Scene) -> None:
    case = make_complaint(scene)
    decision = decide(scene, case, "exchange", actor=scene.people.anna, dearer_reason="eilig")
    gold = Article.objects.create(
        tenant=scene.tenant, number="ST-900", name="Drehstuhl vergoldet", cost_price=Decimal(9000)
    )
    Position.objects.filter(case=case).update(article=gold)
    with refused(ProposalOutdated, case):
        release(scene, decision)


def test_a_remedy_out_of_use_is_not_released(scene: Scene) -> None:
    case = make_complaint(scene)
    decision = decide(scene, case, "exchange", actor=scene.people.anna, dearer_reason="eilig")
    Remedy.objects.filter(code="exchange").update(active=False)
    with refused(NoSuchRemedy, case):
        release(scene, decision)
    # nor one that has become something else meanwhile
    Remedy.objects.filter(code="exchange").update(active=True, nature="refund")
    with refused(ProposalOutdated, case):
        release(scene, decision)


def test_a_firm_out_of_use_gets_no_order(scene: Scene) -> None:
    case, anna = make_complaint(scene), scene.people.anna
    enter_cost(actor=anna, case_id=case.pk, cost_kind="call_out", amount=Decimal(85), at=AT)
    decision = decide(scene, case, "external_service", actor=anna, executor_id=scene.firm.pk)
    Executor.objects.filter(pk=scene.firm.pk).update(active=False)
    with refused(ChoiceIncomplete, case):
        release(scene, decision)


def test_dearer_rates_do_not_undo_a_proposal(scene: Scene) -> None:
    case = make_complaint(scene)
    decision = decide(scene, case, "exchange", actor=scene.people.anna, dearer_reason="eilig")
    Article.objects.filter(pk=scene.chair.pk).update(cost_price=Decimal(130))
    assert release(scene, decision).total == decision.total


def test_a_case_merged_into_another_leaves_no_proposal_behind(scene: Scene) -> None:
    source, target = make_complaint(scene), make_complaint(scene)
    theirs = decide(scene, target, "exchange", actor=scene.people.anna, dearer_reason="eilig")
    ours = decide(scene, source, "exchange", actor=scene.people.anna, dearer_reason="eilig")
    merge_cases(actor=scene.people.lena, source_id=source.pk, target_id=target.pk, at=LATER)
    work_once(LATER)
    states = dict(Decision.objects.values_list("pk", "state"))
    assert states == {ours.pk: "withdrawn", theirs.pk: "proposed"}
