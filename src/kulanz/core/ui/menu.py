"""One registry for all menus: each interface registers its entries in its AppConfig.ready()."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise


@dataclass(frozen=True)
class MenuItem:
    """An entry of `interface` ("desk", "portal", …). Empty `roles`: for everybody who uses the interface.

    `asks` says of an actor whether it is for him, where his roles do not.
    """

    key: str
    label: str | Promise
    url_name: str
    icon: str
    interface: str
    roles: frozenset[str] = frozenset()
    order: int = 100
    group: str | Promise = ""
    shortcut: str = ""
    query: str = ""
    asks: Callable[[Any], bool] | None = None

    def allowed(self, roles: Iterable[str], actor: Any = None) -> bool:
        if self.roles and self.roles.isdisjoint({str(role) for role in roles}):
            return False
        return self.asks is None or (actor is not None and self.asks(actor))


@dataclass(frozen=True)
class MenuLink:
    """An entry as it is drawn: resolved, marked when it is the page shown, with a figure if there is one."""

    item: MenuItem
    url: str
    current: bool
    count: Any = None


_items: dict[tuple[str, str], MenuItem] = {}


def register(*items: MenuItem) -> None:
    """Add entries; a second registration of the same interface and key replaces the first."""
    for item in items:
        _items[(item.interface, item.key)] = item


def items_of(interface: str) -> list[MenuItem]:
    """All entries of an interface in the order of the screen."""
    found = (item for item in _items.values() if item.interface == interface)
    return sorted(found, key=lambda item: (item.order, item.key))


def links_for(
    interface: str,
    roles: Iterable[str],
    *,
    path: str,
    current: str = "",
    counts: dict[str, Any] | None = None,
    actor: Any = None,
) -> list[MenuLink]:
    """What somebody with `roles` may use, as links; an entry whose address does not exist is left out.

    `current` names the shown entry; without it the one with the longest address that `path` starts with.
    """
    held = {str(role) for role in roles}
    links: list[tuple[MenuItem, str]] = []
    for item in items_of(interface):
        if not item.allowed(held, actor):
            continue
        try:
            url = reverse(item.url_name)
        except NoReverseMatch:
            continue
        links.append((item, url))
    if not current:
        matching = [
            (len(url), -item.order, item.key)
            for item, url in links
            if path.startswith(url) and not item.query
        ]
        current = max(matching)[2] if matching else ""
    figures = counts or {}
    return [
        MenuLink(
            item, url + (f"?{item.query}" if item.query else ""), item.key == current, figures.get(item.key)
        )
        for item, url in links
    ]
