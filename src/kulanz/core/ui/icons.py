"""The icons of the screens: drawings of the Tabler set (MIT) under its names, and our own words for some.

`python -m kulanz.core.ui.icons FOLDER` draws the sprite anew from the icon package's `icons` folder.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path
from typing import Final

NAMES: Final = frozenset(
    """
adjustments alarm alert-circle alert-hexagon alert-octagon alert-triangle apps archive archive-off
armchair arrow-back-up arrow-down arrow-forward-up arrow-left arrow-right arrow-up arrows-exchange
arrows-join arrows-left-right arrows-sort arrows-split at ban barcode bell bell-off bolt book bookmark
box briefcase building building-factory-2 building-store building-warehouse bulb calendar calendar-due
calendar-event calendar-off calendar-time camera camera-plus certificate chart-bar chart-line chart-pie
check checkbox checklist checks chevron-down chevron-left chevron-right chevron-up chevrons-left
chevrons-right circle circle-check circle-dashed circle-dot circle-dotted circle-half-2 circle-off
circle-plus circle-x clipboard clipboard-check clipboard-list clock clock-exclamation clock-hour-4
clock-off clock-pause clock-play cloud-off cloud-upload code coin color-swatch command copy
corner-down-right credit-card dashboard database database-export database-import device-desktop
device-floppy device-mobile device-mobile-message dots dots-vertical download edit exclamation-circle
exclamation-mark external-link eye eye-off file file-alert file-certificate file-description
file-download file-export file-import file-invoice file-off file-plus file-spreadsheet file-text
file-type-pdf file-upload file-zip files filter filter-off fingerprint flag flame folder folder-open
gauge git-branch git-fork git-merge globe grip-vertical hand-stop headset heart-handshake help
help-circle history home hourglass id id-badge-2 inbox inbox-off info-circle key keyboard language
layout-dashboard layout-grid layout-kanban layout-list layout-sidebar layout-sidebar-right lifebuoy link
link-off list list-check list-details list-search loader loader-2 lock lock-open login logout mail
mail-bolt mail-check mail-exclamation mail-fast mail-forward mail-off mail-opened mail-plus
mail-question mail-x map map-pin maximize medal menu-2 message message-2 message-circle message-dots
message-plus message-report messages microphone minimize minus mood-empty mood-happy mood-sad moon note
notes notification package package-export package-import package-off packages paint palette paperclip
password pencil pencil-plus percentage phone phone-call phone-incoming phone-off phone-outgoing photo
photo-off photo-plus pin pinned pinned-off player-pause player-play player-stop plug plus point printer
progress progress-alert progress-check progress-help qrcode question-mark quote receipt receipt-2
recycle refresh refresh-alert reload replace report report-analytics report-search robot rotate
rotate-clockwise route ruler-2 scale scan search search-off select selector send send-off server
settings settings-cog share shield shield-check shield-exclamation shield-lock shield-off shopping-cart
signature sitemap sofa sort-ascending sort-descending spy square square-check square-x stack-2 star
star-off status-change sun switch-horizontal table table-export table-import tag tags template
terminal-2 test-pipe thumb-down thumb-up ticket timeline timeline-event tool tools trash trash-off
trash-x trolley truck truck-delivery truck-return upload urgent user user-check user-circle user-cog
user-edit user-exclamation user-minus user-off user-plus user-question user-search user-shield user-star
user-x users users-group users-plus video video-off wand webhook wifi-off world writing x zoom-in
zoom-out
    """.split()
)

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


SPRITE: Final = Path(__file__).parent / "static" / "ui" / "icons.svg"
_SHAPE = re.compile(r"<(?:path|circle|rect|line|polyline|ellipse)\b[^>]*/>")


def symbol(name: str) -> str:
    """The id of the drawing in the sprite."""
    return ALIASES.get(name, name)


def sprite(folder: Path) -> str:
    """The SVG sprite with one symbol for each name, drawn from the set's `outline` folder."""
    symbols = []
    for name in sorted(NAMES):
        svg = (folder / "outline" / f"{name}.svg").read_text(encoding="utf-8")
        shapes = [shape for shape in _SHAPE.findall(svg) if 'stroke="none"' not in shape]
        symbols.append(f'<symbol id="{name}" viewBox="0 0 24 24">{"".join(shapes)}</symbol>')
    head = "<!-- Drawings: Tabler Icons, MIT licence, (c) Paweł Kuna. Made by kulanz.core.ui.icons. -->"
    body = "\n".join(symbols)
    return f'<svg xmlns="http://www.w3.org/2000/svg">\n{head}\n{body}\n</svg>\n'


if __name__ == "__main__":
    SPRITE.write_text(sprite(Path(sys.argv[1])), encoding="utf-8")
