"""What lies in a vehicle: movements that stay, sums that follow them, once for each key."""

from __future__ import annotations

from decimal import Decimal
from functools import partial

import pytest
from django.db import ProgrammingError, transaction

from kulanz.core.access.actor import system_actor
from kulanz.core.refusal import NotAllowed
from kulanz.core.tables.reading import read_table
from kulanz.core.tenancy.context import tenant_context
from kulanz.stages.execution.commands.stock import (
    count_stock,
    import_count,
    load_stock,
    return_stock,
    set_minimum,
    use_stock,
)
from kulanz.stages.execution.models import Stock, StockMovement, Vehicle
from kulanz.stages.execution.refusals_of_resources import (
    CountRefused,
    MoreThanInside,
    NotACount,
    NotAQuantity,
    VehicleOutOfService,
)
from tests.at_once import at_once
from tests.cases.people import AT, People, make_people
from tests.conftest import make_tenant
from tests.execution.resources_world import make_part, make_technician, make_vehicle, toms_van


def lies(vehicle: Vehicle) -> dict[str, Decimal]:
    found = Stock.objects.filter(vehicle=vehicle).values_list("article__number", "quantity")
    return dict(found)


def test_more_than_lies_inside_is_returned_only_by_who_says_so(people: People) -> None:
    _technician, van = toms_van(people)
    part, other = make_part(people.tenant), make_part(people.tenant, "RO-2", "Rolle")
    office = {"actor": people.anna, "vehicle_id": van.pk, "at": AT}
    load_stock(quantity=Decimal(1), article_id=part.pk, **office)
    for article, quantity in ((part, "1.01"), (part, "50"), (other, "1")):
        with pytest.raises(MoreThanInside):
            return_stock(quantity=Decimal(quantity), article_id=article.pk, key="k1", **office)
    assert lies(van) == {"GF-1": Decimal(1)}
    assert StockMovement.objects.count() == 1
    assert return_stock(quantity=Decimal(1), article_id=part.pk, key="k2", **office)
    # sent twice it was taken once, and there is nothing to ask
    assert not return_stock(quantity=Decimal(1), article_id=part.pk, key="k2", **office)
    assert return_stock(quantity=Decimal(50), article_id=part.pk, key="k3", beyond=True, **office)
    assert lies(van) == {"GF-1": Decimal(-50)}


def test_loaded_returned_used_and_counted(people: People) -> None:
    technician, van = toms_van(people)
    part = make_part(people.tenant)
    office = {"actor": people.anna, "vehicle_id": van.pk, "article_id": part.pk, "at": AT}
    assert load_stock(quantity=Decimal(5), **office)
    assert return_stock(quantity=Decimal(1), note="zu viel", **office)
    used = {"technician_id": technician.pk, "article_id": part.pk, "visit_id": 7, "at": AT}
    assert use_stock(actor=people.tom, quantity=Decimal(2), key="report:1:1", **used)
    assert lies(van) == {"GF-1": Decimal(2)}
    found = count_stock(actor=people.anna, vehicle_id=van.pk, counts={part.pk: Decimal(1)}, at=AT)
    assert (found.changed, found.unchanged) == (1, 0)
    assert lies(van) == {"GF-1": Decimal(1)}
    moved = list(StockMovement.objects.order_by("id").values_list("kind", "quantity", "by_name"))
    assert [(kind, int(quantity)) for kind, quantity, _name in moved] == [
        ("loaded", 5),
        ("returned", -1),
        ("used", -2),
        ("counted", -1),
    ]
    assert moved[2][2] == people.tom.name


def test_the_same_key_takes_once(people: People) -> None:
    technician, van = toms_van(people)
    part = make_part(people.tenant)
    used = {
        "actor": people.tom,
        "technician_id": technician.pk,
        "article_id": part.pk,
        "quantity": Decimal(1),
        "visit_id": None,
        "at": AT,
    }
    assert use_stock(key="report:1:1", **used)  # type: ignore[arg-type]  # the values' types are mixed
    assert not use_stock(key="report:1:1", **used)  # type: ignore[arg-type]  # as above
    # below zero is shown, not refused
    assert lies(van) == {"GF-1": Decimal(-1)}
    assert StockMovement.objects.count() == 1


def test_who_drives_nothing_takes_from_nothing(people: People) -> None:
    technician = make_technician(people.tenant, people.tom_party)
    part = make_part(people.tenant)
    taken = use_stock(
        actor=people.tom,
        technician_id=technician.pk,
        article_id=part.pk,
        quantity=Decimal(1),
        key="k",
        visit_id=None,
        at=AT,
    )
    assert not taken
    assert not StockMovement.objects.exists()


def test_nobody_takes_from_anothers_vehicle(people: People) -> None:
    _technician, van = toms_van(people)
    other = make_technician(people.tenant, people.karla)
    make_vehicle(people.tenant, other, name="Sprinter 2")
    part = make_part(people.tenant)
    for actor in (people.tom, people.blatt_house, people.otto):
        with pytest.raises(NotAllowed):
            use_stock(
                actor=actor,
                technician_id=other.pk,
                article_id=part.pk,
                quantity=Decimal(1),
                key="k",
                visit_id=None,
                at=AT,
            )
        with pytest.raises(NotAllowed):
            load_stock(actor=actor, vehicle_id=van.pk, article_id=part.pk, quantity=Decimal(1), at=AT)
    assert not StockMovement.objects.exists()


@pytest.mark.parametrize("quantity", ["0", "-1", "0.001", "1000000"])
def test_what_is_no_quantity_is_not_loaded(people: People, quantity: str) -> None:
    _technician, van = toms_van(people)
    part = make_part(people.tenant)
    with pytest.raises(NotAQuantity):
        load_stock(
            actor=people.anna, vehicle_id=van.pk, article_id=part.pk, quantity=Decimal(quantity), at=AT
        )
    with pytest.raises(NotACount):
        count_stock(actor=people.anna, vehicle_id=van.pk, counts={part.pk: Decimal(-1)}, at=AT)
    assert not StockMovement.objects.exists()


def test_a_vehicle_out_of_service_is_not_loaded(people: People) -> None:
    van = make_vehicle(people.tenant, active=False)
    part = make_part(people.tenant)
    with pytest.raises(VehicleOutOfService):
        load_stock(actor=people.anna, vehicle_id=van.pk, article_id=part.pk, quantity=Decimal(1), at=AT)
    assert not StockMovement.objects.exists()


def test_a_counted_list_is_taken_whole_or_not_at_all(people: People) -> None:
    _technician, van = toms_van(people)
    make_part(people.tenant)
    second = make_part(people.tenant, "RO-2", "Rolle")
    set_minimum(actor=people.anna, vehicle_id=van.pk, article_id=second.pk, minimum=Decimal(2))
    good = "Artikelnummer;Bezeichnung;Gezählt;Mindestbestand\nGF-1;Gasfeder;3;1\nRO-2;Rolle;;\n".encode()
    found = import_count(actor=people.anna, vehicle_id=van.pk, table=read_table("z.csv", good), at=AT)
    assert (found.changed, found.unchanged, found.minimums) == (1, 0, 1)
    assert lies(van) == {"GF-1": Decimal(3), "RO-2": Decimal(0)}
    bad = b"Artikelnummer;Menge\nGF-1;1\nGF-1;2\nXX;1\nRO-2;-1\nRO-2;viele\n;4\n"
    with pytest.raises(CountRefused) as refused:
        import_count(actor=people.anna, vehicle_id=van.pk, table=read_table("z.csv", bad), at=AT)
    assert [(p.line, p.column) for p in refused.value.problems] == [
        (3, "number"),
        (4, "number"),
        (5, "quantity"),
        (6, "quantity"),
        (6, "number"),
        (7, "number"),
    ]
    assert lies(van)["GF-1"] == 3


def test_movements_can_neither_be_changed_nor_deleted(people: People) -> None:
    _technician, van = toms_van(people)
    part = make_part(people.tenant)
    load_stock(actor=people.anna, vehicle_id=van.pk, article_id=part.pk, quantity=Decimal(1), at=AT)
    for act in (
        lambda: StockMovement.objects.update(quantity=9),
        lambda: StockMovement.objects.all()._raw_delete("default"),
    ):
        with pytest.raises(ProgrammingError), transaction.atomic():
            act()
    assert StockMovement.objects.get().quantity == 1


def test_reports_that_use_the_same_part_at_once_are_all_counted(committed_db: str) -> None:
    tenant = make_tenant()
    with tenant_context(tenant.pk):
        people = make_people(tenant)
        technician, van = toms_van(people)
        part = make_part(tenant)

    def use(key: str) -> bool:
        with tenant_context(tenant.pk):
            return use_stock(
                actor=system_actor(tenant.pk),
                technician_id=technician.pk,
                article_id=part.pk,
                quantity=Decimal(1),
                key=key,
                visit_id=None,
                at=AT,
            )

    taken = at_once(*(partial(use, f"report:{n % 3}") for n in range(6)))
    assert sorted(taken) == [False] * 3 + [True] * 3
    with tenant_context(tenant.pk):
        assert lies(van) == {"GF-1": Decimal(-3)}
