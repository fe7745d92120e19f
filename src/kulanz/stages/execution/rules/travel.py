"""How long the way between two visits takes, estimated from country and postcode alone. Pure.

There is no map here. A postcode's first digits name a region, so the more of them two places share, the
nearer they are. The figures are minutes by van from door to door and err on the long side, because a customer
who waits costs more than a technician who is early; they were read off Germany's postcodes:

* the same postcode, 10: one quarter or one village, and a place to park;
* the same first three digits, 30: one town, or a village and its neighbour;
* the same first two, 45: a city and what lies around it (44: Dortmund and Bochum);
* the same first one, 120: Köln and Bonn need less, Hannover and Magdeburg this, Bielefeld and Magdeburg more;
* the same country, 240: Leipzig and Dortmund, Hamburg and Berlin. Neighbours whose first digits differ, as
  those of Köln and Düsseldorf, are nearer: a planner who knows it plans it by hand, warned and not refused;
* another country, 360: more than what is left of a day after a visit.

Smaller countries have shorter postcodes and ways; there the estimate is longer still. Without both countries
and both postcodes nothing is known, and nothing is claimed. A way by a third place is never shorter than the
direct one, so it is enough to look at each booking by itself. Where a technician's day begins is not asked.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

SAME_POSTCODE: Final = 10
# by how many of the first digits are the same
BY_DIGITS: Final = (240, 120, 45, 30)
ABROAD: Final = 360
LONGEST: Final = ABROAD
"""No way is estimated longer: who looks for what is in the way need not look further."""

_COUNTRY_MARK: Final = re.compile(r"^[A-Z]{1,3}-(?=\d)")
_NOT_CODE: Final = re.compile(r"[^0-9A-Z]")


@dataclass(frozen=True, slots=True)
class Spot:
    """Where a visit is, as far as an estimate asks; written as people write it."""

    country: str
    postcode: str

    @property
    def known(self) -> bool:
        return bool(self.country.strip() and self.code)

    @property
    def code(self) -> str:
        """“D-44 135” as “44135”."""
        text = self.postcode.strip().upper()
        return _NOT_CODE.sub("", _COUNTRY_MARK.sub("", text))

    def shares(self, other: Spot, digits: int) -> bool:
        """Whether both are known, in one country, and begin with the same so many digits."""
        return (
            self.known
            and other.known
            and self.country.strip().upper() == other.country.strip().upper()
            and self.code[:digits] == other.code[:digits]
        )


def minutes_between(here: Spot, there: Spot) -> int | None:
    """The estimate for the way; None where a place is not known."""
    if not (here.known and there.known):
        return None
    if not here.shares(there, 0):
        return ABROAD
    if here.code == there.code:
        return SAME_POSTCODE
    digits = next(count for count in range(len(BY_DIGITS) - 1, -1, -1) if here.shares(there, count))
    return BY_DIGITS[digits]
