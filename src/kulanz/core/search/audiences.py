"""How audiences are written into the stored words: short, because there are hundreds in each document."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

_SHORT: Final = {
    "all": "a",
    "customer": "c",
    "dealer": "d",
    "internal": "i",
    "supplier": "s",
    "technician": "t",
}


def codes(audiences: Iterable[str]) -> dict[str, str]:
    """Audience → its code. Names without a code stand for themselves, so they need two letters or more."""
    found = {str(name): _SHORT.get(str(name), str(name)) for name in audiences}
    for name, code in found.items():
        if name not in _SHORT and (len(code) < 2 or not code.isidentifier()):
            raise ValueError(f"search: {name!r} is no name of an audience")
    return found
