"""Names of countries and codes of currencies (ISO 4217), as Babel knows them. Pure."""

from __future__ import annotations

from functools import cache

from babel import Locale
from babel.core import get_global

from kulanz.core.countries import countries


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
