"""Postcodes as they can be in a country; of countries we do not know nothing is claimed."""

from __future__ import annotations

import pytest

from kulanz.masterdata.parties.rules.regions import is_postcode


@pytest.mark.parametrize(
    ("country", "text", "can_be"),
    [
        ("DE", "20095", True),
        ("de", " 01067 ", True),
        ("DE", "1", False),
        ("DE", "200955", False),
        ("DE", "D-20095", False),
        ("AT", "5020", True),
        ("AT", "0123", False),
        ("CH", "8001", True),
        ("NL", "1012 ab", True),
        ("NL", "1012", False),
        ("PL", "00-950", True),
        ("JP", "anything", True),
    ],
)
def test_a_postcode_of_a_country(country: str, text: str, can_be: bool) -> None:
    assert is_postcode(country, text.strip()) is can_be
