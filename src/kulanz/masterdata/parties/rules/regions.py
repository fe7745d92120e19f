"""Where a technician goes: beginnings of postcodes by country, as people type them. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final, NamedTuple

LONGEST_PREFIX: Final = 10
MOST: Final = 200
_ENTRY: Final = re.compile(r"(?:(?P<country>[A-Z]{2})(?:[ -]+|$))?(?P<prefix>[A-Z0-9][A-Z0-9 -]*)?")


class Region(NamedTuple):
    """All postcodes of `country` that begin with `prefix`; empty: the whole country."""

    country: str
    prefix: str = ""

    def holds(self, country: str, postcode: str) -> bool:
        return self.country == country.upper() and bare_postcode(postcode).startswith(self.prefix)


class UnreadableRegion(ValueError):
    """An entry that is no beginning of a postcode; the entry is the argument."""


# What Germany's postcodes begin with; 00, 05, 11, 43 and 62 are not in use.
GERMAN_AREAS: Final = tuple(f"{number:02}" for number in range(1, 100) if number not in {5, 11, 43, 62})


# How the postcodes of the countries our tenants mostly work in look; of others nothing is claimed.
_POSTCODES: Final = {
    "DE": re.compile("[0-9]{5}"),
    "AT": re.compile("[1-9][0-9]{3}"),
    "CH": re.compile("[1-9][0-9]{3}"),
    "LI": re.compile("[1-9][0-9]{3}"),
    "NL": re.compile("[1-9][0-9]{3}[A-Z]{2}"),
    "FR": re.compile("[0-9]{5}"),
    "PL": re.compile("[0-9]{5}"),
}


def is_postcode(country: str, text: str) -> bool:
    """Whether this can be a postcode there; regions, ways and teams hang on it."""
    pattern = _POSTCODES.get(country.upper())
    return pattern is None or pattern.fullmatch(bare_postcode(text)) is not None


def bare_postcode(text: str) -> str:
    return re.sub(r"[ -]", "", text).upper()


def read_regions(text: str, *, home: str) -> tuple[Region, ...]:
    """'20, 21, AT 10, CH' with `home` for entries without a country. Raises UnreadableRegion."""
    found: dict[Region, None] = {}
    for part in re.split(r"[,;\n]", text):
        entry = " ".join(part.upper().split())
        if not entry:
            continue
        match = _ENTRY.fullmatch(entry)
        if match is None or len(found) >= MOST:
            raise UnreadableRegion(part.strip())
        prefix = bare_postcode(match["prefix"] or "")
        if len(prefix) > LONGEST_PREFIX or (
            match["country"] is None and not any(c.isdigit() for c in prefix)
        ):
            raise UnreadableRegion(part.strip())
        found[Region(match["country"] or home, prefix)] = None
    return tuple(sorted(found))


def regions_text(regions: Iterable[Region], *, home: str) -> str:
    """What `read_regions` reads the same regions from."""
    ordered = sorted(regions, key=lambda region: (region.country != home, region))
    return ", ".join(
        r.prefix if r.country == home and r.prefix else f"{r.country} {r.prefix}".strip() for r in ordered
    )


def covers_area(regions: Iterable[Region], country: str, area: str) -> bool | None:
    """Whether postcodes that begin with `area` are somebody's: all of them, none, or (None) a part."""
    found: bool | None = False
    for region in regions:
        if region.country != country:
            continue
        if area.startswith(region.prefix):
            return True
        if region.prefix.startswith(area):
            found = None
    return found
