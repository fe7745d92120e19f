"""Remedies and their matrix: put together from parts that must fit, changed by one at a time, never lost."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from kulanz.cases.commands.recording import NewCase, NewPosition, record_case
from kulanz.cases.models import Case, Position
from kulanz.cases.rules import Kind
from kulanz.core.protocol.models import ProtocolEntry
from kulanz.core.refusal import InvalidValue, MissingValue, NotAllowed, Refusal
from kulanz.core.tenancy.models import Tenant
from kulanz.masterdata.catalog.models import CostKind
from kulanz.stages.solution import refusals_of_settings as refusals
from kulanz.stages.solution.commands import settings_remedies as commands
from kulanz.stages.solution.commands.settings_matrix import set_matrix
from kulanz.stages.solution.models import Exclusion, Remedy, RemedyCostKind
from kulanz.stages.solution.queries.settings import Cell, CellKey, cells_of, touched_by, undecided_complaints
from kulanz.stages.solution.rules.remedies import Ends, Goods, Nature, OrderKind
from tests.cases.people import AT, People, make_people

FACTORY = commands.RemedyFields(
    name="Reparatur im Werk",
    name_en="Repair at our factory",
    nature=Nature.REPAIR,
    goods=Goods.POSITIONS,
    orders=(OrderKind.PICK_UP, OrderKind.DELIVERY),
    letters=("acceptance",),
    ends=Ends.ORDERS_DONE,
)


@pytest.fixture
def people(tenant: Tenant, defaults: None) -> People:
    return make_people(tenant)


def fields(**changes: Any) -> commands.RemedyFields:
    return commands.RemedyFields(**{name: getattr(FACTORY, name) for name in FACTORY.__slots__} | changes)


def state() -> list[Any]:
    return [
        *Remedy.objects.order_by("pk").values(),
        *RemedyCostKind.objects.order_by("pk").values(),
        ProtocolEntry.objects.count(),
    ]


def test_a_remedy_of_the_same_parts(people: People) -> None:
    remedy = commands.create_remedy(actor=people.lena, fields=FACTORY, at=AT)
    assert (remedy.code, remedy.position, remedy.is_benchmark) == ("reparatur_im_werk", 6, False)
    assert remedy.orders == ["delivery", "pick_up"]
    entry = ProtocolEntry.objects.get(event="remedy.created")
    assert entry.facts["values"]["name"] == "Reparatur im Werk"
    # Its costs: fetched, mended for an entered sum, brought back.
    kinds = dict(CostKind.objects.values_list("code", "pk"))
    wanted = {(remedy.pk, kinds[code]): Cell.REQUIRED for code in ("pick_up", "material", "new_delivery")}
    changed = set_matrix(actor=people.lena, wanted=wanted, base={}, at=AT)
    assert len(changed) == 3
    assert {cell.cost_kind.code for cell in remedy.cells.filter(required=True)} == {
        "pick_up", "material", "new_delivery",
    }  # fmt: skip


def test_two_names_alike_get_two_codes(people: People) -> None:
    first = commands.create_remedy(actor=people.lena, fields=FACTORY, at=AT)
    commands.change_remedy(actor=people.lena, remedy_id=first.pk, fields=fields(name="Anders"), at=AT)
    second = commands.create_remedy(actor=people.lena, fields=FACTORY, at=AT)
    assert (first.code, second.code) == ("reparatur_im_werk", "reparatur_im_werk_2")


@pytest.mark.parametrize(
    ("changes", "refusal"),
    [
        ({"name": "  "}, MissingValue),
        ({"name": "x" * 81}, InvalidValue),
        ({"name": "kostenloser austausch"}, refusals.RemedyNameTaken),
        ({"orders": ()}, refusals.RemedyNeverEnds),
        ({"orders": (), "ends": Ends.COMMISSIONED}, refusals.RemedyNeverEnds),
        ({"ends": Ends.CREDITED}, refusals.CreditNeedsNature),
        ({"orders": (OrderKind.PART_DELIVERY,)}, refusals.PartsNeeded),
        ({"goods": Goods.NONE}, refusals.GoodsNeeded),
        ({"needs_executor": True}, refusals.ExecutorWithoutOrder),
        ({"letters": ("discount_offer",)}, refusals.OfferOnlyForReduction),
    ],
)
def test_parts_that_do_not_fit_change_nothing(
    people: People, changes: dict[str, Any], refusal: type[Refusal]
) -> None:
    before = state()
    with pytest.raises(refusal):
        commands.create_remedy(actor=people.lena, fields=fields(**changes), at=AT)
    assert state() == before


def test_an_agent_changes_nothing(people: People) -> None:
    exchange = Remedy.objects.get(code="exchange")
    before = state()
    for act in (
        lambda: commands.create_remedy(actor=people.anna, fields=FACTORY, at=AT),
        lambda: commands.move_remedy(actor=people.anna, remedy_id=exchange.pk, up=True, at=AT),
        lambda: commands.set_benchmark(actor=people.anna, remedy_id=exchange.pk, at=AT),
        lambda: commands.delete_remedy(actor=people.anna, remedy_id=exchange.pk, at=AT),
        lambda: set_matrix(actor=people.anna, wanted={}, base={}, at=AT),
    ):
        with pytest.raises(NotAllowed):
            act()
    assert state() == before


def test_a_change_seen_too_late_is_refused(people: People) -> None:
    remedy = commands.create_remedy(actor=people.lena, fields=FACTORY, at=AT)
    seen = commands.fingerprint(remedy)
    commands.change_remedy(actor=people.lena, remedy_id=remedy.pk, fields=fields(name="Werk"), at=AT)
    before = state()
    with pytest.raises(refusals.ChangedMeanwhile):
        commands.change_remedy(
            actor=people.otto, remedy_id=remedy.pk, fields=fields(active=False), seen=seen, at=AT
        )
    assert state() == before
    # The same wish twice is no conflict.
    commands.change_remedy(
        actor=people.otto, remedy_id=remedy.pk, fields=fields(name="Werk"), seen=seen, at=AT
    )


def test_there_is_one_benchmark_and_it_stays_in_use(people: People) -> None:
    exchange, credit = Remedy.objects.get(code="exchange"), Remedy.objects.get(code="pick_up_credit")
    commands.set_benchmark(actor=people.lena, remedy_id=exchange.pk, at=AT)
    assert [r.code for r in Remedy.objects.filter(is_benchmark=True)] == ["exchange"]
    assert ProtocolEntry.objects.get(event="remedy.benchmark_changed").facts == {
        "before": "pick_up_credit",
        "after": "exchange",
    }
    exchange.refresh_from_db()
    kept = commands.RemedyFields(
        name=exchange.name, nature=Nature.REPLACEMENT, goods=Goods.POSITIONS, ends=Ends.ORDERS_DONE,
        name_en=exchange.name_en, orders=(OrderKind.DELIVERY,), active=False,
    )  # fmt: skip
    before = state()
    with pytest.raises(refusals.BenchmarkStays):
        commands.change_remedy(actor=people.lena, remedy_id=exchange.pk, fields=kept, at=AT)
    with pytest.raises(refusals.BenchmarkStays):
        commands.delete_remedy(actor=people.lena, remedy_id=exchange.pk, at=AT)
    Remedy.objects.filter(pk=credit.pk).update(active=False)
    with pytest.raises(refusals.BenchmarkNotInUse):
        commands.set_benchmark(actor=people.lena, remedy_id=credit.pk, at=AT)
    Remedy.objects.filter(pk=credit.pk).update(active=True)
    assert state() == before


def test_a_remedy_in_use_is_not_deleted(people: People) -> None:
    remedy = commands.create_remedy(actor=people.lena, fields=FACTORY, at=AT)
    case = complaint(people)
    exclusion = Exclusion.objects.create(
        tenant=people.tenant, case=case, remedy=remedy, reason="weit", excluded_at=AT, excluded_by_name="Anna"
    )
    before = state()
    with pytest.raises(refusals.RemedyInUse):
        commands.delete_remedy(actor=people.lena, remedy_id=remedy.pk, at=AT)
    assert state() == before
    exclusion.delete()
    commands.delete_remedy(actor=people.lena, remedy_id=remedy.pk, at=AT)
    assert not Remedy.objects.filter(pk=remedy.pk).exists()


def test_the_order_is_the_tenants(people: People) -> None:
    exchange = Remedy.objects.get(code="exchange")
    for _step in range(5):
        commands.move_remedy(actor=people.lena, remedy_id=exchange.pk, up=True, at=AT)
    assert Remedy.objects.first() == exchange
    assert ProtocolEntry.objects.filter(event="remedy.moved").count() == 3


def key(remedy: str, kind: str) -> CellKey:
    return Remedy.objects.get(code=remedy).pk, CostKind.objects.get(code=kind).pk


def test_only_what_was_changed_is_written(people: People) -> None:
    present = cells_of(people.tenant.pk)
    wanted = present | {key("exchange", "customs"): Cell.OPTIONAL, key("exchange", "fixed"): Cell.REQUIRED}
    wanted |= {key("exchange", "warehouse"): Cell.EMPTY}
    changed = set_matrix(actor=people.lena, wanted=wanted, base=present, at=AT)
    assert set(changed) == {
        key("exchange", "customs"), key("exchange", "fixed"), key("exchange", "warehouse"),
    }  # fmt: skip
    assert cells_of(people.tenant.pk) == {k: c for k, c in wanted.items() if c is not Cell.EMPTY}
    told = ProtocolEntry.objects.get(event="remedy.matrix_changed").facts["cells"]
    assert {
        "remedy": "exchange", "cost_kind": "customs", "before": "required", "after": "optional",
    } in told  # fmt: skip
    entries = ProtocolEntry.objects.count()
    assert set_matrix(actor=people.lena, wanted=wanted, base=wanted, at=AT) == []
    assert ProtocolEntry.objects.count() == entries


def test_two_people_at_the_same_grid(people: People) -> None:
    seen = cells_of(people.tenant.pk)
    customs, warehouse = key("exchange", "customs"), key("exchange", "warehouse")
    set_matrix(actor=people.otto, wanted={**seen, customs: Cell.OPTIONAL}, base=seen, at=AT)
    # Another cell: both changes stand.
    set_matrix(actor=people.lena, wanted={**seen, warehouse: Cell.OPTIONAL}, base=seen, at=AT)
    now = cells_of(people.tenant.pk)
    assert (now[customs], now[warehouse]) == (Cell.OPTIONAL, Cell.OPTIONAL)
    # The same cell, otherwise: refused, and the rest of the form with it.
    before = state()
    wish = {**seen, customs: Cell.EMPTY, key("exchange", "fixed"): Cell.REQUIRED}
    with pytest.raises(refusals.MatrixConflict, match="Kostenloser Austausch / Zollkosten"):
        set_matrix(actor=people.lena, wanted=wish, base=seen, at=AT)
    assert state() == before


def test_what_moves_no_goods_counts_no_freight(people: People) -> None:
    before = state()
    with pytest.raises(refusals.MatrixCountsGoods):
        set_matrix(
            actor=people.lena, wanted={key("external_service", "pick_up"): Cell.REQUIRED}, base={}, at=AT
        )
    reduction = Remedy.objects.get(code="delivery_no_return")
    with pytest.raises(refusals.MatrixCountsGoods):
        commands.change_remedy(
            actor=people.lena,
            remedy_id=reduction.pk,
            fields=fields(name="Nur ein Besuch", goods=Goods.NONE, orders=(OrderKind.SERVICE,)),
            at=AT,
        )
    assert state() == before


def test_cells_of_another_tenant_are_unknown(people: People) -> None:
    before = state()
    with pytest.raises(InvalidValue):
        set_matrix(actor=people.lena, wanted={(999_999, 1): Cell.REQUIRED}, base={}, at=AT)
    assert state() == before


def complaint(people: People, kind: Kind = Kind.COMPLAINT, positions: int = 1) -> Case:
    stuff = tuple(NewPosition(item_text="Stuhl", quantity=Decimal(2)) for _ in range(positions))
    new = NewCase(title="Armlehne bricht", kind=kind, positions=stuff)
    return record_case(actor=people.anna, case=new, at=AT - timedelta(days=1))


def test_whose_cases_a_change_concerns(people: People) -> None:
    open_one, without_position = complaint(people), complaint(people, positions=0)
    complaint(people, Kind.INQUIRY)
    started, partly, rejected = complaint(people), complaint(people, positions=2), complaint(people)
    started.positions.update(claim_status="remedy_started")
    Position.objects.filter(pk=partly.positions.first().pk).update(claim_status="remedy_started")
    rejected.positions.update(claim_status="rejected")
    Case.objects.filter(pk=rejected.pk).update(claim_status="rejected")
    assert set(undecided_complaints(people.lena)) == {open_one, without_position, partly}
    exchange, spare = Remedy.objects.get(code="exchange"), Remedy.objects.get(code="spare_part")
    Exclusion.objects.create(
        tenant=people.tenant, case=open_one, remedy=exchange, reason="weg", excluded_at=AT,
        excluded_by_name="Anna",
    )  # fmt: skip
    assert set(touched_by(people.lena, [exchange.pk]).first) == {without_position, partly}
    assert touched_by(people.lena, [exchange.pk, spare.pk]).count == 3
    Remedy.objects.filter(pk=spare.pk).update(active=False)
    assert touched_by(people.lena, [spare.pk]).count == 0
    assert touched_by(people.lena, [exchange.pk], limit=1).count == 2
