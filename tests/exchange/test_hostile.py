"""Reading answers: every hostile file is refused with its place, and nothing of it is believed."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kulanz.interfaces.exchange.parsing import (
    MOST_BYTES,
    MOST_ELEMENTS,
    CreditResponse,
    OrderResponse,
    Unacceptable,
    Unfinished,
    responses_in,
)
from kulanz.interfaces.exchange.schema import NAMESPACE
from tests.exchange.erp import answers


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
        (b"", ("empty", 0, "")),
        (b"PK\x03\x04zip", ("not_xml", 0, "")),
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
    attributes = " ".join(f'a{number}=""' for number in range(MOST_ELEMENTS))
    few = " ".join(attributes.split()[:40])
    for inside in ("<a/>" * (MOST_ELEMENTS + 1), f"<a {attributes}/>", f"<a {few}/>"):
        content = answers(inside)
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


def answers_with_text(text: str) -> bytes:
    return answers(text.encode(errors="replace").decode())


@settings(deadline=None)
@given(st.binary(max_size=200) | st.text(max_size=200).map(answers_with_text))
def test_no_bytes_do_more_than_be_refused(content: bytes) -> None:
    with pytest.raises(Unacceptable):
        responses_in(content, tenant="nordlicht")
