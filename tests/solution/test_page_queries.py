"""What the page of the comparison asks the database, however much there is to compare."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from kulanz.cases.models import Case
from kulanz.core.access.models import User
from kulanz.masterdata.catalog.models import Rate
from kulanz.stages.solution.queries.masterdata import tenant_figures
from tests.solution.deciding import decide
from tests.solution.scene import Scene, make_complaint

pytestmark = pytest.mark.django_db

DAY = date(2026, 11, 16)


@pytest.fixture
def anna(scene: Scene) -> Client:
    client = Client(headers={"host": scene.tenant.host})
    client.force_login(User.objects.get(pk=scene.people.anna.user_id))
    return client


def _statements(client: Client, case: Case) -> list[str]:
    """Of a page that was asked for before, as most are."""
    address = reverse("desk:comparison", kwargs={"number": case.number})
    client.get(address)
    with CaptureQueriesContext(connection) as captured:
        answer = client.get(address)
    assert answer.status_code == 200
    return [query["sql"] for query in captured.captured_queries]


def test_five_positions_ask_no_more_than_one(scene: Scene, anna: Client) -> None:
    one = _statements(anna, make_complaint(scene, positions=1))
    five = _statements(anna, make_complaint(scene, positions=5))
    assert len(one) == len(five)
    assert len(five) < 25


def test_decisions_are_listed_without_their_calculations(scene: Scene, anna: Client) -> None:
    case = make_complaint(scene, positions=2)
    decide(scene, case, "pick_up_credit", position_ids=[case.positions.order_by("pk")[0].pk])
    asked = [sql for sql in _statements(anna, case) if 'FROM "solution_decision"' in sql]
    assert asked
    assert not [sql for sql in asked if '."calculation",' in sql]


def test_figures_are_kept_while_nothing_changes(scene: Scene) -> None:
    first = tenant_figures(scene.tenant.pk, DAY)
    with CaptureQueriesContext(connection) as captured:
        again = tenant_figures(scene.tenant.pk, DAY)
    assert again == first
    assert len(captured) == 1


def test_changed_figures_count_at_once_and_undone_ones_are_forgotten(scene: Scene) -> None:
    before = tenant_figures(scene.tenant.pk, DAY)
    rate = Rate.objects.get(tenant=scene.tenant, cost_kind__code="packaging")
    with transaction.atomic():
        Rate.objects.filter(pk=rate.pk).update(amount=Decimal("99.00"))
        changed = {row.kind: row.amount for row in tenant_figures(scene.tenant.pk, DAY).rates}
        assert changed["packaging"] == Decimal("99.00")
        transaction.set_rollback(True)
    assert tenant_figures(scene.tenant.pk, DAY) == before
    assert tenant_figures(scene.tenant.pk, DAY.replace(year=2025)).rates != before.rates


def test_the_dashboard_asks_no_more_when_there_is_more(scene: Scene, anna: Client) -> None:
    address = reverse("desk:dashboard")
    anna.get(address)
    with CaptureQueriesContext(connection) as empty:
        anna.get(address)
    for remedy in ("pick_up_credit", "exchange", "exchange"):
        decide(scene, make_complaint(scene), remedy, dearer_reason="eilig")
    with CaptureQueriesContext(connection) as full:
        assert anna.get(address).status_code == 200
    assert len(full) == len(empty)
    assert len(full) < 32
