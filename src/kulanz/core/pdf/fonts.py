"""The fonts of printed matter: Source Sans, brought by the front-end packages."""

from __future__ import annotations

import functools
from pathlib import Path
from typing import Final

import typst

import kulanz

FAMILY: Final = "Source Sans 3"


class FontsMissing(RuntimeError):
    """The fonts were never copied; setting up the working copy does that."""


def fonts_folder() -> Path:
    """Where the TrueType files lie."""
    return Path(kulanz.__file__).parent / "static_vendor" / "vendor" / "fonts"


@functools.cache
def fonts() -> typst.Fonts:
    """The fonts, read once a process; the machine's own are left out so that all print the same."""
    found = typst.Fonts(include_system_fonts=False, font_paths=[str(fonts_folder())])
    if FAMILY not in found.families():
        raise FontsMissing(f"{FAMILY} is not in {fonts_folder()}")
    return found
