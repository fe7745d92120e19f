"""A certificate that ends or is revoked takes visits off the plan, says so, and touches nothing else."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from kulanz.cases.commands.people import add_task
from kulanz.cases.models import Task
from kulanz.core.protocol.models import ProtocolEntry
from kulanz.core.protocol.working import work_once
from kulanz.core.refusal import MissingValue, NotAllowed
from kulanz.core.tenancy.context import tenant_context
from kulanz.core.tenancy.models import Tenant
from kulanz.masterdata.parties.commands.certifying import renew_certificate
from kulanz.masterdata.parties.models import Certificate, Membership
from kulanz.stages.contact.models import OutgoingMail
from kulanz.stages.execution.models import Booking, Visit
from kulanz.workflows.certificates import revoke, take_ended_off_plan
from kulanz.workflows.visits import cancel_visit, start_visit, take_off_plan
from tests.cases.people import People, make_people
from tests.conftest import make_tenant
from tests.execution.visits_world import AT, HOUR, NINE, World, make_world

WEEK = timedelta(days=7)


@pytest.fixture(autouse=True)
def folders(tmp_path: Path, settings: Any) -> None:
    settings.MEDIA_ROOT = tmp_path / "files"
    settings.OUTBOX_FOLDER = tmp_path / "outbox"


@pytest.fixture
def world(people: People) -> World:
    return make_world(people)


def of(world: World, holder: str) -> Certificate:
    held = {"fritz": world.fritz.person, "dario": world.dario.person, "blatt": world.people.blatt}
    return Certificate.objects.get(holder=held[holder])


def states(*visits: Visit) -> list[str]:
    return [Visit.objects.values_list("state", flat=True).get(pk=visit.pk) for visit in visits]


def lead_mails() -> list[tuple[str, str]]:
    return list(OutgoingMail.objects.filter(kind="staff").values_list("recipient", "subject"))


def test_revoked(world: World) -> None:
    his = world.planned()
    later = world.planned(starts_at=NINE + WEEK)
    cleaning = world.planned(
        starts_at=NINE + 3 * HOUR, case=world.harmless, work_kind_ids=[world.cleaning.pk]
    )
    darios = world.planned([world.dario])
    version = Visit.objects.get(pk=darios.pk).version
    result = revoke(
        actor=world.people.lena, certificate_id=of(world, "fritz").pk, reason="Prüfung verfehlt", at=AT
    )
    assert [one.number for one in result.visits] == [his.number, later.number]
    assert states(his, later) == ["to_plan", "to_plan"]
    # what is not safety-relevant stays with him, and everybody else's visit as it was
    assert states(cleaning, darios) == ["planned", "planned"]
    assert Visit.objects.get(pk=darios.pk).version == version
    assert not Booking.objects.filter(visit__in=[his, later]).exists()
    reason = Visit.objects.get(pk=his.pk).off_plan_reason
    assert reason == (
        "Fritz Fink darf diese Arbeit am 17.11.2026 nicht mehr ausführen. "
        "Das Zertifikat für „Gasfeder tauschen“ wurde zum 16.11.2026 entzogen."
    )
    entry = ProtocolEntry.objects.filter(event="visit.off_plan").latest("pk")
    assert entry.actor_kind == "system"


def test_the_lead_has_a_task_and_a_mail(world: World) -> None:
    visit = world.planned()
    revoke(actor=world.people.otto, certificate_id=of(world, "fritz").pk, reason="Prüfung", at=AT)
    task = Task.objects.get()
    assert task.title == (
        f"Einsatz {visit.number} vom 17.11.2026 neu planen: Fritz Fink ist dafür nicht mehr zertifiziert"
    )
    assert task.assignee == Membership.objects.get(name="Lena Luchs")
    assert task.due_on == date(2026, 11, 16)
    assert lead_mails() == [
        ("lena@nordlicht.test", f"Einsatz {visit.number} vom Plan genommen: Zertifikat beendet")
    ]


def test_the_task_is_done_once_somebody_goes_again(world: World) -> None:
    visit, other = world.planned(), world.planned(starts_at=NINE + 2 * HOUR)
    revoke(actor=world.people.lena, certificate_id=of(world, "fritz").pk, reason="Prüfung", at=AT)
    own = add_task(actor=world.people.anna, case_id=visit.case_id, title="Kundin anrufen", at=AT)
    work_once(AT)
    assert Task.objects.filter(done_at=None).count() == 3
    world.plan(visit, [world.dario], NINE)
    work_once(AT)
    done = Task.objects.get(done_at__isnull=False)
    assert visit.number in done.title
    assert ProtocolEntry.objects.get(event="case.task_done").actor_kind == "system"
    cancel_visit(actor=world.people.anna, visit_id=other.pk, reason="hat sich erledigt", at=AT)
    work_once(AT)
    assert Task.objects.get(done_at=None) == own


def test_taken_off_again_before_the_worker_came_the_task_stays(world: World) -> None:
    visit = world.planned()
    revoke(actor=world.people.lena, certificate_id=of(world, "fritz").pk, reason="Prüfung", at=AT)
    world.plan(visit, [world.dario], NINE)
    take_off_plan(actor=world.people.anna, visit_id=visit.pk, reason="krank", at=AT)
    work_once(AT)
    assert Task.objects.get().done_at is None


def test_one_of_a_crew_is_enough(world: World) -> None:
    visit = world.planned([world.dario, world.fritz])
    revoke(actor=world.people.lena, certificate_id=of(world, "fritz").pk, reason="Prüfung", at=AT)
    assert states(visit) == ["to_plan"]
    assert "Dario" not in Visit.objects.get(pk=visit.pk).off_plan_reason


def test_the_house_is_no_longer_certified(world: World) -> None:
    darios = world.planned([world.dario])
    his = world.planned([world.fritz])
    clean = world.planned(
        [world.dario],
        starts_at=NINE + 3 * HOUR,
        case=world.harmless,
        work_kind_ids=[world.cleaning.pk],
    )
    revoke(actor=world.people.lena, certificate_id=of(world, "blatt").pk, reason="Audit", at=AT)
    assert states(darios, his, clean) == ["to_plan", "planned", "planned"]
    assert "Bürohaus Blatt" in Visit.objects.get(pk=darios.pk).off_plan_reason


def test_a_refused_revocation_leaves_the_plan(world: World) -> None:
    visit = world.planned()
    entries = ProtocolEntry.objects.count()
    for actor, reason, refusal in (
        (world.people.anna, "x", NotAllowed),
        (world.people.blatt_house, "x", NotAllowed),
        (world.people.lena, " ", MissingValue),
    ):
        with pytest.raises(refusal):
            revoke(actor=actor, certificate_id=of(world, "fritz").pk, reason=reason, at=AT)
    assert states(visit) == ["planned"]
    assert (ProtocolEntry.objects.count(), Task.objects.count()) == (entries, 0)


def shorten(world: World, until: date) -> None:
    """As if it had been issued for less long; no command does that."""
    Certificate.objects.filter(holder=world.fritz.person).update(valid_until=until)


def test_what_is_planned_for_days_after_the_end(world: World) -> None:
    before, on, after = (
        world.planned(starts_at=NINE + days)
        for days in (timedelta(days=1), timedelta(days=2), timedelta(days=3))
    )
    tenant = world.tenant.pk
    shorten(world, date(2026, 11, 19))
    assert [one.number for one in take_ended_off_plan(tenant, AT)] == [after.number]
    assert states(before, on, after) == ["planned", "planned", "to_plan"]
    assert "gilt nur bis" in Visit.objects.get(pk=after.pk).off_plan_reason
    entries = ProtocolEntry.objects.count()
    assert take_ended_off_plan(tenant, AT + HOUR) == []
    assert ProtocolEntry.objects.count() == entries
    assert len(lead_mails()) == 1


def test_a_visit_that_lasts_beyond_the_end(world: World) -> None:
    visit = world.planned(ends_at=NINE + timedelta(days=1, hours=1))
    shorten(world, date(2026, 11, 17))
    assert [one.number for one in take_ended_off_plan(world.tenant.pk, AT)] == [visit.number]


def test_renewed_in_time(world: World) -> None:
    visit = world.planned(starts_at=NINE + WEEK)
    shorten(world, date(2026, 11, 20))
    renew_certificate(
        actor=world.people.lena,
        certificate_id=of(world, "fritz").pk,
        issued_on=date(2026, 11, 16),
        at=AT,
    )
    assert take_ended_off_plan(world.tenant.pk, AT) == []
    assert states(visit) == ["planned"]


def test_what_has_begun_stays_and_what_nobody_began_comes_off(world: World) -> None:
    begun, waiting = world.planned(), world.planned(starts_at=NINE + 2 * HOUR)
    start_visit(actor=world.fritz_actor, visit_id=begun.pk, at=NINE)
    shorten(world, date(2026, 11, 16))
    after = NINE + 3 * HOUR
    assert [one.number for one in take_ended_off_plan(world.tenant.pk, after)] == [waiting.number]
    assert states(begun, waiting) == ["under_way", "to_plan"]


def test_each_tenant_its_own(world: World) -> None:
    visit = world.planned()
    shorten(world, date(2026, 11, 16))
    other: Tenant = make_tenant("westwind")
    with tenant_context(other.pk):
        theirs = make_world(make_people(other, domain="westwind.test"))
        same = theirs.planned()
    assert take_ended_off_plan(other.pk, AT) == []
    assert states(visit) == ["planned"]
    assert [one.number for one in take_ended_off_plan(world.tenant.pk, AT)] == [visit.number]
    with tenant_context(other.pk):
        assert states(same) == ["planned"]
