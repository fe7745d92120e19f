"""What is written is valid by the published schema, whatever people typed."""

from __future__ import annotations

import re
import unicodedata
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from django.test import Client
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from kulanz.core.tenancy.models import Tenant
from kulanz.interfaces.exchange.parsing import (
    responses_in,
)
from kulanz.interfaces.exchange.reasons import REASONS, STATES
from kulanz.interfaces.exchange.schema import NAMESPACE, schema_bytes
from kulanz.interfaces.exchange.writing import (
    ORDER_KINDS,
    NotValid,
    clean,
    document_bytes,
    file_name,
)
from kulanz.stages.billing.rules.credit import CreditState
from kulanz.stages.execution.connectors import (
    OutgoingAddress,
    OutgoingCredit,
    OutgoingLine,
    OutgoingOrder,
    OutgoingPayment,
)
from kulanz.stages.execution.rules.orders import OrderState
from kulanz.stages.solution.rules.remedies import OrderKind

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


def test_the_examples_of_the_documentation_are_valid() -> None:
    text = (Path(__file__).parents[2] / "docs" / "exchange.md").read_text(encoding="utf-8")
    examples = re.findall(r"^```xml\n(.*?)^```", text, re.MULTILINE | re.DOTALL)
    assert len(examples) == 4
    for example in examples:
        schema().assertValid(etree.fromstring(example))
    assert len(responses_in(examples[2].encode(), tenant="nordlicht")) == 3


def test_every_state_has_its_words() -> None:
    assert {state.value for state in (*OrderState, *CreditState)} == set(STATES)
    for code, texts in REASONS.items():
        fields = [re.findall(r"{(\w+)}", text) for text in texts]
        assert [len(names) for names in fields] == [len(fields[0])] * 2, code
