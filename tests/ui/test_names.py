"""Master data has a name in each language; without an English one the German one stands for both."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from django.utils.translation import override

from kulanz.core.names import named


@dataclass(frozen=True)
class Thing:
    name: str = "Palette"
    name_en: str = "Pallet"


@pytest.mark.parametrize(
    ("language", "thing", "shown"),
    [
        ("de", Thing(), "Palette"),
        ("en", Thing(), "Pallet"),
        ("en-gb", Thing(), "Pallet"),
        ("en", Thing(name_en=""), "Palette"),
        ("de", Thing(name_en=""), "Palette"),
    ],
)
def test_a_thing_is_called_as_the_reader_speaks(language: str, thing: Thing, shown: str) -> None:
    with override(language):
        assert named(thing) == shown
