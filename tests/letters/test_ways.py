"""By mail, on paper, by fax: which way is open, and why one is not."""

from __future__ import annotations

import pytest
from django.test import Client

from kulanz.cases.models import Case
from kulanz.masterdata.parties.models import ContactKind, ContactPoint
from kulanz.stages.contact.models import Letter, OutgoingMail
from tests.cases.people import People
from tests.letters.reading import form, mail_of, part_of, pdf_of, url


def fax(people: People, number: str = "05121 / 12 34 56") -> None:
    ContactPoint.objects.create(
        tenant=people.tenant, party=people.karla, kind=ContactKind.FAX, value=number, normalized="0512112"
    )


def test_a_fax_needs_a_gateway_and_a_number(people: People, case: Case, anna: Client) -> None:
    def refused(words: str) -> None:
        answer = anna.post(url(case, "brief/"), form(how="fax"))
        assert answer.status_code == 422
        assert words in answer.content.decode()
        assert "Welche Farbe?" in answer.content.decode()
        assert (Letter.objects.count(), OutgoingMail.objects.filter(kind="fax").count()) == (0, 0)

    refused("Mandant und Marke")
    people.tenant.fax_gateway = "fax-{number}@fax.example"
    people.tenant.save()
    refused("hat keine Faxnummer")
    fax(people, "12 34 56")
    refused("Die Faxnummer 12 34 56 ist unvollständig")
    ContactPoint.objects.filter(kind=ContactKind.FAX).update(value="05121 / 12 34 56")
    assert anna.post(url(case, "brief/"), form(how="fax")).status_code == 302
    letter = Letter.objects.get()
    assert (letter.state, letter.sent_to) == ("faxed", "+495121123456")
    mail = mail_of(letter)
    assert [a.addr_spec for a in mail["To"].addresses] == ["fax-+495121123456@fax.example"]
    (attached,) = mail.iter_attachments()
    assert attached.get_content() == pdf_of(letter)
    # the gateway learns no link, and its own answers speak for nobody
    assert "/f/" not in part_of(mail, "plain") + part_of(mail, "html")
    assert OutgoingMail.objects.get(kind="fax").party_id is None
    assert "Rückfrage per Fax" in anna.get(url(case, "protokoll/")).content.decode()


@pytest.mark.parametrize(
    ("gateway", "fine"),
    [
        ("{number}@fax.example", True),
        ("", True),
        ("fax@fax.example", False),
        ("{number}", False),
        ("{number}@fax", False),
        ("{number}@fax.example, x@y.example", False),
        ("{nummer}@fax.example", False),
    ],
)
def test_the_gateway_is_checked_when_saved(people: People, otto: Client, gateway: str, fine: bool) -> None:
    answer = otto.post("/desk/verwaltung/mandant/briefe/", {"fax_gateway": gateway})
    assert answer.status_code == (302 if fine else 422)
    people.tenant.refresh_from_db()
    assert people.tenant.fax_gateway == (gateway if fine else "")


def test_a_way_that_is_closed_is_shown_with_its_reason(people: People, case: Case, anna: Client) -> None:
    ContactPoint.objects.filter(party=people.karla).delete()
    shown = anna.get(url(case, "brief/")).content.decode()
    assert "keine erreichbare E-Mail-Adresse" in shown
    assert shown.count(" disabled") == 2
    assert anna.post(url(case, "brief/"), form(how="mail")).status_code == 422
    assert Letter.objects.count() == 0
