"""Codes of countries (ISO 3166) and currencies (ISO 4217), as Babel knows them. Pure."""

from __future__ import annotations

from functools import cache
from typing import Final

from babel import Locale
from babel.core import get_global

# What CLDR keeps beside the countries: unions, outlying parts without a code of their own, test values.
_NO_COUNTRIES: Final = frozenset(
    {"AC", "CP", "CQ", "DG", "EA", "EU", "EZ", "IC", "QO", "TA", "UN", "XA", "XB", "ZZ"}
)


@cache
def countries() -> frozenset[str]:
    """Kosovo's XK is among them: assigned by its users, and in general use."""
    known: list[str] = list(Locale.parse("en").territories)
    return frozenset(code for code in known if len(code) == 2 and code.isalpha()) - _NO_COUNTRIES


@cache
def currencies() -> frozenset[str]:
    """Those that are legal tender somewhere now; no precious metals, no Deutsche Mark."""
    used = get_global("territory_currencies")
    return frozenset(
        code for rows in used.values() for code, _since, until, tender in rows if tender and not until
    )


@cache
def countries_by_name(language: str) -> tuple[tuple[str, str], ...]:
    """(code, name) of all countries in the order of their names."""
    names = Locale.parse(language).territories
    return tuple(
        sorted(((code, names.get(code, code)) for code in countries()), key=lambda pair: _plain(pair[1]))
    )


@cache
def currencies_by_code(language: str) -> tuple[tuple[str, str], ...]:
    names = Locale.parse(language).currencies
    return tuple((code, names.get(code, code)) for code in sorted(currencies()))


def country_name(code: str, language: str = "de") -> str:
    """The code itself where there is no such country."""
    return str(Locale.parse(language).territories.get(code, code))


def _plain(name: str) -> str:
    return name.translate(str.maketrans("ÄÖÜÅäöüåéôç", "AOUAaouaeoc")).casefold()
