"""Letters and forms from the desk: chosen, looked at, sent once, kept and told."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.test import Client

from kulanz.cases.calendar import local_date
from kulanz.cases.commands.claiming import decide_claim
from kulanz.cases.commands.closing import cancel_case
from kulanz.cases.commands.messages import attach_files, remove_file
from kulanz.cases.commands.reopening import reopen_case
from kulanz.cases.models import Case, CaseFile
from kulanz.cases.refusals import CaseEnded
from kulanz.core import clock
from kulanz.core.files.commands import store_file
from kulanz.core.protocol.models import ProtocolEntry
from kulanz.core.refusal import NotAllowed
from kulanz.masterdata.parties.models import ContactKind, ContactPoint, Party
from kulanz.stages.contact.commands.photo_requests import settle_photo_requests
from kulanz.stages.contact.models import Letter, LetterKind, OutgoingMail
from kulanz.stages.contact.queries.letters import cases_waiting_for_photos
from kulanz.stages.contact.refusals import LetterValueMissing
from kulanz.workflows.letters import preview_letter, send_letter
from tests.cases.people import AT, People
from tests.desk.conftest import client_of
from tests.letters.reading import mail_of, part_of, pdf_of, words_of
from tests.outgoing.writing import new_case
from tests.workflows.hearing import forget, heard, work


def url(case: Case, rest: str = "") -> str:
    return f"/desk/vorgang/{case.number}/{rest}"


def chosen(page: str) -> list[str]:
    return re.findall(r'name="kind" value="(\w+)"', page)


def form(**given: str) -> dict[str, str]:
    return {"kind": "query", "subject": "", "text": "Welche Farbe?", "how": "", "token": "abc", **given}


def test_only_what_makes_sense_now_is_offered(people: People, case: Case, anna: Client) -> None:
    always = ["photo_request", "confirmation", "query", "service_notice"]
    assert chosen(anna.get(url(case, "brief/")).content.decode()) == [*always, "free"]
    decide_claim(actor=people.anna, case_id=case.pk, accepted=True, reason="Charge", at=AT)
    assert chosen(anna.get(url(case, "brief/")).content.decode()) == [*always, "acceptance", "free"]
    assert anna.post(url(case, "brief/"), form(kind="credit_note")).status_code == 422
    anna.post(url(case, "stornieren/"), {"reason": "doppelt"})
    assert chosen(anna.get(url(case, "brief/")).content.decode()) == ["free"]


@pytest.mark.parametrize(
    ("kind", "said"),
    [
        ("photo_request", "Am meisten helfen uns"),
        ("confirmation", "Wir haben sie unter der Nummer"),
        ("query", "haben wir noch eine Frage: Welche Farbe?"),
        ("service_notice", "kümmert sich ein Kundendienst"),
        ("free", "Welche Farbe?"),
    ],
)
def test_what_is_looked_at_is_what_is_sent(
    people: People, case: Case, anna: Client, kind: str, said: str
) -> None:
    before = ProtocolEntry.objects.count()
    seen = words_of(anna.post(url(case, "brief/vorschau/"), form(kind=kind)).content)
    assert said in seen
    assert (Letter.objects.count(), CaseFile.objects.count(), ProtocolEntry.objects.count()) == (0, 0, before)
    anna.post(url(case, "brief/"), form(kind=kind))
    letter = Letter.objects.get()
    sent = words_of(pdf_of(letter))
    links = re.compile(r"/f/ ?\S+")
    assert links.sub("", sent).split()[:60] == links.sub("", seen).split()[:60]
    assert (letter.kind, letter.state, letter.sent_to) == (kind, "mailed", "karla@kundin.test")
    assert (letter.text, letter.written_by_name) == ("Welche Farbe?", "Anna Amsel")
    mail = mail_of(letter)
    (attached,) = mail.iter_attachments()
    assert attached.get_content() == pdf_of(letter)
    assert "Welche Farbe?" in part_of(mail, "plain")
    entry = ProtocolEntry.objects.get(event="case.letter_sent")
    assert (entry.facts["letter"], entry.facts["channel"]) == (kind, "mail")
    assert entry.personal.data["text"] == "Welche Farbe?"
    assert entry.personal.data["actor"] == "Anna Amsel"


def test_the_words_appear_while_somebody_types(people: People, case: Case, anna: Client) -> None:
    typing = {"HX-Request": "true"}
    shown = anna.post(url(case, "brief/vorschau/"), form(text="<b>Blau?</b>"), headers=typing)
    assert "&lt;b&gt;Blau?&lt;/b&gt;" in shown.content.decode()
    assert "2 × Drehstuhl Lumo" in anna.get(url(case, "brief/?art=confirmation")).content.decode()
    empty = anna.post(url(case, "brief/vorschau/"), form(text=""), headers=typing).content.decode()
    assert "Bitte schreiben Sie" in empty
    assert Letter.objects.count() == 0


def test_a_photo_request_is_one_press_and_the_customers_turn(
    people: People, case: Case, anna: Client
) -> None:
    forget()
    page = anna.get(url(case)).content.decode()
    (token,) = re.findall(rf'{url(case, "brief/fotos/")}".*?name="token" value="(\w+)"', page)
    for _ in range(2):
        said = anna.post(url(case, "brief/fotos/"), {"token": token}, follow=True).content.decode()
        assert "Fotoanforderung geht per E-Mail an karla@kundin.test." in said
    letter = Letter.objects.get()
    case.refresh_from_db()
    assert (case.step, case.waits_for) == ("in_progress", "customer")
    assert case.next_news_on is not None
    assert case.next_news_on > local_date(people.tenant, clock.now())
    link = re.search(r"http://nordlicht\.test\S*/f/(\S+?)/?#files", part_of(mail_of(letter), "plain"))
    assert link is not None
    opened = Client(headers={"host": people.tenant.host}).get(f"/f/{link[1].strip('/')}/")
    assert 'id="files"' in opened.content.decode()
    # the letter tells the new state itself: no second mail about it
    assert [told.kind for told in heard()] == ["letter"]
    assert list(cases_waiting_for_photos(people.anna)) == [case]
    assert list(cases_waiting_for_photos(people.blatt_house)) == []


def test_waiting_ends_with_a_file_from_outside_and_begins_with_the_next_request(
    people: People, case: Case
) -> None:
    def ask(days: int) -> None:
        send_letter(
            actor=people.anna, case_id=case.pk, kind=LetterKind.PHOTO_REQUEST, at=AT + timedelta(days=days)
        )

    def add_photo(days: int, *, by_customer: bool = True) -> None:
        at = AT + timedelta(days=days)
        file = store_file(tenant_id=case.tenant_id, content=b"Foto", name="foto.txt", at=at)
        actor = people.customer_link(case.pk) if by_customer else people.anna
        attach_files(actor=actor, case_id=case.pk, files=[file], at=at)

    other = new_case(people)
    add_photo(0)
    ask(1)
    add_photo(2, by_customer=False)
    assert list(cases_waiting_for_photos(people.anna)) == [case]
    add_photo(3)
    assert list(cases_waiting_for_photos(people.anna)) == []
    case.refresh_from_db()
    assert case.waits_for == "us"
    ask(4)
    send_letter(actor=people.anna, case_id=other.pk, kind=LetterKind.PHOTO_REQUEST, at=AT)
    assert set(cases_waiting_for_photos(people.anna)) == {case, other}
    Case.objects.filter(pk=other.pk).update(step="cancelled")
    assert list(cases_waiting_for_photos(people.anna)) == [case]


def test_requests_settled_long_ago_cost_nothing_and_come_back(people: People, case: Case) -> None:
    send_letter(actor=people.anna, case_id=case.pk, kind=LetterKind.PHOTO_REQUEST, at=AT)
    letter, day = Letter.objects.get(), timedelta(days=1)
    assert settle_photo_requests(tenant_id=case.tenant_id, at=AT + 9 * day) == 0
    cancel_case(actor=people.anna, case_id=case.pk, reason="doppelt", at=AT + day)
    assert list(cases_waiting_for_photos(people.anna)) == []
    assert settle_photo_requests(tenant_id=case.tenant_id, at=AT + day * 1.5) == 0
    assert settle_photo_requests(tenant_id=case.tenant_id, at=AT + 3 * day) == 1
    reopen_case(actor=people.anna, case_id=case.pk, reason="doch nicht", at=AT + 4 * day)
    work(AT + 5 * day)
    letter.refresh_from_db()
    assert letter.photos_due
    assert list(cases_waiting_for_photos(people.anna)) == [case]
    at = AT + 5 * day
    file = store_file(tenant_id=case.tenant_id, content=b"Foto", name="foto.txt", at=at)
    (row,) = attach_files(actor=people.customer_link(case.pk), case_id=case.pk, files=[file], at=at)
    assert settle_photo_requests(tenant_id=case.tenant_id, at=AT + 7 * day) == 1
    remove_file(actor=people.anna, case_file_id=row.pk, reason="falscher Stuhl", at=AT + 8 * day)
    work(AT + 8 * day)
    assert list(cases_waiting_for_photos(people.anna)) == [case]


def test_the_same_form_twice_sends_once_and_a_changed_one_again(
    people: People, case: Case, anna: Client
) -> None:
    for _ in range(2):
        assert anna.post(url(case, "brief/"), form()).status_code == 302
    assert Letter.objects.count() == OutgoingMail.objects.filter(kind="letter").count() == 1
    assert ProtocolEntry.objects.filter(event="case.letter_sent").count() == 1
    anna.post(url(case, "brief/"), form(text="Und welche Größe?"))
    anna.post(url(case, "brief/"), form(token="def"))
    assert Letter.objects.count() == 3


def test_hostile_text_stays_text_everywhere(people: People, case: Case, anna: Client) -> None:
    nasty = (
        '#read("/etc/passwd") $x$ {amount} {text} <script>alert(1)</script> \\ @ref\r\nBcc: x@boese.example'
    )
    anna.post(url(case, "brief/"), form(text=nasty, subject="#pagebreak() <b>\r\nBcc: y@boese.example"))
    letter = Letter.objects.get()
    text = words_of(pdf_of(letter))
    assert '#read("/etc/passwd") $x$ {amount} {text} <script>' in text
    mail = mail_of(letter)
    assert mail["Bcc"] is None
    assert [str(address) for address in mail["To"].addresses] == ["Karla Kunde <karla@kundin.test>"]
    html = part_of(mail, "html")
    assert "<script>" not in html
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in html
    for page in (url(case), url(case, "versand/"), url(case, "protokoll/")):
        shown = anna.get(page).content.decode()
        assert "<script>alert" not in shown
    assert "alert(1)" in anna.get(url(case, "protokoll/")).content.decode()


def test_an_english_customer_reads_english(people: People, case: Case, anna: Client) -> None:
    Party.objects.filter(pk=people.karla.pk).update(language="en")
    assert "Sprache: Englisch" in anna.get(url(case, "brief/")).content.decode()
    anna.post(url(case, "brief/fotos/"))
    letter = Letter.objects.get()
    assert letter.file.name == f"Photo request {case.number}.pdf"
    text = words_of(pdf_of(letter))
    assert "Yours sincerely" in text
    assert "This code takes you to the page of your case" in text
    assert "Upload photos" in part_of(mail_of(letter), "plain")
    assert mail_of(letter)["Subject"] == f"Photos needed for your case {case.number}"


def test_the_page_of_what_was_sent_tells_and_opens_it(people: People, case: Case, anna: Client) -> None:
    anna.post(url(case, "brief/"), form(how="print"))
    letter = Letter.objects.get()
    assert letter.state == "to_print"
    shown = anna.get(url(case, "versand/")).content.decode()
    for word in ("Rückfrage", "zu drucken", "Anna Amsel", "Welche Farbe?"):
        assert word in shown
    (address,) = re.findall(r'href="(/desk/datei/\d+/\?ansehen)"', shown)
    assert b"".join(anna.get(address)) == pdf_of(letter)
    told = anna.get(url(case, "protokoll/")).content.decode()
    assert "Rückfrage zum Drucken" in told
    assert "Welche Farbe?" in told


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


def test_an_offer_says_its_amount_and_leads_to_its_own_page(people: People, case: Case) -> None:
    given = {"actor": people.anna, "case_id": case.pk, "kind": LetterKind.DISCOUNT_OFFER, "at": AT}
    with pytest.raises(LetterValueMissing):
        send_letter(**given)
    values = {
        "amount": "120,00 € (inkl. 19 % MwSt.)",
        "expires_on": "8. Dezember 2026",
        "link": "http://nordlicht.test/angebot/abc",
    }
    assert "120,00 €" in words_of(preview_letter(**given, values=values))
    letter = send_letter(**given, values=values)
    text = words_of(pdf_of(letter))
    for words in (
        "von 120,00 € (inkl. 19 % MwSt.)",
        "bis zum 8. Dezember 2026",
        "nordlicht.test/angebot/abc",
    ):
        assert words in text
    assert "Angebot ansehen und antworten" in part_of(mail_of(letter), "plain")


def test_a_rejection_says_how_to_object_and_goodwill_admits_nothing(people: People, case: Case) -> None:
    decide_claim(actor=people.anna, case_id=case.pk, accepted=False, reason="Umzug", at=AT)
    letter = send_letter(actor=people.anna, case_id=case.pk, kind=LetterKind.REJECTION, at=AT)
    text = words_of(pdf_of(letter))
    assert "Umzug" in text
    assert "nicht einverstanden" in text
    Case.objects.filter(pk=case.pk).update(coverage="goodwill")
    offer = words_of(
        preview_letter(
            actor=people.anna,
            case_id=case.pk,
            kind=LetterKind.SERVICE_NOTICE,
            values={"executor": "Montage Nord", "visit_on": "24. November 2026"},
            at=AT,
        )
    )
    assert "Zu Ihnen kommt: Montage Nord." in offer
    assert "ohne Anerkennung" not in offer  # rejected: nothing is granted
    Case.objects.filter(pk=case.pk).update(claim_status="accepted")
    granted = preview_letter(actor=people.anna, case_id=case.pk, kind=LetterKind.ACCEPTANCE, at=AT)
    assert "helfen Ihnen aus Kulanz" in words_of(granted)
    assert "ohne Anerkennung einer Rechtspflicht" in words_of(granted)


def test_who_may_not_work_cases_sends_nothing(people: People, case: Case, otto: Client) -> None:
    assert otto.get(url(case, "brief/")).status_code == 403
    assert otto.post(url(case, "brief/"), form()).status_code == 403
    assert otto.post(url(case, "brief/fotos/")).status_code == 403
    dealer = client_of(people.blatt_house, people.tenant)
    assert dealer.post(url(case, "brief/fotos/")).status_code == 404
    with pytest.raises(NotAllowed):
        send_letter(actor=people.blatt_house, case_id=case.pk, kind=LetterKind.FREE, text="x", at=AT)
    assert Letter.objects.count() == 0


def test_nobody_is_asked_about_an_ended_case(people: People, case: Case, anna: Client) -> None:
    anna.post(url(case, "stornieren/"), {"reason": "doppelt"})
    with pytest.raises(CaseEnded):
        send_letter(actor=people.anna, case_id=case.pk, kind=LetterKind.PHOTO_REQUEST, at=AT)
    assert "Fotos anfordern" not in anna.get(url(case)).content.decode()
    assert Letter.objects.count() == 0
