"""Letter templates in the administration: checked when saved, tried out on a real case, taken back."""

from __future__ import annotations

import pytest
from django.test import Client

from kulanz.cases.models import Case
from kulanz.core.protocol.models import ProtocolEntry
from kulanz.core.refusal import NotAllowed
from kulanz.masterdata.parties.models import Party
from kulanz.stages.contact.commands.letter_templates import check_letter_text, save_letter_template
from kulanz.stages.contact.fax import international
from kulanz.stages.contact.letter_rules import paragraphs_of
from kulanz.stages.contact.letter_texts import LANGUAGES, default_text
from kulanz.stages.contact.models import Letter, LetterKind, LetterTemplate
from kulanz.workflows.letters import send_letter
from tests.cases.people import AT, People
from tests.letters.reading import pdf_of, words_of

TEXTS = "/desk/verwaltung/texte/briefe/"


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", list(LetterKind))
def test_the_texts_that_come_along_pass_their_own_check(kind: LetterKind, language: str) -> None:
    subject, body = default_text(kind, language)
    assert check_letter_text(kind, subject, body) == (subject, body)


def test_an_own_text_is_used_and_taken_back(people: People, case: Case, otto: Client) -> None:
    assert "Rückfrage" in otto.get(TEXTS).content.decode()
    typed = {"subject": "Frage zu {number}", "body": "Nur kurz:\n\n{text}\n\nDanke aus {house}."}
    assert otto.post(f"{TEXTS}query/de/", typed).status_code == 302
    assert otto.post(f"{TEXTS}query/de/", typed).status_code == 302  # the same again changes nothing
    assert ProtocolEntry.objects.filter(event="letter_template.saved").count() == 1
    assert "eigener Text" in otto.get(TEXTS).content.decode()

    def ask() -> str:
        letter = send_letter(
            actor=people.anna, case_id=case.pk, kind=LetterKind.QUERY, text="Welche Farbe?", at=AT
        )
        return words_of(pdf_of(letter))

    assert "Nur kurz: Welche Farbe? Danke aus Nordlicht Büromöbel." in ask()
    Party.objects.filter(pk=people.karla.pk).update(language="en")
    assert "We have a question" in ask()
    Party.objects.filter(pk=people.karla.pk).update(language="de")
    assert otto.post(f"{TEXTS}query/de/zuruecksetzen/").status_code == 302
    assert "haben wir noch eine Frage" in ask()
    assert LetterTemplate.objects.count() == 0
    assert ProtocolEntry.objects.filter(event="letter_template.reset").count() == 1


def test_the_given_text_is_no_own_one(people: People, otto: Client) -> None:
    subject, body = default_text(LetterKind.QUERY, "de")
    otto.post(f"{TEXTS}query/de/", {"subject": subject, "body": body.replace("\n", "\r\n")})
    assert LetterTemplate.objects.count() == 0


@pytest.mark.parametrize(
    ("kind", "body", "said"),
    [
        ("query", "Zu {vorgang}: {text}", "Unbekannter Platzhalter: {vorgang}. Erlaubt sind: {number}"),
        ("query", "Es kostet {amount}. {text}", "Unbekannter Platzhalter: {amount}."),
        ("query", "Eine { Klammer", "Unbekannter Platzhalter: {."),
        ("query", " ", "field-error"),
        ("discount_offer", "Wir bieten etwas an.", "Der Platzhalter {amount} darf in dieser Vorlage"),
    ],
)
def test_a_wrong_text_is_refused_and_comes_back(
    people: People, case: Case, otto: Client, kind: str, body: str, said: str
) -> None:
    answer = otto.post(f"{TEXTS}{kind}/de/", {"subject": "Mein Betreff", "body": body})
    assert answer.status_code == 422
    shown = answer.content.decode()
    assert said in shown
    assert "Mein Betreff" in shown
    assert (
        LetterTemplate.objects.count(),
        ProtocolEntry.objects.filter(stream="letter_templates").count(),
    ) == (
        0,
        0,
    )


def test_a_text_is_tried_out_on_a_real_case(people: People, case: Case, otto: Client) -> None:
    typed = {"subject": "Probe {number}", "body": "Es geht um {positions}. {amount}", "case": case.number}
    path = f"{TEXTS}discount_offer/de/vorschau/"
    assert f"Probe {case.number}" in words_of(otto.post(path, typed).content)
    words = otto.post(path, typed, headers={"HX-Request": "true"}).content.decode()
    assert "Es geht um 2 × Drehstuhl Lumo. 120,00 € (inkl. 19 % MwSt.)" in words
    unknown = otto.post(path, {**typed, "case": "NO-1999-00001"}, headers={"HX-Request": "true"})
    assert "Diesen Vorgang gibt es nicht." in unknown.content.decode()
    assert otto.post(path, {**typed, "body": "{foo}"}).status_code == 422
    english = words_of(otto.post(f"{TEXTS}query/en/vorschau/", {"subject": "s", "body": "b"}).content)
    assert "Yours sincerely" in english
    assert (LetterTemplate.objects.count(), Letter.objects.count()) == (0, 0)


def test_only_administrators_reach_the_texts(people: People, anna: Client, otto: Client) -> None:
    assert anna.get(TEXTS).status_code in (403, 404)
    assert anna.post(f"{TEXTS}query/de/zuruecksetzen/").status_code in (403, 404)
    assert otto.get(f"{TEXTS}nonsense/de/").status_code == 404
    assert otto.get(f"{TEXTS}query/fr/").status_code == 404
    with pytest.raises(NotAllowed):
        save_letter_template(
            actor=people.anna, kind=LetterKind.FREE, language="de", subject="x", body="{text}", at=AT
        )


def test_empty_paragraphs_go_and_what_must_stand_stays() -> None:
    body = "Immer.\n\nGeht an {executor}.\n\nRechnung: {invoice_number}"
    values = {
        "invoice_number": "R-1 {executor}",
        "goodwill": "Aus Kulanz.",
        "text": "Erstens.\r\n\r\nZweitens.",
    }
    assert paragraphs_of(body, values) == (
        "Immer.",
        "Rechnung: R-1 {executor}",
        "Erstens.",
        "Zweitens.",
        "Aus Kulanz.",
    )


@pytest.mark.parametrize(
    ("value", "country", "number"),
    [
        ("05121 / 12 34 56", "DE", "+495121123456"),
        ("+49 (0)5121 123456", "DE", "+495121123456"),
        ("0049 5121 123456", "AT", "+495121123456"),
        ("01 234567-89", "AT", "+43123456789"),
        ("+41 44 123 45 67", "DE", "+41441234567"),
        ("02 1234 5678", "IT", "+390212345678"),
        ("123456", "DE", ""),
        ("0", "DE", ""),
        ("keine", "DE", ""),
        ("05121 123456", "XX", ""),
        ("+49512112345678901", "DE", ""),
    ],
)
def test_fax_numbers_become_international(value: str, country: str, number: str) -> None:
    assert international(value, country) == number
