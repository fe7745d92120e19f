"""The icons of the screens: drawings of the Tabler set (MIT) under its names, and our own words for some.

`python -m kulanz.core.ui.icons FOLDER` draws the sprite anew from the icon package's `icons` folder,
with the names in `icons.txt`.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path
from typing import Final

ALIASES: Final[dict[str, str]] = {
    "alert": "alert-triangle",
    "article": "armchair",
    "bulk": "checkbox",
    "case": "folder",
    "chat": "message",
    "customer": "user",
    "dealer": "building-store",
    "error": "alert-circle",
    "external": "external-link",
    "internal": "lock",
    "mail-in": "mail-opened",
    "mail-out": "send",
    "menu": "menu-2",
    "merge": "git-merge",
    "note": "notes",
    "print": "printer",
    "qr": "qrcode",
    "quarantine": "mail-exclamation",
    "reply": "arrow-back-up",
    "safety": "shield-exclamation",
    "save": "device-floppy",
    "snooze": "clock-pause",
    "spam": "mail-x",
    "split": "git-branch",
    "supplier": "truck",
    "task": "checklist",
    "team": "users-group",
    "technician": "tool",
    "theme": "moon",
    "undo": "arrow-back-up",
    "view": "layout-list",
    "wait": "hourglass",
    "warning": "alert-triangle",
    "wrench": "tool",
}


# Drawn at set-up; one of the folders of static files, so that its address is ui/icons.svg.
SPRITE: Final = Path(__file__).parents[2] / "static_vendor" / "ui" / "icons.svg"
_SHAPE = re.compile(r"<(?:path|circle|rect|line|polyline|ellipse)\b[^>]*/>")


def names() -> frozenset[str]:
    """The drawings in the sprite, from `icons.txt` beside this file."""
    return frozenset(Path(__file__).with_name("icons.txt").read_text(encoding="utf-8").split())


def symbol(name: str) -> str:
    """The id of the drawing in the sprite."""
    return ALIASES.get(name, name)


def sprite(folder: Path) -> str:
    """The SVG sprite with one symbol for each name, drawn from the set's `outline` folder."""
    symbols = []
    for name in sorted(names()):
        svg = (folder / "outline" / f"{name}.svg").read_text(encoding="utf-8")
        shapes = [shape for shape in _SHAPE.findall(svg) if 'stroke="none"' not in shape]
        symbols.append(f'<symbol id="{name}" viewBox="0 0 24 24">{"".join(shapes)}</symbol>')
    head = "<!-- Drawings: Tabler Icons, MIT licence, (c) Paweł Kuna. Made by kulanz.core.ui.icons. -->"
    body = "\n".join(symbols)
    return f'<svg xmlns="http://www.w3.org/2000/svg">\n{head}\n{body}\n</svg>\n'


if __name__ == "__main__":
    SPRITE.parent.mkdir(parents=True, exist_ok=True)
    SPRITE.write_text(sprite(Path(sys.argv[1])), encoding="utf-8")
