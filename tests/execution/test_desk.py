"""Orders at the desk: the list, the page, and what is done there; with what refuses it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client

from kulanz.cases.models import Case, CaseFile
from kulanz.cases.rules import WaitsFor
from kulanz.core import clock
from kulanz.core.access.actor import Actor
from kulanz.core.access.models import User
from kulanz.core.protocol.models import ProtocolEntry, Transmission, TransmissionState
from kulanz.core.tenancy.context import tenant_context
from kulanz.masterdata.parties.models import ContactPoint
from kulanz.stages.contact.models import Letter, OutgoingMail
from kulanz.stages.execution.models import Order
from kulanz.stages.execution.queries.orders import orders_of_case
from kulanz.stages.solution.rules.remedies import DecisionState, OrderKind
from tests.cases.people import make_people
from tests.conftest import make_tenant
from tests.execution.placed import AT, FIRM, Placed, make_placed

SignedIn = Callable[[Actor], Client]
LIST = "/desk/auftraege/"


def path(order: Order, word: str = "") -> str:
    return f"{LIST}{order.number}/{word}"


def state_of(order: Order) -> str:
    return Order.objects.values_list("state", flat=True).get(pk=order.pk)


def says(client: Client, order: Order, word: str = "stand/", **data: Any) -> int:
    with clock.frozen(AT + timedelta(hours=2)):
        return int(client.post(path(order, word), data).status_code)


def test_a_delivery_from_hand_to_done(placed: Placed, anna: Client) -> None:
    decision = placed.decision(OrderKind.DELIVERY)
    order = placed.order(decision=decision)
    page = anna.get(path(order)).content.decode()
    for part in (order.number, placed.case.number, "Lange Gasse 7", "ST-100", "SN-77", "Von Hand übergeben"):
        assert part in page
    assert says(anna, order, next=1, state="handed_over", reason="per Telefon ans Lager") == 302
    placed_order = Order.objects.get(pk=order.pk)
    assert (placed_order.state, placed_order.handed_over_by) == ("handed_over", "hand")
    assert (
        says(anna, order, next=1, state="confirmed", planned_on="2026-11-20", external_number="L-77") == 302
    )
    assert says(anna, order, next=1, state="under_way", planned_on="2026-11-20") == 302
    assert says(anna, order, next=1, state="done", done_on="2026-11-16") == 302
    done = Order.objects.select_related("decision").get(pk=order.pk)
    assert (done.state, done.external_number, done.done_on) == ("done", "L-77", date(2026, 11, 16))
    assert done.decision is not None
    assert done.decision.state == DecisionState.DONE
    page = anna.get(path(order)).content.decode()
    assert "per Telefon ans Lager" in page, "the history tells it"
    assert "Anderes eintragen" not in page


def test_the_customer_hears_of_a_visit_if_the_office_says_so(placed: Placed, anna: Client) -> None:
    order = placed.service()
    assert "tell_customer" in anna.get(path(order)).content.decode()
    day = {"state": "confirmed", "planned_on": "2026-11-20"}
    assert says(anna, order, next=1, **day) == 302
    assert not Letter.objects.exists()
    assert says(anna, order, **day, tell_customer="on") == 302
    assert says(anna, order, **day, tell_customer="on") == 302
    assert Letter.objects.filter(kind="service_notice").count() == 1
    assert says(anna, order, state="cancelled", reason="doch nicht", tell_customer="on") == 302
    assert Letter.objects.count() == 1, "nobody comes"
    assert "tell_customer" not in anna.get(path(placed.order())).content.decode()


def test_orders_of_spam_are_in_no_list(placed: Placed, anna: Client) -> None:
    order = placed.order()
    Case.objects.filter(pk=placed.case.pk).update(is_spam=True)
    assert order.number not in anna.get(f"{LIST}?view=all").content.decode()


def test_the_same_button_twice_is_one_step(placed: Placed, anna: Client) -> None:
    order = placed.order()
    for _click in range(2):
        assert says(anna, order, next=1, state="handed_over") == 302
    assert state_of(order) == "handed_over"
    assert ProtocolEntry.objects.filter(event="order.handed_over").count() == 1


@pytest.mark.parametrize(
    ("data", "field"),
    [
        ({"state": "failed"}, "reason"),
        ({"state": "cancelled", "reason": " "}, "reason"),
        ({"state": "confirmed", "planned_at": "09:00"}, "planned_on"),
        (
            {
                "state": "confirmed",
                "planned_on": "2026-11-20",
                "planned_at": "12:00",
                "planned_until": "09:00",
            },
            "planned_until",
        ),
        ({"state": "done", "done_on": "2026-11-17"}, "done_on"),
        ({"state": "confirmed", "planned_on": "bald"}, "planned_on"),
        ({"state": "nichts"}, "state"),
        ({}, "state"),
    ],
)
def test_a_refused_step_comes_back_and_changes_nothing(
    placed: Placed, anna: Client, data: dict[str, str], field: str
) -> None:
    order = placed.order()
    before = ProtocolEntry.objects.count()
    with clock.frozen(AT):
        answer = anna.post(path(order, "stand/"), data)
    assert answer.status_code == 422
    assert f'id="other_{field}' in answer.content.decode()
    assert "Fehler:" in answer.content.decode()
    assert state_of(order) == "recorded"
    assert ProtocolEntry.objects.count() == before


def test_failed_and_placed_again(placed: Placed, anna: Client) -> None:
    order = placed.order(decision=placed.decision(OrderKind.DELIVERY))
    assert says(anna, order, state="failed", reason="Ware nicht angekommen") == 302
    placed.case.refresh_from_db()
    assert placed.case.waits_for == WaitsFor.US
    page = anna.get(path(order)).content.decode()
    assert "Ware nicht angekommen" in page
    assert says(anna, order, next=1, state="recorded") == 302
    again = Order.objects.get(pk=order.pk)
    assert (again.state, again.failure) == ("recorded", "")
    assert ProtocolEntry.objects.filter(event="order.placed", facts__again=True).count() == 1


def test_once_the_decision_has_ended_nothing_is_placed_again(placed: Placed, anna: Client) -> None:
    decision = placed.decision(OrderKind.DELIVERY)
    order = placed.order(decision=decision)
    says(anna, order, state="failed", reason="verloren")
    decision.state = DecisionState.FAILED.value
    decision.save(update_fields=["state"])
    assert says(anna, order, next=1, state="recorded") == 422
    assert state_of(order) == "failed"


def test_cancelling_tells_whoever_has_it(placed: Placed, anna: Client) -> None:
    order = placed.service()
    assert says(anna, order, state="cancelled", reason="Kunde hat sich geeinigt") == 302
    entry = ProtocolEntry.objects.get(event="order.cancelled")
    assert entry.facts["handed_over"] is True
    assert OutgoingMail.objects.filter(recipient=FIRM).count() == 2
    fresh = placed.order()
    assert says(anna, fresh, state="cancelled", reason="doppelt") == 302
    assert ProtocolEntry.objects.order_by("-pk")[0].facts["handed_over"] is False
    assert OutgoingMail.objects.filter(recipient=FIRM).count() == 2


def test_the_address_can_be_corrected_until_it_is_handed_over(placed: Placed, anna: Client) -> None:
    order = placed.order()
    first = order.document_id
    data = {"name": "Karla Kunde", "street": "Neue Gasse 9", "postcode": "86152", "city": "Augsburg"}
    assert says(anna, order, "anschrift/", **data, country="de") == 302
    order = Order.objects.get(pk=order.pk)
    assert (order.street, order.country) == ("Neue Gasse 9", "DE")
    assert order.document_id != first
    assert CaseFile.objects.get(pk=first).removed_at is not None
    assert says(anna, order, "anschrift/", **{**data, "city": ""}) == 422
    assert says(anna, order, "anschrift/", **data, country="Nirgendwo") == 422
    assert Order.objects.get(pk=order.pk).country == "DE"
    assert says(anna, order, "anschrift/", **data, country="Österreich") == 302
    assert Order.objects.get(pk=order.pk).country == "AT"
    says(anna, order, "uebergeben/")
    assert says(anna, order, "anschrift/", **{**data, "street": "Spät 1"}) == 422
    assert Order.objects.get(pk=order.pk).street == "Neue Gasse 9"


def test_the_firms_link_from_the_desk(placed: Placed, anna: Client) -> None:
    ContactPoint.objects.filter(value=FIRM).delete()
    order = placed.service()
    assert "keine erreichbare E-Mail-Adresse" in anna.get(path(order)).content.decode()
    assert anna.post(path(order, "link/senden/")).status_code == 409
    answer = anna.post(path(order, "link/zeigen/"), follow=True)
    assert "/auftrag/" in answer.content.decode()
    assert "/auftrag/" not in anna.get(f"{path(order)}?order-link").content.decode(), "shown once"
    ContactPoint.objects.create(
        tenant=placed.people.tenant, party=placed.firm.party, kind="email", value=FIRM, normalized=FIRM
    )
    assert anna.post(path(order, "link/senden/")).status_code == 302
    assert state_of(order) == "handed_over"
    assert anna.post(path(order, "link/beenden/")).status_code == 302
    assert "keinen gültigen Link" in anna.get(path(order)).content.decode()
    goods = placed.order()
    assert anna.post(path(goods, "link/zeigen/")).status_code == 409


def test_a_stuck_hand_over_is_seen_and_set_going(placed: Placed, anna: Client) -> None:
    order = placed.order()
    entry = ProtocolEntry.objects.get(event="order.placed")
    Transmission.objects.filter(entry=entry).delete()
    stuck = Transmission.objects.create(
        tenant=placed.people.tenant,
        entry=entry,
        consumer="erp",
        key="erp:test",
        state=TransmissionState.STUCK,
        attempts=8,
        due_at=AT,
        last_error="Der Ordner ist nicht da.",
    )
    page = anna.get(path(order)).content.decode()
    assert "steckengeblieben" in page
    assert "Der Ordner ist nicht da." in page
    assert says(anna, order, "uebergabe/wiederholen/") == 302
    stuck.refresh_from_db()
    assert (stuck.state, stuck.attempts) == (TransmissionState.WAITING, 0)
    assert says(anna, order, "uebergabe/wiederholen/") == 302
    assert ProtocolEntry.objects.filter(event="order.hand_over_retried").count() == 1


def test_who_only_reads_changes_nothing(placed: Placed, signed_in: SignedIn) -> None:
    order = placed.order()
    otto = signed_in(placed.people.otto)
    page = otto.get(path(order))
    assert page.status_code == 200
    assert "Von Hand übergeben" not in page.content.decode()
    for word in ("stand/", "uebergeben/", "anschrift/", "uebergabe/wiederholen/", "link/zeigen/"):
        assert otto.post(path(order, word), {"state": "done"}).status_code == 403
    assert state_of(order) == "recorded"


def test_outsiders_and_other_tenants_find_no_orders(placed: Placed, signed_in: SignedIn) -> None:
    order = placed.order()
    for actor in (placed.people.blatt_house, placed.people.tom):
        stranger = signed_in(actor)
        assert stranger.get(LIST).status_code == 404
        assert stranger.get(path(order)).status_code == 404
        assert stranger.post(path(order, "stand/"), {"state": "done"}).status_code == 404
    other = make_tenant("suedwind")
    with tenant_context(other.pk):
        theirs = make_placed(make_people(other, domain="suedwind.test"))
    assert orders_of_case(theirs.people.anna, placed.case, at=AT) == []
    client = Client(headers={"host": other.host})
    with tenant_context(other.pk):
        client.force_login(User.objects.get(pk=theirs.people.anna.user_id))
    assert client.get(path(order)).status_code == 404
    assert order.number not in client.get(LIST).content.decode()
    with tenant_context(placed.people.tenant.pk):
        assert state_of(order) == "recorded"
