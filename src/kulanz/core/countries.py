"""Countries by ISO 3166, as Babel knows them, and what people write for them. Pure."""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from functools import cache, lru_cache
from typing import Final

from babel import Locale
from babel.core import get_global

# What CLDR keeps beside the countries: unions, outlying parts without a code of their own, test values.
_NO_COUNTRIES: Final = frozenset(
    {"AC", "CP", "CQ", "DG", "EA", "EU", "EZ", "IC", "QO", "TA", "UN", "XA", "XB", "ZZ"}
)
_LANGUAGES: Final = ("de", "en")
# In general use, and no name of Babel's.
_ALSO: Final = {
    "Bundesrepublik Deutschland": "DE",
    "Czech Republic": "CZ",
    "Great Britain": "GB",
    "Großbritannien": "GB",
    "Holland": "NL",
    "Hong Kong": "HK",
    "Hongkong": "HK",
    "The Netherlands": "NL",
    "Tschechische Republik": "CZ",
    "Turkey": "TR",
    "UK": "GB",
    "USA": "US",
    "United States of America": "US",
    "Vereinigte Staaten von Amerika": "US",
}


@cache
def countries() -> frozenset[str]:
    """Kosovo's XK is among them: assigned by its users, and in general use."""
    known: list[str] = list(Locale.parse("en").territories)
    return frozenset(code for code in known if len(code) == 2 and code.isalpha()) - _NO_COUNTRIES


@lru_cache(maxsize=2000)
def country_code(said: str) -> str:
    """The code of a country by its code, its three letters or its German or English name.

    Empty where it is not certain which one is meant.
    """
    code = said.strip().upper()
    return code if code in countries() else _by_name().get(_plain(said), "")


@cache
def _by_name() -> dict[str, str]:
    found: dict[str, set[str]] = defaultdict(set)
    for language in _LANGUAGES:
        for code, name in Locale.parse(language).territories.items():
            if code in countries():
                for spelt in _spellings(name):
                    found[spelt].add(code)
    for name, code in _ALSO.items():
        for spelt in _spellings(name):
            found[spelt].add(code)
    for three, codes in get_global("territory_aliases").items():
        if len(three) == 3 and three.isalpha() and len(codes) == 1 and codes[0] in countries():
            found[_plain(three)].add(codes[0])
    return {name: next(iter(codes)) for name, codes in found.items() if len(codes) == 1}


def _spellings(name: str) -> set[str]:
    """With umlauts, and written without them."""
    told = name.casefold()
    return {_plain(name), _plain(told.replace("ä", "ae").replace("ö", "oe").replace("ü", "ue"))}


def _plain(name: str) -> str:
    """For comparing: letters alone, without case and accents."""
    apart = unicodedata.normalize("NFKD", name.casefold())
    return "".join(letter for letter in apart if letter.isalnum())
