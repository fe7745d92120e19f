"""A case gets another dealer: what the people of the one before did there stays theirs, in every list,
file, search and export. What the factory service did is read by whoever has the case.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest
from django.test import Client
from django.urls import reverse

from kulanz.cases.commands.editing import edit_fields
from kulanz.cases.models import Case
from kulanz.core import clock
from kulanz.core.access.actor import Actor
from kulanz.core.access.models import TokenPurpose
from kulanz.core.access.tokens import issue_token
from kulanz.masterdata.parties.models import ContactKind, ContactPoint, Party
from kulanz.masterdata.parties.rules.interlock import House
from kulanz.stages.execution.models import ReportPhoto, ServiceReport, Visit
from kulanz.stages.execution.permissions_of_visits import visits_visible_to
from kulanz.stages.execution.queries.field_contents import history_of
from kulanz.stages.improvement.queries.visiting import visits_of
from kulanz.workflows.appointment_mails import send_appointment
from kulanz.workflows.partner_exports import export_cases
from tests.exchange.cases.conftest import make_partner
from tests.execution.visits_world import AT, HOUR, NINE, World, make_technician, technician_actor
from tests.field.device import SOLVED, Device
from tests.portal.told import page
from tests.workflows.hearing import heard, work

SignedIn = Callable[[Actor], Client]
LATER = NINE + 2 * HOUR


@dataclass(frozen=True)
class Done:
    """What one house did in the case: a visit, its report with a photo, and the files of both."""

    visit: Visit
    report: ServiceReport
    files: tuple[int, ...]


@dataclass(frozen=True)
class Story:
    """Fritz of the factory was there, then Dario of Blatt, whose case it was."""

    world: World
    factorys: Done
    blatts: Done

    @property
    def case(self) -> Case:
        return self.world.case


def done(device: Device, visit: Visit, text: str) -> Done:
    photo = str(uuid4())
    photos = [{"id": photo, "caption": text, "kind": "after"}]
    device.photo(visit.pk, photo)
    answer = device.tell(visit.pk, "report", {**SOLVED, "work": text, "photos": photos})
    assert answer["outcome"] == "applied", answer
    work(LATER)
    report = ServiceReport.objects.get(visit=visit)
    assert report.document_id is not None
    return Done(visit, report, (report.document_id, ReportPhoto.objects.get(report=report).file_id))


@pytest.fixture
def story(world: World, fritz: Device, signed_in: SignedIn) -> Story:
    factorys = done(
        fritz, world.planned(organisation=world.factory, starts_at=NINE - 3 * HOUR), "Mirabelle geölt"
    )
    dario = Device(signed_in(world.dario_actor))
    visit = world.planned([world.dario], organisation=world.people.blatt)
    return Story(world, factorys, done(dario, visit, "Zwetschge getauscht"))


def given_to(story: Story, dealer: Party, before: Party) -> None:
    edit_fields(
        actor=story.world.people.anna,
        case_id=story.case.pk,
        values={"dealer_id": dealer.pk},
        base={"dealer_id": before.pk},
        at=LATER,
    )
    work(LATER)
    story.case.refresh_from_db()


@pytest.fixture
def gone(story: Story) -> Story:
    """Fremd has the case now."""
    given_to(story, story.world.people.fremd, story.world.people.blatt)
    return story


def words_of(some: Done, who: str) -> tuple[str, ...]:
    return (some.visit.number, some.report.number, who)


def answers(client: Client, case: Case, some: Done) -> list[int]:
    """How everything that leads to this work by its own address answers."""
    urls = [
        reverse("portal:report_pdf", args=[some.report.number]),
        reverse("portal:visit_file", args=[case.number, some.visit.number]),
        *(reverse("portal:file", args=[file]) for file in some.files),
        reverse("portal:file", args=[some.files[1]]) + "?vorschau",
    ]
    return [client.get(url).status_code for url in urls]


def test_his_pages_show_the_factorys_work_alone(story: Story, signed_in: SignedIn) -> None:
    people, case = story.world.people, story.case
    blatts = (*words_of(story.blatts, "Dario Dohle"), "Zwetschge")
    factorys = (*words_of(story.factorys, "Fritz Fink"), "Mirabelle")
    blatt = signed_in(people.blatt_house)
    assert [word for word in (*blatts, *factorys) if word not in page(blatt, case)] == [], "the control"
    assert answers(blatt, case, story.blatts) == [200] * 5
    given_to(story, people.fremd, people.blatt)
    fremd = signed_in(people.fremd_house)
    shown = page(fremd, case) + fremd.get(reverse("portal:reports", args=[case.number])).content.decode()
    assert [word for word in factorys if word not in shown] == []
    assert [word for word in blatts if word in shown] == []
    assert answers(fremd, case, story.factorys) == [200] * 5
    assert answers(fremd, case, story.blatts) == [404] * 5
    assert answers(blatt, case, story.blatts) == [404] * 5, "the one before has the case no more"
    calendar = reverse("portal:visits")
    assert story.blatts.visit.number not in fremd.get(calendar).content.decode()


def test_neither_search_nor_exports_lead_to_it(gone: Story, signed_in: SignedIn) -> None:
    people, case = gone.world.people, gone.case
    fremd = signed_in(people.fremd_house)
    asked = ((gone.factorys.report.number, True), (gone.blatts.report.number, False), ("Zwetschge", False))
    for word, found in asked:
        listed = fremd.get(reverse("portal:home"), {"q": word}).content.decode()
        assert (case.number in listed) is found, word
    partner = make_partner(people, "fremd", party_id=people.fremd.pk)
    with export_cases(partner=partner, at=LATER).content as content:
        sent = content.read().decode(errors="replace")
    assert gone.factorys.visit.number in sent
    assert "Fritz Fink" in sent
    assert "Mirabelle" in sent
    assert [word for word in (*words_of(gone.blatts, "Dario Dohle"), "Zwetschge") if word in sent] == []


def test_nor_does_the_interface(gone: Story) -> None:
    secret, _row = issue_token(
        tenant_id=gone.world.tenant.pk,
        purpose=TokenPurpose.API,
        at=clock.now(),
        lifetime=timedelta(days=1),
        membership_id=gone.world.people.fremd_house.membership_id,
    )
    host = gone.world.tenant.host
    client = Client(headers={"authorization": f"Bearer {secret}", "host": host})
    address = f"/api/v1/cases/{gone.case.number}"
    told = client.get(address).json()
    assert {file["id"] for file in told["files"]} == set(gone.factorys.files)
    assert told["solution"] == "Mirabelle geölt"
    for files, status in ((gone.factorys.files, 200), (gone.blatts.files, 404)):
        assert {client.get(f"{address}/files/{pk}").status_code for pk in files} == {status}


def test_nor_do_his_figures_count_it(gone: Story) -> None:
    cases, people, zone = Case.objects.filter(pk=gone.case.pk), gone.world.people, ZoneInfo("Europe/Berlin")
    assert visits_of(cases, people.blatt.pk, zone).count == 2, "the control"
    assert visits_of(cases, people.fremd.pk, zone).count == 1


def test_the_office_reads_on_and_a_mistake_is_undone(gone: Story, signed_in: SignedIn) -> None:
    people, case = gone.world.people, gone.case
    anna = signed_in(people.anna)
    shown = anna.get(reverse("desk:case", args=[case.number])).content.decode()
    both = (*words_of(gone.blatts, "Dario Dohle"), *words_of(gone.factorys, "Fritz Fink"))
    assert [word for word in both if word not in shown] == []
    assert anna.get(f"/desk/berichte/{gone.blatts.report.number}/pdf/").status_code == 200
    given_to(gone, people.blatt, people.fremd)
    blatt = signed_in(people.blatt_house)
    assert answers(blatt, case, gone.blatts) == [200] * 5
    assert [word for word in both if word not in page(blatt, case)] == []


def test_his_technicians_read_it_neither(gone: Story, signed_in: SignedIn) -> None:
    world, people = gone.world, gone.world.people
    egon = make_technician(world.tenant, "Egon Elster", people.fremd, House.DEALER, prefix="86")
    world.certify(egon.person, world.spring)
    world.certify(people.fremd, None)
    visit = world.planned([egon], NINE + timedelta(days=1), organisation=people.fremd)
    actor = technician_actor(world.tenant, egon)
    assert set(visits_visible_to(actor)) == {visit}
    client = signed_in(actor)
    assert [word for word in words_of(gone.blatts, "Dario") if word in page(client, gone.case)] == []
    files = {pk: client.get(reverse("portal:file", args=[pk])).status_code for pk in gone.blatts.files}
    assert set(files.values()) == {404}
    assert client.get(reverse("portal:file", args=[gone.factorys.files[0]])).status_code == 200, "the control"
    told = str(Device(client).day())
    assert "Mirabelle" in told or str(gone.factorys.files[1]) in told
    assert "Zwetschge" not in told
    assert not any(f"/{pk}/" in told for pk in gone.blatts.files)


def test_what_the_thing_went_through_before(gone: Story) -> None:
    """By serial number, on the tablet of whoever goes there next."""
    world = gone.world
    position = gone.case.positions.get()
    position.serial_number = "S-1"
    position.save()
    egon = make_technician(world.tenant, "Egon Elster", world.people.fremd, House.DEALER)
    given = ({gone.case.pk: gone.case}, {gone.case.pk: [position]})
    for technician, expected in (
        (egon, ["Mirabelle geölt"]),
        (world.fritz, ["Zwetschge getauscht", "Mirabelle geölt"]),
    ):
        told = history_of([technician], *given)["S-1"]
        assert sorted(one.what for one in told) == sorted(expected)


def test_mails_to_the_customer_that_name_them(
    world: World, now: None, signed_in: SignedIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    people = world.people
    ContactPoint.objects.update_or_create(
        tenant=world.tenant,
        party=people.karla,
        kind=ContactKind.EMAIL,
        defaults={"value": "karla@kunde.test", "normalized": "karla@kunde.test", "is_main": True},
    )
    story = Story(world, *[Done(world.planned([world.dario], organisation=people.blatt), None, ())] * 2)  # type: ignore[arg-type]  # no report
    factorys = world.planned([world.fritz], NINE + 3 * HOUR, organisation=world.factory)
    for visit in (story.blatts.visit, factorys):
        assert send_appointment(actor=people.anna, visit_id=visit.pk, at=AT) >= 1
    shown = page(signed_in(people.blatt_house), world.case)
    assert "Dario Dohle kommt" in shown or shown.count("Dario Dohle") >= 2, "the control"
    # it comes off the plan and waits for the office: it is a visit of the case, and was Dario's
    given_to(story, people.fremd, people.blatt)
    shown = page(signed_in(people.fremd_house), world.case)
    assert "Dario Dohle" not in shown
    assert "Fritz Fink" in shown
    assert story.blatts.visit.number in shown


def test_who_was_still_there_reports_to_the_office_alone(
    world: World, now: None, signed_in: SignedIn
) -> None:
    people = world.people
    visit = world.planned([world.dario], organisation=people.blatt)
    dario = Device(signed_in(world.dario_actor))
    assert dario.tell(visit.pk, "start")["outcome"] == "applied"
    given_to(Story(world, None, None), people.fremd, people.blatt)  # type: ignore[arg-type]  # nothing was done yet
    fremd = signed_in(people.fremd_house)
    assert visit.number not in page(fremd, world.case), "it is Blatt's that goes on"
    mails = len(heard(LATER))
    answer = dario.tell(visit.pk, "report", {**SOLVED, "work": "Zwetschge getauscht"})
    assert answer["outcome"] == "applied"
    told = heard(LATER)[mails:]
    assert not [mail for mail in told if "fremd" in mail.to and "Dario" in mail.text]
    report = ServiceReport.objects.get()
    assert report.document_id is not None
    shown = page(fremd, world.case)
    assert [word for word in (visit.number, report.number, "Dario Dohle") if word in shown] == []
    listed = fremd.get(reverse("portal:home"), {"q": report.number}).content.decode()
    assert world.case.number not in listed
    assert fremd.get(reverse("portal:report_pdf", args=[report.number])).status_code == 404
    assert report.number in signed_in(people.anna).get(f"/desk/vorgang/{world.case.number}/").content.decode()
