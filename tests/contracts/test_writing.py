"""Who writes to the customer: where each mail and letter goes, and whose name and logo it bears."""

from __future__ import annotations

import pytest

from kulanz.cases.commands.editing import edit_fields
from kulanz.cases.commands.messages import add_message
from kulanz.cases.models import Case
from kulanz.cases.queries.addressees import addressees
from kulanz.cases.rules import Audience
from kulanz.core.access.models import AccessToken, TokenPurpose
from kulanz.core.protocol.models import ProtocolEntry
from kulanz.core.tenancy.models import Tenant
from kulanz.masterdata.parties.commands.brands import BrandFields, save_brand, set_brand_logo
from kulanz.masterdata.parties.models import ContactPoint, Writer
from kulanz.stages.contact.models import Letter, LetterKind, LetterState, Mailbox, OutgoingMail
from kulanz.stages.contact.queries.ways import How
from kulanz.stages.contact.refusals import NoDealerAddress, UnknownWay
from kulanz.workflows.letters import send_letter
from kulanz.workflows.links import renew_case_link
from kulanz.workflows.writing import letter_way, letter_ways, writer_of
from tests.cases.people import AT, People
from tests.contracts.houses import contract, picture
from tests.letters.reading import pdf_of, words_of
from tests.outgoing.writing import KARLA, body_of, parsed
from tests.workflows.happening import close, record, wait_for_supplier
from tests.workflows.hearing import LATER, Heard, forget, heard, work

BLATT = "service@blatt.nordlicht.test"
RED, BLUE = "#8a1020", "#10408a"


@pytest.fixture(autouse=True)
def reachable(people: People, mailbox: Mailbox) -> None:
    """The dealers have brands of their own; the tenant says who it is."""
    Tenant.objects.filter(pk=people.tenant.pk).update(contact_team="Team Nordlicht")
    for dealer, name, color in ((people.blatt, "Blatt Büro", RED), (people.fremd, "Fremd Möbel", BLUE)):
        fields = BrandFields(brand_color=color, sender_name=name, letterhead_footer=f"{name} GmbH\nHRB 7")
        save_brand(actor=people.otto, organisation_id=dealer.pk, fields=fields, at=AT)
        set_brand_logo(actor=people.otto, organisation_id=dealer.pk, content=picture(color), at=AT)


def to(mails: list[Heard], address: str) -> list[Heard]:
    return [mail for mail in mails if mail.to == address]


def test_without_anything_agreed_the_office_writes(people: People) -> None:
    case = record(people)
    (mail,) = to(heard(), KARLA)
    assert str(parsed(mail.mail)["From"]).startswith("Nordlicht Büromöbel <")
    assert RED not in mail.text
    assert writer_of(case).is_office


def test_the_office_writes_in_the_dealers_name(people: People) -> None:
    contract(people, writer=Writer.OFFICE_FOR_DEALER)
    case = record(people)
    (mail,) = to(heard(), KARLA)
    message = parsed(mail.mail)
    assert 'Blatt Büro, Kundendienst" <service@nordlicht.test>' in str(message["From"])
    assert "service+" in str(message["Reply-To"]), "his answer comes to us with the token of the case"
    assert RED in mail.text
    assert "Blatt Büro GmbH" in mail.text
    for foreign in ("Nordlicht", "Team Nordlicht", BLUE, "Fremd"):
        assert foreign not in mail.text.replace("nordlicht.test", "").replace("Nordlicht.test", ""), foreign
    forget()
    wait_for_supplier(people, case)
    close(people, case)
    for news in to(heard(), KARLA):
        assert "Blatt Büro, Kundendienst" in str(parsed(news.mail)["From"])
    for news in to(heard(), BLATT):
        assert str(parsed(news.mail)["From"]).startswith("Nordlicht"), "the dealer hears from us as ever"


def test_what_goes_to_the_customer_goes_to_the_dealer_who_writes_himself(people: People) -> None:
    contract(people, writer=Writer.DEALER)
    case = record(people)
    mails = heard()
    assert to(mails, KARLA) == []
    (mail,) = to(mails, BLATT)
    assert mail.kind == "pass_on"
    assert mail.subject.startswith("Bitte weitergeben: Ihre Anfrage")
    assert "Karla Kunde" in mail.text
    assert "vielen Dank für Ihre Anfrage" in mail.text
    token = AccessToken.objects.get(purpose=TokenPurpose.CASE_PAGE)
    assert (token.party_id, token.address) == (people.karla.pk, ""), "the dealer's hands prove no address"
    forget()
    wait_for_supplier(people, case)
    add_message(
        actor=people.anna,
        case_id=case.pk,
        body="Haben Sie ein Foto?",
        audience=Audience.CUSTOMER,
        at=AT,
    )
    close(people, case)
    later = heard()
    assert to(later, KARLA) == []
    passed = [mail for mail in to(later, BLATT) if mail.kind == "pass_on"]
    assert any("Haben Sie ein Foto?" in mail.text for mail in passed)
    assert any("abgeschlossen" in mail.text for mail in passed)


def test_a_customer_without_address_is_reached_through_the_dealer(people: People) -> None:
    ContactPoint.objects.filter(party=people.karla).delete()
    contract(people, writer=Writer.DEALER)
    record(people)
    assert [mail.kind for mail in to(heard(), BLATT)] == ["pass_on"]


def test_the_case_goes_before_the_contract(people: People) -> None:
    contract(people, writer=Writer.DEALER)
    case = record(people)
    edit_fields(
        actor=people.anna, case_id=case.pk, values={"writer": "office_for"}, base={"writer": ""}, at=AT
    )
    case.refresh_from_db()
    assert writer_of(case).kind is Writer.OFFICE_FOR_DEALER
    entry = ProtocolEntry.objects.filter(event="case.fields_changed").order_by("-id")[0]
    assert entry.facts["fields_changed"] == ["writer"]
    forget()
    wait_for_supplier(people, case)
    assert [m.to for m in heard() if m.kind == "news" and m.to == KARLA] == [KARLA]


def test_addressees_are_shown_as_they_are(people: People) -> None:
    contract(people, writer=Writer.DEALER)
    case = record(people)
    (dealer,) = addressees(case, Audience.CUSTOMER)
    assert (dealer.email, dealer.passes_on) == (BLATT, True)
    (once,) = addressees(case, Audience.ALL)
    assert once.passes_on
    Case.objects.filter(pk=case.pk).update(writer="office")
    case.refresh_from_db()
    (customer,) = addressees(case, Audience.CUSTOMER)
    assert (customer.email, customer.passes_on) == (KARLA, False)


def letter(people: People, case: Case, **more: str) -> Letter:
    return send_letter(
        actor=people.anna, case_id=case.pk, kind=LetterKind.FREE, text="Es geht weiter.", at=AT, **more
    )


def test_letters_wear_the_face_of_who_writes(people: People) -> None:
    held = contract(people, writer=Writer.OFFICE_FOR_DEALER)
    case = record(people)
    work()
    made = letter(people, case)
    words = words_of(pdf_of(made))
    assert made.sent_to == KARLA
    assert "Blatt Büro" in words
    assert "Anna Amsel" in words
    assert "Nordlicht" not in words
    assert "Fremd" not in words
    message = parsed(OutgoingMail.objects.get(key=f"letter:{made.pk}"))
    assert "Blatt Büro, Kundendienst" in str(message["From"])
    held.writer = Writer.DEALER
    held.save()
    passed = letter(people, case)
    words = words_of(pdf_of(passed))
    assert (passed.sent_to, passed.state) == (BLATT, LetterState.MAILED)
    assert "Karla Kunde" in passed.recipient
    assert "Karla Kunde" in words
    assert "Anna Amsel" not in words, "the dealer signs himself"
    mail = OutgoingMail.objects.get(key=f"letter:{passed.pk}")
    assert (mail.recipient, mail.kind) == (BLATT, "pass_on")
    assert "Es geht weiter." in body_of(parsed(mail))
    assert OutgoingMail.objects.filter(recipient=KARLA, key=f"letter:{passed.pk}").count() == 0
    held.writer = Writer.OFFICE
    held.save()
    words = words_of(pdf_of(letter(people, case)))
    assert "Nordlicht Büromöbel" in words
    assert "Blatt" not in words


def test_what_a_dealer_passes_on_is_not_faxed(people: People) -> None:
    contract(people, writer=Writer.DEALER)
    case = record(people)
    tenant = Tenant.objects.get(pk=people.tenant.pk)
    assert [way.how for way in letter_ways(case, people.karla, tenant)] == [How.MAIL, How.PRINT]
    with pytest.raises(UnknownWay):
        letter_way(case, people.karla, tenant, "fax")
    ContactPoint.objects.filter(party=people.blatt).delete()
    with pytest.raises(NoDealerAddress):
        letter_way(case, people.karla, tenant, "mail")
    assert letter_way(case, people.karla, tenant, "").how is How.PRINT
    before = Letter.objects.count()
    with pytest.raises(NoDealerAddress):
        letter(people, case, how="mail")
    assert Letter.objects.count() == before


def test_what_the_customer_asks_for_himself_he_gets_himself(people: People) -> None:
    contract(people, writer=Writer.DEALER)
    case = record(people)
    forget()
    renew_case_link(tenant_id=people.tenant.pk, number=case.number, address=KARLA, at=LATER)
    (mail,) = heard()
    assert (mail.to, mail.kind) == (KARLA, "link")
    assert "Blatt Büro" in str(parsed(mail.mail)["From"])


def test_another_dealers_case_never_wears_this_face(people: People) -> None:
    contract(people, writer=Writer.OFFICE_FOR_DEALER)
    record(people, dealer_id=people.fremd.pk)
    (mail,) = to(heard(), KARLA)
    assert RED not in mail.text
    assert "Blatt" not in mail.text
    assert str(parsed(mail.mail)["From"]).startswith("Nordlicht")


def test_without_a_dealer_nobodys_name_is_borrowed(people: People) -> None:
    case = record(people, dealer_id=None)
    Case.objects.filter(pk=case.pk).update(writer="dealer")
    case.refresh_from_db()
    assert writer_of(case).is_office
    assert [mail.to for mail in heard()] == [KARLA]
