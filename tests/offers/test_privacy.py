"""A customer is erased from offers and credit notes when the law lets him go, and not before."""

from __future__ import annotations

import io
import json
import zipfile
from datetime import timedelta
from decimal import Decimal

from kulanz.core import clock
from kulanz.stages.billing.models import CreditNote, PaymentDetails
from kulanz.workflows.privacy import erase_person, preview_erasure
from kulanz.workflows.privacy_export import export_person
from kulanz.workflows.privacy_rules import Duty
from tests.offers.reduced import Reduced


def test_a_voucher_is_kept_and_then_only_its_figures(story: Reduced) -> None:
    otto, karla = story.people.otto, story.people.karla
    story.post("accept", text="Meine Worte")
    story.client.post(
        story.path, {"act": "account", "holder": "Karla Kunde", "iban": "AT61 1904 3002 3457 3201"}
    )
    at = clock.now()
    (plan,) = preview_erasure(actor=otto, party_id=karla.pk, at=at).cases
    assert plan.duty is Duty.VOUCHER
    later = at + timedelta(days=366 * 10)
    erase_person(actor=otto, party_id=karla.pk, confirm=karla.name, at=later)
    offer = story.again()
    assert (offer.answered_by_name, offer.answer_text, offer.evidence) == ("", "", {})
    assert (offer.state, offer.gross) == ("accepted", Decimal("120.00"))
    credit = CreditNote.objects.get()
    assert (credit.declaration, credit.created_by_name, credit.gross) == ("", "", Decimal("120.00"))
    details = PaymentDetails.objects.get()
    assert (details.iban_sealed, details.holder_sealed, details.iban_masked) == (None, None, "")


def test_the_export_tells_offers_and_credits_with_the_account_masked(story: Reduced) -> None:
    story.post("accept")
    story.client.post(
        story.path, {"act": "account", "holder": "Karla Kunde", "iban": "AT61 1904 3002 3457 3201"}
    )
    out = io.BytesIO()
    export_person(actor=story.people.otto, party_id=story.people.karla.pk, at=clock.now(), target=out)
    with zipfile.ZipFile(out) as packed:
        facts = json.loads(packed.read(f"vorgaenge/{story.case.number}/vorgang.json"))
    assert facts["offers"][0]["answered_by_name"] == "Karla Kunde"
    assert facts["credits"][0]["account"] == "AT61 •••• 3201"
    assert "1904" not in str(facts)
