"""What is written is valid by the published schema, whatever people typed; what is hostile is refused."""

from __future__ import annotations

import unicodedata
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.test import Client
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from kulanz.core.tenancy.models import Tenant
from kulanz.interfaces.exchange.parsing import (
    MOST_BYTES,
    MOST_ELEMENTS,
    CreditResponse,
    OrderResponse,
    Unacceptable,
    Unfinished,
    responses_in,
)
from kulanz.interfaces.exchange.schema import NAMESPACE, schema_bytes
from kulanz.interfaces.exchange.writing import (
    ORDER_KINDS,
    NotValid,
    clean,
    document_bytes,
    file_name,
)
from kulanz.stages.execution.connectors import (
    OutgoingAddress,
    OutgoingCredit,
    OutgoingLine,
    OutgoingOrder,
    OutgoingPayment,
)
from kulanz.stages.solution.rules.remedies import OrderKind
from tests.exchange.erp import answers

AT = datetime(2026, 11, 16, 9, 0, tzinfo=UTC)

# Everything a form lets through, and what it should not have.
words = st.text(max_size=300) | st.sampled_from(
    [
        "]]>",
        "<order/>",
        "&amp;&lt;",
        "\x00\x08\x1f",
        "\ud800",
        "\ufffe\uffff",
        "🪑" * 80,
        "\r\n\r",
        "  ",
        "\x85",
    ]
)
addresses = st.builds(
    OutgoingAddress,
    name=words,
    street=words,
    postcode=words,
    city=words,
    country=st.text(max_size=2),
    note=words,
    contact=words,
)
lines = st.builds(
    OutgoingLine,
    name=words,
    quantity=st.decimals("0.01", "99999999.99", places=2),
    article_number=words,
    serial_number=words,
    weight_kg=st.none() | st.decimals(0, 999_999_999, places=3),
)
moments = st.datetimes(datetime(2000, 1, 1), datetime(2999, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001  # hypothesis wants them bare
orders = st.builds(
    OutgoingOrder,
    tenant=st.just("nordlicht"),
    number=st.just("A-2026-00042"),
    version=st.integers(1, 9999),
    case_number=st.just("NO-2026-00017"),
    kind=st.sampled_from([kind.value for kind in OrderKind]),
    placed_at=moments,
    address=addresses,
    lines=st.lists(lines, max_size=4).map(tuple),
    cancels=st.booleans(),
    executor=words,
    wanted_on=st.none() | st.dates(date(1, 1, 1)),
    text=words,
)
amounts = st.decimals(0, 9_999_999_999, places=2)
credits_ = st.builds(
    OutgoingCredit,
    tenant=st.just("nordlicht"),
    number=st.just("G-2026-00007"),
    version=st.just(1),
    case_number=st.just("NO-2026-00017"),
    released_at=moments,
    party=addresses,
    net=amounts,
    tax_rate=st.decimals(0, 999, places=2),
    tax=amounts,
    rounding=st.decimals("-0.99", "0.99", places=2),
    gross=amounts,
    currency=st.sampled_from(["EUR", "CHF"]),
    pay_out=st.booleans(),
    order_number=st.sampled_from(["", "A-2026-00042"]),
    invoice_number=words,
    payment=st.none() | st.builds(OutgoingPayment, holder=words, iban=st.just("DE89 3704 0044 0532 0130 00")),
)


def schema() -> etree.XMLSchema:
    return etree.XMLSchema(etree.fromstring(schema_bytes()))


@settings(max_examples=150, deadline=None)
@given(orders | credits_)
def test_every_document_is_valid(document: OutgoingOrder | OutgoingCredit) -> None:
    content = document_bytes(document)
    schema().assertValid(etree.fromstring(content))
    assert content == document_bytes(document)
    assert content.startswith(b"<?xml version='1.0' encoding='UTF-8'?>")


@given(st.text())
def test_a_clean_text_keeps_every_sign_of_a_name(text: str) -> None:
    kept = clean(text)
    letters = [sign for sign in text if unicodedata.category(sign)[0] in "LNPSM"]
    assert [sign for sign in kept if unicodedata.category(sign)[0] in "LNPSM"] == letters
    assert not any(ord(sign) < 32 and sign not in "\t\n" for sign in kept)


def test_every_kind_of_order_has_its_word() -> None:
    assert set(ORDER_KINDS) == {kind.value for kind in OrderKind}


def an_order(**fields: object) -> OutgoingOrder:
    given_fields: dict[str, object] = {
        "tenant": "nordlicht",
        "number": "A-2026-00042",
        "version": 1,
        "case_number": "NO-2026-00017",
        "kind": "delivery",
        "placed_at": AT,
        "address": OutgoingAddress(name="Müller & Söhne <Möbel> ]]> 🪑", city="Köln"),
        "lines": (OutgoingLine(name="Stuhl\x0b", quantity=Decimal("2.00")),),
        **fields,
    }
    return OutgoingOrder(**given_fields)  # type: ignore[arg-type]  # fields of a test


def test_awkward_names_arrive_as_they_are() -> None:
    root = etree.fromstring(document_bytes(an_order()))
    names = [element.text for element in root.iter(f"{{{NAMESPACE}}}name")]
    assert names == ["Müller & Söhne <Möbel> ]]> 🪑", "Stuhl"]


def test_a_document_that_is_not_valid_is_an_error_of_ours() -> None:
    with pytest.raises(NotValid, match="SCHEMAV") as error:
        document_bytes(an_order(number="Auftrag 42 für Karla"))
    assert "Karla" not in str(error.value)


def test_a_file_s_name_says_number_and_version() -> None:
    assert file_name(an_order(version=3)) == "A-2026-00042.v3.xml"
    assert file_name(an_order(number="../../etc/passwd")) == ".._.._etc_passwd.v1.xml"


def test_the_schema_is_published(tenant: Tenant) -> None:
    response = Client(HTTP_HOST=tenant.host).get("/schema/kulanz-orders-1.xsd")
    assert response.status_code == 200
    assert response.content == schema_bytes()
    assert Client(HTTP_HOST=tenant.host).post("/schema/kulanz-orders-1.xsd").status_code == 405


# --- Reading ------------------------------------------------------------------------------------------


def refused(content: bytes) -> tuple[str, int, str]:
    with pytest.raises(Unacceptable) as error:
        responses_in(content, tenant="nordlicht")
    first = error.value.problems[0]
    return first.code, first.line, first.element


def test_answers_are_read_in_order() -> None:
    found = responses_in(
        answers(
            "<orderResponse><number>A-1</number><externalNumber> ERP  7 </externalNumber>"
            "<state>underWay</state>"
            "<plannedOn>2026-12-01</plannedOn><reason>bald</reason><costs>"
            '<cost id="R-1" kind="pick_up" currency="EUR"> -12.50 </cost></costs></orderResponse>\n'
            "<creditResponse><number>G-1</number><confirmed>1</confirmed></creditResponse>"
        ),
        tenant="nordlicht",
    )
    order, credit = found
    assert isinstance(order, OrderResponse)
    assert isinstance(credit, CreditResponse)
    assert (order.number, order.external_number, order.state) == ("A-1", "ERP 7", "underWay")
    assert (order.planned_on, order.reason) == (date(2026, 12, 1), "bald")
    assert (order.costs[0].ident, order.costs[0].amount) == ("R-1", Decimal("-12.50"))
    assert credit.confirmed
    assert (order.line, credit.line) == (2, 3)


BOMB = (
    '<?xml version="1.0"?><!DOCTYPE r [<!ENTITY a "ha">'
    + "".join(f'<!ENTITY a{n} "{"&a" + (str(n - 1) if n else "") + ";"}{"&a;" * 9}">' for n in range(9))
    + "]>"
)
ONE = "<orderResponse><number>A-1</number><state>done</state></orderResponse>"


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"", ("not_well_formed", 1, "")),
        (b"PK\x03\x04zip", ("not_well_formed", 1, "")),
        (answers(ONE)[:-20], ("not_well_formed", 2, "")),
        (b"<!DOCTYPE responses>" + answers(ONE, declaration=""), ("doctype", 1, "")),
        (BOMB.encode() + answers("&a8;", declaration=""), ("doctype", 1, "")),
        (
            b'<?xml version="1.0"?>\n<!-- > -->\n<?p ?><!DOCTYPE r SYSTEM "http://127.0.0.1:9/x.dtd"><r/>',
            ("doctype", 1, ""),
        ),
        (
            b'<!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/passwd">]><r>&x;</r>',
            ("doctype", 1, ""),
        ),
        (answers(ONE).decode().encode("utf-16"), ("not_utf8", 1, "")),
        (answers(ONE, declaration='<?xml version="1.0" encoding="ISO-8859-1"?>'), ("not_utf8", 1, "")),
        (answers(ONE.replace("done", "done\xff")).replace(b"\xc3\xbf", b"\xff"), ("not_utf8", 2, "")),
        (b"<responses/>", ("not_responses", 1, "responses")),
        (
            b'<r xmlns:xi="http://www.w3.org/2001/XInclude"><xi:include href="x"/></r>',
            ("not_responses", 1, "r"),
        ),
        (f'<orders xmlns="{NAMESPACE}" tenant="nordlicht"/>'.encode(), ("not_responses", 1, "orders")),
        (answers(""), ("not_valid", 1, "responses")),
        (answers("\n<orderResponse><state>done</state></orderResponse>"), ("not_valid", 3, "state")),
        (answers(ONE.replace("done", "lost")), ("not_valid", 2, "state")),
        (
            answers(ONE.replace("<state>", "<plannedOn>2026-13-01</plannedOn><state>")),
            ("not_valid", 2, "plannedOn"),
        ),
        (
            answers(ONE.replace("</state>", "</state><plannedOn>2026-12-01+01:00</plannedOn>")),
            ("not_valid", 2, "plannedOn"),
        ),
        (answers(ONE.replace("A-1", "A-1; DROP")), ("not_valid", 2, "number")),
        (answers(ONE, tenant="suedwind"), ("other_tenant", 1, "responses")),
        (answers("&unknown;"), ("not_well_formed", 2, "")),
        (answers("<a>" * 5000 + "</a>" * 5000), ("not_well_formed", 2, "")),
    ],
    ids=lambda value: value[0] if isinstance(value, tuple) else "",
)
def test_hostile_xml_is_refused_with_its_place(content: bytes, expected: tuple[str, int, str]) -> None:
    assert refused(content) == expected


def test_many_elements_are_refused_before_they_are_built() -> None:
    content = answers("<a/>" * (MOST_ELEMENTS + 1))
    assert len(content) < MOST_BYTES
    assert refused(content)[0] == "too_many_elements"


def test_many_mistakes_are_named_up_to_a_limit() -> None:
    with pytest.raises(Unacceptable) as error:
        responses_in(answers("\n<x/>" + "\n<orderResponse/>" * 50_000), tenant="nordlicht")
    assert 1 <= len(error.value.problems) <= 50


def test_only_what_may_be_unfinished_waits() -> None:
    for content, waits in ((answers(ONE)[:-3], True), (answers("ü" + ONE)[:40], True), (answers(""), False)):
        with pytest.raises(Unacceptable) as error:
            responses_in(content, tenant="nordlicht")
        assert isinstance(error.value, Unfinished) == waits


@settings(deadline=None)
@given(
    st.binary(max_size=200)
    | st.text(max_size=200).map(
        lambda text: answers(text.replace("\ud800", "")) if text.isprintable() else b"<"
    )
)
def test_no_bytes_do_more_than_be_refused(content: bytes) -> None:
    with pytest.raises(Unacceptable):
        responses_in(content, tenant="nordlicht")
