"""What the customer does on the page of an offer: one link, no account, every act a POST."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from django.test import Client

from kulanz.cases.models import Message
from kulanz.cases.rules import ClosedBy, Step, WaitsFor
from kulanz.core import clock
from kulanz.core.protocol.models import PersonalData, ProtocolEntry
from kulanz.masterdata.parties.models import Party
from kulanz.stages.billing.models import CreditNote, PaymentDetails
from kulanz.stages.contact.models import OutgoingMail
from kulanz.stages.solution.models import Offer
from kulanz.stages.solution.rules.remedies import OfferState
from kulanz.workflows.offers import offer_reduction, take_back_offer
from tests.cases.people import People
from tests.offers.reduced import Reduced, mailed_link, reduced
from tests.outgoing.writing import body_of, parsed

IBAN = "AT61 1904 3002 3457 3201"


def state_of_everything() -> tuple[object, ...]:
    """What a refused answer must leave alone."""
    return (
        list(Offer.objects.values_list("state", "answered_at", "counter_amount")),
        CreditNote.objects.count(),
        Message.objects.count(),
        ProtocolEntry.objects.count(),
        PaymentDetails.objects.count(),
    )


def test_the_letter_leads_to_the_offer_and_says_the_amount(story: Reduced) -> None:
    mail = OutgoingMail.objects.get(kind="letter")
    text = body_of(parsed(mail))
    assert "120,00 € (einschließlich 19 % Umsatzsteuer)" in text.replace("\xa0", " ")
    page = story.page().replace("\xa0", " ")
    assert "120,00 € (einschließlich 19 % Umsatzsteuer)" in page
    assert "1 × Schreibtisch Linnea" in page
    assert "R-4711" in page
    assert "behalten Sie die Ware" in page
    assert "IBAN" not in page, "asked for only after acceptance"
    assert story.case_again().waits_for == WaitsFor.CUSTOMER
    assert story.case.next_news_on == story.offer.expires_on


def test_opening_changes_nothing(story: Reduced) -> None:
    """Mail scanners open links, some of them twice and with HEAD."""
    before = state_of_everything()
    story.client.get(story.path)
    answer = story.client.get(story.path)
    story.client.head(story.path)
    assert state_of_everything() == before
    assert answer["Referrer-Policy"] == "no-referrer"
    assert "noindex" in answer["X-Robots-Tag"]
    assert "no-store" in answer["Cache-Control"]
    assert story.again().state == OfferState.OPEN


def test_accepting_records_the_credit_note_and_ends_the_case(story: Reduced) -> None:
    shown = story.page()
    answer = story.post("accept", text="Einverstanden, <b>danke</b>")
    assert answer.status_code == 302
    offer = story.again()
    assert (offer.state, offer.answered_by_name, offer.answered_channel) == (
        "accepted",
        "Karla Kunde",
        "public",
    )
    assert "120,00" in offer.evidence["shown"]
    assert offer.evidence["shown_sha256"] in shown
    assert offer.evidence["language"] == "de"
    assert "127.0.0.1" not in str(offer.evidence), "the address is kept as a keyed digest alone"
    credit = CreditNote.objects.get()
    assert (credit.net, credit.tax, credit.gross, credit.rounding) == (
        Decimal("100.84"), Decimal("19.16"), Decimal("120.00"), Decimal("0.00"),
    )  # fmt: skip
    assert (credit.state, credit.invoice_number, credit.offer) == ("recorded", "R-4711", offer)
    assert credit.declaration_at is not None
    assert "Karla Kunde" in credit.declaration
    case = story.case_again()
    assert (case.step, case.closed_by) == (Step.CLOSED, ClosedBy.REMEDY)
    page = story.page()
    assert "Sie haben dieses Angebot angenommen" in page
    assert "Einverstanden, &lt;b&gt;danke&lt;/b&gt;" not in page
    said = Message.objects.get(direction="in")
    assert "Ich nehme das Angebot" in said.body
    assert "Einverstanden, <b>danke</b>" in said.body


def test_a_second_press_is_the_same_acceptance(story: Reduced) -> None:
    form = story.form("accept")
    other_tab = {**form, "act": "decline"}
    assert story.client.post(story.path, form).status_code == 302
    before = state_of_everything()
    assert story.client.post(story.path, form).status_code == 302, "the same again leads to the page"
    refused = story.client.post(story.path, other_tab)
    assert refused.status_code == 409
    assert "Sie haben dieses Angebot angenommen" in refused.content.decode()
    assert state_of_everything() == before
    assert CreditNote.objects.count() == 1


def test_declining_gives_the_case_back(story: Reduced) -> None:
    assert story.post("decline", text="Zu wenig").status_code == 302
    assert (story.again().state, story.offer.answer_text) == ("declined", "Zu wenig")
    story.decision.refresh_from_db()
    assert story.decision.state == "declined"
    case = story.case_again()
    assert (case.claim_status, case.waits_for, case.step) == ("accepted", WaitsFor.US, Step.IN_PROGRESS)
    assert not CreditNote.objects.exists()
    assert "Sie haben dieses Angebot abgelehnt" in story.page()
    assert story.client.post(story.path, {"act": "accept", "shown": "x", "name": "K"}).status_code in (
        409,
        422,
    )
    assert story.again().state == "declined"


def test_a_counter_offer_keeps_ours_open(story: Reduced) -> None:
    assert story.post("counter", amount="99").status_code == 422, "less than ours makes no sense"
    assert story.post("counter", amount="viel").status_code == 422
    assert story.again().counter_amount is None
    assert story.post("counter", amount="180,50", text="Es sind zwei Kratzer").status_code == 302
    assert (story.again().state, story.offer.counter_amount) == ("open", Decimal("180.50"))
    assert story.case_again().waits_for == WaitsFor.US
    assert "180,50" in story.page()
    assert "180,50" in Message.objects.get(direction="in").body
    assert story.post("accept").status_code == 302, "it can still be accepted"
    assert CreditNote.objects.get().gross == Decimal("120.00")


@pytest.mark.parametrize(
    ("change", "status"),
    [
        ({"name": "  "}, 422),
        ({"shown": "0" * 64}, 422),
        ({"act": "counter", "amount": ""}, 422),
        ({"act": "counter", "amount": "1e9"}, 422),
        ({"act": "accept", "text": "x" * 4001}, 422),
        ({"act": "account", "iban": IBAN, "holder": "Karla"}, 422),
        ({"act": "steal"}, 302),
    ],
)
def test_a_refused_answer_changes_nothing(story: Reduced, change: dict[str, str], status: int) -> None:
    form = story.form("accept", text="Mein Text", **{k: v for k, v in change.items() if k == "amount"})
    before = state_of_everything()
    answer = story.client.post(story.path, {**form, **change})
    assert answer.status_code == status
    assert state_of_everything() == before
    if status == 422 and "text" not in change:
        assert "Mein Text" in answer.content.decode(), "what was typed comes back"


def test_after_the_last_day_it_says_so(story: Reduced) -> None:
    form = story.form("accept")
    last = story.offer.expires_on
    with clock.frozen(clock.now() + timedelta(days=(last - clock.now().date()).days + 1)):
        assert "Die Frist für dieses Angebot ist abgelaufen" in story.page()
        before = state_of_everything()
        assert story.client.post(story.path, form).status_code == 422
        assert state_of_everything() == before


def test_a_replaced_offer_leads_to_the_new_one(story: Reduced, people: People) -> None:
    old, form = story.path, story.form("accept")
    newer = offer_reduction(
        actor=people.lena.through(people.lena.channel),
        case=story.case,
        decision=story.decision,
        amount=Decimal("110.00"),
        at=clock.now(),
    )
    assert story.again().state == "replaced"
    assert "inzwischen ein neues Angebot" in story.page(old)
    before = state_of_everything()
    assert story.client.post(old, form).status_code == 409
    assert state_of_everything() == before
    story.offer = newer
    story.path = mailed_link()
    assert story.path != old
    assert "110,00" in story.page()


def test_a_withdrawn_offer_cannot_be_accepted(story: Reduced, people: People) -> None:
    form = story.form("accept")
    take_back_offer(actor=people.anna, offer=story.offer, reason="Irrtum", at=clock.now())
    assert story.client.post(story.path, form).status_code == 409
    assert "gilt nicht mehr" in story.page()
    assert not CreditNote.objects.exists()


def test_the_account_is_checked_sealed_masked(story: Reduced, folders: Path) -> None:
    story.post("accept")
    page = story.page()
    assert "Wohin dürfen wir den Betrag überweisen?" in page
    wrong = story.client.post(
        story.path, {"act": "account", "holder": "Karla Kunde", "iban": "AT61 1904 3002 3457 3202"}
    )
    assert wrong.status_code == 422
    assert "Diese IBAN stimmt nicht" in wrong.content.decode()
    assert story.client.post(story.path, {"act": "account", "holder": " ", "iban": IBAN}).status_code == 422
    assert not PaymentDetails.objects.exists()
    right = story.client.post(story.path, {"act": "account", "holder": "Karla Kunde", "iban": IBAN.lower()})
    assert right.status_code == 302
    details = PaymentDetails.objects.get()
    assert details.iban_masked == "AT61 •••• 3201"
    for sealed in (details.iban_sealed, details.holder_sealed):
        assert sealed is not None
        assert b"1904" not in bytes(sealed)
        assert b"Karla" not in bytes(sealed)
    page = story.page()
    assert "AT61 •••• 3201" in page
    assert "1904" not in page
    kept = str(list(ProtocolEntry.objects.values_list("facts"))) + str(
        list(PersonalData.objects.values_list("data"))
    )
    assert "1904" not in kept
    assert (folders / "secrets" / "payment_key").stat().st_mode & 0o077 == 0


def test_a_business_reads_net_and_has_it_set_off(people: People, browser: Callable[..., Client]) -> None:
    Party.objects.filter(pk=people.karla.pk).update(is_business=True)
    people.karla.refresh_from_db()
    story = reduced(people, browser(), amount=Decimal("100.00"))
    page = story.page().replace("\xa0", " ")
    assert "100,00 € zuzüglich 19 % Umsatzsteuer" in page
    story.post("accept")
    credit = CreditNote.objects.get()
    assert (credit.net, credit.tax, credit.gross, credit.pay_out) == (
        Decimal("100.00"), Decimal("19.00"), Decimal("119.00"), False,
    )  # fmt: skip
    page = story.page()
    assert "mit Ihrer Rechnung R-4711 verrechnet" in page
    assert "IBAN" not in page
    refused = story.client.post(story.path, {"act": "account", "holder": "K", "iban": IBAN})
    assert refused.status_code == 422
    assert not PaymentDetails.objects.exists()
