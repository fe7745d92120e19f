"""Other people's ids in everything a device or a dealer's page sends: nothing answers, nothing moves."""

from __future__ import annotations

from collections.abc import Callable
from uuid import uuid4

import pytest
from django.test import Client

from kulanz.cases.models import Message, Task
from kulanz.core.access.actor import Actor
from kulanz.core.tenancy.context import tenant_context
from kulanz.masterdata.parties.models import Technician
from kulanz.masterdata.parties.rules.interlock import House
from kulanz.stages.execution.models import FieldEntry, ReportPart, ReportPhoto, ServiceReport, Visit
from tests.cases.people import make_people
from tests.conftest import make_tenant
from tests.execution.visits_world import NINE, World, make_technician, make_world, technician_actor
from tests.field.device import SOLVED, Device, picture

SignedIn = Callable[[Actor], Client]
RATED = {**SOLVED, "rating": 2, "rating_note": "Kratzbaum Zwetschge"}


@pytest.fixture
def dario(world: World, now: None, signed_in: SignedIn) -> Device:
    return Device(signed_in(world.dario_actor))


def left_nothing() -> bool:
    return not (
        ServiceReport.objects.exists()
        or ReportPhoto.objects.exists()
        or Message.objects.exists()
        or Task.objects.exists()
    )


def test_every_kind_of_entry_for_somebody_elses_visit(world: World, fritz: Device, dario: Device) -> None:
    visit = world.planned([world.fritz])
    for kind, data in (
        ("start", {}),
        ("draft", {"work": "x"}),
        ("note", {"text": "x"}),
        ("report", SOLVED),
        ("order_part", {"parts": [{"name": "x"}]}),
    ):
        answer = dario.tell(visit.pk, kind, data)
        assert answer["outcome"] == "refused", kind
        assert visit.number not in str(answer)
    assert left_nothing()
    assert dario.photo(visit.pk, str(uuid4())).status_code in (403, 404, 409, 422)
    assert left_nothing()


def test_an_entrys_id_of_somebody_else_tells_nothing(world: World, fritz: Device, dario: Device) -> None:
    his, other = world.planned([world.fritz]), world.planned([world.dario], case=world.another_case())
    entry = fritz.entry(his.pk, "note", {"text": "Geheimwort"})
    (first,) = fritz.send(entry)
    assert first["outcome"] == "applied"
    (again,) = dario.send({**entry, "visit": other.pk})
    assert again["outcome"] in ("refused", "applied")
    assert "Geheimwort" not in str(again)
    (dismissed,) = dario.send(dario.entry(other.pk, "dismiss", {"entry": entry["id"]}))
    assert dismissed["outcome"] == "refused"
    # and his own entry is not taken for that of the other
    assert FieldEntry.objects.filter(client_id=entry["id"]).count() >= 1


def test_a_photos_id_of_somebody_else_tells_nothing(world: World, fritz: Device, dario: Device) -> None:
    his, other = world.planned([world.fritz]), world.planned([world.dario], case=world.another_case())
    ident = str(uuid4())
    assert fritz.photo(his.pk, ident, picture()).status_code == 200
    for visit in (his, other):
        answer = dario.photo(visit.pk, ident, picture((80, 60)))
        assert answer.status_code >= 400, visit.number
        assert "bytes" not in answer.json()
    assert ReportPhoto.objects.count() == 1


def test_a_report_names_a_strangers_photo_and_gets_none_of_it(
    world: World, fritz: Device, dario: Device
) -> None:
    his, other = world.planned([world.fritz]), world.planned([world.dario], case=world.another_case())
    ident = str(uuid4())
    assert fritz.photo(his.pk, ident).status_code == 200
    data = {**SOLVED, "photos": [{"id": ident, "kind": "after"}], "signature": {"name": "K", "photo": ident}}
    assert dario.tell(other.pk, "report", data)["outcome"] == "applied"
    assert ReportPhoto.objects.get().report_id is None


def test_another_tenants_ids(world: World, fritz: Device) -> None:
    visit = world.planned([world.fritz])
    neighbour = make_tenant("nachbar")
    with tenant_context(neighbour.pk):
        foreign = make_world(make_people(neighbour))
        strange = foreign.planned([foreign.fritz])
    for kind, data in (("start", {}), ("note", {"text": "x"}), ("report", SOLVED), ("draft", {})):
        assert fritz.tell(strange.pk, kind, data)["outcome"] == "refused"
    with tenant_context(neighbour.pk):
        strange.refresh_from_db()
        assert strange.state == "planned"
    part = {"article_id": foreign.chair.pk, "name": "Fremdteil", "number": "", "quantity": 1}
    answer = fritz.tell(visit.pk, "report", {**SOLVED, "parts": [part], "needed_parts": [part]})
    assert answer["outcome"] == "applied"
    assert not ReportPart.objects.filter(article_id=foreign.chair.pk).exists()


def test_ratings_never_leave_the_office(world: World, fritz: Device, signed_in: SignedIn) -> None:
    visit = world.planned([world.fritz], organisation=world.factory)
    assert fritz.tell(visit.pk, "report", RATED)["outcome"] == "applied"
    number = world.case.number
    for actor in (world.people.blatt_house, world.fritz_actor):
        client = signed_in(actor)
        for path in (f"/portal/vorgang/{number}/", f"/portal/vorgang/{number}/berichte/", "/portal/"):
            answer = client.get(path)
            assert "Zwetschge" not in answer.content.decode(errors="replace"), path
    assert "Zwetschge" not in str(fritz.day())
    report = ServiceReport.objects.get()
    assert (report.rating, report.rating_note) == (2, "Kratzbaum Zwetschge")


def test_the_other_dealer_reads_nothing_of_it(world: World, fritz: Device, signed_in: SignedIn) -> None:
    visit = world.planned([world.fritz], organisation=world.factory)
    ident = str(uuid4())
    assert fritz.photo(visit.pk, ident).status_code == 200
    assert fritz.tell(visit.pk, "report", {**SOLVED, "photos": [{"id": ident}]})["outcome"] == "applied"
    photo = ReportPhoto.objects.get()
    client = signed_in(world.people.fremd_house)
    number = world.case.number
    for path in (
        f"/portal/vorgang/{number}/",
        f"/portal/vorgang/{number}/berichte/",
        f"/portal/vorgang/{number}/einsatz/{visit.number}.ics",
        f"/portal/einsaetze/{visit.number}/",
        f"/portal/datei/{photo.file_id}/",
        f"/desk/einsatz/{visit.number}/",
    ):
        assert client.get(path).status_code == 404, path
    given = {"crew": world.dario.pk, "starts": "2026-11-18T09:00"}
    assert client.post(f"/portal/einsaetze/{visit.number}/planen/", given).status_code == 404


def test_a_clock_that_is_wrong_by_years(world: World, fritz: Device) -> None:
    for shift in ("2021-01-01T00:00:00+00:00", "2099-01-01T00:00:00+00:00"):
        visit = world.planned([world.fritz], case=world.another_case(), starts_at=NINE)
        entry = fritz.entry(visit.pk, "report", SOLVED, at=shift)
        (answer,) = fritz.send(entry)
        assert answer["outcome"] == "applied", answer
        Visit.objects.get(pk=visit.pk).crew.all().delete()
    assert ServiceReport.objects.count() == 2


def test_she_starts_with_a_day_on_which_she_still_might(
    world: World, fritz: Device, signed_in: SignedIn
) -> None:
    """Frieda's certificate ended; a start said to have been before that is none of today's visit."""
    visit = world.planned([world.fritz])
    visit.crew.update(technician=world.frieda)
    Visit.objects.filter(pk=visit.pk).update(people=[world.frieda.pk])
    frieda = Device(signed_in(technician_actor(world.tenant, world.frieda)))
    answer = frieda.tell(visit.pk, "start", {"arrived_at": "2026-10-30T09:00:00+01:00"})
    assert answer["outcome"] == "refused"
    answer = frieda.tell(visit.pk, "start", {}, at="2026-10-30T09:00:00+01:00")
    assert answer["outcome"] == "refused"
    visit.refresh_from_db()
    assert visit.state == "planned"
    told = frieda.tell(visit.pk, "report", {**SOLVED, "arrived_at": "2026-10-30T09:00:00+01:00"})
    assert told["outcome"] == "applied"
    assert not ServiceReport.objects.get().authorised


def test_a_technician_of_two_dealers_keeps_them_apart(world: World, now: None, signed_in: SignedIn) -> None:
    other = make_technician(world.tenant, "Egon Elster", world.people.fremd, House.DEALER)
    Technician.objects.create(
        tenant=world.tenant,
        person=other.person,
        organisation=world.people.blatt,
        house=House.DEALER.value,
        name="Egon Elster",
        created_at=NINE,
    )
    visit = world.planned([world.fritz])
    device = Device(signed_in(technician_actor(world.tenant, other)))
    assert device.day()["visits"] == []
    assert device.tell(visit.pk, "note", {"text": "x"})["outcome"] == "refused"
