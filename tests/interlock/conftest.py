"""A safety-relevant complaint with the technicians of three houses, and orders to each of them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from kulanz.cases.models import Task
from kulanz.core.protocol.models import ProtocolEntry
from kulanz.masterdata.catalog.models import Executor
from kulanz.masterdata.catalog.rules.costs import ExecutorKind
from kulanz.stages.contact.models import OutgoingMail
from kulanz.stages.execution.commands.state import Dates
from kulanz.stages.execution.models import Order, Visit
from kulanz.stages.execution.rules.orders import OrderState
from kulanz.stages.solution.models import ServiceDetail
from kulanz.workflows.orders import move_order
from tests.cases.people import People
from tests.execution.placed import Placed, make_placed
from tests.execution.visits_world import AT, NINE, World, make_world

LATER = NINE + timedelta(hours=2)


@pytest.fixture(autouse=True)
def folders(tmp_path: Path, settings: Any) -> None:
    settings.MEDIA_ROOT = tmp_path / "files"
    settings.OUTBOX_FOLDER = tmp_path / "outbox"


@dataclass
class Scene:
    """The chair of the case is safety-relevant, and it is known that its gas spring is to be changed."""

    world: World
    placed: Placed

    def order(self, kind: ExecutorKind) -> Order:
        """To the factory's people, the dealer's, or the firm Möwe of which Paula is certified."""
        executor = {
            ExecutorKind.FACTORY: self.placed.factory,
            ExecutorKind.FIRM: self.placed.firm,
        }.get(kind)
        if executor is None:
            executor = Executor.objects.create(
                tenant=self.world.tenant, kind=kind.value, name="Techniker des Händlers"
            )
        return self.placed.service(executor=executor)

    def entered(
        self,
        order: Order,
        state: OrderState,
        *,
        planned_on: date | None = None,
        done_on: date | None = None,
        **fields: Any,
    ) -> Order:
        """What Anna enters about an order."""
        given: dict[str, Any] = {"actor": self.world.people.anna, "at": LATER, **fields}
        move_order(order_id=order.pk, state=state, dates=Dates(planned_on, done_on=done_on), **given)
        return Order.objects.get(pk=order.pk)

    def done(self, order: Order, *people: Any, **fields: Any) -> Order:
        ids = [technician.pk for technician in people]
        return self.entered(order, OrderState.DONE, people=ids, **fields)

    def inspections(self) -> list[Visit]:
        return list(Visit.objects.filter(reinspects=True).order_by("pk"))

    def marks(self) -> tuple[int, int, int]:
        """How many inspections, tasks and alarms there are."""
        alarms = OutgoingMail.objects.filter(kind="staff", subject__startswith="Sicherheit: Arbeit ohne")
        return len(self.inspections()), Task.objects.count(), alarms.count()

    def refused(self) -> int:
        return ProtocolEntry.objects.filter(event="interlock.refused").count()


@pytest.fixture
def scene(people: People) -> Scene:
    placed = make_placed(people)
    world = make_world(people)
    article = placed.position.article
    assert article is not None
    article.safety = "given"
    article.save(update_fields=["safety"])
    ServiceDetail.objects.create(
        tenant=people.tenant, case=placed.case, work_kind=world.spring, changed_at=AT
    )
    firm = placed.firm
    firm.party = world.partner
    firm.save(update_fields=["party"])
    return Scene(world, placed)
