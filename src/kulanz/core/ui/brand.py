"""The tenant's colour made safe: text on it, and it as text, always reach the contrast of WCAG 2.2 AA."""

from __future__ import annotations

import functools
import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from django.http import HttpRequest

Rgb = tuple[float, float, float]

WHITE: Final[Rgb] = (1.0, 1.0, 1.0)
BLACK: Final[Rgb] = (0.0, 0.0, 0.0)
# The least friendly grounds of tokens.css on which links and marks stand.
LIGHT_GROUND: Final = "#eceef1"
DARK_GROUND: Final = "#20262c"
TEXT_CONTRAST: Final = 4.6


def parse(color: str) -> Rgb:
    """Shares of red, green and blue of a colour like #1f5f8b; anything else is our own blue."""
    digits = color.lstrip("#")
    try:
        red, green, blue = (int(digits[i : i + 2], 16) / 255 for i in (0, 2, 4))
    except ValueError:
        return parse("#1f5f8b")
    return red, green, blue


def to_hex(color: Rgb) -> str:
    return "#" + "".join(f"{round(min(max(part, 0.0), 1.0) * 255):02x}" for part in color)


def luminance(color: Rgb) -> float:
    """Relative luminance as WCAG defines it."""
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in color)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: Rgb, other: Rgb) -> float:
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def mix(one: Rgb, other: Rgb, share: float) -> Rgb:
    """`share` of `one`, the rest `other`."""
    return (
        one[0] * share + other[0] * (1 - share),
        one[1] * share + other[1] * (1 - share),
        one[2] * share + other[2] * (1 - share),
    )


def readable(color: Rgb, ground: Rgb, towards: Rgb, wanted: float = TEXT_CONTRAST) -> Rgb:
    """`color` moved towards black or white until it can be read on `ground`."""
    for step in range(51):
        candidate = mix(color, towards, 1 - step / 50)
        if contrast(parse(to_hex(candidate)), ground) >= wanted:
            return candidate
    return towards


def text_on(fill: Rgb) -> Rgb:
    """White where it can be read, else black: one of the two always can."""
    return WHITE if contrast(fill, WHITE) >= 4.5 else BLACK


def hover_of(fill: Rgb) -> Rgb:
    """The pressed form of a filled button: further away from its text's colour."""
    return mix(fill, BLACK, 0.86) if text_on(fill) == WHITE else mix(fill, WHITE, 0.8)


@functools.lru_cache(maxsize=256)
def properties(brand_color: str) -> dict[str, str]:
    """The custom properties of one brand; tokens.css says what each is used for."""
    fill = parse(brand_color)
    light, dark = parse(LIGHT_GROUND), parse(DARK_GROUND)
    on_light = readable(fill, light, BLACK)
    on_dark = readable(fill, dark, WHITE)
    values = {
        "--brand-fill": fill,
        "--brand-on-fill": text_on(fill),
        "--brand-hover": hover_of(fill),
        "--brand-on-light": on_light,
        "--brand-on-dark": on_dark,
        "--brand-soft-light": mix(fill, WHITE, 0.09),
        "--brand-soft-dark": mix(fill, parse("#161a1e"), 0.2),
    }
    return {name: to_hex(color) for name, color in values.items()}


@functools.lru_cache(maxsize=256)
def stylesheet(brand_color: str) -> str:
    """The custom properties of one tenant as a style sheet."""
    lines = "\n".join(f"  {name}: {value};" for name, value in properties(brand_color).items())
    # A light brand on white (or a dark one on black) needs an edge to be seen as a button.
    edges = ":root { --brand-edge: var(--brand-ink); }"
    return f":root {{\n{lines}\n}}\n{edges}\n"


def fingerprint(*parts: str | bytes) -> str:
    """Short name of a version, for addresses that may be cached for good."""
    digest = hashlib.sha256()
    for part in parts:
        digest.update(part.encode() if isinstance(part, str) else part)
        digest.update(b"\0")
    return digest.hexdigest()[:16]


@dataclass(frozen=True, slots=True)
class PageBrand:
    """A brand that a page wears in the place of the tenant's; an empty address leaves the tenant's."""

    name: str
    css_url: str
    logo_url: str
    phone: str = ""


BrandSource = Callable[[HttpRequest], PageBrand | None]
_sources: list[BrandSource] = []


def set_brand_source(source: BrandSource) -> None:
    """Called at start-up by who knows whose pages wear another brand."""
    _sources[:] = [source]


def page_brand_of(request: HttpRequest) -> PageBrand | None:
    """The brand of this request's page; None: the tenant's own."""
    return _sources[0](request) if _sources else None
