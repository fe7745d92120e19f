"""Placing an order: its number, what is frozen on it, its document, its mail; and what refuses it."""

from __future__ import annotations

import io
import re
from decimal import Decimal
from email import message_from_bytes
from email.policy import default
from typing import Any

import pytest
from pypdf import PdfReader

from kulanz.cases.models import CaseFile, Participant, ParticipantRole, Position
from kulanz.cases.rules import Audience
from kulanz.core.access.models import AccessToken, TokenPurpose
from kulanz.core.access.tokens import digest_of
from kulanz.core.files.commands import read_file
from kulanz.core.files.storage import storage
from kulanz.core.numbering.models import Counter
from kulanz.core.protocol.models import ProtocolEntry
from kulanz.core.refusal import NotAllowed, Refusal
from kulanz.masterdata.catalog.models import Article
from kulanz.masterdata.parties.models import Address, ContactPoint
from kulanz.stages.contact.models import OutgoingMail
from kulanz.stages.execution.models import Order, OrderLine
from kulanz.stages.execution.refusals import (
    AddressMissing,
    ExecutorMissing,
    LineNotOfCase,
    LinesMissing,
    NoCustomer,
    NoDealer,
    NoTechnician,
    OrderAlreadyPlaced,
)
from kulanz.stages.execution.rules.orders import OrderState
from kulanz.stages.solution.models import SparePart
from kulanz.stages.solution.rules.remedies import OrderKind
from tests.execution.placed import AT, FIRM, Placed


def pdf_of(order: Order) -> PdfReader:
    assert order.document is not None
    with read_file(order.document.stored) as stream:
        return PdfReader(io.BytesIO(stream.read()))


def text_of(order: Order) -> str:
    return " ".join("\n".join(page.extract_text() for page in pdf_of(order).pages).split())


def link_in(mail: OutgoingMail) -> str:
    with storage().open(mail.storage_key) as stream:
        message: Any = message_from_bytes(stream.read(), policy=default)
    body = message.get_body(("plain",)).get_content()
    found = re.search(r"/auftrag/([a-z0-9]+)/", body)
    assert found, body
    return found.group(1)


def test_a_delivery_stands_as_it_was_placed(placed: Placed) -> None:
    order = placed.order(text="Bitte <b>klingeln</b> #panic()")
    assert order.number == "A-2026-00001"
    assert order.state == OrderState.RECORDED
    assert (order.name, order.street, order.postcode, order.city) == (
        "Karla Kunde",
        "Lange Gasse 7",
        "86150",
        "Augsburg",
    )
    assert order.contact == "Karla Kunde, 0821 4711"
    assert order.place_note == "2. Stock"
    line = order.lines.get()
    assert (line.article_number, line.name, line.serial_number) == ("ST-100", "Drehstuhl Arve", "SN-77")
    assert (line.quantity, line.weight_kg) == (2, Decimal("14.500"))
    # what changes elsewhere does not reach it
    Address.objects.all().update(street="Neue Straße 1")
    Article.objects.all().update(name="Drehstuhl Birke", weight_kg=1)
    order.refresh_from_db()
    assert order.street == "Lange Gasse 7"
    assert order.lines.get().name == "Drehstuhl Arve"
    assert placed.order(OrderKind.PICK_UP).number == "A-2026-00002"


def test_its_document_says_it_all_and_reads_nothing_as_markup(placed: Placed) -> None:
    order = placed.order(text="Bitte <b>klingeln</b> #panic() *fett*")
    text = text_of(order)
    for part in (
        "Lieferauftrag A-2026-00001",
        placed.case.number,
        "Lieferanschrift",
        "Lange Gasse 7",
        "86150 Augsburg",
        "0821 4711",
        "2. Stock",
        "ST-100 Drehstuhl Arve",
        "SN-77",
        "29 kg",
        "Bitte <b>klingeln</b> #panic() *fett*",
    ):
        assert part in text, part
    assert pdf_of(order).trailer["/Root"]["/MarkInfo"]["/Marked"]
    assert order.document is not None
    assert order.document.audience == Audience.INTERNAL
    assert order.document.name == "Auftrag A-2026-00001.pdf"


def test_a_part_goes_to_whom_it_is_for(placed: Placed) -> None:
    part = SparePart.objects.create(
        tenant=placed.people.tenant,
        case=placed.case,
        name="Gasfeder",
        quantity=1,
        weight_kg=Decimal("1.2"),
        added_at=AT,
        added_by_name="Anna",
    )
    lines = [placed.line(position_id=None, part_id=part.pk, quantity=Decimal(1))]
    Address.objects.create(
        tenant=placed.people.tenant,
        party=placed.people.blatt,
        street="Markt 1",
        postcode="80331",
        city="München",
        is_main=True,
    )
    order = placed.order(OrderKind.PART_DELIVERY, lines=lines, recipient="dealer")
    assert (order.name, order.city) == ("Bürohaus Blatt", "München")
    assert order.lines.get().name == "Gasfeder"
    with pytest.raises(NoTechnician):
        placed.order(OrderKind.PART_DELIVERY, lines=lines, recipient="technician")
    Participant.objects.create(
        tenant=placed.people.tenant,
        case=placed.case,
        party=placed.people.tom_party,
        role=ParticipantRole.TECHNICIAN,
        added_at=AT,
    )
    with pytest.raises(AddressMissing, match="Tom Trieb"):
        placed.order(OrderKind.PART_DELIVERY, lines=lines, recipient="technician")


def _forget_place(placed: Placed) -> None:
    Address.objects.all().update(postcode=" ")
    placed.case.refresh_from_db()


def _forget_customer(placed: Placed) -> None:
    placed.case.customer = None
    placed.case.save(update_fields=["customer"])


def _nothing(placed: Placed) -> None:
    pass


REFUSED: list[tuple[type[Refusal], Any, dict[str, Any]]] = [
    (AddressMissing, _forget_place, {}),
    (AddressMissing, _forget_place, {"kind": OrderKind.PICK_UP_FOR_CREDIT}),
    (AddressMissing, _nothing, {"recipient": "dealer"}),
    (NoCustomer, _forget_customer, {}),
    (LinesMissing, _nothing, {"lines": []}),
    (ExecutorMissing, _nothing, {"kind": OrderKind.SERVICE}),
]


@pytest.mark.parametrize(("refusal", "before", "fields"), REFUSED)
def test_nothing_is_written_when_it_is_refused(
    placed: Placed, refusal: type[Refusal], before: Any, fields: dict[str, Any]
) -> None:
    before(placed)
    entries = ProtocolEntry.objects.count()
    with pytest.raises(refusal):
        placed.order(**fields)
    assert not Order.objects.exists()
    assert not OrderLine.objects.exists()
    assert not CaseFile.objects.exists()
    assert not Counter.objects.filter(series="order").exists()
    assert ProtocolEntry.objects.count() == entries


def test_lines_of_another_case_are_refused(placed: Placed) -> None:
    other = Position.objects.create(
        tenant=placed.people.tenant,
        case=_other_case(placed),
        item_text="Fremder Tisch",
    )
    with pytest.raises(LineNotOfCase):
        placed.order(lines=[placed.line(position_id=other.pk)])
    assert not Order.objects.exists()


def _other_case(placed: Placed) -> Any:
    from kulanz.cases.commands.recording import NewCase, record_case

    return record_case(actor=placed.people.anna, case=NewCase(title="Anderer"), at=AT)


def test_one_order_of_a_kind_for_a_decision(placed: Placed) -> None:
    decision = placed.decision(OrderKind.DELIVERY, OrderKind.PICK_UP)
    first = placed.order(decision=decision)
    with pytest.raises(OrderAlreadyPlaced, match=first.number):
        placed.order(decision=decision)
    placed.order(OrderKind.PICK_UP, decision=decision)
    assert Order.objects.count() == 2


def test_outsiders_and_readers_place_nothing(placed: Placed) -> None:
    for actor in (
        placed.people.otto,
        placed.people.blatt_house,
        placed.people.tom,
        placed.people.customer_link(placed.case.pk),
    ):
        with pytest.raises(NotAllowed):
            placed.order(actor=actor)
    assert not Order.objects.exists()


def test_a_firm_is_mailed_its_order_with_a_link(placed: Placed) -> None:
    order = placed.service()
    assert order.state == OrderState.HANDED_OVER
    assert order.handed_over_by == "mail"
    mail = OutgoingMail.objects.get(kind="order")
    assert mail.recipient == FIRM
    secret = link_in(mail)
    token = AccessToken.objects.get(pk=order.token_id)
    assert token.purpose == TokenPurpose.SERVICE_ORDER
    assert bytes(token.digest) == digest_of(secret), "only its digest is kept"
    with storage().open(mail.storage_key) as stream:
        message: Any = message_from_bytes(stream.read(), policy=default)
    (attached,) = message.iter_attachments()
    assert attached.get_content_type() == "application/pdf"
    assert order.document is not None
    assert order.document.audience == Audience.TECHNICIAN
    text = text_of(order)
    assert "Kundendienstauftrag A-2026-00001" in text
    assert "Einsatzort" in text
    assert "Gasfeder tauschen" in text
    events = list(ProtocolEntry.objects.filter(event__startswith="order.").order_by("seq"))
    assert [entry.event for entry in events] == ["order.placed", "order.handed_over"]


def test_a_firm_of_another_language_reads_its_own(placed: Placed) -> None:
    assert placed.firm.party is not None
    placed.firm.party.language = "en"
    placed.firm.party.save()
    order = placed.service()
    assert "Service order A-2026-00001" in text_of(order)
    assert OutgoingMail.objects.get(kind="order").subject == "Service order A-2026-00001"


def test_without_an_address_the_firm_is_told_by_hand(placed: Placed) -> None:
    ContactPoint.objects.filter(value=FIRM).delete()
    order = placed.service()
    assert order.state == OrderState.RECORDED
    assert order.token_id is None
    assert not OutgoingMail.objects.filter(kind="order").exists()


def test_our_own_people_get_no_link(placed: Placed) -> None:
    order = placed.service(executor=placed.factory)
    assert order.state == OrderState.RECORDED
    assert not AccessToken.objects.filter(purpose=TokenPurpose.SERVICE_ORDER).exists()
    assert order.document is not None
    assert order.document.audience == Audience.INTERNAL


def test_a_service_may_go_where_the_address_is_still_unknown(placed: Placed) -> None:
    Address.objects.all().delete()
    placed.case.refresh_from_db()
    order = placed.service(lines=[])
    assert order.street == ""
    assert "Anschrift bitte vor Ort erfragen" in text_of(order)


def test_the_dealer_must_be_there(placed: Placed) -> None:
    placed.case.dealer = None
    placed.case.save(update_fields=["dealer"])
    with pytest.raises(NoDealer):
        placed.order(recipient="dealer")
