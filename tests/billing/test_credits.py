"""A credit note from its record to the ERP: nothing is released that may not be, nothing twice."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from kulanz.cases.rules import Step
from kulanz.core import clock
from kulanz.core.access.actor import Actor, system_actor
from kulanz.core.files.storage import storage
from kulanz.core.protocol.models import ProtocolEntry
from kulanz.core.refusal import NotAllowed
from kulanz.masterdata.catalog.models import CostKind
from kulanz.stages.billing.commands.accounts import give_account
from kulanz.stages.billing.commands.crediting import cancel_credit, goods_arrived, record_credit_note
from kulanz.stages.billing.commands.releasing import confirm_credit, release_credit
from kulanz.stages.billing.models import ActualCost, CreditNote, PaymentDetails
from kulanz.stages.billing.queries.credits import (
    credits_of_ended_cases,
    credits_to_release,
    credits_unconfirmed,
    pay_to,
)
from kulanz.stages.billing.refusals import (
    AccountMissing,
    AlreadyCredited,
    AlreadyReleased,
    CreditAmountInvalid,
    CreditNotReady,
    CreditReasonMissing,
    CreditStepNotPossible,
    DeclarationMissing,
    ExternalNumberDiffers,
    NoPayment,
)
from kulanz.stages.contact.models import Letter
from kulanz.workflows.crediting import release_and_tell
from tests.cases.people import People
from tests.offers.reduced import Reduced, complaint, decision_for, remedy_of
from tests.offers.test_office import client_of

IBAN = "AT61 1904 3002 3457 3201"


def pick_up(people: People, **more: Any) -> CreditNote:
    """A credit that waits for its goods."""
    at = clock.now()
    case = complaint(people, people.karla, at)
    remedy = remedy_of(people.tenant, "pick_up_credit", nature="refund", orders=[])
    decision = decision_for(case, remedy, at, credit=Decimal("504.20"))
    given: dict[str, Any] = {"waits_for_goods": True, **more}
    return record_credit_note(
        actor=people.anna,
        case=case,
        decision=decision,
        net=Decimal("504.20"),
        tax_rate=Decimal(19),
        gross=Decimal("600.00"),
        currency="EUR",
        at=at,
        **given,
    )


def test_its_way_from_the_declaration_to_the_erp(
    credit: CreditNote, story: Reduced, finn: Actor, browser: Callable[..., Client]
) -> None:
    kind, _new = CostKind.objects.get_or_create(
        tenant=story.people.tenant,
        code="price_reduction",
        defaults={"name": "Preisnachlass", "scope": "entered"},
    )
    assert story.case_again().step == Step.CLOSED
    assert list(credits_to_release(finn)) == [credit]
    assert list(credits_of_ended_cases(finn)) == [credit], "it stays visible though the case has ended"
    client = client_of(finn.user_id, browser)
    page = client.get(f"/desk/gutschriften/{credit.pk}/").content.decode()
    assert "AT61 •••• 3201" in page
    assert "1904" not in page
    assert "Karla Kunde" in page
    assert client.get("/desk/gutschriften/").content.decode().count("Freigeben") >= 1
    assert client.post(f"/desk/gutschriften/{credit.pk}/freigeben/").status_code == 302
    credit.refresh_from_db()
    assert (credit.state, credit.released_by_name) == ("released", "Finn Fink")
    assert ProtocolEntry.objects.filter(event="credit.released").count() == 1
    assert credit.document is not None
    assert credit.document.audience == "customer"
    with storage().open(credit.document.stored.key) as content:
        assert content.read(5) == b"%PDF-"
    assert Letter.objects.get(kind="credit_note").state == "mailed"
    assert list(credits_unconfirmed(finn)) == [credit]
    booked = ActualCost.objects.get()
    assert (booked.cost_kind, booked.amount) == (kind, credit.net), "what a reduction costs is the credit"
    money = pay_to(system_actor(finn.tenant_id), credit)
    assert money is not None
    assert (money.holder, money.iban) == ("Karla Kunde", "AT611904300234573201")
    assert client.post(f"/desk/gutschriften/{credit.pk}/freigeben/").status_code == 422, "not twice"
    path = f"/desk/gutschriften/{credit.pk}/bestaetigen/"
    assert client.post(path, {"external_number": " "}).status_code == 422
    assert client.post(path, {"external_number": "GS-90017"}).status_code == 302
    credit.refresh_from_db()
    assert (credit.state, credit.external_number) == ("confirmed", "GS-90017")
    details = PaymentDetails.objects.get()
    assert (details.holder_sealed, details.iban_sealed, details.iban_masked) == (None, None, "")
    assert pay_to(system_actor(finn.tenant_id), credit) is None
    assert "Ihre Bankverbindung haben wir gelöscht" in story.page()
    assert not credits_of_ended_cases(finn).exists()
    assert client.get(f"/desk/vorgang/{story.case.number}/protokoll/").status_code == 200


def test_confirming_twice_is_once_and_another_number_is_refused(credit: CreditNote, finn: Actor) -> None:
    at = clock.now()
    release_credit(actor=finn, credit_note_id=credit.pk, at=at)
    for _ in range(2):
        confirm_credit(actor=finn, credit_note_id=credit.pk, external_number="GS-1", at=at)
    assert ProtocolEntry.objects.filter(event="credit.confirmed").count() == 1
    with pytest.raises(ExternalNumberDiffers):
        confirm_credit(actor=finn, credit_note_id=credit.pk, external_number="GS-2", at=at)
    with pytest.raises(NoPayment):
        give_account(actor=finn, credit_note_id=credit.pk, holder="Eva", iban=IBAN, at=at)


@pytest.mark.parametrize("who", ["anna", "otto", "blatt_house", "tom"])
def test_release_is_a_right_of_its_own(credit: CreditNote, people: People, who: str) -> None:
    at = clock.now()
    actor = getattr(people, who)
    with pytest.raises(NotAllowed):
        release_credit(actor=actor, credit_note_id=credit.pk, at=at)
    with pytest.raises(NotAllowed):
        confirm_credit(actor=actor, credit_note_id=credit.pk, external_number="1", at=at)
    with pytest.raises(NotAllowed):
        cancel_credit(actor=actor, credit_note_id=credit.pk, reason="x", at=at)
    credit.refresh_from_db()
    assert credit.state == "recorded"


def test_the_agent_sees_no_button(credit: CreditNote, people: People, browser: Callable[..., Client]) -> None:
    client = client_of(people.anna.user_id, browser)
    page = client.get(f"/desk/gutschriften/{credit.pk}/").content.decode()
    assert "Freigeben dürfen Buchhaltung und Leitung" in page
    assert client.post(f"/desk/gutschriften/{credit.pk}/freigeben/").status_code == 403
    assert client.post("/desk/gutschriften/freigeben/", {"credit": [credit.pk]}).status_code == 403
    credit.refresh_from_db()
    assert credit.state == "recorded"


def test_refused_without_the_declaration(people: People, finn: Actor) -> None:
    at = clock.now()
    credit = pick_up(people, waits_for_goods=False)
    assert credit.declaration_at is None
    assert not credits_to_release(finn).exists()
    before = ProtocolEntry.objects.count()
    with pytest.raises(DeclarationMissing):
        release_and_tell(actor=finn, credit_note_id=credit.pk, at=at, without_account=True)
    assert ProtocolEntry.objects.count() == before


def test_a_credit_waits_for_its_goods(people: People, finn: Actor) -> None:
    at = clock.now()
    credit = pick_up(people)
    assert credit.state == "waits_for_goods"
    with pytest.raises(CreditNotReady):
        release_credit(actor=finn, credit_note_id=credit.pk, at=at)
    arrived = goods_arrived(actor=people.anna, decision_id=credit.decision_id, at=at)
    assert arrived is not None
    assert (arrived.state, arrived.declaration_at) == ("recorded", at)
    assert arrived.declaration.startswith("Ware zurück am ")
    assert goods_arrived(actor=people.anna, decision_id=credit.decision_id, at=at) is None, "once"
    with pytest.raises(AccountMissing):
        release_credit(actor=finn, credit_note_id=credit.pk, at=at)
    released = release_credit(actor=finn, credit_note_id=credit.pk, at=at, without_account=True)
    assert released.state == "released"
    assert ProtocolEntry.objects.get(event="credit.released").facts["without_account"] is True
    with pytest.raises(AlreadyReleased):
        release_credit(actor=finn, credit_note_id=credit.pk, at=at, without_account=True)
    with pytest.raises(CreditStepNotPossible):
        cancel_credit(actor=finn, credit_note_id=credit.pk, reason="zu spät", at=at)


def test_one_credit_of_a_decision_and_its_amounts_fit(people: People) -> None:
    at = clock.now()
    credit = pick_up(people)
    given: dict[str, Any] = {
        "actor": people.anna,
        "case": credit.case,
        "decision": credit.decision,
        "net": Decimal("504.20"),
        "tax_rate": Decimal(19),
        "gross": Decimal("600.00"),
        "currency": "EUR",
        "at": at,
    }
    with pytest.raises(AlreadyCredited):
        record_credit_note(**given)
    for wrong in (
        {"net": Decimal(0)},
        {"gross": Decimal("700.00")},
        {"net": Decimal(-1), "gross": Decimal(1)},
    ):
        with pytest.raises(CreditAmountInvalid):
            record_credit_note(**{**given, **wrong})
    assert CreditNote.objects.count() == 1
    lena = people.lena
    with pytest.raises(CreditReasonMissing):
        cancel_credit(actor=lena, credit_note_id=credit.pk, reason=" ", at=at)
    cancel_credit(actor=lena, credit_note_id=credit.pk, reason="Irrtum", at=at)
    again = record_credit_note(**given)
    assert again.number != credit.number, "a cancelled number stays taken"
    assert again.number.startswith("G-")


def test_a_cancelled_credit_forgets_the_account(credit: CreditNote, people: People) -> None:
    cancel_credit(actor=people.lena, credit_note_id=credit.pk, reason="doch getauscht", at=clock.now())
    details = PaymentDetails.objects.get()
    assert details.iban_sealed is None
    assert details.erased_at is not None


def test_its_steps_are_dated_by_the_tenants_day(
    credit: CreditNote, finn: Actor, browser: Callable[..., Client]
) -> None:
    CreditNote.objects.update(created_at=datetime(2026, 1, 21, 23, 16, tzinfo=UTC))
    page = client_of(finn.user_id, browser).get(f"/desk/gutschriften/{credit.pk}/").content.decode()
    assert '<p class="step-note">22.01.2026</p>' in page
    assert "21.01.2026" not in page
