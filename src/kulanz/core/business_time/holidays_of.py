"""Public holidays of a place, down to the municipality where the law goes that far."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Final

import holidays

PUBLIC: Final = "public"
CATHOLIC: Final = "catholic"


class UnknownPlace(ValueError):
    """No holidays are known for this country, subdivision or kind."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a calendar lies.

    A municipality's own holidays are either a kind beside `public` (15 August in the mostly catholic
    municipalities of Bavaria: `catholic`) or a subdivision of its own (`Augsburg`, with 8 August).
    """

    country: str
    subdivision: str = ""
    kinds: tuple[str, ...] = (PUBLIC,)


def is_known(place: Place) -> bool:
    """Whether holidays of the place are known."""
    try:
        _calendar(place)
    except UnknownPlace:
        return False
    return True


def holiday_name(place: Place, day: date, language: str | None = None) -> str | None:
    """The name of the place's holiday on this day, None on other days; raises UnknownPlace."""
    name = _calendar(place, language).get(day)
    return str(name) if name is not None else None


@lru_cache(maxsize=512)
def _calendar(place: Place, language: str | None = None) -> holidays.HolidayBase:
    country = place.country.upper()
    subdivision = place.subdivision.removeprefix(f"{country}-") or None
    try:
        # Years are added by the library as they are asked for.
        return holidays.country_holidays(
            country, subdiv=subdivision, categories=place.kinds, language=language, observed=True
        )
    except (NotImplementedError, ValueError) as unknown:
        raise UnknownPlace(f"no holidays known for {place}") from unknown
