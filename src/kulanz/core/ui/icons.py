"""What an icon is called on our screens; any other name is looked up in the sprite as it stands."""

from __future__ import annotations

from typing import Final

ALIASES: Final[dict[str, str]] = {
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


def symbol(name: str) -> str:
    """The id of the drawing in the sprite `vendor/icons.svg`."""
    return ALIASES.get(name, name)
