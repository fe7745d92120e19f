"""Maintenance that comes again: month ends, pauses, once for each due date."""

from __future__ import annotations

import threading
from calendar import monthrange
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.db import transaction
from hypothesis import given
from hypothesis import strategies as st

from kulanz.cases.models import Case
from kulanz.core.access.actor import system_actor
from kulanz.core.protocol.models import ProtocolEntry
from kulanz.core.refusal import NotAllowed
from kulanz.core.tenancy.context import tenant_context
from kulanz.core.tenancy.models import Tenant
from kulanz.masterdata.parties.models import Address, WorkKind
from kulanz.stages.execution.commands import maintenance
from kulanz.stages.execution.commands.maintenance import (
    PlanInput,
    end_plan,
    make_due,
    pause_plan,
    resume_plan,
    save_plan,
)
from kulanz.stages.execution.models import MaintenanceDue, MaintenancePlan, Visit
from kulanz.stages.execution.refusals_of_maintenance import (
    CustomerMissing,
    DueInPast,
    EndsBeforeDue,
    IntervalWrong,
    ItemsMissing,
    NotHisPlace,
    PlanEnded,
)
from kulanz.stages.execution.rules.maintenance import Rhythm, add_months
from kulanz.workflows.maintenance import make_maintenance
from tests.at_once import at_once
from tests.cases.people import AT, People, make_people
from tests.conftest import make_tenant

TODAY = date(2026, 11, 16)


def work_kind(tenant: Tenant) -> WorkKind:
    found = WorkKind.objects.filter(tenant=tenant, code="WA").first()
    return found or WorkKind.objects.create(tenant=tenant, code="WA", name="Wartung", safety="none")


def plan_input(people: People, **fields: Any) -> PlanInput:
    values = {
        "name": "Wartung Drehstühle",
        "customer_id": people.karla.pk,
        "work_kind_id": work_kind(people.tenant).pk,
        "items": "12 Drehstühle Arve\n\n 2 Tische ",
        "interval_months": 12,
        "next_due_on": date(2026, 12, 31),
        "dealer_id": people.blatt.pk,
        **fields,
    }
    return PlanInput(**values)


def test_month_ends() -> None:
    due = date(2027, 1, 31)
    rhythm = Rhythm(interval_months=1, anchor_day=31, lead_days=0)
    seen = [due]
    for _time in range(4):
        seen.append(rhythm.after(seen[-1]))
    assert [day.isoformat() for day in seen] == [
        "2027-01-31",
        "2027-02-28",
        "2027-03-31",
        "2027-04-30",
        "2027-05-31",
    ]
    assert add_months(date(2024, 2, 29), 12) == date(2025, 2, 28)
    assert Rhythm(12, 29, 0).after(date(2027, 2, 28)) == date(2028, 2, 29)


@given(
    day=st.dates(min_value=date(2000, 1, 1), max_value=date(2100, 12, 31)),
    months=st.integers(min_value=1, max_value=120),
    times=st.integers(min_value=1, max_value=30),
)
def test_a_rhythm_never_drifts(day: date, months: int, times: int) -> None:
    rhythm = Rhythm(months, day.day, 0)
    due = day
    for _time in range(times):
        later = rhythm.after(due)
        assert due < later
        due = later
    # as if it had been gone in one step: a short month on the way leaves no trace
    assert due == add_months(day, months * times, anchor_day=day.day)
    assert due.day == min(day.day, monthrange(due.year, due.month)[1])


@given(
    due=st.dates(min_value=date(2000, 1, 1), max_value=date(2030, 12, 31)),
    today=st.dates(min_value=date(2000, 1, 1), max_value=date(2040, 12, 31)),
    months=st.integers(min_value=1, max_value=60),
)
def test_what_was_missed_is_not_made_up_for_one_by_one(due: date, today: date, months: int) -> None:
    rhythm = Rhythm(months, due.day, 0)
    current, resumed = rhythm.current(due, today), rhythm.resumed(due, today)
    assert current >= due
    assert current == due or current <= today
    assert rhythm.after(current) > today or current == due
    assert resumed >= max(due, min(today, resumed))
    assert resumed == due or resumed >= today


def test_a_plan_makes_a_case_with_its_visit_once(people: People) -> None:
    plan = save_plan(actor=people.anna, given=plan_input(people), at=AT)
    assert plan.items == "12 Drehstühle Arve\n2 Tische"
    assert make_maintenance(people.tenant.pk, AT) == 0
    up = datetime(2026, 12, 1, 8, tzinfo=UTC)
    for _time in range(3):
        make_maintenance(people.tenant.pk, up)
    due = MaintenanceDue.objects.get()
    case, visit = Case.objects.get(), Visit.objects.get()
    assert (due.case, due.visit, due.due_on) == (case, visit, date(2026, 12, 31))
    assert (case.kind, case.customer, case.dealer) == ("maintenance", people.karla, people.blatt)
    assert (visit.kind, visit.state, visit.wanted_on) == ("maintenance", "to_plan", date(2026, 12, 31))
    assert visit.works.get().work_kind == work_kind(people.tenant)
    plan.refresh_from_db()
    assert plan.next_due_on == date(2027, 12, 31)
    assert ProtocolEntry.objects.filter(event="maintenance.comes_up", stream=case.stream).count() == 1


def test_paused_it_makes_nothing_and_goes_on_with_the_next_date(people: People) -> None:
    plan = save_plan(actor=people.anna, given=plan_input(people, interval_months=1), at=AT)
    pause_plan(actor=people.anna, plan_id=plan.pk, at=AT)
    later = datetime(2027, 3, 5, 8, tzinfo=UTC)
    make_maintenance(people.tenant.pk, later)
    assert not Case.objects.exists()
    plan = resume_plan(actor=people.anna, plan_id=plan.pk, at=later)
    assert (plan.active, plan.next_due_on) == (True, date(2027, 3, 31))


def test_ended_it_stays_ended(people: People) -> None:
    plan = save_plan(actor=people.anna, given=plan_input(people), at=AT)
    end_plan(actor=people.anna, plan_id=plan.pk, at=AT)
    with pytest.raises(PlanEnded):
        resume_plan(actor=people.anna, plan_id=plan.pk, at=AT)
    plan.refresh_from_db()
    assert not plan.active
    assert make_maintenance(people.tenant.pk, AT + timedelta(days=400)) == 0


def test_the_last_date_ends_the_plan(people: People) -> None:
    save_plan(actor=people.anna, given=plan_input(people, ends_on=date(2027, 6, 1)), at=AT)
    make_maintenance(people.tenant.pk, datetime(2026, 12, 20, 8, tzinfo=UTC))
    plan = MaintenancePlan.objects.get()
    assert not plan.active
    assert MaintenanceDue.objects.count() == 1


@pytest.mark.parametrize(
    ("fields", "refusal"),
    [
        ({"customer_id": None}, CustomerMissing),
        ({"items": " \n "}, ItemsMissing),
        ({"interval_months": 0}, IntervalWrong),
        ({"interval_months": 121}, IntervalWrong),
        ({"next_due_on": TODAY - timedelta(days=1)}, DueInPast),
        ({"ends_on": TODAY}, EndsBeforeDue),
    ],
)
def test_what_makes_no_plan(people: People, fields: dict[str, Any], refusal: type[Exception]) -> None:
    with pytest.raises(refusal):
        save_plan(actor=people.anna, given=plan_input(people, **fields), at=AT)
    assert not MaintenancePlan.objects.exists()


def test_another_partys_place_is_refused(people: People) -> None:
    place = Address.objects.create(tenant=people.tenant, party=people.fremd, city="Ulm")
    with pytest.raises(NotHisPlace):
        save_plan(actor=people.anna, given=plan_input(people, place_id=place.pk), at=AT)
    for actor in (people.otto, people.blatt_house, people.tom):
        with pytest.raises(NotAllowed):
            save_plan(actor=actor, given=plan_input(people), at=AT)
    assert not MaintenancePlan.objects.exists()


def test_a_plan_whose_work_is_gone_holds_up_no_other(people: People) -> None:
    gone = WorkKind.objects.create(tenant=people.tenant, code="X", name="Alt", safety="none")
    save_plan(actor=people.anna, given=plan_input(people, work_kind_id=gone.pk, name="Alt"), at=AT)
    save_plan(actor=people.anna, given=plan_input(people), at=AT)
    gone.active = False
    gone.save(update_fields=["active"])
    assert make_maintenance(people.tenant.pk, datetime(2026, 12, 20, 8, tzinfo=UTC)) == 1
    assert Case.objects.get().title == "Wartung Drehstühle"


# --- Two workers at once ------------------------------------------------------------------------------------


class Scene:
    def __init__(self) -> None:
        self.tenant = make_tenant()
        with tenant_context(self.tenant.pk):
            people = make_people(self.tenant)
            self.plan = save_plan(actor=people.anna, given=plan_input(people), at=AT)

    def both(self) -> list[bool]:
        def run() -> bool:
            with tenant_context(self.tenant.pk):
                due = make_due(
                    actor=system_actor(self.tenant.pk),
                    plan_id=self.plan.pk,
                    at=datetime(2026, 12, 20, 8, tzinfo=UTC),
                )
                return due is not None

        return at_once(run, run)


@pytest.fixture
def scene(committed_db: str) -> Scene:
    return Scene()


def test_two_workers_make_one(scene: Scene) -> None:
    assert sorted(scene.both()) == [False, True]
    with tenant_context(scene.tenant.pk):
        assert (Case.objects.count(), Visit.objects.count()) == (1, 1)


@contextmanager
def without_lock_and_key(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Both look before either writes, as it would be without the plan's lock and the key of its dates."""
    both_have_looked = threading.Barrier(2)

    def look(actor: Any, plan_id: int) -> MaintenancePlan:
        plan = MaintenancePlan.objects.select_related("customer").get(pk=plan_id)
        both_have_looked.wait(timeout=20)
        return plan

    def always_new(**values: Any) -> tuple[MaintenanceDue, bool]:
        found = MaintenanceDue(**{k: v for k, v in values.items() if k != "defaults"}, **values["defaults"])
        monkeypatch.setattr(found, "save", lambda **_fields: None)
        return found, True

    monkeypatch.setattr(maintenance, "_locked", look)
    monkeypatch.setattr(MaintenanceDue.objects, "get_or_create", always_new)
    yield


def test_without_lock_and_key_there_would_be_two(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    """The control."""
    with without_lock_and_key(monkeypatch):
        assert scene.both() == [True, True]
    with tenant_context(scene.tenant.pk), transaction.atomic():
        assert Case.objects.count() == 2
