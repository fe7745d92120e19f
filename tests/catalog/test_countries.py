"""What people write for a country becomes its code, where it is certain which one is meant."""

from __future__ import annotations

import pytest
from tests.cases.people import People

from kulanz.core.countries import countries, country_code
from kulanz.masterdata.catalog.rules.places import countries_by_name
from kulanz.masterdata.parties.commands.recording import NewAddress, add_address


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ("de", "DE"), (" Deutschland ", "DE"), ("GERMANY", "DE"), ("DEU", "DE"),
        ("Österreich", "AT"), ("Oesterreich", "AT"), ("Osterreich", "AT"), ("Austria", "AT"), ("AUT", "AT"),
        ("Schweiz", "CH"), ("Switzerland", "CH"), ("Dänemark", "DK"), ("Daenemark", "DK"),
        ("USA", "US"), ("U.S.A.", "US"), ("UK", "GB"), ("Großbritannien", "GB"), ("GROSSBRITANNIEN", "GB"),
        ("Tschechien", "CZ"), ("Czech Republic", "CZ"), ("Niger", "NE"), ("Nigeria", "NG"),
    ],
)  # fmt: skip
def test_a_country_is_known_by_code_and_name(said: str, code: str) -> None:
    assert country_code(said) == code


@pytest.mark.parametrize("said", ["", "  ", "XX", "D", "EU", "Kongo", "Korea", "Bayern", "Deutschlan", "12"])
def test_what_is_not_certain_is_no_country(said: str) -> None:
    assert country_code(said) == ""


@pytest.mark.parametrize("language", ["de", "en"])
def test_every_country_is_known_by_the_names_the_forms_show(language: str) -> None:
    assert {code for code, name in countries_by_name(language) if country_code(name) != code} == set()
    assert len(countries_by_name(language)) == len(countries())


def test_an_address_keeps_the_code(people: People) -> None:
    """The first two letters of a name are not its country's."""
    added = NewAddress(street="Ring 1", postcode="1010", city="Wien", country="Österreich")
    assert add_address(actor=people.anna, party=people.karla, address=added).country == "AT"
