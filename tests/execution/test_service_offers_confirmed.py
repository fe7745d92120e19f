"""What the customer is told when he has accepted an offer of maintenance, and of his right of withdrawal."""

from __future__ import annotations

import pytest
from django.test import Client

from kulanz.core import clock
from kulanz.masterdata.parties.models import Address
from kulanz.workflows.service_offer_words import shown_service_offer
from kulanz.workflows.service_offers import accept_service_offer, offer_service
from tests.cases.people import AT, People
from tests.execution.test_service_offer_pages import link_to, shown_in
from tests.execution.test_service_offers import YES, come, known_to_blatt, offer_input
from tests.outgoing.writing import parsed
from tests.workflows.hearing import Heard, forget, heard

RIGHT = "Ihr Widerrufsrecht: Sie können diesen Auftrag innerhalb von 14 Tagen"


def told_after_accepting(people: People, **fields: object) -> list[Heard]:
    """Everything Karla is mailed once she has said yes."""
    offer = offer_service(actor=people.anna, given=offer_input(people, **fields), at=AT)
    forget()
    accept_service_offer(actor=come(people, offer), offer_id=offer.pk, given=YES, at=AT)
    return [mail for mail in heard() if mail.to == "karla@kundin.test"]


@pytest.mark.parametrize("interval_months", [None, 6])
def test_one_mail_confirms_what_was_ordered(people: People, interval_months: int | None) -> None:
    (mail,) = told_after_accepting(people, interval_months=interval_months)
    said = " ".join(mail.text.replace("\xa0", " ").split())
    assert mail.subject.startswith("Ihr Auftrag Reinigung")
    assert "Sie haben unser Angebot WA-2026-00001 am 16. November 2026 angenommen" in said
    assert "Reinigung der Polster" in said
    assert "285,60 €" in said
    assert RIGHT in said
    assert "steht an" not in said
    assert ("jederzeit für die Zukunft kündigen" in said) == (interval_months is not None)
    names = [part.get_filename() for part in parsed(mail.mail).iter_attachments()]
    assert names == ["Angebot WA-2026-00001.pdf"]


def test_a_business_reads_no_right_of_withdrawal(people: People) -> None:
    people.karla.is_business = True
    people.karla.save(update_fields=["is_business"])
    (mail,) = told_after_accepting(people)
    assert "Widerruf" not in mail.text


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
