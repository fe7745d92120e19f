"""A QR code as one path of an SVG: sharp in print, and no picture from elsewhere."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import segno

_QUIET: Final = 3


@dataclass(frozen=True, slots=True)
class QrPath:
    """`path` draws the dark modules in a square of `size` units."""

    size: int
    path: str


def qr_code(text: str) -> QrPath:
    rows = [list(row) for row in segno.make(text, error="m").matrix_iter(border=_QUIET)]
    dark = "".join(
        f"M{x} {y}h1v1h-1z" for y, row in enumerate(rows) for x, module in enumerate(row) if module
    )
    return QrPath(len(rows), dark)
