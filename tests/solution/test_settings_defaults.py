"""What a new tenant starts with, row by row, and that it is given once."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from kulanz.core.protocol.models import ProtocolEntry
from kulanz.core.tenancy.context import tenant_context
from kulanz.core.tenancy.models import Tenant
from kulanz.masterdata.catalog.models import CostKind, FreightUnit, Rate, WeightClass
from kulanz.stages.solution.models import DecisionLimit, Reason, Remedy, RemedyCostKind, SolutionSettings
from kulanz.stages.solution.rules.remedies import ReasonPurpose
from kulanz.workflows.defaults import ensure_defaults
from tests.conftest import make_tenant

AT = datetime(2026, 11, 16, 9, 0, tzinfo=UTC)
ALL = (
    CostKind,
    FreightUnit,
    WeightClass,
    Rate,
    Remedy,
    RemedyCostKind,
    Reason,
    DecisionLimit,
    SolutionSettings,
)

# The table of the default matrix, written out: what must be there and what may.
MATRIX = {
    "Ersatzteillieferung": (
        {"Herstellkosten (EK2)", "Verpackung", "Versandkosten", "Handlingkosten",
         "Fixkosten (Lager, Auftragsverwaltung)"},
        set(),
    ),
    "Fremdkundendienst": ({"Einsatzkosten"}, {"Material-/Reparaturkosten", "Vergeblicher Einsatz"}),
    "Preisnachlass": (set(), {"Preisnachlass"}),
    "Kostenloser Austausch": (
        {"Herstellkosten (EK2)", "Abholkosten", "II.-Wahl-Erlös", "Lagerhandling", "Zollkosten",
         "Neulieferkosten"},
        {"Aus- und Einbau"},
    ),
    "Lieferung Rückholverzicht": (
        {"Herstellkosten (EK2)", "Neulieferkosten", "Zollkosten", "Entsorgungskosten"},
        {"Aus- und Einbau"},
    ),
    "Abholung zur Gutschrift": (
        {"Herstellkosten (EK2)", "Abholkosten", "II.-Wahl-Erlös", "Zollkosten"},
        {"Aus- und Einbau"},
    ),
}  # fmt: skip


@pytest.mark.parametrize("remedy", MATRIX)
def test_each_row_of_the_default_matrix(defaults: None, remedy: str) -> None:
    cells = RemedyCostKind.objects.filter(remedy__name=remedy)
    required, optional = MATRIX[remedy]
    assert {cell.cost_kind.name for cell in cells if cell.required} == required
    assert {cell.cost_kind.name for cell in cells if not cell.required} == optional


def test_the_six_remedies_in_their_order(defaults: None) -> None:
    assert [remedy.name for remedy in Remedy.objects.all()] == list(MATRIX)
    assert [remedy.name for remedy in Remedy.objects.filter(is_benchmark=True)] == ["Abholung zur Gutschrift"]
    exchange = Remedy.objects.get(code="exchange")
    assert (exchange.orders, exchange.goods) == (["delivery", "pick_up"], "positions")


def test_measures_limits_and_reasons(defaults: None) -> None:
    assert [unit.name for unit in FreightUnit.objects.all()] == ["Paket", "Palette", "Spedition"]
    kilos = [row.up_to_kg for row in WeightClass.objects.all()]
    assert kilos == [Decimal(2), Decimal(5), Decimal(10), Decimal("31.5"), Decimal(100)]
    limits = {row.role: (row.cost, row.credit) for row in DecisionLimit.objects.all()}
    assert limits == {
        "agent": (Decimal(1000), Decimal(250)),
        "lead": (Decimal(10000), Decimal(2500)),
        "division": (None, None),
        "executive": (None, None),
    }
    for purpose in ReasonPurpose:
        texts = Reason.objects.filter(purpose=purpose.value)
        assert len(texts) >= 3
        assert all(reason.name and reason.name_en for reason in texts)


@pytest.mark.parametrize(
    ("country", "free", "dear"),
    [("DE", {"DE", "FR", "PL"}, "CH"), ("CH", {"CH", "LI"}, "DE"), ("US", {"US"}, "CA")],
)
def test_customs_are_an_explicit_nothing_in_the_own_union(
    db: None, country: str, free: set[str], dear: str
) -> None:
    tenant = make_tenant("zoll", country=country, currency="EUR")
    ensure_defaults(tenant_id=tenant.pk, at=AT)
    with tenant_context(tenant.pk):
        rates = {rate.country: rate for rate in Rate.objects.filter(cost_kind__code="customs")}
        assert free <= set(rates)
        assert dear not in rates
        rate = rates[country]
        assert (rate.share_percent, rate.amount, rate.valid_from) == (Decimal(0), None, date(2000, 1, 1))


def test_a_second_time_changes_nothing(tenant: Tenant, defaults: None) -> None:
    before = {model: list(model.objects.order_by("pk").values()) for model in ALL}
    entries = ProtocolEntry.objects.count()
    assert ensure_defaults(tenant_id=tenant.pk, at=AT) is False
    assert {model: list(model.objects.order_by("pk").values()) for model in ALL} == before
    assert ProtocolEntry.objects.count() == entries


def test_what_the_tenant_changed_or_took_away_stays_so(tenant: Tenant, defaults: None) -> None:
    exchange = Remedy.objects.get(code="exchange")
    Remedy.objects.filter(pk=exchange.pk).update(name="Umtausch", active=False)
    RemedyCostKind.objects.filter(remedy=exchange, cost_kind__code="customs").delete()
    Reason.objects.filter(purpose="dearer").delete()
    DecisionLimit.objects.filter(role="agent").delete()
    WeightClass.objects.filter(up_to_kg=2).delete()
    Remedy.objects.filter(code="delivery_no_return").delete()
    CostKind.objects.filter(code="packaging").update(name="Karton")
    ensure_defaults(tenant_id=tenant.pk, at=AT)
    exchange.refresh_from_db()
    assert (exchange.name, exchange.active) == ("Umtausch", False)
    assert not RemedyCostKind.objects.filter(remedy=exchange, cost_kind__code="customs").exists()
    assert not Reason.objects.filter(purpose="dearer").exists()
    assert not DecisionLimit.objects.filter(role="agent").exists()
    assert not WeightClass.objects.filter(up_to_kg=2).exists()
    assert not Remedy.objects.filter(code="delivery_no_return").exists()
    assert CostKind.objects.get(code="packaging").name == "Karton"


def test_a_cost_kind_of_a_new_version_is_added(tenant: Tenant, defaults: None) -> None:
    CostKind.objects.filter(code="removal").update(code="removal_old")
    ensure_defaults(tenant_id=tenant.pk, at=AT)
    assert CostKind.objects.filter(code="removal").exists()


def test_the_protocol_says_it_and_the_statements_are_few(tenant: Tenant) -> None:
    with CaptureQueriesContext(
        connection,
    ) as asked:
        assert ensure_defaults(tenant_id=tenant.pk, at=AT)
    written = [query for query in asked if "INSERT" in query["sql"]]
    assert len(written) <= 12
    entry = ProtocolEntry.objects.get(event="tenant.defaults_given")
    assert "exchange" in entry.facts["remedies"]


def test_each_tenant_has_its_own(tenant: Tenant, defaults: None) -> None:
    other = make_tenant("suedlicht")
    ensure_defaults(tenant_id=other.pk, at=AT)
    assert Remedy.objects.filter(tenant_id=tenant.pk).count() == 6
    with tenant_context(other.pk):
        assert Remedy.objects.count() == 6
