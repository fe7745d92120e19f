"""Credit notes in lists, and in the language of their reader."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client

from kulanz.core import clock
from kulanz.core.access.actor import Actor
from kulanz.core.files.storage import storage
from kulanz.core.refusal import Refusal
from kulanz.masterdata.parties.models import Party
from kulanz.stages.billing.commands.releasing import confirm_credit
from kulanz.stages.billing.models import CreditNote
from kulanz.stages.billing.refusals import (
    ExternalNumberMissing,
)
from kulanz.workflows.crediting import release_and_tell
from tests.billing.test_credits import pick_up
from tests.cases.people import People
from tests.offers.reduced import Reduced
from tests.offers.test_office import client_of

IBAN = "AT61 1904 3002 3457 3201"


def test_many_are_released_and_what_cannot_be_says_why(
    credit: CreditNote, people: People, finn: Actor, browser: Callable[..., Client]
) -> None:
    waiting = pick_up(people)
    client = client_of(finn.user_id, browser)
    answer = client.post(
        "/desk/gutschriften/freigeben/", {"credit": [credit.pk, waiting.pk, 999_999, "x"]}, follow=True
    )
    text = answer.content.decode()
    assert "1 Gutschrift freigegeben" in text
    assert f"{waiting.number}: " in text
    credit.refresh_from_db()
    waiting.refresh_from_db()
    assert (credit.state, waiting.state) == ("released", "waits_for_goods")


def test_the_list_goes_on_after_its_last_row(
    people: People, finn: Actor, browser: Callable[..., Client], monkeypatch: pytest.MonkeyPatch
) -> None:
    from kulanz.interfaces.desk.billing import paging

    monkeypatch.setattr(paging, "PAGE", 2)
    made = [pick_up(people) for _ in range(5)]
    moment = clock.now() - timedelta(days=3)
    for index, credit in enumerate(made):
        CreditNote.objects.filter(pk=credit.pk).update(state_since=moment + timedelta(hours=index // 2))
    client = client_of(finn.user_id, browser)
    seen: list[str] = []
    url = "/desk/gutschriften/?stand=waits_for_goods"
    for _ in range(5):
        page = client.get(url)
        seen += [row.credit.number for row in page.context["rows"]]
        cursor = page.context["next_cursor"]
        if not cursor:
            break
        url = f"/desk/gutschriften/?stand=waits_for_goods&cursor={cursor.replace('+', '%2B')}"
    assert seen == [credit.number for credit in made]


def test_a_business_document_is_in_its_language(story: Reduced, people: People, finn: Actor) -> None:
    from pypdf import PdfReader

    Party.objects.filter(pk=people.karla.pk).update(language="en")
    story.post("accept")
    credit = CreditNote.objects.get()
    release_and_tell(actor=finn, credit_note_id=credit.pk, at=clock.now(), without_account=True)
    credit.refresh_from_db()
    assert credit.document is not None
    with storage().open(credit.document.stored.key) as content:
        text = " ".join(page.extract_text() for page in PdfReader(content).pages)
    for words in (f"Credit note {credit.number}", "€100.84", "VAT 19%", "€19.16", "€120.00", "R-4711"):
        assert words in text.replace("\xa0", " ")


def test_refusals_are_refusals(credit: CreditNote, finn: Actor) -> None:
    with pytest.raises(ExternalNumberMissing):
        confirm_credit(actor=finn, credit_note_id=credit.pk, external_number="", at=clock.now())
    with pytest.raises(Refusal):
        confirm_credit(actor=finn, credit_note_id=credit.pk, external_number="GS", at=clock.now())
    credit.refresh_from_db()
    assert credit.state == "recorded"
