"""Closing with a letter: mailed where there is an address, printed where there is none."""

from __future__ import annotations

import io
from typing import Any

import pytest

from kulanz.cases.models import Case, CaseFile
from kulanz.cases.refusals import ClaimUndecided, SolutionMissing
from kulanz.cases.rules import Audience, ClosedBy, Coverage, Kind
from kulanz.core.files.commands import read_file
from kulanz.core.protocol.models import ProtocolEntry
from kulanz.core.refusal import NotAllowed
from kulanz.masterdata.parties.models import ContactPoint, Party
from kulanz.stages.contact.commands.letters import mark_printed
from kulanz.stages.contact.models import Letter, LetterKind, OutgoingMail
from kulanz.stages.contact.queries.letters import letters_of_case, letters_to_print
from kulanz.stages.contact.refusals import NoRecipient
from kulanz.workflows import closing
from kulanz.workflows.closing import close_and_tell
from kulanz.workflows.letters import send_letter
from tests.cases.people import AT, People
from tests.outgoing.writing import KARLA, new_case, parsed
from tests.workflows.hearing import forget, heard


@pytest.fixture
def written(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """What the letters of this test say, before they become PDF."""
    from kulanz.stages.contact.commands import letters

    seen: list[Any] = []
    real = letters.render_letter

    def render(content: Any) -> bytes:
        seen.append(content)
        return real(content)

    monkeypatch.setattr(letters, "render_letter", render)
    return seen


def close(people: People, case: Case, **changes: Any) -> closing.Closed:
    given = {"closed_by": ClosedBy.ANSWER, "solution": "Führung gereinigt", "at": AT, **changes}
    return close_and_tell(actor=people.anna, case_id=case.pk, **given)


def pdf_of(file: CaseFile) -> bytes:
    with read_file(file.stored) as content:
        return content.read()


def test_the_letter_is_filed_for_the_customer_and_goes_along_with_the_mail(
    people: People, written: list[Any]
) -> None:
    case = new_case(people)
    forget()
    closed = close(people, case, letter_text="Danke für Ihre Geduld.\n\nBis bald.")
    assert closed.case.step == "closed"
    letter = closed.letter
    assert letter is not None
    file, copy = CaseFile.objects.filter(case=case).order_by("id")
    assert (letter.state, letter.file, file.audience) == ("mailed", file, Audience.INTERNAL)
    assert (copy.copy_of, copy.audience) == (file, Audience.CUSTOMER)
    assert pdf_of(file).startswith(b"%PDF-")
    (told,) = heard()
    assert (told.to, told.kind) == (KARLA, "letter")
    attached = list(parsed(told.mail).iter_attachments())
    assert [part.get_content_type() for part in attached] == ["application/pdf"]
    assert attached[0].get_content() == pdf_of(file)
    content, _copied = written
    text = "\n".join(content.paragraphs)
    assert "Führung gereinigt" in text
    assert "Bis bald." in text
    assert content.qr.url.startswith("http://nordlicht.test")
    assert content.salutation == "Guten Tag Karla Kunde,"


def test_without_an_address_it_waits_for_the_printer(people: People, written: list[Any]) -> None:
    ContactPoint.objects.filter(normalized=KARLA).delete()
    case = new_case(people)
    close(people, case)
    assert heard() == []
    (letter,) = letters_to_print(people.anna)
    assert letters_to_print(people.blatt_house) == []
    assert written[0].qr is not None
    sent = ProtocolEntry.objects.get(event="case.letter_sent")
    assert (sent.facts["letter"], sent.facts["channel"]) == ("closing", "print")
    with pytest.raises(NotAllowed):
        mark_printed(actor=people.blatt_house, letter_id=letter.pk, at=AT)
    for _ in range(2):
        assert mark_printed(actor=people.anna, letter_id=letter.pk, at=AT).printed_at == AT
    assert letters_to_print(people.anna) == []
    assert len(letters_of_case(people.anna, case)) == 1


def test_a_bounced_address_is_written_to_on_paper(people: People) -> None:
    ContactPoint.objects.filter(normalized=KARLA).update(bounced_at=AT)
    letter = close(people, new_case(people)).letter
    assert letter is not None
    assert letter.state == "to_print"


def test_a_refused_closing_leaves_no_letter(people: People) -> None:
    case = new_case(people, kind=Kind.COMPLAINT)
    with pytest.raises(ClaimUndecided):
        close(people, case)
    with pytest.raises(SolutionMissing):
        close(people, case, solution="", accepted=True)
    with pytest.raises(NotAllowed):
        close_and_tell(
            actor=people.blatt_house, case_id=case.pk, closed_by=ClosedBy.ANSWER, solution="x", at=AT
        )
    assert Letter.objects.count() == CaseFile.objects.count() == 0
    assert Case.objects.get(pk=case.pk).claim_status == "under_review"


def test_a_rejection_gives_its_reason_and_the_way_to_object(people: People, written: list[Any]) -> None:
    case = new_case(people, kind=Kind.COMPLAINT)
    close(
        people,
        case,
        closed_by=ClosedBy.REJECTION,
        solution=None,
        accepted=False,
        reason="Der Schaden kommt vom Umzug.",
    )
    text = "\n".join(written[0].paragraphs)
    assert "Der Schaden kommt vom Umzug." in text
    assert "nicht einverstanden" in text


def test_goodwill_recognises_no_obligation(people: People, written: list[Any]) -> None:
    close(people, new_case(people, coverage=Coverage.GOODWILL))
    assert "ohne Anerkennung einer Rechtspflicht" in written[0].paragraphs[-1]


def test_the_letter_speaks_the_customers_language(people: People, written: list[Any]) -> None:
    Party.objects.filter(pk=people.karla.pk).update(language="en")
    letter = close(people, new_case(people)).letter
    assert letter is not None
    assert letter.file.name.startswith("Closing letter")
    assert written[0].language == "en"
    assert "Your request is settled" in written[0].paragraphs[0]


def test_a_case_without_customer_closes_without_letter(people: People) -> None:
    assert close(people, new_case(people, customer_id=None)).letter is None
    with pytest.raises(NoRecipient):
        send_letter(
            actor=people.anna,
            case_id=new_case(people, customer_id=None).pk,
            kind=LetterKind.FREE,
            text="x",
            at=AT,
        )


@pytest.mark.parametrize("kind", [LetterKind.CONFIRMATION, LetterKind.FREE])
def test_letters_on_demand(people: People, written: list[Any], kind: LetterKind) -> None:
    case = new_case(people)
    send_letter(
        actor=people.anna, case_id=case.pk, kind=kind, text="Wir rufen Sie an.", subject="Termin", at=AT
    )
    assert "Wir rufen Sie an." in written[0].paragraphs
    assert written[0].subject == "Termin"
    assert OutgoingMail.objects.filter(kind="letter").count() == 1


def test_hostile_text_stays_text(people: People) -> None:
    nasty = '#read("/etc/passwd") \x00 $x$ {number} <script> \\ @ref \u202egnp.exe'
    closed = close(
        people, new_case(people, title=nasty.replace("\x00", "")), solution=nasty, letter_text=nasty
    )
    assert closed.letter is not None
    assert io.BytesIO(pdf_of(closed.letter.file)).read(5) == b"%PDF-"
