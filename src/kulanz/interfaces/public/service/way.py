"""The link that shows somebody the way, in what his device has for it."""

from __future__ import annotations

import re
from typing import Final
from urllib.parse import quote

_APPLE: Final = re.compile("iPad|iPhone|iPod|Macintosh")


def way_to(place: str, user_agent: str) -> str:
    """Apple's maps on its devices, the app of an Android, elsewhere a free map in the browser."""
    text = quote(place, safe="")
    if _APPLE.search(user_agent):
        return f"maps://?daddr={text}"
    if "Android" in user_agent:
        return f"geo:0,0?q={text}"
    return f"https://www.openstreetmap.org/search?query={text}"
