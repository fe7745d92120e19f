"""Letters and forms from the desk: chosen, looked at, sent once, kept and told."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from kulanz.cases.commands.claiming import decide_claim
from kulanz.cases.models import Case, CaseFile
from kulanz.core.access.actor import ActorKind, Role
from kulanz.core.files.storage import storage
from kulanz.core.protocol.models import ProtocolEntry
from kulanz.core.refusal import NotAllowed
from kulanz.masterdata.parties.actors import actor_of
from kulanz.masterdata.parties.models import Party
from kulanz.stages.contact.models import Letter, LetterKind, OutgoingMail
from kulanz.stages.contact.refusals import LetterValueMissing
from kulanz.stages.solution.models import Reason
from kulanz.stages.solution.rules.remedies import ReasonPurpose
from kulanz.workflows.letter_values import letter_values
from kulanz.workflows.letters import preview_letter, send_letter
from tests.cases.people import AT, People, make_member
from tests.desk.conftest import client_of
from tests.letters.reading import form, mail_of, part_of, pdf_of, url, words_of
from tests.outgoing.writing import new_case


def chosen(page: str) -> list[str]:
    return re.findall(r'name="kind" value="(\w+)"', page)


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


def test_the_mail_is_saved_byte_for_byte(people: People, case: Case, anna: Client) -> None:
    anna.post(url(case, "brief/"), form())
    mail = OutgoingMail.objects.get(kind="letter")
    (address,) = re.findall(
        rf'href="({url(case, "versand/")}\d+/)"', anna.get(url(case, "versand/")).content.decode()
    )
    answer = anna.get(address)
    assert answer["Content-Disposition"].startswith("attachment")
    with storage().open(mail.storage_key) as content:
        assert answer.content == content.read()
    other = new_case(people)
    assert anna.get(url(other, f"versand/{mail.pk}/")).status_code == 404
    dealer = client_of(people.blatt_house, people.tenant)
    assert dealer.get(address).status_code == 404
    finance = make_member(
        people.tenant, "finn@nordlicht.test", "Finn", ActorKind.STAFF, roles=[Role.FINANCE.value]
    )
    assert client_of(actor_of(finance), people.tenant).get(address).status_code == 404


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


def test_a_ready_reason_is_told_in_the_readers_language(people: People, case: Case) -> None:
    Reason.objects.create(
        tenant_id=case.tenant_id,
        purpose=ReasonPurpose.REJECTION.value,
        name="Beim Umzug entstanden",
        name_en="Happened during a move",
    )
    reason = "Beim Umzug entstanden. Die Kanten sind gestoßen."
    decide_claim(actor=people.anna, case_id=case.pk, accepted=False, reason=reason, at=AT)
    case.refresh_from_db()
    told = {
        language: letter_values(case, LetterKind.REJECTION, actor=people.anna, language=language, at=AT)
        for language in ("de", "en")
    }
    assert told["de"]["reason"] == reason
    assert told["en"]["reason"] == "Happened during a move. Die Kanten sind gestoßen."


def test_who_may_not_work_cases_sends_nothing(people: People, case: Case, otto: Client) -> None:
    assert otto.get(url(case, "brief/")).status_code == 403
    assert otto.post(url(case, "brief/"), form()).status_code == 403
    assert otto.post(url(case, "brief/fotos/")).status_code == 403
    dealer = client_of(people.blatt_house, people.tenant)
    assert dealer.post(url(case, "brief/fotos/")).status_code == 404
    with pytest.raises(NotAllowed):
        send_letter(actor=people.blatt_house, case_id=case.pk, kind=LetterKind.FREE, text="x", at=AT)
    assert Letter.objects.count() == 0
