"""What the customer is told when he has accepted an offer of maintenance, and of his right of withdrawal."""

from __future__ import annotations

from django.test import Client

from kulanz.core import clock
from kulanz.masterdata.parties.models import Address
from kulanz.workflows.service_offer_words import shown_service_offer
from kulanz.workflows.service_offers import offer_service
from tests.cases.people import AT, People
from tests.execution.test_service_offer_pages import link_to, shown_in
from tests.execution.test_service_offers import known_to_blatt, offer_input

RIGHT = "Ihr Widerrufsrecht: Sie können diesen Auftrag innerhalb von 14 Tagen"


def test_whoever_orders_privately_reads_his_right_before_and_after(people: People) -> None:
    people.tenant.contact_email = "service@nordlicht.test"
    people.tenant.save(update_fields=["contact_email"])
    offer = offer_service(actor=people.anna, given=offer_input(people), at=AT)
    path = link_to(people, offer)
    client = Client(headers={"host": people.tenant.host})
    with clock.frozen(AT):
        page = client.get(path)
        before = page.content.decode()
        answer = {"act": "accept", "name": "Karla Kunde", "agree": "1", "language": "de"}
        assert client.post(path, {**answer, "shown": shown_in(page)}).status_code == 302
        after = client.get(path).content.decode()
    for text in (before, after):
        assert RIGHT in text
        assert "§ 355 BGB" in text
        assert f"{people.tenant.sender}, service@nordlicht.test" in text
        assert "nur, wenn Sie das ausdrücklich wünschen" in text
    offer.refresh_from_db()
    assert RIGHT in offer.evidence["shown"], "kept with his answer"
    assert "within 14 days" in shown_service_offer(offer, "en").withdrawal


def test_a_dealers_offer_names_the_dealer(people: People) -> None:
    known_to_blatt(people)
    place = {"street": "Markt 1", "postcode": "20095", "city": "Hamburg", "country": "DE"}
    Address.objects.create(tenant=people.tenant, party=people.blatt, **place)
    offer = offer_service(actor=people.blatt_house, given=offer_input(people), at=AT)
    said = shown_service_offer(offer, "de").withdrawal
    assert f"an: {people.blatt.name}, Markt 1, 20095 Hamburg" in said
    assert people.tenant.sender not in said
