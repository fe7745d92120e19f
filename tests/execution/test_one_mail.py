"""Of his appointment a customer hears once, by the mail with the link; the page of his case leads there."""

from __future__ import annotations

import re
from datetime import datetime

import pytest
from django.test import Client

from kulanz.core import clock
from kulanz.interfaces.jobs.worker import work_off_everything
from kulanz.masterdata.parties.models import ContactPoint, HouseBrand, Writer
from kulanz.stages.contact.models import OutgoingMail
from kulanz.stages.execution.models import Booking, Visit
from kulanz.workflows.links import issue_case_link
from tests.cases.people import People
from tests.execution.conftest import SignedIn
from tests.execution.visits_world import AT, HOUR, NINE, World, make_world

TO = "karla@kundin.test"
LATER = NINE + 48 * HOUR  # Thursday, 9:00


@pytest.fixture
def world(people: People) -> World:
    found = make_world(people)
    ContactPoint.objects.get_or_create(
        tenant=people.tenant, party=people.karla, kind="email", value=TO, defaults={"is_main": True}
    )
    return found


def mails() -> list[str]:
    """What went to the customer since this was asked last."""
    work_off_everything(AT)
    found = list(
        OutgoingMail.objects.filter(recipient__iexact=TO).order_by("pk").values_list("subject", flat=True)
    )
    OutgoingMail.objects.all().update(recipient="known@x.test")
    return found


def page_of(world: World) -> str:
    url = issue_case_link(case=world.case, party_id=world.people.karla.pk, address=TO, at=AT)
    return re.sub(r"^https?://[^/]+", "", url)


def browser(world: World) -> Client:
    return Client(headers={"host": world.tenant.host, "origin": "null"}, enforce_csrf_checks=True)


def offer(world: World, signed_in: SignedIn) -> Visit:
    visit = world.visit()
    slots = [f"{world.fritz.pk}@{start.isoformat()}" for start in (LATER, LATER + 3 * HOUR)]
    desk = signed_in(world.people.anna)
    assert desk.post(f"/desk/einsatz/{visit.number}/termin/anbieten/", {"slot": slots}).status_code == 302
    return visit


def test_one_mail_each_time_and_the_case_leads_to_the_choice(world: World, signed_in: SignedIn) -> None:
    with clock.frozen(AT):
        mails()
        visit = offer(world, signed_in)
        sent = mails()
        assert len(sent) == 1, sent
        assert "wählen" in sent[0]

        page, client = page_of(world), browser(world)
        case_page = client.get(page).content.decode()
        assert "Termin wählen" in case_page
        assert "antworten Sie hier" not in case_page
        path = f"{page}termin/"
        assert f'href="{path}"' in case_page
        text = client.get(path).content.decode()
        assert "24 Stunden vorher" in text
        visit.refresh_from_db()
        assert visit.state == "offered", "looking changes nothing"

        assert client.post(path, {"act": "choose", "slot": "2026-11-17T03:00:00+00:00"}).status_code == 422
        assert not Booking.objects.exists()
        assert mails() == []

        slot = re.findall(r'name="slot" value="([^"]+)"', text)[0]
        assert client.post(path, {"act": "choose", "slot": slot}).status_code == 302
        sent = mails()
        assert len(sent) == 1, sent
        text = client.get(path).content.decode()
        assert "fest vereinbart" in text
        assert "Ändern können Sie den Termin bis Mittwoch, 18. November 2026, 09:00 Uhr" in text

        others = re.findall(r'name="slot" value="([^"]+)"', text)
        later = [value for value in others if value[:10] > slot[:10]]
        assert later, "days after the one agreed are offered as well"
        assert client.post(path, {"act": "move", "slot": later[-1]}).status_code == 302
        sent = mails()
        assert len(sent) == 1, sent


@pytest.mark.parametrize("second", [LATER + 3 * HOUR, LATER, None])
def test_in_a_second_tab_stands_what_is_booked_and_nothing_else(
    world: World, signed_in: SignedIn, second: datetime | None
) -> None:
    with clock.frozen(AT):
        visit = offer(world, signed_in)
        path, client = f"{page_of(world)}termin/", browser(world)
        assert client.post(path, {"act": "choose", "slot": LATER.isoformat()}).status_code == 302
        assert "Ihr Termin ist fest vereinbart" in client.get(path).content.decode(), "told once"
        slot = {"slot": second.isoformat()} if second is not None else {}
        answer = client.post(path, {"act": "choose", **slot}, follow=True)
        text = answer.content.decode()
    assert (answer.status_code, answer.redirect_chain) == (200, [(path, 302)])
    assert "Donnerstag, 19. November 2026" in text
    assert "Der Termin ist fest vereinbart" in text
    assert "Termin verschieben" in text
    assert "keine Termine mehr zur Wahl" not in text
    assert "error-summary" not in text
    visit.refresh_from_db()
    assert (visit.state, visit.starts_at, visit.customer_moves) == ("confirmed", LATER, 0)


def test_another_party_of_the_case_does_not_choose(world: World, signed_in: SignedIn) -> None:
    with clock.frozen(AT):
        visit = offer(world, signed_in)
        stranger = world.people.blatt
        url = issue_case_link(case=world.case, party_id=stranger.pk, address="x@y.test", at=AT)
        page = re.sub(r"^https?://[^/]+", "", url)
        client = browser(world)
        assert "Termin wählen" not in client.get(page).content.decode()
        answer = client.post(f"{page}termin/", {"act": "choose", "slot": LATER.isoformat()})
        assert answer.status_code in (302, 404)
        visit.refresh_from_db()
        assert (visit.state, Booking.objects.count()) == ("offered", 0)


def test_in_the_dealers_name_stands_the_dealers_number_alone(world: World, signed_in: SignedIn) -> None:
    tenant, blatt = world.tenant, world.people.blatt
    tenant.contact_phone = "030 23125 100"
    tenant.save(update_fields=["contact_phone"])
    ContactPoint.objects.create(tenant=tenant, party=blatt, kind="phone", value="0221 4710 519")
    HouseBrand.objects.create(tenant=tenant, organisation=blatt, brand_color="#123456", changed_at=AT)
    world.case.dealer, world.case.writer = blatt, Writer.OFFICE_FOR_DEALER.value
    world.case.save(update_fields=["dealer", "writer"])
    with clock.frozen(AT):
        offer(world, signed_in)
        text = browser(world).get(f"{page_of(world)}termin/").content.decode()
    assert "0221 4710 519" in text
    assert "030 23125 100" not in text
