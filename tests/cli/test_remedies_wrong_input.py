"""`kulanz remedies compare` with bad input: exit code 2, the place in words, nothing calculated."""

from __future__ import annotations

import io
import json
import re
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kulanz.config.comparison import reading, wording
from kulanz.config.comparison.checks import check
from kulanz.config.comparison.figures import given_figures
from kulanz.config.comparison.wording import WrongInput
from tests.cli.comparing import CHAIR, Asking, about, rate


@pytest.fixture
def ask(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Asking:
    return Asking(monkeypatch, capsys)


def exchange(currency: str, **more: Any) -> dict[str, Any]:
    return {"currency": currency, "valid_from": "2026-01-01", "rate": 1} | more


def chair(**more: Any) -> dict[str, Any]:
    return about(positions=[CHAIR | more])


NO_JSON = [
    (b"", "the input is not valid JSON: line 1, column 1 (Expecting value)"),
    (b'{"day": \n ,}', "the input is not valid JSON: line 2, column 2 (Expecting value)"),
    (b'{"positions": []} x', "the input is not valid JSON: line 1, column 19 (Extra data)"),
    (b'{"day": "\xff"}', "the input is not UTF-8 (byte 10)"),
    (b"[" * 200_000, "the input is nested too deeply"),
    (b'{"positions":' * 100_000, "the input is nested too deeply"),
    (b" " * (10 * 1024 * 1024 + 1), "the input is larger than 10 MB"),
    (b"[]", "the input: an object {…} is expected"),
    (b"null", "the input: an object {…} is expected"),
    (b"{}", "positions: is missing"),
    (b'{"positions": {}}', "positions: a list […] is expected"),
    (b'{"positions": [null]}', "positions[0]: an object {…} is expected"),
    (b'{"positions": []}', "positions: at least 1 entry is expected"),
    (b'{"positions": [{"ref": "a", "ref": "b"}]}', "positions[0].ref: is there twice"),
]


@pytest.mark.parametrize(("raw", "line"), NO_JSON, ids=[line for _raw, line in NO_JSON])
def test_what_is_no_document(raw: bytes, line: str, ask: Asking) -> None:
    assert ask.wrong(raw) == [line]


NUMBER = "a number such as 12.50 is expected, without commas"
CURRENCY = "no currency in use by ISO 4217"
COUNTRY = "no country by ISO 3166 (two capital letters)"
DAY = "a date such as 2026-11-22 is expected"
SCOPES = "'cost_price', 'once', 'weight_country', 'unit_country', 'unit', 'country' or 'entered'"
EMPTY = "must not be empty"
CONTROL = "control characters are not allowed"

# the document, the place, the sentence, and the value it repeats
WRONG_FIELDS: list[tuple[dict[str, Any], str, str, str | None]] = [
    (about(positons=[]), "positons", "unknown field", None),
    (chair(color="red"), "positions[0].color", "unknown field", None),
    (chair(pieces="-1"), "positions[0].pieces", "must be greater than 0", "-1"),
    (chair(pieces=0), "positions[0].pieces", "must be greater than 0", "0"),
    (chair(cost_price="-0.01"), "positions[0].cost_price", "must not be less than 0", "-0.01"),
    (chair(cost_price=10_000_000), "positions[0].cost_price", "must be less than 10000000", "10000000"),
    (chair(cost_price="1.005"), "positions[0].cost_price", "at most 2 decimals are allowed", "1.005"),
    (chair(cost_price="NaN"), "positions[0].cost_price", NUMBER, "NaN"),
    (chair(cost_price="1.234,50"), "positions[0].cost_price", NUMBER, "1.234,50"),
    (chair(cost_price="1_000"), "positions[0].cost_price", NUMBER, "1_000"),
    (chair(cost_price=True), "positions[0].cost_price", NUMBER, "True"),
    (chair(cost_price=[]), "positions[0].cost_price", NUMBER, None),
    (chair(weight_kg=-1), "positions[0].weight_kg", "must not be less than 0", "-1"),
    (chair(currency="EURO"), "positions[0].currency", CURRENCY, "EURO"),
    (chair(currency="DEM"), "positions[0].currency", CURRENCY, "DEM"),
    (chair(ref=""), "positions[0].ref", EMPTY, ""),
    (chair(ref=1), "positions[0].ref", "text is expected", "1"),
    (chair(name="x" * 301), "positions[0].name", "at most 300 characters", None),
    (chair(name="a\u001b[2J"), "positions[0].name", CONTROL, "a\\u001b[2J"),
    (chair(name="\ud800"), "positions[0].name", CONTROL, "\\ud800"),
    (about(country="XX"), "country", COUNTRY, "XX"),
    (about(country="de"), "country", COUNTRY, "de"),
    (about(country="EU"), "country", COUNTRY, "EU"),
    (about(day="22.11.2026"), "day", DAY, "22.11.2026"),
    (about(day="2026-02-29"), "day", DAY, "2026-02-29"),
    (about(day=20261122), "day", DAY, "20261122"),
    (about(excluded={"exchange": " "}), "excluded.exchange", EMPTY, " "),
    (about(excluded=["exchange"]), "excluded", "an object {…} is expected", None),
    (about(preference_percent=1001), "preference_percent", "must not be greater than 1000", "1001"),
    (about(parts=[{"ref": "p", "deliverable": 1}]), "parts[0].deliverable", "true or false is expected", "1"),
    (about(exchanges=[exchange("USD", rate=0)]), "exchanges[0].rate", "must be greater than 0", "0"),
    (about(kinds=[{"code": "a", "scope": "moon"}]), "kinds[0].scope", f"allowed is {SCOPES}", "moon"),
    (about(positions=[CHAIR] * 1001), "positions", "at most 1000 entries are allowed", None),
    (about(**{f"x{n}": 1 for n in range(101)}), "the input", "at most 100 fields are allowed", None),
]  # fmt: skip


def sentence(place: str, text: str, value: str | None) -> str:
    return f"{place}: {text}" if value is None else f'{place}: {text} (given: "{value}")'


@pytest.mark.parametrize(("document", "place", "text", "value"), WRONG_FIELDS)
def test_a_wrong_field_is_named_with_its_place(
    document: dict[str, Any], place: str, text: str, value: str | None, ask: Asking
) -> None:
    (line,) = ask.wrong(document)
    assert line == sentence(place, text, value) or (value is None and line.startswith(f"{place}: {text} ("))


def test_a_long_value_is_cut() -> None:
    assert wording._value("x" * 99) == f'"{"x" * 39}…'


@pytest.mark.parametrize("number", ["NaN", "Infinity", "-Infinity"])
def test_no_number_of_javascript_s(number: str, ask: Asking) -> None:
    document = json.dumps(about()).replace('"180.00"', number)
    assert ask.wrong(document) == ["positions[0].cost_price: a finite number is expected"]


@pytest.mark.parametrize(
    "number", ["1e999999", "1" * 5000, "1e99999999999999999999", "1e-99999999999999999999"]
)
def test_numbers_beyond_all_bounds(number: str, ask: Asking) -> None:
    (line,) = ask.wrong(json.dumps(about()).replace('"180.00"', number))
    assert line.startswith("positions[0].cost_price: ")
    assert len(line) < 200


def test_every_problem_is_said_the_first_of_very_many(ask: Asking) -> None:
    lines = ask.wrong(about(entries=[{"kind": "disposal"}, {"amount": "x"}], country="XX", currency="XXL"))
    assert len(lines) == 5
    lines = ask.wrong(about(positions=[{}] * 100))
    assert len(lines) == wording.SHOWN + 1
    assert lines[-1] == "… and 80 more"


def test_in_german(ask: Asking) -> None:
    assert ask.wrong(chair(pieces="-1"), language="de") == [
        'positions[0].pieces: muss größer als 0 sein (angegeben: "-1")'
    ]
    assert ask.wrong(b"{", language="de")[0].startswith(
        "die Eingabe ist kein gültiges JSON: Zeile 1, Spalte 2"
    )
    twice = about(rates=[rate("packaging", amount=1), rate("packaging", amount=2)])
    assert ask.wrong(twice, language="de") == ["rates[1]: derselbe Satz für denselben Tag wie rates[0]"]


def test_a_file_that_cannot_be_read(ask: Asking, tmp_path: Path) -> None:
    assert ask.wrong("", "--file", str(tmp_path / "none")) == [
        "the input cannot be read: No such file or directory"
    ]
    assert ask.wrong("", "--file", str(tmp_path)) == ["the input cannot be read: Is a directory"]


def test_every_sentence_is_there_in_both_languages_with_the_same_values() -> None:
    for german, english in wording._TEXTS.values():
        assert set(re.findall(r"(?<!{){(\w+)}", german)) == set(re.findall(r"(?<!{){(\w+)}", english))
        assert german != english


ANYTHING = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=8)
    | st.sampled_from(["DE", "1.5"]),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from([*sorted(reading.Document.model_fields), "kind", "ref", "code"]), inner
        )
    ),
    max_leaves=20,
)


@settings(deadline=None, max_examples=150, suppress_health_check=[HealthCheck.too_slow])
@given(
    ANYTHING
    | st.builds(lambda more: about() | more, st.dictionaries(st.text(max_size=9), ANYTHING))
    | st.binary()
)
def test_whatever_comes_is_calculated_or_refused_with_a_sentence(value: Any) -> None:
    raw = value if isinstance(value, bytes) else json.dumps(value).encode()
    try:
        document = reading.read_document(io.BytesIO(raw))
        check(document, given_figures(document, "de"))
    except WrongInput as wrong:
        for spoken in ("de", "en"):
            for line in wording.lines(wrong, spoken):
                assert "not valid (" not in line
                assert "ungültig (" not in line
