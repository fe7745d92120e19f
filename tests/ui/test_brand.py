"""Every colour a tenant may choose stays readable."""

from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from kulanz.core.ui import brand

COLORS = st.from_regex(r"\A#[0-9a-f]{6}\Z")


def _values(css: str) -> dict[str, brand.Rgb]:
    return {name: brand.parse(color) for name, color in re.findall(r"(--[\w-]+): (#[0-9a-f]{6});", css)}


@given(COLORS)
def test_text_on_and_of_the_brand_reaches_aa(color: str) -> None:
    values = _values(brand.stylesheet(color))
    assert brand.contrast(values["--brand-fill"], values["--brand-on-fill"]) >= 4.5
    assert brand.contrast(values["--brand-hover"], values["--brand-on-fill"]) >= 4.5
    for ground in (brand.LIGHT_GROUND, "#ffffff", "#f4f5f7"):
        assert brand.contrast(values["--brand-on-light"], brand.parse(ground)) >= 4.5
    for ground in (brand.DARK_GROUND, "#161a1e", "#0e1114"):
        assert brand.contrast(values["--brand-on-dark"], brand.parse(ground)) >= 4.5


def test_a_dark_brand_keeps_its_colour_on_light_ground() -> None:
    values = _values(brand.stylesheet("#1f5f8b"))
    assert values["--brand-on-light"] == values["--brand-fill"]


def test_nonsense_becomes_our_own_blue() -> None:
    assert brand.stylesheet("red;}body{display:none") == brand.stylesheet("#1f5f8b")


def test_versions_differ_by_content_and_by_border_of_parts() -> None:
    assert brand.fingerprint("ab", "c") != brand.fingerprint("a", "bc")
    assert brand.fingerprint(b"x") == brand.fingerprint("x")
