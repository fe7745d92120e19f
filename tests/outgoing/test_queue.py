"""The queue: nothing lost, nothing twice, failures put off and at last visible."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, ClassVar

import pytest
from django.db import connections

from kulanz.core.access.actor import system_actor
from kulanz.core.protocol import recording, working
from kulanz.core.protocol.events import Event
from kulanz.core.protocol.models import Transmission, TransmissionState
from kulanz.core.protocol.queue import drop_stuck, figures, oldest_due, retry_stuck, stuck, troubled
from kulanz.core.protocol.recording import record
from kulanz.core.protocol.working import Consumer, TryAgain, register_consumer, work_once
from kulanz.core.refusal import NotAllowed
from kulanz.core.tenancy.context import tenant_context
from kulanz.core.tenancy.models import Tenant
from tests.cases.people import AT, People
from tests.conftest import make_tenant


@dataclass(frozen=True)
class Rang(Event):
    name: ClassVar[str] = "bell.rang"
    times: int = 1


@pytest.fixture(autouse=True)
def table(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(working, "_consumers", {})
    monkeypatch.setattr(recording, "_consumers", {"bell.rang": ("ear",)})
    return None


def ring(tenant: Tenant, *, hold: timedelta = timedelta(0)) -> Transmission:
    entry = record(Rang(), actor=system_actor(tenant.pk), stream="bell:1", at=AT, hold=hold)
    return Transmission.objects.get(entry=entry)


def test_each_transmission_is_worked_off_once(tenant: Tenant) -> None:
    heard: list[int] = []
    register_consumer("ear", Consumer(work=lambda t, at: heard.append(t.pk)))
    rows = [ring(tenant) for _ in range(3)]
    assert work_once(AT) == {"done": 3}
    assert work_once(AT) == {}
    assert heard == [row.pk for row in rows]
    assert figures(tenant.pk)["done"] == 3


def test_what_is_held_back_waits(tenant: Tenant) -> None:
    register_consumer("ear", Consumer(work=lambda t, at: None))
    ring(tenant, hold=timedelta(seconds=10))
    assert work_once(AT + timedelta(seconds=9)) == {}
    assert work_once(AT + timedelta(seconds=10)) == {"done": 1}


def test_a_failure_is_written_down_undone_and_tried_again_later(tenant: Tenant) -> None:
    def fail(transmission: Transmission, at: Any) -> None:
        Tenant.objects.filter(pk=tenant.pk).update(name="half done")
        raise ValueError("no paper")

    register_consumer("ear", Consumer(work=fail))
    row = ring(tenant)
    assert work_once(AT) == {"retried": 1}
    row.refresh_from_db()
    assert (row.state, row.attempts, row.last_error) == ("waiting", 1, "ValueError: no paper")
    assert row.due_at == AT + timedelta(seconds=30)
    assert Tenant.objects.get(pk=tenant.pk).name != "half done"
    assert troubled(tenant.pk) == [row]
    assert oldest_due(tenant.pk, AT) is None
    register_consumer("ear", Consumer(work=lambda t, at: None))
    assert work_once(AT + timedelta(seconds=30)) == {"done": 1}
    row.refresh_from_db()
    assert row.last_error == ""


def test_one_failing_consumer_stops_no_other(tenant: Tenant) -> None:
    def choosy(transmission: Transmission, at: Any) -> None:
        if transmission.pk == first.pk:
            raise ValueError("not this one")

    register_consumer("ear", Consumer(work=choosy))
    first = ring(tenant)
    ring(tenant)
    assert work_once(AT) == {"retried": 1, "done": 1}


def test_the_pauses_grow_and_end_at_six_hours() -> None:
    pauses = [working.pause_after(n).total_seconds() for n in range(1, 10)]
    assert pauses[:4] == [30, 90, 270, 810]
    assert pauses == sorted(pauses)
    assert pauses[-1] == 6 * 3600


def test_after_the_last_attempt_it_is_stuck_until_somebody_asks(tenant: Tenant, people: People) -> None:
    told: list[str] = []
    register_consumer(
        "ear",
        Consumer(
            work=lambda t, at: TryAgain("deaf"),
            give_up=lambda t, reason, at: told.append(reason),
            most_attempts=2,
        ),
    )
    row = ring(tenant)
    work_once(AT)
    assert work_once(AT + timedelta(hours=1)) == {"stuck": 1}
    assert told == ["deaf"]
    assert stuck(tenant.pk) == [row]
    assert work_once(AT + timedelta(days=30)) == {}
    with pytest.raises(NotAllowed):
        retry_stuck(actor=people.anna, transmission_id=row.pk, at=AT)
    register_consumer("ear", Consumer(work=lambda t, at: None))
    retry_stuck(actor=people.otto, transmission_id=row.pk, at=AT)
    assert work_once(AT) == {"done": 1}
    assert retry_stuck(actor=people.otto, transmission_id=row.pk, at=AT).state == "done"


def test_a_stuck_one_can_be_dropped(tenant: Tenant, people: People) -> None:
    register_consumer("ear", Consumer(work=lambda t, at: TryAgain("never", hopeless=True)))
    row = ring(tenant)
    assert work_once(AT) == {"stuck": 1}
    assert drop_stuck(actor=people.otto, transmission_id=row.pk, at=AT).state == "cancelled"


def test_waiting_for_something_is_no_failed_attempt(tenant: Tenant) -> None:
    pause = timedelta(minutes=5)
    register_consumer("ear", Consumer(work=lambda t, at: TryAgain("closed", after=pause, counts=False)))
    row = ring(tenant)
    for minutes in range(0, 500, 5):
        assert work_once(AT + timedelta(minutes=minutes)) == {"postponed": 1}
    row.refresh_from_db()
    assert (row.state, row.attempts) == ("waiting", 0)


def test_a_consumer_nobody_has_registered_leaves_it_waiting(tenant: Tenant) -> None:
    ring(tenant)
    assert work_once(AT) == {}
    assert figures(tenant.pk)["waiting"] == 1


def test_each_tenant_is_worked_on_in_its_own_context(tenant: Tenant) -> None:
    other = make_tenant("suedwind")
    seen: list[tuple[int, int]] = []
    register_consumer(
        "ear", Consumer(work=lambda t, at: seen.append((t.tenant_id, Transmission.objects.count())))
    )
    ring(tenant)
    with tenant_context(other.pk):
        ring(other)
        ring(other)
    assert work_once(AT) == {"done": 3}
    assert seen == [(tenant.pk, 1), (other.pk, 2), (other.pk, 2)]


def test_several_workers_share_the_queue(committed_db: str) -> None:
    tenant = make_tenant()
    with tenant_context(tenant.pk):
        for _ in range(40):
            ring(tenant)
    heard: list[int] = []
    register_consumer("ear", Consumer(work=lambda t, at: heard.append(t.pk)))
    counts: list[int] = []

    def work() -> None:
        try:
            counts.append(work_once(AT, [tenant.pk]).get("done", 0))
        finally:
            connections.close_all()

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(heard) == len(set(heard)) == sum(counts) == 40


def test_what_prepare_wrote_is_committed_before_work(committed_db: str) -> None:
    tenant = make_tenant()
    with tenant_context(tenant.pk):
        row = ring(tenant)

    def prepare(transmission: Transmission, at: Any) -> None:
        Tenant.objects.filter(pk=tenant.pk).update(name="under way")

    def crash(transmission: Transmission, at: Any) -> None:
        raise KeyboardInterrupt

    register_consumer("ear", Consumer(prepare=prepare, work=crash))
    with pytest.raises(KeyboardInterrupt):
        work_once(AT)
    assert Tenant.objects.get(pk=tenant.pk).name == "under way"
    with tenant_context(tenant.pk):
        row.refresh_from_db()
        assert row.state == TransmissionState.WAITING
    register_consumer("ear", Consumer(work=lambda t, at: None))
    assert work_once(AT) == {"done": 1}
