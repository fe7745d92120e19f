"""What the device has before departure: everything the technician may see, and nothing else."""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from kulanz.cases.commands.messages import add_message
from kulanz.cases.models import Case, Position
from kulanz.cases.rules import Audience
from kulanz.core.access.actor import Actor
from kulanz.masterdata.catalog.models import Article
from kulanz.masterdata.parties.models import HouseBrand
from kulanz.stages.execution.models import ChecklistItem, ServiceReport, Stock, Vehicle
from tests.execution.visits_world import AT, HOUR, NINE, World
from tests.field.device import Device

SignedIn = Callable[[Actor], Client]


def test_what_the_customer_would_like_is_named_so(world: World, fritz: Device) -> None:
    world.planned()
    world.case.positions.update(wish="Ersatz")
    (found,) = fritz.day()["visits"]
    assert found["case"]["customer_words"] == "sinkt ab\nGewünscht: Ersatz"


def test_the_day_says_what_to_do_where_and_whether_he_may(world: World, fritz: Device) -> None:
    visit = world.planned()
    ChecklistItem.objects.create(
        tenant=world.tenant, work_kind=world.spring, text="Druck", kind="value", unit="bar"
    )
    day = fritz.day()
    (found,) = day["visits"]
    assert (found["id"], found["number"], found["lead"], found["reported"]) == (
        visit.pk,
        visit.number,
        True,
        False,
    )
    assert found["crew"] == ["Fritz Fink"]
    assert found["place"]["street"] == "Lange Gasse 7"
    assert found["place"]["phone"] == "0821 4711"
    assert found["case"]["number"] == world.case.number
    assert found["case"]["customer_words"] == "sinkt ab"
    assert found["safety"] == {
        "relevance": "given", "cleared": True, "sentence": "", "valid_until": "2028-01-10",
    }  # fmt: skip
    (work,) = found["works"]
    assert work["checklist"][0]["unit"] == "bar"
    assert day["days"] == ["2026-11-17"]
    assert day["zone"] == "Europe/Berlin"
    assert day["technician"]["name"] == "Fritz Fink"
    assert day["technician"]["organisation"] == "Nordlicht Werkskundendienst"


def test_he_reads_what_technicians_may_read(world: World, fritz: Device) -> None:
    world.planned()
    anna = world.people.anna
    Article.objects.filter(pk=world.chair.pk).update(cost_price=Decimal("173.21"))
    for audience in (
        Audience.INTERNAL,
        Audience.DEALER,
        Audience.CUSTOMER,
        Audience.TECHNICIAN,
        Audience.ALL,
    ):
        add_message(
            actor=anna, case_id=world.case.pk, body=f"Wort-{audience}", audience=audience, at=AT - HOUR
        )
    text = json.dumps(fritz.day())
    assert "Wort-technician" in text
    assert "Wort-all" in text
    for hidden in ("Wort-internal", "Wort-dealer", "Wort-customer", "173.21"):
        assert hidden not in text


def test_only_his_own_visits_of_the_coming_days(world: World, fritz: Device) -> None:
    mine = world.planned()
    world.planned([world.dario], visit=world.visit(case=world.harmless))
    world.planned(starts_at=NINE + timedelta(days=9))
    tomorrow = world.planned(starts_at=NINE + timedelta(days=1), case=world.harmless)
    assert [visit["id"] for visit in fritz.day()["visits"]] == [mine.pk, tomorrow.pk]


def test_the_same_day_again_is_not_sent_again(world: World, fritz: Device) -> None:
    world.planned()
    tag = fritz.get("day")["ETag"]
    assert fritz.get("day", **{"If-None-Match": tag}).status_code == 304
    world.planned(starts_at=NINE + 2 * HOUR)
    again = fritz.get("day", **{"If-None-Match": tag})
    assert again.status_code == 200
    assert again["ETag"] != tag


def test_stock_and_articles_are_on_board(world: World, fritz: Device) -> None:
    van = Vehicle.objects.create(tenant=world.tenant, name="Bus 1", technician=world.fritz)
    part = Article.objects.create(tenant=world.tenant, number="GF-20", name="Gasfeder", is_spare_part=True)
    Stock.objects.create(tenant=world.tenant, vehicle=van, article=part, quantity=4)
    day = fritz.day()
    assert [(row["number"], row["quantity"]) for row in day["stock"]] == [("GF-20", 4)]
    assert [row["number"] for row in day["articles"]] == ["GF-20"]


@pytest.fixture
def twelve(world: World) -> World:
    """Twelve long visits with everything beside them."""
    for index in range(12):
        world.planned(
            starts_at=NINE + index * timedelta(minutes=90) - timedelta(hours=7), task="Aufgabe " * 200
        )
    for index in range(30):
        add_message(
            actor=world.people.anna, case_id=world.case.pk, body=f"{index} " + "Text " * 700,
            audience=Audience.ALL, at=AT - HOUR,
        )  # fmt: skip
    for index in range(600):
        Article.objects.create(tenant=world.tenant, number=f"T-{index}", name="Teil", is_spare_part=True)
    return world


def test_a_day_of_twelve_visits_is_within_two_megabytes(twelve: World, fritz: Device) -> None:
    plain = fritz.get("day")
    assert len(plain.json()["visits"]) == 12
    assert len(plain.content) < 2 * 1024 * 1024
    packed = fritz.get("day", **{"Accept-Encoding": "gzip"})
    assert packed["Content-Encoding"] == "gzip"
    assert len(packed.content) < len(plain.content) / 5
    assert len(json.loads(gzip.decompress(packed.content))["visits"]) == 12


def test_more_visits_need_no_more_statements(world: World, fritz: Device) -> None:
    def statements() -> int:
        with CaptureQueriesContext(
            connection,
        ) as seen:
            fritz.day()
        return len(seen)

    world.planned()
    fritz.day()
    few = statements()
    for index in range(1, 6):
        world.planned(starts_at=NINE + index * HOUR, case=world.harmless if index % 2 else world.case)
    assert statements() == few <= 45


def test_who_knocks(world: World, fritz: Device, signed_in: SignedIn, tenant: Any) -> None:
    stranger = Device(Client(headers={"host": tenant.host}))
    answer = stranger.get("day")
    assert answer.status_code == 401
    assert answer.json() == {"error": "login", "login": "/konto/anmelden/?next=/feld/"}
    assert Device(signed_in(world.people.anna)).get("day").status_code == 404
    assert Device(signed_in(world.people.blatt_house)).get("state").status_code == 404
    assert Device(fritz.client, key="kein").get("day").status_code == 400
    state = fritz.get("state").json()
    assert state["technician"]["name"] == "Fritz Fink"
    assert state["token"]


def test_a_dealers_technician_sees_his_own_house(world: World, now: None, signed_in: SignedIn) -> None:
    """Option A: the tablet wears the dealer's face, and the history only tells of the dealer's cases."""
    HouseBrand.objects.create(
        tenant=world.tenant, organisation=world.people.blatt, brand_color="#123456", changed_at=AT
    )
    Position.objects.filter(case=world.case).update(serial_number="S-1")
    Position.objects.filter(case=world.harmless).update(serial_number="S-1")
    Case.objects.filter(pk=world.harmless.pk).update(dealer=world.people.fremd)
    fritz = Device(signed_in(world.fritz_actor))
    for case, work in ((world.case, "Haselwort"), (world.harmless, "Holunderwort")):
        visit = world.planned(case=case, starts_at=NINE + HOUR * (case.pk % 7))
        fritz.tell(visit.pk, "report", {"result": "solved", "work": work})
    dario = Device(signed_in(world.dario_actor))
    world.planned([world.dario], starts_at=NINE + 9 * HOUR)
    day = dario.day()
    colours = day["brand"].pop("properties")
    assert (colours["--brand-fill"], colours["--brand-on-fill"]) == ("#123456", "#ffffff")
    assert day["brand"] == {
        "name": "Bürohaus Blatt",
        "color": "#123456",
        "accent": world.tenant.accent_color,
        "logo": "",
    }
    text = json.dumps(day, ensure_ascii=False)
    assert "Haselwort" in text
    assert "Holunderwort" not in text
    world.planned(starts_at=NINE + 11 * HOUR)
    assert "Holunderwort" in json.dumps(fritz.day(), ensure_ascii=False)


def test_what_was_done_after_midnight_was_done_on_that_day(world: World, fritz: Device) -> None:
    Position.objects.update(serial_number="S-1")
    earlier = world.planned()
    fritz.tell(earlier.pk, "report", {"result": "solved", "work": "Haselwort"})
    ServiceReport.objects.update(finished_at=datetime(2026, 11, 16, 23, 16, tzinfo=UTC))
    world.planned(starts_at=NINE + 5 * HOUR)
    assert '"2026-11-17", "what": "Haselwort"' in json.dumps(fritz.day(), ensure_ascii=False)


def test_a_day_without_reports_and_one_without_visits(
    world: World, fritz: Device, signed_in: Callable[[Actor], Client]
) -> None:
    assert fritz.day()["visits"] == []
    visit = world.planned()
    (seen,) = fritz.day()["visits"]
    assert (seen["id"], seen["reported"], seen["report"]) == (visit.pk, False, None)
    assert seen["case"]["statement"] is None
    # whoever reads no report of anybody is told no less of the day
    assert Device(signed_in(world.dario_actor)).day()["visits"] == []
