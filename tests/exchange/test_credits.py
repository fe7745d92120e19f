"""Released credit notes go the same way, with the account they are paid to, and are confirmed by the ERP."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from kulanz.core.protocol.models import ProtocolEntry, Transmission, TransmissionState
from kulanz.core.protocol.working import work_once
from kulanz.interfaces.exchange.reading import read_answers
from kulanz.stages.billing.commands.accounts import give_account
from kulanz.stages.billing.commands.crediting import record_credit_note
from kulanz.stages.billing.commands.releasing import release_credit
from kulanz.stages.billing.models import CreditNote, PaymentDetails
from kulanz.stages.billing.rules.credit import CreditState
from kulanz.stages.execution.connectors import OutgoingPayment
from kulanz.stages.execution.models import Exchanged, ExchangedFile
from kulanz.workflows.handing_over_again import hand_over_waiting, waiting_credits
from kulanz.workflows.handing_over_documents import credit_document
from kulanz.workflows.reactions import ERP
from tests.exchange.erp import Erp, credit_response, texts
from tests.execution.placed import AT, Placed

IBAN = "DE89370400440532013000"


def a_credit(
    placed: Placed, *, pay_out: bool = True, account: bool = True, release: bool = True
) -> CreditNote:
    note = record_credit_note(
        actor=placed.people.lena,
        case=placed.case,
        decision=placed.decision(),
        net=Decimal("84.03"),
        tax_rate=Decimal(19),
        gross=Decimal("100.00"),
        currency="EUR",
        declaration="Annahme am Telefon",
        pay_out=pay_out,
        at=AT,
    )
    if account:
        give_account(actor=placed.people.lena, credit_note_id=note.pk, holder="Karla Kunde", iban=IBAN, at=AT)
    if release:
        release_credit(actor=placed.people.lena, credit_note_id=note.pk, without_account=not account, at=AT)
    return CreditNote.objects.get(pk=note.pk)


def work(placed: Placed) -> dict[str, int]:
    return work_once(AT, [placed.people.tenant.pk], consumers=[ERP])


def read(placed: Placed) -> list[str]:
    return [one.outcome for one in read_answers(tenant_id=placed.people.tenant.pk, at=AT)]


def test_from_release_to_confirmation(placed: Placed, erp: Erp) -> None:
    note = a_credit(placed)
    assert work(placed) == {"done": 1}
    name = f"{note.number}.v1.xml"
    root = erp.read(name)
    names = ("number", "case", "net", "taxRate", "tax", "rounding", "gross", "payOut", "holder", "iban")
    found = texts(root, *names)
    assert found == [
        note.number,
        placed.case.number,
        "84.03",
        "19.00",
        "15.97",
        "0.00",
        "100.00",
        "true",
        "Karla Kunde",
        IBAN,
    ]
    assert CreditNote.objects.get().state == CreditState.RELEASED
    erp.say("1.xml", credit_response(note.number, external="GS-2026-1"))
    erp.say("2.xml", credit_response(note.number, external="GS-2026-1"), "\n")
    assert read(placed) == [Exchanged.TAKEN, Exchanged.TAKEN]
    note = CreditNote.objects.get()
    assert (note.state, note.external_number) == (CreditState.CONFIRMED, "GS-2026-1")
    # the account has served: neither in the database nor in the folder
    assert PaymentDetails.objects.get().iban_sealed is None
    work(placed)
    assert erp.names() == []


def test_what_is_set_off_names_no_account(placed: Placed, erp: Erp) -> None:
    note = a_credit(placed, pay_out=False, account=False)
    work(placed)
    root = erp.read(f"{note.number}.v1.xml")
    assert texts(root, "payOut") == ["false"]
    assert not list(root.iter("{*}iban"))


def test_the_account_stands_in_no_log_and_no_protocol(placed: Placed, erp: Erp) -> None:
    note = a_credit(placed)
    work(placed)
    everything = [*ProtocolEntry.objects.values_list("facts", "personal__data")]
    assert IBAN not in repr(everything)
    assert IBAN not in repr(list(ExchangedFile.objects.values()))
    document = credit_document(note, version=1)
    assert isinstance(document.payment, OutgoingPayment)
    assert IBAN not in repr(document)


def test_an_account_that_cannot_be_read_is_stuck_at_once(placed: Placed, erp: Erp, home: Any) -> None:
    a_credit(placed)
    for key in (home / "secrets").iterdir():
        key.unlink()
    assert work(placed) == {"stuck": 1}
    assert "Bankverbindung" in Transmission.objects.get(consumer=ERP).last_error
    assert erp.names() == []


@pytest.mark.parametrize(
    ("answer", "element", "reason"),
    [
        ({"confirmed": False, "reason": "Konto gesperrt"}, "confirmed", "nicht gebucht: Konto gesperrt"),
        ({"external": ""}, "creditResponse", "Belegnummer aus der Warenwirtschaft"),
    ],
)
def test_answers_that_confirm_nothing(
    placed: Placed, erp: Erp, answer: dict[str, Any], element: str, reason: str
) -> None:
    note = a_credit(placed)
    work(placed)
    erp.say("1.xml", credit_response(note.number, **answer))
    assert read(placed) == [Exchanged.REJECTED]
    (problem,) = erp.result("1.xml")[1]
    assert problem[:2] == ("2", element)
    assert reason in problem[2]
    assert CreditNote.objects.get().state == CreditState.RELEASED


def test_what_is_not_released_cannot_be_confirmed(placed: Placed, erp: Erp) -> None:
    note = a_credit(placed, release=False)
    erp.say("1.xml", credit_response(note.number), credit_response("G-1999-00001"))
    assert read(placed) == [Exchanged.REJECTED]
    assert [problem[2] for problem in erp.result("1.xml")[1]] == [
        "Die Gutschrift ist „erfasst“ und kann nicht bestätigt werden.",
        "Eine Gutschrift mit dieser Nummer gibt es nicht.",
    ]
    assert CreditNote.objects.get().state == CreditState.RECORDED


def test_another_number_for_a_confirmed_credit_is_refused(placed: Placed, erp: Erp) -> None:
    note = a_credit(placed)
    work(placed)
    for name, external in (("1.xml", "GS-1"), ("2.xml", "GS-2")):
        erp.say(name, credit_response(note.number, external=external))
    assert read(placed) == [Exchanged.TAKEN, Exchanged.REJECTED]
    assert CreditNote.objects.get().external_number == "GS-1"


def test_released_before_there_was_a_connection(placed: Placed, home: Any) -> None:
    from kulanz.stages.execution.commands.connecting import keep_connection

    note = a_credit(placed)
    assert work(placed) == {"done": 1}
    otto = placed.people.otto
    keep_connection(actor=otto, folder_out="", folder_in="", active=True, at=AT)
    assert [row.number for row in waiting_credits(placed.people.tenant.pk)] == [note.number]
    assert hand_over_waiting(actor=otto, at=AT) == 1
    assert work(placed) == {"done": 1}
    assert not waiting_credits(placed.people.tenant.pk)
    assert not Transmission.objects.filter(consumer=ERP).exclude(state=TransmissionState.DONE).exists()
