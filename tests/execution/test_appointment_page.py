"""“Ihr Termin” without JavaScript, its calendar file, and the personal calendars."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.test import Client
from icalendar import Calendar

from kulanz.core import clock
from kulanz.core.access.actor import Actor
from kulanz.core.refusal import NotAllowed
from kulanz.masterdata.parties.models import Membership
from kulanz.stages.contact.models import OutgoingMail
from kulanz.stages.execution.calendar_files import Method
from kulanz.stages.execution.commands.appointments import issue_appointment_link
from kulanz.stages.execution.models import Visit
from kulanz.workflows.appointment_calendars import customers_file, end_feed, inside_file, renew_feed
from kulanz.workflows.visits import take_off_plan
from tests.execution.conftest import SignedIn
from tests.execution.test_appointments import offered
from tests.execution.visits_world import AT, HOUR, NINE, World


def link_to(world: World, visit: Visit) -> str:
    secret = issue_appointment_link(
        actor=world.people.anna,
        visit=visit,
        party_id=world.people.karla.pk,
        address="karla@kundin.test",
        how="mail",
        at=AT,
    )
    return f"/termin/{secret}/"


def browser(world: World, **cookies: str) -> Client:
    client = Client(headers={"host": world.tenant.host, "origin": "null"}, enforce_csrf_checks=True)
    client.cookies.load(cookies)
    return client


def test_chosen_confirmed_and_taken_along(world: World) -> None:
    visit = offered(world)
    path, client = link_to(world, visit), browser(world)
    with clock.frozen(AT):
        page = client.get(path)
        text = page.content.decode()
        assert "Dienstag, 17. November 2026" in text
        assert "09:00 bis 10:00 Uhr" in text
        assert "no-store" in page["Cache-Control"]
        assert "Gasfeder" not in text
        assert Visit.objects.get().state == "offered"
        assert client.get(f"{path}kalender.ics").status_code == 404
        assert client.post(path, {"act": "choose"}).status_code == 422
        slot = re.findall(r'name="slot" value="([^"]+)"', text)[0]
        assert client.post(path, {"act": "choose", "slot": slot}).status_code == 302
        text = client.get(path).content.decode()
        assert "fest vereinbart" in text
        assert "Fritz Fink" in text
        file = client.get(f"{path}kalender.ics")
    assert file["Content-Type"].startswith("text/calendar")
    event = Calendar.from_ical(file.content).walk("VEVENT")[0]
    assert event.decoded("dtstart") == NINE
    assert event["status"] == "CONFIRMED"


def test_taken_meanwhile_the_others_are_shown(world: World) -> None:
    visit = offered(world)
    path, client = link_to(world, visit), browser(world)
    world.planned(starts_at=NINE, case=world.harmless)
    with clock.frozen(AT):
        refused = client.post(path, {"act": "choose", "slot": NINE.isoformat()})
        text = refused.content.decode()
        assert refused.status_code == 422
        assert "inzwischen vergeben" in text
        assert "12:00 bis 13:00 Uhr" in text
        assert "09:00 bis 10:00 Uhr" not in text
        wish = client.post(path, {"act": "none_suits", "wish": ""})
        assert wish.status_code == 422
        assert client.post(path, {"act": "none_suits", "wish": "Freitag"}).status_code == 302
        assert "Wir suchen einen Termin" in client.get(path).content.decode()


def test_another_time_from_a_stale_tab_is_not_taken_and_says_so(world: World) -> None:
    visit = offered(world)
    path, client = link_to(world, visit), browser(world)
    with clock.frozen(AT):
        slots = re.findall(r'name="slot" value="([^"]+)"', client.get(path).content.decode())
        assert client.post(path, {"act": "choose", "slot": slots[0]}).status_code == 302
        client.get(path)
        booked = Visit.objects.values().get()
        stale = client.post(path, {"act": "choose", "slot": slots[1]}, follow=True).content.decode()
        assert (
            "Sie hatten schon einen anderen Termin gewählt. Es gilt: Dienstag, 17. November 2026, "
            "09:00 bis 10:00 Uhr."
        ) in stale
        assert Visit.objects.values().get() == booked
        again = client.post(path, {"act": "choose", "slot": slots[0]}, follow=True).content.decode()
        assert "anderen Termin gewählt" not in again
        assert Visit.objects.values().get() == booked


def test_planned_by_the_office_meanwhile_the_choice_says_what_holds(world: World) -> None:
    visit = offered(world)
    path, client = link_to(world, visit), browser(world)
    planned = world.plan(visit, [world.fritz], NINE + timedelta(days=10))
    with clock.frozen(AT):
        stale = client.post(path, {"act": "choose", "slot": NINE.isoformat()}, follow=True).content.decode()
    assert "Ihr Termin steht inzwischen fest. Es gilt: Freitag, 27. November 2026" in stale
    assert "Ändern können Sie ihn auf dieser Seite." in stale
    assert Visit.objects.get().starts_at == planned.starts_at


def test_confirmed_moved_and_too_late(world: World) -> None:
    visit = world.planned(starts_at=NINE + timedelta(days=10))
    path, client = link_to(world, visit), browser(world)
    with clock.frozen(AT):
        assert client.post(path, {"act": "confirm"}).status_code == 302
        text = client.get(path).content.decode()
        assert "noch 2 Mal verschieben" in text
        slot = re.findall(r'name="slot" value="([^"]+)"', text)[-1]
        assert client.post(path, {"act": "move", "slot": slot}).status_code == 302
    moved = Visit.objects.get()
    assert (moved.state, moved.customer_moves) == ("confirmed", 1)
    assert moved.starts_at is not None
    with clock.frozen(moved.starts_at - 2 * HOUR):
        text = client.get(path).content.decode()
        assert "Bitte rufen Sie uns an" in text
        assert client.post(path, {"act": "move", "slot": slot}).status_code == 422


def test_in_english_and_a_link_that_does_not_work(world: World) -> None:
    world.people.karla.language = "en"
    world.people.karla.save(update_fields=["language"])
    visit = offered(world)
    client = browser(world)
    with clock.frozen(AT):
        page = client.get(link_to(world, visit))
    assert '<html lang="en"' in page.content.decode()
    assert client.get("/termin/abcdefghijklmnopqrstuvwxyz/").status_code == 404


# --- Calendar files -----------------------------------------------------------------------------------------


def test_a_visit_keeps_its_uid_and_counts_its_changes(world: World) -> None:
    visit = world.planned()
    first = customers_file(visit, house="Nordlicht", language="de")
    moved = world.plan(visit, [world.fritz], NINE + 2 * HOUR)
    second = customers_file(moved, house="Nordlicht", language="de")
    assert first is not None
    assert second is not None
    one, two = (Calendar.from_ical(file).walk("VEVENT")[0] for file in (first, second))
    assert one["uid"] == two["uid"] == f"{visit.number.lower()}@{world.tenant.host}"
    assert one["sequence"] < two["sequence"]
    assert "Gasfeder" not in second.decode()
    off = take_off_plan(actor=world.people.anna, visit_id=visit.pk, reason="krank", at=AT)
    assert customers_file(off, house="Nordlicht", language="de") is None
    was = (NINE, NINE + HOUR)
    gone = Calendar.from_ical(customers_file(off, house="Nordlicht", language="de", was=was) or b"")
    event = gone.walk("VEVENT")[0]
    assert (gone["method"], event["status"], event["uid"]) == (Method.CANCEL, "CANCELLED", one["uid"])
    assert event["sequence"] > two["sequence"]


def test_a_name_cannot_add_a_line_to_the_file(world: World) -> None:
    visit = world.planned()
    visit.name = "Karla\r\nATTENDEE:mailto:x@y.test\r\nX:"
    file = (inside_file(world.people.anna, visit) or b"").decode()
    assert "\r\nATTENDEE" not in file


# --- Personal calendars -------------------------------------------------------------------------------------


def feed(world: World, actor: Actor) -> str:
    url = renew_feed(actor=actor, at=AT)
    return "/kalender/" + url.rsplit("/", 1)[1]


def numbers(content: bytes) -> set[str]:
    return {str(e["uid"]).split("@")[0] for e in Calendar.from_ical(content).walk("VEVENT")}


def test_a_technician_sees_his_own_visits_alone(world: World) -> None:
    own = world.planned()
    world.planned([world.dario], case=world.harmless)
    path, client = feed(world, world.fritz_actor), browser(world)
    with clock.frozen(AT):
        answer = client.get(path)
        assert answer["Content-Type"].startswith("text/calendar")
        assert numbers(answer.content) == {own.number.lower()}
        again = client.get(path, headers={"if-none-match": answer["ETag"]})
        assert (again.status_code, again.content) == (304, b"")
        world.plan(own, [world.fritz], NINE + 2 * HOUR)
        assert client.get(path, headers={"if-none-match": answer["ETag"]}).status_code == 200
    with clock.frozen(AT + timedelta(days=40)):
        assert numbers(client.get(path).content) == set()


def test_staff_see_the_visits_of_their_own_cases(world: World) -> None:
    visit = world.planned()
    path, client = feed(world, world.people.anna), browser(world)
    with clock.frozen(AT):
        assert numbers(client.get(path).content) == set()
        visit.case.owner_id = world.people.anna.membership_id
        visit.case.save(update_fields=["owner"])
        assert numbers(client.get(path).content) == {visit.number.lower()}


def test_renewed_ended_and_after_the_access_has_ended(world: World) -> None:
    world.planned()
    client, actor = browser(world), world.fritz_actor
    first, second = feed(world, actor), feed(world, actor)
    with clock.frozen(AT):
        assert client.get(first).status_code == 404
        assert client.get(second).status_code == 200
        Membership.objects.filter(pk=actor.membership_id).update(active=False)
        assert client.get(second).status_code == 404
        Membership.objects.filter(pk=actor.membership_id).update(active=True)
        assert end_feed(actor=actor, at=AT)
        assert client.get(second).status_code == 404
        assert not end_feed(actor=actor, at=AT)
    with pytest.raises(NotAllowed):
        renew_feed(actor=world.people.blatt_house, at=AT)


# --- At the desk --------------------------------------------------------------------------------------------


def test_offered_sent_and_printed_at_the_desk(world: World, signed_in: SignedIn) -> None:
    client = signed_in(world.people.anna)
    visit = world.visit()
    path = f"/desk/einsatz/{visit.number}/"
    with clock.frozen(AT):
        page = client.get(f"{path}termin/").content.decode()
        values = re.findall(r'name="slot" value="([^"]+)"', page)
        assert values
        assert client.post(f"{path}termin/anbieten/", {}).status_code == 422
        barred = {"technician1": world.felix.pk, "starts1": "2026-11-17T09:00"}
        assert client.post(f"{path}termin/anbieten/", barred).status_code == 422
        assert Visit.objects.get().state == "to_plan"
        sent = client.post(f"{path}termin/anbieten/", {"slot": values[:3]})
        assert sent.status_code == 302
        assert "Vor dem Kunden liegen" in client.get(f"{path}termin/").content.decode()
        assert client.get(f"{path}termin.ics").status_code == 404
        assert client.post(f"{path}termin/brief/").content.startswith(b"%PDF")
        world.planned(visit=Visit.objects.get())
        assert client.post(f"{path}termin/senden/").status_code == 302
        assert client.get(f"{path}termin.ics").content.startswith(b"BEGIN:VCALENDAR")
        protocol = client.get(f"/desk/vorgang/{visit.case.number}/protokoll/").content.decode()
        assert "zur Wahl angeboten" in protocol
    assert OutgoingMail.objects.filter(kind="appointment").count() == 2


def test_the_own_calendar_in_the_account(world: World, signed_in: SignedIn) -> None:
    client = signed_in(world.fritz_actor)
    assert client.get("/konto/kalender/").status_code == 200
    assert client.post("/konto/kalender/neu/").status_code == 302
    shown = client.get("/konto/kalender/").content.decode()
    address = re.search(r'value="https?://[^"]+(/kalender/\w+\.ics)"', shown)
    assert address is not None
    assert client.get(address[1]).status_code == 200
    assert address[1] not in client.get("/konto/kalender/").content.decode()
    assert client.post("/konto/kalender/beenden/").status_code == 302
    assert client.get(address[1]).status_code == 404
    assert signed_in(world.people.blatt_house).get("/konto/kalender/").status_code == 404


def test_dealer_and_technician_take_the_appointment_along(world: World, signed_in: SignedIn) -> None:
    visit = world.planned()
    path = f"/portal/vorgang/{visit.case.number}/einsatz/{visit.number}.ics"
    with clock.frozen(AT):
        for actor in (world.people.blatt_house, world.fritz_actor):
            client = signed_in(actor)
            assert client.get(path).content.startswith(b"BEGIN:VCALENDAR")
            assert path in client.get(f"/portal/vorgang/{visit.case.number}/").content.decode()
        assert signed_in(world.people.fremd_house).get(path).status_code == 404
        assert signed_in(world.dario_actor).get(path).status_code == 404
