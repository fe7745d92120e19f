"""Who reads a report: dealer and office at once, everybody only what he may."""

from __future__ import annotations

import re
from collections.abc import Callable
from urllib.parse import quote
from uuid import uuid4

import pytest
from django.test import Client

from kulanz.cases.commands.recording import NewCase, NewPosition, record_case
from kulanz.cases.models import Case
from kulanz.cases.rules import Kind
from kulanz.core.access.actor import Actor
from kulanz.masterdata.parties.models import Certificate, NotificationRecipient
from kulanz.stages.contact.models import OutgoingMail
from kulanz.stages.execution.models import ServiceReport
from tests.execution.visits_world import AT, HOUR, NINE, World
from tests.field.device import SOLVED, Device, body_of
from tests.workflows.hearing import heard, work

SignedIn = Callable[[Actor], Client]
RATED = {**SOLVED, "rating": 1, "rating_note": "Wacholderwort"}


@pytest.fixture
def reported(world: World, fritz: Device) -> ServiceReport:
    visit = world.planned()
    ident = str(uuid4())
    fritz.photo(visit.pk, ident)
    photos = [{"id": ident, "caption": "Gasfeder", "kind": "after"}]
    answer = fritz.tell(visit.pk, "report", {**RATED, "photos": photos})
    assert answer["outcome"] == "applied"
    return ServiceReport.objects.get()


def page(client: Client, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200, path
    return body_of(answer).decode(errors="replace")


def test_from_the_dealers_form_to_the_report_he_reads(
    world: World, fritz: Device, signed_in: SignedIn
) -> None:
    """Option B: the dealer files, the factory reports, the dealer reads while it is still there."""
    blatt = world.people.blatt_house
    filed = record_case(
        actor=blatt,
        case=NewCase(
            title="Stuhl sinkt",
            kind=Kind.REPAIR,
            customer_id=world.people.karla.pk,
            dealer_id=world.people.blatt.pk,
            dealer_reference="B-77",
            positions=(NewPosition(article_id=world.chair.pk, symptom="sinkt ab"),),
        ),
        at=AT,
    )
    visit = world.planned(case=filed)
    fritz.tell(visit.pk, "start")
    assert fritz.tell(visit.pk, "report", RATED)["outcome"] == "applied"
    portal = signed_in(blatt)
    text = page(portal, f"/portal/vorgang/{filed.number}/")
    assert "SB-2026-00001" in text
    assert "Gasfeder getauscht" in text
    assert "Das PDF wird gerade erstellt" in text
    mails = heard(NINE + HOUR)
    told = [
        mail
        for mail in mails
        if mail.to.endswith("blatt.nordlicht.test") and "Servicebericht" in mail.subject
    ]
    assert len(told) == 1
    assert "B-77" in told[0].text
    text = page(portal, f"/portal/vorgang/{filed.number}/berichte/")
    link = re.search(
        r'href="(/portal/berichte/SB-2026-00001/pdf/)"[^>]*>\s*<svg.*?Bericht als PDF', text, re.DOTALL
    )
    assert link is not None
    pdf = portal.get(link[1])
    assert pdf.status_code == 200
    assert body_of(pdf).startswith(b"%PDF-")
    assert Case.objects.get(pk=filed.pk).waits_for == "us"


def test_another_dealer_sees_nothing(reported: ServiceReport, world: World, signed_in: SignedIn) -> None:
    work(NINE + HOUR)
    reported.refresh_from_db()
    other = signed_in(world.people.fremd_house)
    assert other.get(f"/portal/vorgang/{world.case.number}/berichte/").status_code == 404
    assert reported.document is not None
    assert other.get(f"/portal/datei/{reported.document.pk}/").status_code == 404


def test_ratings_are_the_offices_alone(reported: ServiceReport, world: World, signed_in: SignedIn) -> None:
    office = page(signed_in(world.people.anna), f"/desk/berichte/{reported.number}/")
    assert "1 von 5" in office
    assert "Wacholderwort" in office
    for actor in (world.people.blatt_house, world.fritz_actor):
        text = page(signed_in(actor), f"/portal/vorgang/{world.case.number}/")
        assert reported.number in text
        assert "Wacholderwort" not in text
        assert "von 5" not in text
    for mail in heard(NINE + HOUR):
        assert "Wacholderwort" not in mail.text


def test_the_page_renews_itself_only_when_something_is_new(
    reported: ServiceReport, world: World, signed_in: SignedIn
) -> None:
    for client, path in (
        (signed_in(world.people.blatt_house), f"/portal/vorgang/{world.case.number}/berichte/"),
        (signed_in(world.people.anna), f"/desk/vorgang/{world.case.number}/berichte/"),
    ):
        first = client.get(path)
        assert client.get(path, headers={"If-None-Match": first["ETag"]}).status_code == 304
        work(NINE + HOUR)


def test_the_offices_list_and_its_filters(world: World, fritz: Device, signed_in: SignedIn) -> None:
    fine, bad, late = (world.planned(starts_at=NINE + n * HOUR) for n in range(3))
    fritz.tell(fine.pk, "report", SOLVED)
    fritz.tell(late.pk, "report", {**SOLVED, "photos": [{"id": str(uuid4())}]})
    Certificate.objects.filter(holder=world.fritz.person).update(revoked_on=AT.date())
    fritz.tell(bad.pk, "report", {**SOLVED, "safety": "unsafe"})
    second = Device(fritz.client)
    second.tell(fine.pk, "report", {**SOLVED, "work": "Gasfeder getauscht."})
    anna = signed_in(world.people.anna)
    expected = {
        "all": {1, 2, 3, 4},
        "unauthorised": {3, 4},
        "photos": {2},
        "conflicts": {1, 4},
        "unsafe": {3},
    }
    for view, numbers in expected.items():
        text = page(anna, f"/desk/berichte/?view={view}")
        found = {int(n) for n in re.findall(r"/desk/berichte/SB-2026-0000(\d)/", text)}
        assert found == numbers, view
    for cursor in ("unsinn", "x_²", f"2026-11-17T09:00:00+01:00_{9 * 10**30}", "x_" + "9" * 5000):
        assert page(anna, f"/desk/berichte/?cursor={quote(cursor)}&view=nichts")
    assert "ohne gültige Berechtigung" in page(anna, f"/desk/vorgang/{world.case.number}/")


def test_a_copy_by_hand_goes_through_whoever_writes(world: World, fritz: Device, signed_in: SignedIn) -> None:
    visit = world.planned()
    Certificate.objects.filter(holder=world.fritz.person).update(revoked_on=AT.date())
    fritz.tell(visit.pk, "report", SOLVED)
    work(NINE + HOUR)
    anna = signed_in(world.people.anna)
    path = f"/desk/berichte/{ServiceReport.objects.get().number}/kopie/"
    assert anna.post(path).status_code == 302
    assert [m.recipient for m in OutgoingMail.objects.filter(kind="report")] == ["karla@kundin.test"]
    document = ServiceReport.objects.get().document
    assert document is not None
    assert document.audience == "all"
    Case.objects.update(writer="dealer")
    NotificationRecipient.objects.create(
        tenant=world.tenant,
        organisation=world.people.blatt,
        email="post@blatt.test",
        at_changes=True,
        created_at=AT,
    )
    assert anna.post(path).status_code == 302
    assert OutgoingMail.objects.filter(kind="report").latest("pk").recipient == "post@blatt.test"


def test_the_paper_is_the_dealers_where_the_office_writes_in_his_name(world: World, fritz: Device) -> None:
    from kulanz.workflows.writing import writer_of

    Case.objects.update(writer="office_for")
    visit = world.planned()
    fritz.tell(visit.pk, "report", SOLVED)
    assert writer_of(ServiceReport.objects.get().visit.case).letterhead.sender == "Bürohaus Blatt"
    work(NINE + HOUR)
    assert ServiceReport.objects.get().document is not None


@pytest.mark.parametrize(
    ("writer", "result", "said"),
    [
        ("office", "solved", "Fritz Fink von unserem Kundendienst war bei Ihnen."),
        ("office_for", "solved", "Fritz Fink ({factory}) war bei Ihnen."),
        ("office_for", "nobody_there", "Fritz Fink ({factory}) konnte den Einsatz nicht ausführen."),
    ],
)
def test_the_mail_says_whose_technician_was_there(
    world: World, fritz: Device, writer: str, result: str, said: str
) -> None:
    Case.objects.update(writer=writer)
    report = SOLVED if result == "solved" else {"result": result, "result_reason": "zu"}
    assert fritz.tell(world.planned().pk, "report", report)["outcome"] == "applied"
    (mail,) = [one for one in heard(NINE + HOUR) if one.kind == "report"]
    text = " ".join(mail.text.split())
    assert said.format(factory=world.factory.name) in text
    assert ("unserem Kundendienst" in text) is (writer == "office")
