"""Where a remedy's progress is told, a link leads to the visit that came of it, for who may see that."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client

from kulanz.cases.models import Case
from kulanz.core.access.actor import Actor
from kulanz.interfaces.portal.told_visits import visit_links
from kulanz.stages.execution.models import Order, Visit
from kulanz.stages.execution.queries.visits import visits_of_orders
from kulanz.stages.execution.rules.visits import VisitState
from kulanz.stages.solution.rules.remedies import OrderKind
from tests.execution.monday import now  # noqa: F401  # it is Monday
from tests.execution.placed import Placed

SignedIn = Callable[[Actor], Client]


@pytest.fixture
def order(placed: Placed) -> Order:
    Case.objects.filter(pk=placed.case.pk).update(claim_status="remedy_started")
    placed.case.refresh_from_db()
    return placed.service(decision=placed.decision(OrderKind.SERVICE), executor=placed.factory)


@pytest.fixture
def visit(order: Order) -> Visit:
    return order.visits.get()


def test_the_office_finds_the_visit_beside_its_order(
    placed: Placed, order: Order, visit: Visit, signed_in: SignedIn
) -> None:
    page = f"/desk/vorgang/{placed.case.number}/"
    told = signed_in(placed.people.anna).get(page).content.decode()
    assert f'href="/desk/auftraege/{order.number}/"' in told
    assert f'href="/desk/einsatz/{visit.number}/">Einsatz {visit.number}</a>' in told
    Visit.objects.filter(pk=visit.pk).update(state=VisitState.CANCELLED)
    told = signed_in(placed.people.anna).get(page).content.decode()
    assert f">Einsatz {visit.number}</a>" not in told


def test_the_dealer_finds_the_visit_beside_the_step(
    placed: Placed, order: Order, visit: Visit, signed_in: SignedIn
) -> None:
    """The factory's stands further down on the page, his own people's has a page of its own."""
    stand = f"/portal/vorgang/{placed.case.number}/berichte/?stand"
    client = signed_in(placed.people.blatt_house)
    told = client.get(stand).content.decode()
    assert f'href="#visits-title">Einsatz {visit.number}</a>' in told
    assert 'id="visits-title"' in client.get(stand.removesuffix("?stand")).content.decode()
    Visit.objects.filter(pk=visit.pk).update(organisation=placed.people.blatt)
    told = client.get(stand).content.decode()
    assert f'href="/portal/einsaetze/{visit.number}/">Einsatz {visit.number}</a>' in told
    assert client.get(f"/portal/einsaetze/{visit.number}/").status_code == 200


def test_whoever_sees_no_visit_gets_no_link(placed: Placed, order: Order, visit: Visit) -> None:
    people = placed.people
    assert list(visits_of_orders(people.anna, [order.pk])) == [order.pk]
    assert visit_links(people.blatt_house, placed.case)
    for other in (people.fremd_house, people.customer_link(placed.case.pk)):
        assert visits_of_orders(other, [order.pk]) == {}
        assert visit_links(other, placed.case) == {}
