"""A firm's order whose kind of work nobody named: refused as for a visit, until the office names it."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from kulanz.core import clock
from kulanz.core.access.models import User
from kulanz.core.tenancy.models import Tenant
from kulanz.masterdata.catalog.rules.costs import ExecutorKind
from kulanz.masterdata.parties.refusals_of_interlock import NotCleared
from kulanz.stages.execution.commands.commissioning import show_order_link
from kulanz.stages.execution.models import Order
from kulanz.stages.execution.rules.orders import OrderState
from kulanz.stages.solution.models import ServiceDetail
from kulanz.workflows.certificates import take_ended_off_plan
from tests.execution.test_link import Firm
from tests.execution.visits_world import AT
from tests.interlock.conftest import Scene

DAY = date(2026, 11, 20)


@pytest.fixture
def order(scene: Scene) -> Order:
    """To Möwe, whose Paula is certified for springs; nobody has said that it is about a spring."""
    ServiceDetail.objects.all().delete()
    return scene.order(ExecutorKind.FIRM)


@pytest.fixture
def firm(scene: Scene, order: Order, tenant: Tenant) -> Firm:
    url = show_order_link(actor=scene.world.people.anna, order_id=order.pk, at=AT)
    return Firm(tenant, url.rstrip("/").rpartition("/")[2])


@pytest.fixture
def desk(scene: Scene, tenant: Tenant) -> Client:
    client = Client(headers={"host": tenant.host})
    client.force_login(User.objects.get(pk=scene.world.people.anna.user_id))
    return client


def state(order: Order) -> tuple[str, date | None, list[int]]:
    order.refresh_from_db()
    return order.state, order.planned_on, order.people


def test_a_firm_promises_nothing_before_the_work_is_named(scene: Scene, order: Order, firm: Firm) -> None:
    before = state(order)
    sentence = "Die Arbeitsart ist noch nicht angegeben"
    assert sentence in firm.page()
    assert sentence in firm.page("annehmen")
    assert firm.says("annehmen", day=DAY.isoformat(), technician=scene.world.paula.pk) == 422
    assert sentence in firm.body
    assert state(order) == before
    assert scene.refused() == 1


def test_the_office_promises_nothing_for_it_either(scene: Scene, order: Order) -> None:
    before = state(order)
    with pytest.raises(NotCleared, match="keine Arbeitsart angegeben"):
        scene.entered(order, OrderState.CONFIRMED, people=[scene.world.paula.pk], planned_on=DAY)
    assert state(order) == before


def test_done_before_the_work_is_named_counts_for_nothing(scene: Scene, order: Order) -> None:
    assert scene.done(order, scene.world.paula).is_open
    assert scene.marks() == (1, 1, 1)


def test_the_office_names_it_on_the_order(
    scene: Scene, order: Order, firm: Firm, desk: Client, tenant: Tenant
) -> None:
    page = reverse("desk:order", args=[order.number])
    path = reverse("desk:order_work_kind", args=[order.number])
    hint = "keine Arbeitsart genannt"
    assert hint in desk.get(page).content.decode()
    assert desk.post(path, {"work_kind": ""}).status_code == 422
    assert not ServiceDetail.objects.filter(case=order.case).exists()
    with clock.frozen(AT + timedelta(hours=1)):
        assert desk.post(path, {"work_kind": scene.world.spring.pk}).status_code == 302
    detail = ServiceDetail.objects.get(case=order.case)
    assert (detail.work_kind_id, detail.executor_id) == (scene.world.spring.pk, None)
    assert hint not in desk.get(page).content.decode()
    assert "Die Arbeitsart ist noch nicht angegeben" not in firm.page()
    assert firm.says("annehmen", day=DAY.isoformat(), technician=scene.world.paula.pk) == 302
    assert state(order) == ("confirmed", DAY, [scene.world.paula.pk])


def test_what_was_planned_there_before_stays(scene: Scene, order: Order, desk: Client) -> None:
    ServiceDetail.objects.create(
        tenant=order.tenant,
        case=order.case,
        executor=order.executor,
        task="Feder ansehen",
        changed_at=AT,
    )
    path = reverse("desk:order_work_kind", args=[order.number])
    with clock.frozen(AT + timedelta(hours=1)):
        assert desk.post(path, {"work_kind": scene.world.spring.pk}).status_code == 302
    detail = ServiceDetail.objects.get(case=order.case)
    assert (detail.work_kind_id, detail.executor_id, detail.task) == (
        scene.world.spring.pk,
        order.executor_id,
        "Feder ansehen",
    )


def test_a_date_from_before_is_lifted(scene: Scene, order: Order) -> None:
    """Promised while any certificate was enough: it does not hold any more."""
    order.state, order.planned_on, order.people = "confirmed", DAY, [scene.world.paula.pk]
    order.save()
    (taken,) = take_ended_off_plan(scene.world.tenant.pk, AT)
    assert taken.number == order.number
    assert state(order) == ("confirmed", None, [])
    assert "keine Arbeitsart angegeben" in taken.reason("de")
