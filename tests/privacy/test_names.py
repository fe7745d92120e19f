"""Whoever wrote, counted or moved something stands there by name, until he is erased."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.db import ProgrammingError, transaction

from kulanz.masterdata.catalog.models import Article
from kulanz.masterdata.parties.models import Party
from kulanz.stages.execution.commands.stock import use_stock
from kulanz.stages.execution.models import Booking, Stock, StockMovement, Tool, ToolMovement, Vehicle, Visit
from kulanz.stages.execution.models.resources import MovementKind
from kulanz.workflows.privacy import erase_person
from kulanz.workflows.privacy_names import erase_names, names_held
from tests.cases.people import AT, People
from tests.execution.visits_world import World, make_world

FRITZ = "Fritz Fink"


@pytest.fixture
def world(people: People, tmp_path: Path, settings: Any) -> World:
    settings.MEDIA_ROOT = tmp_path / "files"
    settings.OUTBOX_FOLDER = tmp_path / "outbox"
    world = make_world(people)
    van = Vehicle.objects.create(tenant=world.tenant, name="Bus 1", technician=world.fritz)
    article = Article.objects.create(tenant=world.tenant, number="GF", name="Gasfeder", is_spare_part=True)
    Stock.objects.create(tenant=world.tenant, vehicle=van, article=article, quantity=4)
    use_stock(
        actor=world.fritz_actor, technician_id=world.fritz.pk, article_id=article.pk, quantity=Decimal(1),
        key="x", visit_id=None, at=AT,
    )  # fmt: skip
    tool = Tool.objects.create(tenant=world.tenant, name="Drehmomentschlüssel", number="W-1")
    ToolMovement.objects.create(tenant=world.tenant, tool=tool, where=FRITZ, at=AT, by_name="Anna Amsel")
    ToolMovement.objects.create(tenant=world.tenant, tool=tool, where="Lager", at=AT, by_name=FRITZ)
    return world


def erase(world: World, name: str = FRITZ) -> None:
    erase_person(actor=world.people.otto, party_id=world.fritz.person_id, confirm=name, at=AT)


def test_a_technician_leaves_no_name_at_stock_and_tools(world: World) -> None:
    StockMovement.objects.create(
        tenant=world.tenant, vehicle=Vehicle.objects.get(), article=Article.objects.get(number="GF"),
        kind=MovementKind.COUNTED, quantity=2, key="y", at=AT, by_name="Paula Pirol",
    )  # fmt: skip
    erase(world)
    assert list(StockMovement.objects.order_by("pk").values_list("by_name", "quantity")) == [
        ("[gelöscht]", -1),
        ("Paula Pirol", 2),
    ]
    moves = set(ToolMovement.objects.values_list("where", "by_name"))
    assert moves == {("[gelöscht]", "Anna Amsel"), ("Lager", "[gelöscht]")}
    for held in names_held():
        assert not held.model._default_manager.filter(**{held.field: FRITZ}).exists(), held


def test_what_belongs_to_a_case_that_is_kept_stays_with_it(world: World) -> None:
    """The case is open, and he is on its crew."""
    visit = world.planned()
    Visit.objects.filter(pk=visit.pk).update(created_by_name=FRITZ, off_plan_reason=f"{FRITZ} ist krank")
    erase(world)
    visit.refresh_from_db()
    assert (visit.created_by_name, visit.off_plan_reason) == (FRITZ, f"{FRITZ} ist krank")
    assert not StockMovement.objects.filter(by_name=FRITZ).exists()


def test_a_customer_of_the_same_name_takes_nobodys_name_away(world: World) -> None:
    Party.objects.filter(pk=world.people.karla.pk).update(name=FRITZ)
    twin = Party.objects.get(pk=world.people.karla.pk)
    assert erase_names(twin, (), kept_cases=()) == 0
    assert StockMovement.objects.get().by_name == FRITZ


def test_of_rows_written_once_the_names_alone_can_be_overwritten(world: World) -> None:
    rows = StockMovement.objects.all()
    with pytest.raises(ProgrammingError), transaction.atomic():
        rows.update(quantity=9)
    with pytest.raises(ProgrammingError), transaction.atomic():
        rows.delete()
    with pytest.raises(ProgrammingError), transaction.atomic():
        ToolMovement.objects.update(at=AT)
    assert rows.get().quantity == -1
    assert rows.update(by_name="[gelöscht]") == 1


def test_each_name_in_a_row_written_once_can_be_erased() -> None:
    found = [held for held in names_held() if held.model.append_only]
    assert {held.model.__name__ for held in found} == {"StockMovement", "ToolMovement"}
    for held in found:
        assert held.field in held.model.erasable, held


def test_the_way_to_the_case_is_found() -> None:
    ways = {(held.model, held.field): held.case for held in names_held()}
    assert ways[Booking, "created_by_name"] == "visit__case"
    assert ways[Visit, "created_by_name"] == "case"
    assert ways[StockMovement, "by_name"] == ""
