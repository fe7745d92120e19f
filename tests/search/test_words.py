"""Spelling, inflection and compounds: what is stored and what is asked, without a database."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kulanz.core.search.base_words import BASE_VOCABULARY
from kulanz.core.search.compounds import split
from kulanz.core.search.folding import fold, words
from kulanz.core.search.inflection import stem
from kulanz.core.search.terms import Group, SearchText, document_words, query_groups

WORDS = frozenset({"stuhl", "feder", "gasfeder", "drehstuhl", "gas", "rolle", "lager", "armlehne", "bezug"})


def matches(query: str, *, short: str = "", long: str = "") -> bool:
    """The database's rule in Python, for one audience."""
    stored = document_words({"all": SearchText([short], [long])}, BASE_VOCABULARY)["all"]

    def group_matches(group: Group) -> bool:
        return any(
            all(any(s.startswith(w) if prefix else s == w for s in stored) for w, prefix in alternative)
            for alternative in group
        )

    groups = query_groups(query)
    return bool(groups) and all(group_matches(group) for group in groups)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Stühle", "Stuehle"), ("Stühle", "STUHLE"), ("Maß", "Mass"), ("Größe", "Groesse"), ("Böe", "Boee"),
        ("Citroën", "Citroen"), ("Café", "cafe"), ("Ærø", "Aerö"), ("STRASSE", "Straße"),
        ("u\u0308ber", "über"),
    ],
)  # fmt: skip
def test_one_spelling(one: str, other: str) -> None:
    assert fold(one) == fold(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [("Stühle", "Stuhl"), ("Rollen", "Rolle"), ("Gasfedern", "Gasfeder"), ("defekter", "defekten"),
     ("Motoren", "Motor"), ("batteries", "battery"), ("wheels", "wheel"), ("Häuser", "Haus")],
)  # fmt: skip
def test_one_stem(one: str, other: str) -> None:
    assert stem(fold(one)) == stem(fold(other))


@pytest.mark.parametrize(
    ("word", "parts"),
    [
        ("drehstuhlgasfeder", {"drehstuhl", "gasfeder", "stuhl", "gas", "feder"}),
        ("rollenlager", {"rolle", "lager"}),
        ("armlehnenbezug", {"armlehne", "bezug"}),
        ("burostuhl", {"stuhl"}),
        ("kaputt", set()),
        ("a4711", set()),
    ],
)
def test_compounds(word: str, parts: set[str]) -> None:
    assert set(split(word, WORDS)) == parts


@pytest.mark.parametrize(
    "query", ["gasfeder", "Gasfedern", "stuhl", "Stühle", "feder", "Federn", "Drehstuhl"]
)
def test_a_compound_is_found_by_its_parts(query: str) -> None:
    assert matches(query, long="Die Drehstuhlgasfeder sinkt ab.")
    assert matches(query, short="Drehstuhlgasfeder")


@pytest.mark.parametrize(
    "query",
    [
        "NB-2026-00042",
        "nb202600042",
        "NB 2026 00042",
        "nb/2026/42",
        "00042",
        "42",
        "2026-42",
        "202600042",
        "nb-2026",
    ],
)
def test_numbers_with_and_without_separators(query: str) -> None:
    assert matches(query, short="NB-2026-00042")
    assert query != "NB-2026-00042" or not matches(query, short="NB-2026-00429")


@pytest.mark.parametrize(
    "query",
    ["0821 123456", "0821/12 34 56", "+49 821 123456", "+49 (0)821 123456", "0821123456", "123456",
     "0049 821 123456"],
)  # fmt: skip
@pytest.mark.parametrize("stored", ["+49 (0)821 12 34 56", "0821 123456", "0821/123456", "+49821123456"])
def test_telephone_numbers(query: str, stored: str) -> None:
    assert matches(query, short=stored)


@pytest.mark.parametrize(
    "query",
    ["max.mueller@firma-x.de", "Max.Müller@firma-x.de", "max.mueller", "mueller", "firma-x.de", "firma",
     "@firma-x.de", "irma-x", "müller@firma"],
)  # fmt: skip
def test_mail_addresses(query: str) -> None:
    assert matches(query, short="Max Mustermann <max.mueller@firma-x.de>")


def test_words_inside_codes() -> None:
    assert matches("12345", long="Seriennummer SN12345.")
    assert matches("SN 12345", long="Seriennummer SN-12345.")
    assert matches("1234", short="SN12345")


def test_nothing_asked_matches_nothing() -> None:
    assert query_groups(" -- / \x00 ") == []


LETTERS = st.text(st.characters(whitelist_categories=("Ll", "Lu")), min_size=1, max_size=14)
GERMAN = st.text("abcdeghilnorstuäöüßéAEOUÄÖÜ", min_size=3, max_size=14)


@given(st.lists(LETTERS, min_size=1, max_size=6))
def test_every_word_is_found_by_itself(given_words: list[str]) -> None:
    text = " ".join(given_words)
    for word in given_words:
        if list(words(word)):
            assert matches(word, short=text)
            assert matches(word, long=text)


@given(GERMAN)
def test_every_spelling_finds_every_other(word: str) -> None:
    spelt_out = word
    for umlaut, letters in {
        "ä": "ae",
        "ö": "oe",
        "ü": "ue",
        "Ä": "Ae",
        "Ö": "Oe",
        "Ü": "Ue",
        "ß": "ss",
    }.items():
        spelt_out = spelt_out.replace(umlaut, letters)
    for one in (word, spelt_out, word.upper()):
        for other in (word, spelt_out, word.upper()):
            assert matches(one, long=other)


@given(GERMAN, st.data())
def test_any_part_of_a_word_of_a_short_text_is_found(word: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(word) - 3))
    end = data.draw(st.integers(start + 3, len(word)))
    assert matches(word[start:end], short=f"Ein {word} hier")


@given(st.text(max_size=200))
def test_any_text_can_be_stored_and_asked(text: str) -> None:
    stored = document_words({"all": SearchText([text], [text])}, WORDS)["all"]
    assert len(set(stored)) == len(stored)
    for word in [*stored, *(w for g in query_groups(text) for a in g for w, _ in a)]:
        assert word
        assert "\x00" not in word
        word.encode()
