"""Whatever letter goes out: nothing of it that somebody else may download lets him act as the customer."""

from __future__ import annotations

import importlib
import io
import re
from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse
from pypdf import PdfReader

from kulanz.cases.commands.messages import remove_file
from kulanz.cases.models import Case, CaseFile
from kulanz.core.files.commands import read_file
from kulanz.core.pdf import letters as letter_pdf
from kulanz.masterdata.parties.models import Writer
from kulanz.stages.contact.models import Letter, LetterKind, LetterTemplate, Mailbox, OutgoingMail
from kulanz.workflows.letters import send_letter
from kulanz.workflows.links import issue_case_link
from tests.cases.people import AT, People
from tests.contracts.houses import contract
from tests.desk.conftest import client_of
from tests.letters.reading import pdf_of, url
from tests.offers.reduced import reduced
from tests.outgoing.writing import parsed
from tests.portal.told import page
from tests.workflows.happening import close, record

pytestmark = pytest.mark.usefixtures("afterwards")

SignIn = Callable[[str], Client]
KINDS = (LetterKind.PHOTO_REQUEST, LetterKind.CONFIRMATION, LetterKind.QUERY, LetterKind.SERVICE_NOTICE,
         LetterKind.FREE)  # fmt: skip


@pytest.fixture
def drawn(monkeypatch: pytest.MonkeyPatch) -> dict[bytes, dict[str, Any]]:
    """PDF → what it was drawn from, the pictures under `pictures`."""
    found: dict[bytes, dict[str, Any]] = {}
    draw = letter_pdf.typeset

    def noted(
        template: Path, data: Mapping[str, Any], *, pictures: Mapping[str, bytes], at: datetime
    ) -> bytes:
        made = draw(template, data, pictures=pictures, at=at)
        found[made] = {**data, "pictures": pictures}
        return made

    monkeypatch.setattr(letter_pdf, "typeset", noted)
    return found


def holds(pdf: bytes) -> str:
    """Its words without spaces, its links and its title, in small letters."""
    reader = PdfReader(io.BytesIO(pdf))
    links = [
        str(note.get_object().get("/A", {}).get("/URI", ""))
        for one in reader.pages
        for note in one.get("/Annots", [])
    ]
    words = "".join(one.extract_text() for one in reader.pages)
    return "".join(f"{words}{''.join(links)}{reader.metadata}".split()).lower()


def bytes_of(file: CaseFile) -> bytes:
    with read_file(file.stored) as content:
        return content.read()


def downloads(client: Client, case: Case) -> list[bytes]:
    """Every file of the case's page."""
    found = sorted(set(re.findall(r"/portal/datei/(\d+)/", page(client, case))))
    answers = [client.get(reverse("portal:file", args=[pk])) for pk in found]
    assert {answer.status_code for answer in answers} <= {200}
    return [b"".join(answer.streaming_content) for answer in answers]  # type: ignore[attr-defined]  # files


def write(people: People, case: Case, issued: list[str]) -> list[Letter]:
    """A letter of each kind, on paper, its link in the code and in the text, and one pasted by hand."""
    for kind in KINDS:
        LetterTemplate.objects.create(
            tenant=people.tenant, kind=kind, language="de", subject="Zu {number} {link}", body="Hier: {link}."
        )
    pasted = issue_case_link(case=case, party_id=people.karla.pk, address="", at=AT)
    return [
        send_letter(actor=people.anna, case_id=case.pk, kind=kind, text=f"Oder {pasted}", how="print", at=AT)
        for kind in KINDS
    ]


@pytest.mark.parametrize("writer", [None, Writer.OFFICE_FOR_DEALER, Writer.DEALER])
def test_what_a_dealer_opens_opens_nothing(
    people: People, sign_in: SignIn, issued: list[str], drawn: dict[bytes, dict[str, Any]], writer: Writer
) -> None:
    if writer is not None:
        contract(people, writer=writer)
    case = record(people)
    letters = write(people, case, issued)
    dealer, anna = sign_in("haus@blatt"), client_of(people.anna, people.tenant)
    read = downloads(dealer, case)
    assert len(read) == len(KINDS), "he sees all that went to his customer"
    for pdf in read:
        held = holds(pdf)
        assert "[persönlicherlink]" in held
        assert "kopieohnedenpersönlichenlink" in held
        assert [secret for secret in issued if secret in held] == []
    # the control: what is printed has both, and the office alone opens it
    for letter in letters:
        original = pdf_of(letter)
        assert any(secret in holds(original) for secret in issued)
        source = drawn[original]
        assert any(secret in source["qr"]["url"] for secret in issued)
        assert "code.svg" in source["pictures"]
        assert dealer.get(reverse("portal:file", args=[letter.file_id])).status_code == 404
        printed = anna.get(reverse("desk:file", args=[letter.file_id]) + "?ansehen")
        assert b"".join(printed.streaming_content) == original  # type: ignore[attr-defined]  # a file
        (copy,) = letter.file.copies.all()
        source = drawn[bytes_of(copy)]
        assert (source["qr"], source["pictures"].get("code.svg")) == (None, None)
        assert [secret for secret in issued if secret in str(source)] == []
        assert f"/desk/datei/{copy.pk}/" not in anna.get(url(case)).content.decode(), "he reads it once"


def test_his_own_page_and_the_last_letter_open_the_copy_too(
    people: People, sign_in: SignIn, issued: list[str]
) -> None:
    case = record(people)
    close(people, case)
    send_letter(actor=people.anna, case_id=case.pk, kind=LetterKind.CLOSING, how="print", at=AT)
    letter = Letter.objects.get()
    (copy,) = letter.file.copies.all()
    (pdf,) = downloads(sign_in("haus@blatt"), case)
    assert [secret for secret in issued if secret in holds(pdf)] == []
    assert f"/portal/datei/{copy.pk}/" in page(sign_in("haus@blatt"), case)
    link = issue_case_link(case=case, party_id=people.karla.pk, address="", at=AT)
    customers = Client(headers={"host": people.tenant.host}).get(link).content.decode()
    assert f"/datei/{copy.pk}/" in customers
    assert f"/datei/{letter.file_id}/" not in customers


def test_an_offer_is_read_and_not_accepted(people: People, sign_in: SignIn, issued: list[str]) -> None:
    reduced(people, Client())
    letter = Letter.objects.get(kind=LetterKind.DISCOUNT_OFFER)
    Case.objects.filter(pk=letter.case_id).update(dealer=people.blatt)
    (pdf,) = downloads(sign_in("haus@blatt"), letter.case)
    assert "120,00" in holds(pdf)
    assert [secret for secret in issued if secret in holds(pdf)] == []
    assert any(secret in holds(pdf_of(letter)) for secret in issued), "the control"


def test_what_is_mailed_or_passed_on_is_the_original(people: People) -> None:
    Mailbox.objects.create(
        tenant=people.tenant, name="Service", address="service@nordlicht.test", is_default=True
    )
    contract(people, writer=Writer.DEALER)
    case = record(people)
    letter = send_letter(actor=people.anna, case_id=case.pk, kind=LetterKind.FREE, text="Ein Wort", at=AT)
    (mail,) = OutgoingMail.objects.filter(key=f"letter:{letter.pk}")
    (attached,) = parsed(mail).iter_attachments()
    assert attached.get_content() == pdf_of(letter), "what the dealer is to pass on is complete"


def test_a_letter_taken_out_of_the_case_goes_with_its_copy(people: People, sign_in: SignIn) -> None:
    case = record(people)
    letter = send_letter(
        actor=people.anna, case_id=case.pk, kind=LetterKind.FREE, text="Ein Wort", how="print", at=AT
    )
    assert len(downloads(sign_in("haus@blatt"), case)) == 1
    remove_file(actor=people.lena, case_file_id=letter.file_id, reason="Falsche Anschrift", at=AT)
    assert downloads(sign_in("haus@blatt"), case) == []
    assert CaseFile.objects.filter(case=case, removed_at=None).count() == 0


def test_letters_from_before_are_the_offices(people: People, sign_in: SignIn) -> None:
    """As they were filed once: for the customer, with his code, and without a copy."""
    case = record(people)
    letter = send_letter(
        actor=people.anna, case_id=case.pk, kind=LetterKind.FREE, text="Ein Wort", how="print", at=AT
    )
    letter.file.copies.all().delete()
    CaseFile.objects.filter(pk=letter.file_id).update(audience="customer")
    assert len(downloads(sign_in("haus@blatt"), case)) == 1, "the control"
    with connection.cursor() as cursor:
        cursor.execute(before_there_were_copies())
    assert downloads(sign_in("haus@blatt"), case) == []
    assert CaseFile.objects.get(pk=letter.file_id).audience == "internal"
    shown = page(sign_in("haus@blatt"), case)
    assert "Ein Wort" in shown.partition('id="went-out"')[2], "he reads what was written by hand"


def before_there_were_copies() -> str:
    """The migration's statement without the lines that only the owner may say."""
    module = importlib.import_module("kulanz.stages.contact.migrations.0010_letters_apart")
    statement = re.sub(r"ALTER TABLE \S+ (NO )?FORCE ROW LEVEL SECURITY;", "", module.UPDATE)
    return statement.strip()
