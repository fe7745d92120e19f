"""`kulanz remedies compare`: fields that do not go together are refused, not passed over."""

from __future__ import annotations

from typing import Any

import pytest

from tests.cli.comparing import CHAIR, Asking, about, rate


@pytest.fixture
def ask(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Asking:
    return Asking(monkeypatch, capsys)


NEEDED = "is needed for this cost kind"
NOT_HERE = "does not apply to this cost kind"
NO_RATES = "this cost kind has no rates: it stands with the article or is entered"
RATE_TWICE = "the same rate for the same day as rates[0]"
NO_LINE = "the cost kind has no line of its own for this position"


def with_rates(*rates: dict[str, Any], **more: Any) -> dict[str, Any]:
    return about(rates=list(rates), **more)


def with_entry(**given: Any) -> dict[str, Any]:
    return about(entries=[{"amount": "1.00"} | given], parts=[{"ref": "part"}])


def own(*codes: str, **remedy: Any) -> dict[str, Any]:
    kinds = [{"code": code, "scope": "once"} for code in codes]
    return about(kinds=kinds, remedies=[{"code": "own", "nature": "repair", "required": ["a"]} | remedy])


def remedies(*codes: str, **more: Any) -> dict[str, Any]:
    return about(remedies=[{"code": code, "nature": "refund"} | more for code in codes])


def exchanges(*currencies: str) -> dict[str, Any]:
    rows = [{"currency": code, "valid_from": "2026-01-01", "rate": 1} for code in currencies]
    return about(exchanges=rows)


DOES_NOT_FIT: list[tuple[dict[str, Any], str]] = [
    (about(positions=[CHAIR, CHAIR]), "positions[1].ref: the same ref as positions[0]"),
    (about(parts=[{"ref": "chair"}]), "parts[0].ref: the same ref as positions[0]"),
    # rates
    (with_rates(rate("porto", amount=1)), 'rates[0].kind: unknown cost kind (given: "porto")'),
    (with_rates(rate("disposal", amount=1)), f'rates[0].kind: {NO_RATES} (given: "disposal")'),
    (with_rates(rate("cost_price", amount=1)), f'rates[0].kind: {NO_RATES} (given: "cost_price")'),
    (with_rates(rate("packaging", amount=1, country="DE")), f"rates[0].country: {NOT_HERE}"),
    (with_rates(rate("packaging", amount=1, unit="parcel")), f"rates[0].unit: {NOT_HERE}"),
    (with_rates(rate("packaging", share_percent=1)), f"rates[0].share_percent: {NOT_HERE}"),
    (with_rates(rate("customs", amount=1)), f"rates[0].country: {NEEDED}"),
    (with_rates(rate("warehouse", amount=1)), f"rates[0].unit: {NEEDED}"),
    (with_rates(rate("shipping", amount=1, country="DE")), f"rates[0].up_to_kg: {NEEDED}"),
    (
        with_rates(rate("customs", amount=1, share_percent=1, country="DE")),
        "rates[0]: either amount or share_percent",
    ),
    (
        with_rates(rate("shipping", amount=1, country="DE", up_to_kg=7), classes=[5, 10]),
        'rates[0].up_to_kg: none of the weight classes in classes (given: "7")',
    ),
    (about(classes=[5, "5.000"]), "classes[1]: the same bound as classes[0]"),
    (with_rates(rate("packaging", amount=1), rate("packaging", amount=2)), f"rates[1]: {RATE_TWICE}"),
    (with_rates(rate("packaging", amount=1), rate("packaging")), f"rates[1]: {RATE_TWICE}"),
    (
        with_rates(*(rate("shipping", country="DE", up_to_kg=kg) for kg in (5, "5.0"))),
        f"rates[1]: {RATE_TWICE}",
    ),
    # exchange rates
    (exchanges("USD", "USD"), "exchanges[1]: the same exchange rate for the same day as exchanges[0]"),
    (
        exchanges("EUR"),
        'exchanges[0].currency: this is the currency of the calculation itself (given: "EUR")',
    ),
    # entries
    (with_entry(kind="porto"), 'entries[0].kind: unknown cost kind (given: "porto")'),
    (with_entry(kind="call_out", remedy="magic"), 'entries[0].remedy: unknown remedy (given: "magic")'),
    (
        with_entry(kind="call_out", remedy="exchange"),
        'entries[0].kind: the cost kind does not count for this remedy (given: "call_out")',
    ),
    (
        with_entry(kind="cost_price", item="desk"),
        'entries[0].item: neither a position nor a part (given: "desk")',
    ),
    (with_entry(kind="packaging", item="part"), f'entries[0].item: {NO_LINE} (given: "part")'),
    (with_entry(kind="pick_up", item="part"), f'entries[0].item: {NO_LINE} (given: "part")'),
    (
        with_entry(kind="cost_price", remedy="spare_part", item="chair"),
        f'entries[0].item: {NO_LINE} (given: "chair")',
    ),
    (
        about(entries=[{"kind": "disposal", "amount": amount} for amount in (1, 2)]),
        "entries[1]: the same entry as entries[0]",
    ),
    (about(excluded={"magic": "no"}), "excluded.magic: unknown remedy"),
    (about(excluded={"ma gic": "no"}), 'excluded["ma gic"]: unknown remedy'),
    # kinds and remedies
    (own("a", "a"), "kinds[1].code: the same code as kinds[0]"),
    (own("a", required=["b"]), 'remedies[0].required[0]: unknown cost kind (given: "b")'),
    (own("a", optional=["a"]), "remedies[0].optional[0]: the same code as remedies[0].required[0]"),
    (remedies("a", "a"), "remedies[1].code: the same code as remedies[0]"),
    (
        remedies("a", "b", is_benchmark=True),
        "remedies[1].is_benchmark: remedies[0] is the benchmark already",
    ),
    (
        about(kinds=[{"code": "a", "scope": "once"}]),
        "kinds: the matrix of the remedy spare_part needs the cost kind cost_price",
    ),
]


@pytest.mark.parametrize(("document", "line"), DOES_NOT_FIT, ids=[line for _document, line in DOES_NOT_FIT])
def test_what_would_be_passed_over_in_silence_is_refused(
    document: dict[str, Any], line: str, ask: Asking
) -> None:
    assert ask.wrong(document)[0] == line


def test_what_fits_is_taken(ask: Asking) -> None:
    fits = with_rates(
        rate("packaging", amount=1),
        rate("packaging", amount=2, valid_from="2026-02-01"),
        rate("packaging", valid_from="2026-03-01"),
        rate("shipping", amount=1, country="DE", up_to_kg=5),
        rate("shipping", amount=1, country="AT", up_to_kg=5),
        rate("customs", share_percent="2.5", country="CH"),
        entries=[
            {"kind": "cost_price", "amount": 1, "item": "chair"},
            {"kind": "cost_price", "amount": 1, "item": "chair", "remedy": "exchange"},
            {"kind": "customs", "amount": 1, "item": "chair"},
            {"kind": "cost_price", "amount": 1, "item": "part"},
        ],
        parts=[{"ref": "part"}],
    )
    assert ask(fits).code == 0
