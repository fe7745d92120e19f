"""Safety-relevant parts leave only to whom they were released for, also when they became relevant since."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from kulanz.masterdata.catalog.models import Article
from kulanz.masterdata.parties.models import Address
from kulanz.masterdata.parties.refusals_of_interlock import NotCleared
from kulanz.stages.execution.commands.handing_over import hand_over_order
from kulanz.stages.execution.commands.placing import LineInput
from kulanz.stages.execution.models import Order
from kulanz.stages.execution.rules.orders import HandedOverBy, OrderState
from kulanz.stages.solution.models import SparePart
from kulanz.stages.solution.refusals_of_safety import NotOriginal, OnlyForCertified
from kulanz.stages.solution.rules.remedies import OrderKind
from tests.execution.visits_world import AT
from tests.interlock.conftest import LATER, Scene


@pytest.fixture
def spring(scene: Scene) -> Article:
    """A gas spring that nobody takes for dangerous yet."""
    article = Article.objects.create(
        tenant=scene.world.tenant, number="GF-1", name="Gasfeder", safety="none", is_original=True
    )
    Address.objects.create(
        tenant=scene.world.tenant,
        party=scene.world.people.blatt,
        street="Kaistraße 1",
        postcode="20457",
        city="Hamburg",
        country="DE",
        is_main=True,
    )
    return article


def parts(scene: Scene, spring: Article, **fields: Any) -> Order:
    part = SparePart.objects.create(
        tenant=scene.world.tenant,
        case=scene.placed.case,
        article=spring,
        name="Gasfeder",
        added_at=AT,
        added_by_name="Anna",
    )
    lines = [LineInput(part_id=part.pk, quantity=Decimal(1))]
    return scene.placed.order(OrderKind.PART_DELIVERY, lines=lines, **fields)


def classify(spring: Article) -> None:
    spring.safety = "given"
    spring.save(update_fields=["safety"])


def leaves(scene: Scene, order: Order) -> None:
    hand_over_order(actor=scene.world.people.anna, order_id=order.pk, by=HandedOverBy.HAND, at=LATER)


def test_nothing_relevant_is_ordered_for_the_customer(scene: Scene, spring: Article) -> None:
    classify(spring)
    with pytest.raises(OnlyForCertified):
        parts(scene, spring, recipient="customer")
    assert not Order.objects.exists()


@pytest.mark.parametrize("state", [OrderState.HANDED_OVER, OrderState.UNDER_WAY, OrderState.DONE])
def test_what_becomes_relevant_before_it_leaves_stays(
    scene: Scene, spring: Article, state: OrderState
) -> None:
    order = parts(scene, spring, recipient="customer")
    classify(spring)
    with pytest.raises(OnlyForCertified):
        leaves(scene, order)
    with pytest.raises(OnlyForCertified):
        scene.entered(order, state)
    order.refresh_from_db()
    assert (order.state, order.handed_over_at) == (OrderState.RECORDED, None)


def test_a_failed_order_is_not_placed_again_for_the_customer(scene: Scene, spring: Article) -> None:
    order = parts(scene, spring, recipient="customer")
    leaves(scene, order)
    scene.entered(order, OrderState.FAILED, reason="verloren")
    classify(spring)
    with pytest.raises(OnlyForCertified):
        scene.entered(order, OrderState.RECORDED)
    order.refresh_from_db()
    assert order.state == OrderState.FAILED


def test_whoever_assembles_must_still_be_able_to(scene: Scene, spring: Article) -> None:
    classify(spring)
    dario = scene.world.dario
    decision = scene.placed.decision(OrderKind.PART_DELIVERY, assembler=dario.person)
    order = parts(scene, spring, recipient="dealer", decision=decision)
    held = dario.person.certificates.get()
    dario.person.certificates.update(revoked_on=LATER.date())
    with pytest.raises(NotCleared):
        leaves(scene, order)
    order.refresh_from_db()
    assert order.state == OrderState.RECORDED
    type(held).objects.filter(pk=held.pk).update(revoked_on=None)
    leaves(scene, order)
    order.refresh_from_db()
    assert order.state == OrderState.HANDED_OVER


def test_nobody_named_and_no_original_part_go_nowhere(scene: Scene, spring: Article) -> None:
    classify(spring)
    decision = scene.placed.decision(OrderKind.PART_DELIVERY)
    with pytest.raises(NotCleared):
        parts(scene, spring, recipient="dealer", decision=decision)
    spring.is_original = False
    spring.save(update_fields=["is_original"])
    decision.assembler = scene.world.dario.person
    decision.save(update_fields=["assembler"])
    with pytest.raises(NotOriginal):
        parts(scene, spring, recipient="dealer", decision=decision)
    assert not Order.objects.exists()


def test_a_whole_product_goes_to_whoever_bought_it(scene: Scene) -> None:
    order = scene.placed.order(OrderKind.DELIVERY)
    leaves(scene, order)
    order.refresh_from_db()
    assert order.state == OrderState.HANDED_OVER
