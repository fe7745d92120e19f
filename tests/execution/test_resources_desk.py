"""Vehicles and tools at the desk."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from kulanz.core import clock
from kulanz.core.refusal import NotAllowed
from kulanz.stages.execution.commands.stock import load_stock
from kulanz.stages.execution.commands.tools import move_tool, save_tool
from kulanz.stages.execution.commands.vehicles import save_vehicle
from kulanz.stages.execution.models import (
    Booking,
    Stock,
    StockMovement,
    Tool,
    ToolMovement,
    Vehicle,
    Visit,
    VisitPart,
    VisitTool,
)
from kulanz.stages.execution.queries.stock import movements, stock_lines
from kulanz.stages.execution.queries.tools import needs_of, tool_collisions
from kulanz.stages.execution.refusals_of_resources import DrivesAnother, ToolNumberTaken, WhereIsIt
from tests.cases.people import AT, People
from tests.execution.conftest import SignedIn
from tests.execution.placed import Placed
from tests.execution.resources_world import make_part, make_technician, make_vehicle, toms_van


def visit_on_plan(placed: Placed, number: str, starts_at: datetime, hours: int = 1) -> Visit:
    """A planned visit, as far as vehicles and tools look at it."""
    return Visit.objects.create(
        tenant=placed.people.tenant,
        number=number,
        case=placed.case,
        kind="repair",
        state="planned",
        state_since=AT,
        starts_at=starts_at,
        ends_at=starts_at + timedelta(hours=hours),
        material_relevance="none",
        name="Karla Kunde",
        city="Augsburg",
        created_at=AT,
        created_by_name="Anna Amsel",
    )


def test_what_is_missing_before_the_next_tours(placed: Placed) -> None:
    people = placed.people
    technician, van = toms_van(people)
    gas, wheel = make_part(people.tenant), make_part(people.tenant, "RO-2", "Rolle")
    load_stock(actor=people.anna, vehicle_id=van.pk, article_id=gas.pk, quantity=Decimal(1), at=AT)
    Stock.objects.filter(article=gas).update(minimum=1)
    tomorrow = visit_on_plan(placed, "V1", AT + timedelta(days=1))
    later = visit_on_plan(placed, "V2", AT + timedelta(days=8))
    for visit in (tomorrow, later):
        Booking.objects.create(
            tenant=people.tenant,
            technician=technician,
            visit=visit,
            starts_at=visit.starts_at,
            ends_at=visit.ends_at,
            created_at=AT,
            created_by_name="Anna",
        )
        for part in (gas, wheel):
            VisitPart.objects.create(
                tenant=people.tenant, visit=visit, article=part, name=part.name, quantity=Decimal(2)
            )
    found = {
        line.article.number: (line.quantity, line.needed, line.to_load) for line in stock_lines(van, at=AT)
    }
    assert found == {"GF-1": (1, 2, 2), "RO-2": (0, 2, 2)}


def test_the_page_fills_up_once_however_often_it_is_sent(placed: Placed, anna: Client) -> None:
    _technician, van = toms_van(placed.people)
    gas = make_part(placed.people.tenant)
    Stock.objects.create(tenant=placed.people.tenant, vehicle=van, article=gas, minimum=Decimal("2.5"))
    with clock.frozen(AT):
        page = anna.get(f"/desk/fahrzeuge/{van.pk}/")
        assert "Vor den nächsten Touren einladen" in page.content.decode()
        sent = {"key": page.context["fill_key"], "line": [f"{gas.pk}:2.50"]}
        assert f'value="{gas.pk}:2.50"' in page.content.decode()
        for _time in range(2):
            assert anna.post(f"/desk/fahrzeuge/{van.pk}/auffuellen/", sent).status_code == 302
    assert Stock.objects.get().quantity == Decimal("2.5")
    assert StockMovement.objects.count() == 1


def test_booking_at_the_desk(placed: Placed, anna: Client) -> None:
    _technician, van = toms_van(placed.people)
    gas = make_part(placed.people.tenant)
    path = f"/desk/fahrzeuge/{van.pk}/"
    for deed, quantity in (("load", "3,5"), ("return", "1"), ("count", "4"), ("minimum", "6")):
        data = {"deed": deed, "article": gas.pk, "quantity": quantity, "key": f"k{deed}"}
        assert anna.post(f"{path}buchen/", data).status_code == 302
    row = Stock.objects.get()
    assert (row.quantity, row.minimum) == (4, 6)
    wrong = anna.post(f"{path}buchen/", {"deed": "load", "quantity": "viel", "key": "x"})
    assert wrong.status_code == 422
    assert StockMovement.objects.count() == 3
    first = movements(van, size=2)
    assert [row.kind for row in first.rows] == ["counted", "returned"]
    assert [row.kind for row in movements(van, cursor=first.next_cursor, size=2).rows] == ["loaded"]


def test_more_than_lies_inside_is_asked_at_the_desk(placed: Placed, anna: Client) -> None:
    _technician, van = toms_van(placed.people)
    gas = make_part(placed.people.tenant)
    Stock.objects.create(tenant=placed.people.tenant, vehicle=van, article=gas, quantity=Decimal(1))
    path = f"/desk/fahrzeuge/{van.pk}/"
    assert 'name="beyond"' not in anna.get(path).content.decode()
    data = {"deed": "return", "article": gas.pk, "quantity": "50", "note": "ins Lager", "key": "k"}
    asked = anna.post(f"{path}buchen/", data)
    assert asked.status_code == 422
    page = asked.content.decode()
    assert "nur 1 × Gasfeder im Fahrzeug" in page
    assert 'name="beyond"' in page
    # nothing that was typed is lost, the article neither
    assert f'data-combobox-value="{gas.pk}"' in page
    assert 'value="ins Lager"' in page
    assert Stock.objects.get().quantity == 1
    assert not StockMovement.objects.exists()
    assert anna.post(f"{path}buchen/", data | {"beyond": "on"}).status_code == 302
    assert Stock.objects.get().quantity == -49


@pytest.mark.parametrize(
    ("deed", "few", "lies"), [("load", "100", 110), ("load", "10", 20), ("count", "100", 100)]
)
def test_unusually_many_are_asked_at_the_desk(
    placed: Placed, anna: Client, deed: str, few: str, lies: int
) -> None:
    _technician, van = toms_van(placed.people)
    gas = make_part(placed.people.tenant)
    Stock.objects.create(tenant=placed.people.tenant, vehicle=van, article=gas, quantity=Decimal(10))
    path = f"/desk/fahrzeuge/{van.pk}/"
    data = {"deed": deed, "article": gas.pk, "quantity": "999999", "key": "k"}
    asked = anna.post(f"{path}buchen/", data)
    assert asked.status_code == 422
    page = asked.content.decode()
    assert "999.999 × Gasfeder sind ungewöhnlich viele, nach dem Bestand liegen 10 im Fahrzeug." in page
    assert 'name="many"' in page
    assert 'name="beyond"' not in page
    assert Stock.objects.get().quantity == 10
    assert not StockMovement.objects.exists()
    assert anna.post(f"{path}buchen/", data | {"quantity": few}).status_code == 302
    assert Stock.objects.get().quantity == lies


def test_whoever_means_it_books_unusually_many(placed: Placed, anna: Client) -> None:
    _technician, van = toms_van(placed.people)
    gas = make_part(placed.people.tenant)
    path = f"/desk/fahrzeuge/{van.pk}/"
    data = {"deed": "load", "article": gas.pk, "quantity": "101", "key": "k"}
    assert anna.post(f"{path}buchen/", data).status_code == 422
    for _twice in range(2):
        assert anna.post(f"{path}buchen/", data | {"many": "on"}).status_code == 302
    assert Stock.objects.get().quantity == 101
    assert anna.post(f"{path}buchen/", data | {"quantity": "1010", "key": "k2"}).status_code == 302


def test_a_count_is_tried_then_taken(placed: Placed, anna: Client) -> None:
    _technician, van = toms_van(placed.people)
    make_part(placed.people.tenant)
    path = f"/desk/fahrzeuge/{van.pk}/"
    listed = anna.get(f"{path}bestand/?format=csv")
    assert "Artikelnummer" in listed.content.decode("utf-8-sig")
    with clock.frozen(AT):
        bad = anna.post(f"{path}zaehlung/", {"file": SimpleUploadedFile("z.csv", b"Nummer;Menge\nX;1\n")})
        assert bad.status_code == 422
        tried = anna.post(
            f"{path}zaehlung/", {"file": SimpleUploadedFile("z.csv", b"Nummer;Menge\nGF-1;7\n")}
        )
        assert not Stock.objects.exists()
        token = tried.context["token"]
        assert anna.post(f"{path}zaehlung/", {"step": "save", "token": token}).status_code == 302
        again = anna.post(f"{path}zaehlung/", {"step": "save", "token": token})
        assert again.status_code == 302
    assert Stock.objects.get().quantity == 7


def test_a_driver_has_one_vehicle(people: People) -> None:
    technician, van = toms_van(people)
    with pytest.raises(DrivesAnother):
        save_vehicle(actor=people.anna, values={"name": "Sprinter 2", "technician_id": technician.pk}, at=AT)
    assert Vehicle.objects.get() == van
    save_vehicle(actor=people.anna, values={"active": False}, vehicle_id=van.pk, at=AT)
    second = save_vehicle(
        actor=people.anna, values={"name": "Sprinter 2", "technician_id": technician.pk}, at=AT
    )
    assert second.organisation == technician.organisation


def test_only_the_office_keeps_vehicles_and_tools(people: People) -> None:
    for actor in (people.otto, people.tom, people.blatt_house):
        with pytest.raises(NotAllowed):
            save_vehicle(actor=actor, values={"name": "X"}, at=AT)
        with pytest.raises(NotAllowed):
            save_tool(actor=actor, values={"name": "X", "number": "1"}, at=AT)
    assert not Vehicle.objects.exists()
    assert not Tool.objects.exists()


def test_a_tool_is_in_one_place_and_its_way_is_kept(people: People) -> None:
    technician = make_technician(people.tenant, people.tom_party)
    van = make_vehicle(people.tenant)
    tool = save_tool(actor=people.anna, values={"name": "Abzieher", "number": "W-1"}, at=AT)
    with pytest.raises(ToolNumberTaken):
        save_tool(actor=people.anna, values={"name": "Anderer", "number": "W-1"}, at=AT)
    with pytest.raises(WhereIsIt):
        move_tool(actor=people.anna, tool_id=tool.pk, vehicle_id=van.pk, place="Lager", at=AT)
    move_tool(actor=people.anna, tool_id=tool.pk, place=" Lager ", at=AT)
    move_tool(actor=people.anna, tool_id=tool.pk, vehicle_id=van.pk, at=AT)
    moved = move_tool(actor=people.anna, tool_id=tool.pk, technician_id=technician.pk, at=AT)
    assert (moved.vehicle, moved.technician, moved.place) == (None, technician, "")
    assert list(ToolMovement.objects.values_list("where", flat=True)) == [
        "Tom Trieb",
        "Sprinter 1",
        "Lager",
    ]


def test_a_tool_needed_twice_at_once_is_warned_of(placed: Placed, signed_in: SignedIn) -> None:
    people = placed.people
    tool = save_tool(
        actor=people.anna,
        values={"name": "Abzieher", "number": "W-1", "inspected_until": date(2026, 11, 16)},
        at=AT,
    )
    start = datetime(2026, 11, 17, 9, tzinfo=UTC)
    one, two = visit_on_plan(placed, "V1", start, 2), visit_on_plan(placed, "V2", start + timedelta(hours=1))
    after = visit_on_plan(placed, "V3", start + timedelta(hours=2))
    for visit in (one, two, after):
        VisitTool.objects.create(tenant=people.tenant, visit=visit, tool=tool)
    found = tool_collisions(one)
    assert [c.visit_number for c in found] == ["", "V2"]
    assert found[0].uninspected_since == date(2026, 11, 16)
    # the hours end where the others begin
    assert [c.visit_number for c in tool_collisions(after)] == [""]
    assert [
        c.visit_number for c in tool_collisions(after, starts_at=start, ends_at=start + timedelta(hours=1))
    ] == ["", "V1"]
    assert [(n.visit.number, n.collides) for n in needs_of(tool, at=AT)] == [
        ("V1", True),
        ("V2", True),
        ("V3", False),
    ]
    client = signed_in(people.anna)
    with clock.frozen(AT):
        assert "gleichzeitig gebraucht" in client.get(f"/desk/werkzeuge/{tool.pk}/").content.decode()
        assert "W-1" in client.get("/desk/werkzeuge/").content.decode()
        sent = {"place": "Lager", "vehicle": "", "technician": ""}
        assert client.post(f"/desk/werkzeuge/{tool.pk}/ort/", sent).status_code == 302
        assert client.post(f"/desk/werkzeuge/{tool.pk}/ort/", {}).status_code == 422
    assert ToolMovement.objects.count() == 1
