"""The logos the demo draws: with the house's own initial, and every letter of its name."""

from __future__ import annotations

import io

import pytest
from PIL import Image, ImageChops

from kulanz.config.demo.drawings import draw_logo
from kulanz.config.demo.places import DEALER_HOUSE, MANUFACTURER

NO_SUCH_LETTER = "\uffff"


def drawn(name: str) -> Image.Image:
    return Image.open(io.BytesIO(draw_logo(name, "#1d5c63", "#d98324"))).convert("RGBA")


def differ(one: Image.Image, other: Image.Image) -> bool:
    return one.size != other.size or ImageChops.difference(one, other).getbbox(alpha_only=False) is not None


@pytest.mark.parametrize("letter", "äöüÄÖÜßé")
def test_letters_with_marks_are_in_the_font(letter: str) -> None:
    assert differ(drawn(f"B{letter}rohaus"), drawn(f"B{NO_SUCH_LETTER}rohaus"))


def test_each_house_has_its_own_initial() -> None:
    size = (0, 0, 75, 80)
    marks = [drawn(house.short).crop(size) for house in (MANUFACTURER, DEALER_HOUSE)]
    assert differ(*marks)
    assert not differ(marks[1], drawn("Regal").crop(size)), "the initial alone"
