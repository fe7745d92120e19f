"""Two correct the same report in the same moment: with real commits."""

from __future__ import annotations

import threading
from uuid import uuid4

import pytest
from django.test import Client

from kulanz.core import clock
from kulanz.core.access.models import User
from kulanz.core.protocol.models import ProtocolEntry
from kulanz.core.tenancy.context import tenant_context
from kulanz.stages.execution.commands.reports import correcting
from kulanz.stages.execution.models import ReportCorrection, ServiceReport
from tests.at_once import at_once
from tests.cases.people import make_people
from tests.conftest import make_tenant
from tests.execution.visits_world import NINE, make_world
from tests.field.correcting import CLAIMED, TRAVEL, send
from tests.field.device import SOLVED, Device


class Scene:
    """A report of Fritz's, and the browsers of Anna and Lena."""

    def __init__(self) -> None:
        self.tenant = make_tenant()
        with tenant_context(self.tenant.pk):
            world = make_world(make_people(self.tenant))
            visit = world.planned().pk
            actors = {"fritz": world.fritz_actor, "anna": world.people.anna, "lena": world.people.lena}
            users = {name: User.objects.get(pk=actor.user_id) for name, actor in actors.items()}
        self.browsers = {name: self._browser(user) for name, user in users.items()}
        with clock.frozen(NINE):
            device = Device(self.browsers["fritz"], key=str(uuid4()))
            device.tell(visit, "report", {**SOLVED, **CLAIMED, **TRAVEL})
        with tenant_context(self.tenant.pk):
            self.report = ServiceReport.objects.get()

    def _browser(self, user: User) -> Client:
        browser = Client(headers={"host": self.tenant.host}, raise_request_exception=False)
        browser.force_login(user)
        return browser

    def both(self) -> list[int]:
        anna, lena = self.browsers["anna"], self.browsers["lena"]
        return sorted(
            at_once(
                lambda: int(send(anna, self.report, travel_km="12").status_code),
                lambda: int(send(lena, self.report, travel_km="13").status_code),
            )
        )


@pytest.fixture
def scene(committed_db: str) -> Scene:
    return Scene()


def test_one_is_kept_and_the_other_is_told_and_then_kept_after_it(scene: Scene) -> None:
    assert scene.both() == [302, 409]
    with tenant_context(scene.tenant.pk):
        first = ReportCorrection.objects.get()
    late = scene.browsers["lena" if first.made_by_name == "Anna Amsel" else "anna"]
    assert send(late, scene.report, version=1, travel_km="14").status_code == 302
    with tenant_context(scene.tenant.pk):
        one, two = ReportCorrection.objects.order_by("number")
        assert (one, one.number, two.number) == (first, 1, 2)
        assert two.former_times == one.times
        assert ServiceReport.objects.get().correction == two
        entries = ProtocolEntry.objects.filter(event="report.corrected").order_by("seq")
        assert [entry.facts["correction"] for entry in entries] == [1, 2]


def test_without_the_lock_nobody_is_told(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    """The control: both look before either has written, and only the database keeps the second out."""
    together = threading.Barrier(2)

    def look_together(report_id: int) -> ServiceReport:
        found = ServiceReport.objects.select_related("visit__case").get(pk=report_id)
        assert found.correction is None
        together.wait(timeout=20)
        return found

    monkeypatch.setattr(correcting, "lock_report", look_together)
    assert scene.both() == [302, 500]
    with tenant_context(scene.tenant.pk):
        assert ReportCorrection.objects.count() == 1
