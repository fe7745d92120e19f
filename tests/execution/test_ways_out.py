"""The interlock refuses: when the others would go, which certificate would open it, and who lacks what."""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from datetime import date
from typing import Any
from urllib.parse import urlencode

import pytest
from django.test import Client

from kulanz.core.access.actor import Actor
from kulanz.masterdata.parties.models import Certificate, Course, Technician
from kulanz.stages.execution.models import Booking, Visit
from tests.execution.monday import now  # noqa: F401  # it is Monday
from tests.execution.visits_world import AT, World

PLAN = "/desk/einsatzplan/planen/"


def refused(client: Client, visit: Visit, technician_id: int, *, page: bool = False) -> str:
    given: dict[str, Any] = {"version": visit.version, "crew": technician_id, "starts": "2026-11-17T09:00"}
    url = f"/desk/einsatz/{visit.number}/planen/" if page else PLAN
    answer = client.post(url, given | {"visit": visit.pk}, headers={} if page else {"HX-Request": "1"})
    assert answer.status_code == 409
    visit.refresh_from_db()
    assert (visit.state, Booking.objects.count()) == ("to_plan", 0)
    return answer.content.decode()


@pytest.mark.parametrize("page", [False, True])
def test_whoever_certifies_is_led_to_the_certificate_that_ended(
    world: World, signed_in: Callable[[Actor], Client], page: bool
) -> None:
    ended = Certificate.objects.get(holder=world.frieda.person)
    text = refused(signed_in(world.people.lena), world.visit(), world.frieda.pk, page=page)
    assert f'href="/desk/stammdaten/zertifikate/{ended.pk}/erneuern/?next=%2Fdesk%2Feinsatz' in text
    assert "Zertifikat erneuern: Frieda Falk, Gasfeder tauschen" in text


@pytest.mark.parametrize("page", [False, True])
def test_who_never_had_one_gets_one_issued(
    world: World, signed_in: Callable[[Actor], Client], page: bool
) -> None:
    lena = signed_in(world.people.lena)
    text = refused(lena, world.visit(), world.felix.pk, page=page)
    asked = f"holder={world.felix.person_id}&amp;kind={world.spring.pk}"
    assert f'href="/desk/stammdaten/zertifikate/neu/?{asked}&amp;next=%2Fdesk%2Feinsatz' in text
    assert "Zertifikat ausstellen: Felix Fuchs, Gasfeder tauschen" in text
    form = lena.get(f"/desk/stammdaten/zertifikate/neu/?{asked.replace('&amp;', '&')}").content.decode()
    assert "Felix Fuchs" in form


def test_a_house_without_certificate_gets_one_as_a_whole(
    world: World, signed_in: Callable[[Actor], Client]
) -> None:
    Certificate.objects.filter(holder=world.people.blatt).delete()
    text = refused(signed_in(world.people.lena), world.visit(), world.dario.pk)
    assert f'href="/desk/stammdaten/zertifikate/neu/?holder={world.people.blatt.pk}&amp;next=' in text


@pytest.mark.parametrize("page", [False, True])
@pytest.mark.parametrize("who", ["felix", "frieda"])
def test_with_the_certificate_one_comes_back_to_the_visit(
    world: World, signed_in: Callable[[Actor], Client], who: str, page: bool
) -> None:
    lena, visit = signed_in(world.people.lena), world.visit()
    technician: Technician = getattr(world, who)
    text = refused(lena, visit, technician.pk, page=page)
    links = [html.unescape(link) for link in re.findall(r'href="([^"]*zertifikate/[^"]*)"', text)]
    back = f"/desk/einsatz/{visit.number}/" if page else f"/desk/einsatzplan/?#w{visit.pk}"
    assert f'href="{back}"' in html.unescape(lena.get(links[0]).content.decode())
    sent = {
        "holder": technician.person_id,
        "work_kind": world.spring.pk,
        "course": Course.objects.get().pk,
        "issued_on": "2026-11-16",
        "valid_until": "2028-11-16",
    }
    answer = lena.post(links[0], sent)
    assert (answer.status_code, answer["Location"]) == (302, back)
    assert Certificate.objects.filter(holder=technician.person, issued_on=date(2026, 11, 16)).exists()
    if not page:
        assert f'id="w{visit.pk}"' in lena.get(back).content.decode()


def test_after_a_certificate_nobody_is_led_elsewhere(
    world: World, signed_in: Callable[[Actor], Client]
) -> None:
    lena = signed_in(world.people.lena)
    new = "/desk/stammdaten/zertifikate/neu/"
    strange = ("https://boese.test/desk/", "//boese.test", "/konto/", "desk/", "javascript:alert(1)")
    for target in strange:
        page = lena.get(f"{new}?{urlencode({'next': target})}").content.decode()
        assert f'href="{target}"' not in page
    sent = {
        "holder": world.felix.person_id,
        "work_kind": world.spring.pk,
        "issued_on": "2026-11-16",
        "valid_until": "2028-11-16",
    }
    answer = lena.post(f"{new}?{urlencode({'next': strange[1]})}", sent)
    made = Certificate.objects.get(holder=world.felix.person)
    assert (answer.status_code, answer["Location"]) == (302, f"/desk/stammdaten/zertifikate/{made.pk}/")


def test_one_that_was_revoked_is_not_renewed_but_issued_anew(
    world: World, signed_in: Callable[[Actor], Client]
) -> None:
    Certificate.objects.filter(holder=world.fritz.person).update(revoked_on=AT.date())
    text = refused(signed_in(world.people.lena), world.visit(), world.fritz.pk)
    assert "erneuern" not in text
    assert "Zertifikat ausstellen: Fritz Fink" in text


def test_who_does_not_certify_sees_no_way_he_cannot_go(
    world: World, signed_in: Callable[[Actor], Client]
) -> None:
    text = refused(signed_in(world.people.anna), world.visit(), world.frieda.pk)
    assert "gilt nur bis 31.10.2026" in text
    assert "/stammdaten/zertifikate/" not in text


@pytest.mark.parametrize("page", [False, True])
def test_the_buttons_say_for_when(world: World, signed_in: Callable[[Actor], Client], page: bool) -> None:
    text = refused(signed_in(world.people.anna), world.visit(), world.frieda.pk, page=page)
    who = "Fritz Fink (Nordlicht Werkskundendienst), eigenes Gebiet"
    assert f"{who} – am Di, 17.11.2026, 09:00 einplanen" in text


def test_who_lacks_what_is_marked_beforehand_and_for_the_day(
    world: World, signed_in: Callable[[Actor], Client]
) -> None:
    anna, visit = signed_in(world.people.anna), world.visit()
    page = anna.get(f"/desk/einsatz/{visit.number}/").content.decode()
    assert "Das Zertifikat für „Gasfeder tauschen“ gilt nur bis 31.10.2026." in page
    assert "Kein Zertifikat für „Gasfeder tauschen“." in page
    world.certify(world.frieda.person, world.spring, issued_on=date(2026, 11, 20))
    url = f"/desk/einsatz/{visit.number}/besetzung/"
    early = anna.get(url, {"starts": "2026-11-19T09:00", "crew": world.felix.pk}).content.decode()
    late = anna.get(url, {"starts": "2026-11-20T09:00"}).content.decode()
    assert "gilt nur bis" in early
    assert "gilt nur bis" not in late
    assert "Kein Zertifikat" in late
    assert f'value="{world.felix.pk}" checked' in early
    assert anna.get(url, {"starts": "Unsinn"}).status_code == 200
    assert signed_in(world.people.blatt_house).get(url).status_code in {302, 403, 404}


def test_harmless_work_marks_nobody(world: World, signed_in: Callable[[Actor], Client]) -> None:
    visit = world.visit(case=world.harmless, work_kind_ids=[world.cleaning.pk])
    page = signed_in(world.people.anna).get(f"/desk/einsatz/{visit.number}/").content.decode()
    assert "Kein Zertifikat" not in page


def test_a_closed_day_offers_no_hours(world: World, signed_in: Callable[[Actor], Client]) -> None:
    page = signed_in(world.people.anna).get("/desk/einsatzplan/?woche=2026-11-16").content.decode()
    cells = page.split("<td ")[1:]
    days = {cell.split('data-day="')[1][:10]: "bar-open" in cell for cell in cells if "data-day" in cell}
    assert days == {f"2026-11-{day}": day < 21 for day in range(16, 23)}
