"""The same from one device several times at once, and two devices at once: with real commits."""

from __future__ import annotations

import threading
from collections.abc import Callable
from functools import partial
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from kulanz.cases.models import Message
from kulanz.core import clock
from kulanz.core.access.models import User
from kulanz.core.tenancy.context import tenant_context
from kulanz.stages.execution.models import FieldEntry, ReportPhoto, ServiceReport, Visit
from tests.at_once import at_once
from tests.cases.people import make_people
from tests.conftest import make_tenant
from tests.execution.visits_world import NINE, make_world
from tests.field.device import SOLVED, Device, picture


class Scene:
    """A tenant whose technician Fritz holds a device, with one visit."""

    def __init__(self) -> None:
        self.tenant = make_tenant()
        with tenant_context(self.tenant.pk):
            world = make_world(make_people(self.tenant))
            self.visit_id = world.planned().pk
            self.user = User.objects.get(pk=world.fritz_actor.user_id)

    def device(self, key: str = "") -> Device:
        client = Client(headers={"host": self.tenant.host})
        client.force_login(self.user)
        return Device(client, key=key or str(uuid4()))

    def at_once(self, *acts: Callable[[], Any]) -> list[Any]:
        def at_nine(act: Callable[[], Any]) -> Any:
            with clock.frozen(NINE):
                return act()

        return at_once(*(partial(at_nine, act) for act in acts))


@pytest.fixture
def scene(committed_db: str) -> Scene:
    return Scene()


def the_same_four_times(scene: Scene, kind: str, data: dict[str, Any]) -> list[str]:
    first = scene.device()
    with clock.frozen(NINE):
        first.get("state")
        entry = first.entry(scene.visit_id, kind, data)
    devices = [scene.device(first.key) for _ in range(4)]
    answers = scene.at_once(*[lambda device=device: device.send(entry)[0]["outcome"] for device in devices])
    return sorted(answers)


def test_the_same_report_four_times_at_once_is_one(scene: Scene) -> None:
    assert the_same_four_times(scene, "report", SOLVED) == ["applied", "repeated", "repeated", "repeated"]
    with tenant_context(scene.tenant.pk):
        assert ServiceReport.objects.count() == 1
        assert FieldEntry.objects.count() == 1
        assert Visit.objects.get().draft_version == 1


def test_without_the_locks_it_is_done_several_times(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    """The control: looking whether it came before, without waiting for the one that is just coming."""
    from kulanz.workflows import field_entries

    look = field_entries.earlier_answer
    together = threading.Barrier(4)

    def look_together(**given: Any) -> Any:
        found = look(**given)
        together.wait(timeout=20)
        return found

    monkeypatch.setattr(field_entries, "lock_device", lambda _device: None)
    monkeypatch.setattr(field_entries, "_lock_cases_of", lambda _actor, _entries: None)
    monkeypatch.setattr(field_entries, "earlier_answer", look_together)
    the_same_four_times(scene, "note", {"text": "Hinweis"})
    with tenant_context(scene.tenant.pk):
        assert Message.objects.filter(body="Hinweis").count() > 1


def test_with_the_locks_a_note_is_one(scene: Scene) -> None:
    the_same_four_times(scene, "note", {"text": "Hinweis"})
    with tenant_context(scene.tenant.pk):
        assert Message.objects.filter(body="Hinweis").count() == 1


def test_two_devices_at_once_are_one_version_and_one_conflict(scene: Scene) -> None:
    one, two = scene.device(), scene.device()
    answers = scene.at_once(
        lambda: one.tell(scene.visit_id, "draft", {"work": "eins"})["outcome"],
        lambda: two.tell(scene.visit_id, "draft", {"work": "zwei"})["outcome"],
    )
    assert sorted(answers) == ["applied", "conflict"]
    with tenant_context(scene.tenant.pk):
        assert FieldEntry.objects.count() == 2
        assert Visit.objects.get().draft_version == 1


def test_the_same_photo_at_once_is_stored_once(scene: Scene) -> None:
    device = scene.device()
    ident = str(uuid4())
    answers = scene.at_once(
        *[lambda: scene.device(device.key).photo(scene.visit_id, ident, picture()).status_code] * 3
    )
    assert answers == [200] * 3
    with tenant_context(scene.tenant.pk):
        assert ReportPhoto.objects.count() == 1
