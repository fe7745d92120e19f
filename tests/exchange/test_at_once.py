"""Two workers at the same moment: one file for an order, one effect for an answer."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from functools import partial
from pathlib import Path

import pytest
from django.db import connections

from kulanz.core.protocol.models import ProtocolEntry
from kulanz.core.protocol.working import work_once
from kulanz.core.tenancy.context import tenant_context
from kulanz.interfaces.exchange.reading import read_answers
from kulanz.masterdata.catalog.models import CostKind
from kulanz.stages.billing.models import ActualCost
from kulanz.stages.execution.commands.connecting import keep_connection
from kulanz.stages.execution.models import Exchanged, ExchangedFile, Order
from kulanz.stages.execution.rules.orders import OrderState
from kulanz.workflows.handing_over_again import hand_over_waiting
from kulanz.workflows.reactions import ERP
from tests.cases.people import People, make_people
from tests.conftest import make_tenant
from tests.exchange.erp import Erp, order_response
from tests.execution.placed import AT, Placed, make_placed

LATER = AT + timedelta(minutes=5)


@pytest.fixture
def people(committed_db: str) -> People:
    tenant = make_tenant()
    with tenant_context(tenant.pk):
        return make_people(tenant)


@pytest.fixture
def placed(people: People) -> Placed:
    with tenant_context(people.tenant.pk):
        return make_placed(people)


@pytest.fixture
def erp(people: People, home: Path) -> Erp:
    with tenant_context(people.tenant.pk):
        keep_connection(actor=people.otto, folder_out="", folder_in="", active=True, at=AT)
    folder = home / "exchange" / people.tenant.slug
    return Erp(folder / "out", folder / "in")


def at_once(*acts: Callable[[], object]) -> None:
    """Each in a thread and connection of its own, with its own transactions, as a worker has them."""
    start = threading.Barrier(len(acts), timeout=30)

    def in_thread(act: Callable[[], object]) -> object:
        try:
            connections["default"].ensure_connection()
            start.wait()
            return act()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(acts)) as pool:
        for doing in [pool.submit(in_thread, act) for act in acts]:
            doing.result(timeout=60)


def test_four_workers_hand_over_each_order_once(placed: Placed, erp: Erp) -> None:
    tenant_id = placed.people.tenant.pk
    with tenant_context(tenant_id):
        orders = [placed.order() for _ in range(6)]
        hand_over_waiting(actor=placed.people.otto, at=AT)
    at_once(*[lambda: work_once(AT, [tenant_id], consumers=[ERP])] * 4)
    assert erp.names() == sorted(f"{order.number}.v1.xml" for order in orders)
    with tenant_context(tenant_id):
        assert {order.state for order in Order.objects.all()} == {OrderState.HANDED_OVER}
        assert ExchangedFile.objects.filter(outcome=Exchanged.WRITTEN).count() == 6
        assert ProtocolEntry.objects.filter(event="order.handed_over").count() == 6


def test_four_workers_take_each_answer_once(placed: Placed, erp: Erp) -> None:
    tenant_id = placed.people.tenant.pk
    with tenant_context(tenant_id):
        CostKind.objects.create(tenant_id=tenant_id, code="pick_up", name="Abholung", scope="unit_country")
        orders = [placed.order() for _ in range(5)]
    costs = '<cost id="R-1" kind="pick_up" currency="EUR">10</cost>'
    for number, order in enumerate(orders):
        erp.say(f"{number}.xml", order_response(order.number, "done", costs=costs))
    erp.say("9.xml", order_response("A-1999-00001"))
    at_once(*[lambda: read_answers(tenant_id=tenant_id, at=LATER)] * 4)
    assert [path.name for path in erp.into.iterdir() if path.is_file()] == []
    assert len(list((erp.into / "processed").glob("?.xml"))) == 5
    assert erp.result("9.xml")[0] == "rejected"
    with tenant_context(tenant_id):
        assert {order.state for order in Order.objects.all()} == {OrderState.DONE}
        assert ActualCost.objects.count() == 5
        assert ProtocolEntry.objects.filter(event="order.state_changed").count() == 5
        assert ExchangedFile.objects.filter(direction="in").count() == 6


def test_cancelled_while_it_goes_out(placed: Placed, erp: Erp) -> None:
    """What went out is withdrawn: the ERP is not left with an order nobody wants.

    The withdrawal alone is right too: a cancellation that comes between the note of what will be written and
    the writing cannot know whether the file got out (docs/exchange.md: then there is nothing to do).
    """
    from kulanz.stages.execution.commands.state import cancel_order

    tenant_id = placed.people.tenant.pk

    def cancel(order: Order) -> None:
        with tenant_context(tenant_id):
            cancel_order(actor=placed.people.anna, order_id=order.pk, reason="doppelt", at=AT)

    for _ in range(8):
        with tenant_context(tenant_id):
            order = placed.order()
        at_once(lambda: work_once(AT, [tenant_id], consumers=[ERP]), partial(cancel, order))
        work_once(LATER, [tenant_id], consumers=[ERP])
        names = [name for name in erp.names() if name.startswith(order.number)]
        placed_as, withdrawn_as = f"{order.number}.v1.xml", f"{order.number}.v2.xml"
        assert set(names) <= {placed_as, withdrawn_as}
        assert placed_as not in names or withdrawn_as in names
        with tenant_context(tenant_id):
            assert Order.objects.get(pk=order.pk).state == OrderState.CANCELLED
            rows = ExchangedFile.objects.filter(number=order.number)
            assert not rows.filter(outcome=Exchanged.PLANNED).exists()
