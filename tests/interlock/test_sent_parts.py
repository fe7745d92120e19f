"""Parts that go out by an order of their own: whoever comes fits them, and has to be able to."""

from __future__ import annotations

from decimal import Decimal

import pytest

from kulanz.cases.models import Case
from kulanz.masterdata.catalog.models import Article
from kulanz.masterdata.catalog.rules.costs import ExecutorKind
from kulanz.masterdata.parties.rules.safety import Relevance
from kulanz.stages.execution.commands.placing import LineInput
from kulanz.stages.execution.models import Order, Visit
from kulanz.stages.execution.queries.clearance import relevance_of_visit, work_kinds_of
from kulanz.stages.execution.rules.orders import OrderState
from kulanz.stages.solution.models import SparePart
from kulanz.stages.solution.rules.remedies import OrderKind
from kulanz.workflows.certificates import take_ended_off_plan
from tests.execution.visits_world import AT
from tests.interlock.conftest import Scene
from tests.interlock.test_plan import OFF, ON, SOON, recheck, state


@pytest.fixture
def cleaning(scene: Scene) -> Visit:
    """Felix, who holds no certificate, cleans a cushion."""
    world = scene.world
    return world.planned([world.felix], case=world.harmless, work_kind_ids=[world.cleaning.pk])


@pytest.fixture
def spring(scene: Scene) -> Article:
    """A relevant part whose fitting takes a kind of work that Felix may not do."""
    return Article.objects.create(
        tenant=scene.world.tenant,
        number="GF-9",
        name="Gasfeder",
        safety="given",
        work_kind=scene.world.spring,
        is_original=True,
    )


def send(scene: Scene, case: Case, article: Article) -> Order:
    """The part goes to Dario, of the dealer's, who is certified to fit it."""
    part = SparePart.objects.create(
        tenant=case.tenant, case=case, article=article, name="Gasfeder", added_at=AT, added_by_name="Anna"
    )
    order = Order.objects.create(
        tenant=case.tenant,
        case=case,
        number=f"{case.number}-T",
        kind=OrderKind.PART_DELIVERY.value,
        state=OrderState.RECORDED.value,
        state_since=AT,
        name="Blatt",
        created_at=AT,
        created_by_name="Anna",
    )
    order.lines.create(tenant=case.tenant, part=part, article=article, name="Gasfeder", quantity=Decimal(1))
    return order


def test_parts_sent_bring_their_kind_of_work(scene: Scene, cleaning: Visit, spring: Article) -> None:
    world = scene.world
    send(scene, world.harmless, spring)
    assert work_kinds_of(cleaning) == sorted([world.cleaning.pk, world.spring.pk])
    assert relevance_of_visit(cleaning) is Relevance.GIVEN
    take_ended_off_plan(world.tenant.pk, SOON)
    assert state(cleaning) == OFF
    assert "Gasfeder tauschen" in Visit.objects.get(pk=cleaning.pk).off_plan_reason


def test_parts_of_a_cancelled_order_bring_nothing(scene: Scene, cleaning: Visit, spring: Article) -> None:
    order = send(scene, scene.world.harmless, spring)
    order.state = OrderState.CANCELLED.value
    order.save(update_fields=["state"])
    take_ended_off_plan(scene.world.tenant.pk, SOON)
    assert state(cleaning) == ON


def test_placing_the_order_of_parts_rechecks_the_plan(scene: Scene, spring: Article) -> None:
    """A service order is planned already when its parts are ordered; nobody waits for the hourly look."""
    world, article = scene.world, scene.placed.position.article
    assert article is not None
    article.safety = "none"
    article.save(update_fields=["safety"])
    scene.placed.case.service_detail.delete()
    order = scene.order(ExecutorKind.FACTORY)
    visit = world.plan(order.visits.get(), [world.felix])
    spring.safety = "none"
    spring.save(update_fields=["safety"])
    part = SparePart.objects.create(
        tenant=world.tenant,
        case=scene.placed.case,
        article=spring,
        name="Gasfeder",
        added_at=AT,
        added_by_name="Anna",
    )
    scene.placed.order(
        OrderKind.PART_DELIVERY, lines=[LineInput(part_id=part.pk, quantity=Decimal(1))], at=SOON
    )
    spring.safety = "given"
    spring.save(update_fields=["safety"])
    recheck(world)
    assert state(visit) == OFF
    assert set(visit.works.values_list("work_kind_id", flat=True)) == {world.spring.pk}
