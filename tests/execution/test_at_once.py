"""The firm presses twice, and the office cancels while the firm accepts: with real commits."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client

from kulanz.core import clock
from kulanz.core.protocol.models import ProtocolEntry
from kulanz.core.tenancy.context import tenant_context
from kulanz.core.tenancy.models import Tenant
from kulanz.stages.contact.models import Letter, OutgoingMail
from kulanz.stages.execution.commands.state import cancel_order
from kulanz.stages.execution.models import Order
from kulanz.stages.execution.rules.orders import OrderState
from kulanz.stages.solution.rules.remedies import DecisionState, OrderKind
from tests.at_once import at_once
from tests.cases.people import make_people
from tests.conftest import make_tenant
from tests.execution.placed import AT, Placed, make_placed
from tests.execution.test_placing import link_in


class Scene:
    """A tenant with one service order at its firm."""

    def __init__(self) -> None:
        self.tenant: Tenant = make_tenant()
        with tenant_context(self.tenant.pk):
            self.placed: Placed = make_placed(make_people(self.tenant))
            decision = self.placed.decision(OrderKind.SERVICE, executor=self.placed.firm)
            self.order = self.placed.service(decision=decision)
            self.path = f"/auftrag/{link_in(OutgoingMail.objects.get(kind='order'))}/"

    def post(self, word: str, **data: str) -> int:
        with clock.frozen(AT + timedelta(hours=1)):
            client = Client(headers={"host": self.tenant.host, "origin": "null"}, enforce_csrf_checks=True)
            answer = client.post(f"{self.path}{word}/", {"name": "Mona Möwe", **data})
        return int(answer.status_code)


@pytest.fixture
def scene(committed_db: str) -> Scene:
    return Scene()


def test_pressed_four_times_it_is_one_answer(scene: Scene) -> None:
    def press() -> int:
        return scene.post("annehmen", day="2026-11-24")

    assert at_once(press, press, press, press) == [302] * 4
    with tenant_context(scene.tenant.pk):
        assert ProtocolEntry.objects.filter(event="order.answered").count() == 1
        assert Letter.objects.filter(kind="service_notice").count() == 1
        assert Order.objects.get().state == OrderState.CONFIRMED


def test_done_four_times_ends_the_decision_once(scene: Scene) -> None:
    def press() -> int:
        return scene.post("erledigt", note="getauscht", day="2026-11-16")

    assert at_once(press, press, press, press) == [302] * 4
    with tenant_context(scene.tenant.pk):
        order = Order.objects.select_related("decision").get()
        assert order.decision is not None
        assert (order.state, order.decision.state) == (OrderState.DONE, DecisionState.DONE)
        done = ProtocolEntry.objects.filter(event="order.state_changed", facts__state="done")
        assert done.count() == 1


def test_cancelled_while_it_is_accepted_it_is_cancelled(scene: Scene) -> None:
    def cancel() -> int:
        with tenant_context(scene.tenant.pk):
            cancel_order(actor=scene.placed.people.anna, order_id=scene.order.pk, reason="doch nicht", at=AT)
        return 302

    assert at_once(cancel, lambda: scene.post("annehmen")) == [302] * 2
    with tenant_context(scene.tenant.pk):
        assert Order.objects.get().state == OrderState.CANCELLED
        assert ProtocolEntry.objects.filter(event="order.cancelled").count() == 1
        assert OutgoingMail.objects.filter(subject__startswith="Storniert").count() == 1
