"""What every template of the product keeps to, so that the strict content policy holds and icons exist."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders

import kulanz
from kulanz.core.ui import icons, menu

SOURCE = Path(kulanz.__file__).parent
TEMPLATES = sorted(SOURCE.glob("**/templates/**/*.html"))
ICON = re.compile(r"""{% (?:icon|panel [^%]*?icon=|event [^%]*?icon=|alert [^%]*?icon=) ?["']([\w-]+)["']""")
FORBIDDEN = {
    "inline style": re.compile(r"<[^>]*\sstyle\s*="),
    "style element": re.compile(r"<style[\s>]"),
    "inline handler": re.compile(r"<[^>]*\son[a-z]+\s*=\s*[\"']"),
    "inline script": re.compile(r"<script(?![^>]*(?:\bsrc=|type=\"application/json\"))[^>]*>"),
    "evaluated htmx": re.compile(r"hx-on|hx-(?:vals|headers)=[\"']js:|hx-trigger=\"[^\"]*\["),
}


@pytest.mark.parametrize("name", FORBIDDEN)
def test_nothing_inline(name: str) -> None:
    # Mails are read by mail programs, which know only inline styles.
    pages = [file for file in TEMPLATES if "mail" not in file.parts]
    found = [
        str(file.relative_to(SOURCE)) for file in pages if FORBIDDEN[name].search(file.read_text("utf-8"))
    ]
    assert found == []


def test_icons_of_templates_and_menus_are_in_the_sprite() -> None:
    drawn = set(re.findall(r'<symbol id="([\w-]+)"', icons.SPRITE.read_text("utf-8")))
    assert drawn == icons.names()
    used = {(file.name, name) for file in TEMPLATES for name in ICON.findall(file.read_text("utf-8"))}
    used |= {(item.key, item.icon) for interface in ("desk", "portal") for item in menu.items_of(interface)}
    assert sorted((where, name) for where, name in used if icons.symbol(name) not in drawn) == []


def test_style_sheets_name_files_that_exist() -> None:
    folder = SOURCE / "core" / "ui" / "static"
    for sheet in folder.glob("ui/*.css"):
        for address in re.findall(r'url\("([^"]+)"\)', sheet.read_text("utf-8")):
            target = (sheet.parent / address).resolve().relative_to(folder.resolve())
            assert finders.find(str(target)), f"{sheet.name} names {address}"


def test_dark_is_written_the_same_twice() -> None:
    css = (SOURCE / "core/ui/static/ui/tokens.css").read_text("utf-8")
    chosen = re.search(r'^\[data-bs-theme="dark"\] \{(.*?)^\}', css, re.DOTALL | re.MULTILINE)
    system = re.search(r":root:not\(\[data-bs-theme\]\) \{(.*?)^  \}", css, re.DOTALL | re.MULTILINE)
    assert chosen
    assert system
    assert chosen[1].split() == system[1].split()
