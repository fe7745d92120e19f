"""What a firm's link shows of the customer: whom to call and the way, while the order is open."""

from __future__ import annotations

from datetime import timedelta

import pytest

from kulanz.core.tenancy.models import Tenant
from kulanz.interfaces.public.service.way import way_to
from kulanz.masterdata.parties.models import ContactKind, ContactPoint
from kulanz.stages.contact.models import OutgoingMail
from kulanz.stages.execution.commands.erasing import erase_orders
from kulanz.stages.execution.commands.state import cancel_order
from kulanz.stages.execution.models import Order
from kulanz.stages.execution.queries.on_site import on_site
from kulanz.stages.solution.rules.remedies import OrderKind
from tests.execution.placed import AT, Placed
from tests.execution.test_link import Firm
from tests.execution.test_placing import link_in

PLACE = "Lange Gasse 7, 86150 Augsburg, DE"
CALL = 'href="tel:08214711"'
GONE = (CALL, "0821 4711", "Lange Gasse", "openstreetmap", "Karla")


@pytest.fixture
def order(placed: Placed) -> Order:
    return placed.service(decision=placed.decision(OrderKind.SERVICE, executor=placed.firm))


@pytest.fixture
def firm(order: Order, tenant: Tenant) -> Firm:
    return Firm(tenant, link_in(OutgoingMail.objects.get(kind="order")))


def test_the_firm_calls_and_finds_the_customer(placed: Placed, firm: Firm) -> None:
    for word in ("", "annehmen"):
        if word:
            assert firm.says(word) == 302
        page = firm.page()
        assert page.count(CALL) == 2
        assert "0821 4711" in page
        assert placed.people.karla.name in page
        assert f'href="{way_to(PLACE, "")}"' in page
        assert "dienen nur diesem Auftrag" in page
    assert "karla@kundin.test" not in page


def test_it_is_gone_when_the_order_has_ended(order: Order, firm: Firm) -> None:
    firm.says("annehmen")
    assert firm.says("erledigt", note="getauscht", day="2026-11-16") == 302
    page = firm.page()
    assert not [part for part in GONE if part in page]
    order.refresh_from_db()
    assert on_site(order) is None


def test_it_is_gone_when_the_order_is_cancelled(placed: Placed, order: Order, firm: Firm) -> None:
    cancel_order(actor=placed.people.lena, order_id=order.pk, reason="Doch nicht", at=AT)
    answer = firm.client.get(firm.path)
    assert not [part for part in GONE if part in answer.content.decode()]


def test_the_number_of_today_counts(placed: Placed, order: Order) -> None:
    """Without one the order's own is left; goods that are delivered name nobody here."""
    points = ContactPoint.objects.filter(party=placed.people.karla, kind=ContactKind.PHONE)
    points.update(value="0821 9000", normalized="08219000")
    found = on_site(order)
    assert found is not None
    assert (found.name, found.phones, found.place) == (placed.people.karla.name, ("0821 9000",), PLACE)
    points.delete()
    found = on_site(order)
    assert found is not None
    assert found.phones == ("0821 4711",)
    assert on_site(placed.order()) is None


def test_whoever_is_erased_is_called_by_nobody(placed: Placed, order: Order, firm: Firm) -> None:
    karla = placed.people.karla
    erase_orders(actor=placed.people.otto, party_id=karla.pk, cases=[placed.case.pk], own_cases=[])
    type(karla).objects.filter(pk=karla.pk).update(erased_at=AT + timedelta(hours=1))
    page = firm.page()
    assert not [part for part in GONE if part in page]
    assert "Telefonnummer ist nicht bekannt" in page


def test_every_device_gets_the_map_it_has() -> None:
    assert way_to("Weg 1, Ulm", "Mozilla (iPhone)") == "maps://?daddr=Weg%201%2C%20Ulm"
    assert way_to("Weg 1, Ulm", "Mozilla (Android 15)") == "geo:0,0?q=Weg%201%2C%20Ulm"
    assert way_to("Weg 1 & 2", "Firefox").endswith("search?query=Weg%201%20%26%202")
