"""Every text of a screen has an English translation, and placeholders survive it."""

from __future__ import annotations

import re
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tools"))

import messages  # noqa: E402  # a script of the working copy, not a package

FOUND = messages.found()
PLACEHOLDERS = re.compile(r"%\(\w+\)[sd]|\{\w*\}")


@pytest.mark.parametrize("owner", sorted(FOUND), ids=lambda p: str(p.name))
def test_everything_is_translated(owner: Path) -> None:
    """`python tools/messages.py` brings new texts into the catalogue."""
    assert messages.missing(owner, FOUND[owner]) == []


@pytest.mark.parametrize("owner", sorted(FOUND), ids=lambda p: str(p.name))
def test_placeholders_are_the_same(owner: Path) -> None:
    for message in messages.read(owner):
        texts = message.id if isinstance(message.id, tuple | list) else (message.id,)
        translations = message.string if isinstance(message.string, tuple | list) else (message.string,)
        if not message.id or not all(translations):
            continue
        wanted = set(PLACEHOLDERS.findall(texts[-1]))
        assert set(PLACEHOLDERS.findall(translations[-1])) == wanted, message.id


@pytest.mark.parametrize("owner", sorted(FOUND), ids=lambda p: str(p.name))
def test_it_compiles(owner: Path) -> None:
    """A text like “100 % und” reads as a placeholder to the compiler and has to be written otherwise."""
    assert [(m.id, str(e)) for m, errors in messages.read(owner).check() for e in errors] == []


def test_a_text_is_found_under_whatever_name_its_function_is_imported() -> None:
    source = 'from django.utils.translation import gettext as _now\n_now("Gespeichert.")\n'
    assert list(messages.texts_of_code(source)) == [("Gespeichert.", None, None)]
