"""Menus show what somebody may use, and nothing that is not built in."""

from __future__ import annotations

import pytest
from django.urls import reverse

from kulanz.core.ui import menu
from kulanz.core.ui.menu import MenuItem


@pytest.fixture(autouse=True)
def own_registry(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(menu, "_items", {})
    menu.register(
        MenuItem("second", "Zweiter", "ui:theme", "list", "desk", order=20),
        MenuItem("first", "Erster", "ui:language", "inbox", "desk", order=10),
        MenuItem("figures", "Zahlen", "ui:brand_logo", "gauge", "desk", roles=frozenset({"lead"}), order=30),
        MenuItem("absent", "Fehlt", "desk:never_built", "x", "desk"),
        MenuItem("elsewhere", "Portal", "ui:theme", "home", "portal"),
    )


def _keys(roles: set[str]) -> list[str]:
    return [link.item.key for link in menu.links_for("desk", roles, path="/")]


def test_roles_decide_and_order_holds() -> None:
    assert _keys({"agent"}) == ["first", "second"]
    assert _keys({"agent", "lead"}) == ["first", "second", "figures"]


def test_the_shown_entry_is_found_by_address_or_name() -> None:
    by_path = menu.links_for("desk", (), path=reverse("ui:theme"), counts={"first": 3})
    assert [(link.item.key, link.current, link.count) for link in by_path] == [
        ("first", False, 3),
        ("second", True, None),
    ]
    by_name = menu.links_for("desk", (), path="/", current="first")
    assert [link.current for link in by_name] == [True, False]


def test_registering_again_replaces() -> None:
    menu.register(MenuItem("first", "Neu", "ui:language", "inbox", "desk", order=10))
    assert [item.label for item in menu.items_of("desk")].count("Neu") == 1
    assert len(menu.items_of("desk")) == 4
