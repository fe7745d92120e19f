"""Every route × method × role × own, foreign and other tenant's object: no unexplained grant, no error."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from django.db.models import QuerySet
from django.template.base import Template
from django.test.utils import _TestState

from kulanz.cases import permissions
from kulanz.cases.models import Case
from kulanz.cases.rules import Audience
from kulanz.config.permission_matrix import PLACE, matrix
from kulanz.core import clock
from kulanz.core.access.actor import Actor, ActorKind, Role
from kulanz.core.access.gates import gate, open_to_all
from tests.permissions.doors import door_mistakes
from tests.permissions.routes import Route, all_routes
from tests.permissions.walking import Walk
from tests.permissions.world import World, build_world


@pytest.fixture
def world(db: None, tmp_path: Path, settings: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[World]:
    # What a page was rendered with is of no use here, and keeping it takes time in thousands of requests.
    monkeypatch.setattr(Template, "_render", _TestState.saved_data.template_render)
    settings.MEDIA_ROOT = tmp_path / "files"
    settings.OUTBOX_FOLDER = tmp_path / "outbox"
    with ExitStack() as stack:
        with clock.frozen(clock.now()):
            made = build_world(stack)
        yield made


def routes_of(*interfaces: str) -> list[Route]:
    return [route for route in all_routes() if route.interface in interfaces]


@pytest.mark.slow
@pytest.mark.parametrize(
    "interfaces",
    [("desk",), ("portal", "api", "field"), ("account", "public", "ui", "machine")],
    ids=" ".join,
)
def test_every_door(world: World, interfaces: tuple[str, ...]) -> None:
    walk = Walk(world)
    mistakes = walk.mistakes(routes_of(*interfaces))
    assert not mistakes, f"{len(mistakes)} of {walk.asked}:\n" + "\n".join(mistakes[:60])


# --- The walk itself: what it must find when a filter is gone ---------------------------------------------


def some(*names: str) -> list[Route]:
    return [route for route in all_routes() if route.name in names]


def test_a_missing_dealer_filter_is_found(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    routes = some("portal:home", "portal:case", "portal:write", "portal:file")
    dealers = [world.visitors[name] for name in ("fremd", "britta")]
    assert Walk(world).mistakes(routes, dealers) == []
    original = permissions.visible_to

    def without_dealer(actor: Actor) -> QuerySet[Case]:
        if actor.kind is ActorKind.DEALER:
            return Case.objects.filter(tenant_id=actor.tenant_id, is_spam=False)
        return original(actor)

    replace_everywhere(monkeypatch, "visible_to", original, without_dealer)
    text = "\n".join(Walk(world).mistakes(routes, dealers))
    assert "GET portal:case [own] as fremd: 200 is an unexplained grant" in text
    assert "POST portal:write [own] as britta: 302 and something changed" in text
    assert "portal:file [own, customer] as fremd: 200 and tells Lindenwort" in text
    assert "GET portal:home [] as fremd: 200 and tells Haselwort" in text


def test_a_missing_audience_filter_is_found(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    routes, karla = some("portal:case", "portal:file"), [world.visitors["karla"]]
    assert Walk(world).mistakes(routes, karla) == []
    replace_everywhere(
        monkeypatch, "audiences_readable", permissions.audiences_readable, lambda _actor: frozenset(Audience)
    )
    text = "\n".join(Walk(world).mistakes(routes, karla))
    assert "portal:case [own] as karla: 200 and tells Wacholderwort" in text
    assert "portal:file [own, internal] as karla: 200 is an unexplained grant" in text


def test_a_missing_role_check_is_found(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    routes, finn = some("desk:close", "desk:merge"), [world.visitors["finn"]]
    assert Walk(world).mistakes(routes, finn) == []
    every = dict.fromkeys(permissions.STAFF_MAY, frozenset(Role))
    monkeypatch.setattr(permissions, "STAFF_MAY", every)
    assert "POST desk:close [hers] as finn: 302 and something changed" in "\n".join(
        Walk(world).mistakes(routes, finn)
    )


def test_a_tenant_mistaken_for_another_is_found(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """As if a request set the wrong tenant: row-level security then shows the other one's rows."""
    routes, anna = some("desk:case", "desk:worklist"), [world.visitors["anna"]]
    assert Walk(world).mistakes(routes, anna) == []
    elsewhere = world.elsewhere
    monkeypatch.setattr("kulanz.core.tenancy.middleware.tenant_for_host", lambda _host: elsewhere)
    mistakes = Walk(world).mistakes(routes, anna)
    assert any("desk:case [own] as anna" in line and "though he may" in line for line in mistakes)


def test_a_route_without_a_door_is_found() -> None:
    bare = Route("desk/offen/", "desk:open", (), lambda request: None)
    assert door_mistakes(bare) == ["desk:open: has no gate"]
    strange = Route("neues/haus/", "neu:home", (), gate(ActorKind.STAFF)(lambda request: None))
    assert door_mistakes(strange) == ["neu:home: not marked as open"]
    wide = Route("desk/weit/", "desk:wide", (), open_to_all(lambda request: None))
    assert "its gate lets in" in door_mistakes(wide)[0]
    office = Route("desk/verwaltung/x/", "desk:x", (), gate(ActorKind.STAFF)(lambda request: None))
    assert door_mistakes(office) == ["desk:x: administration without a role"]


def replace_everywhere(
    monkeypatch: pytest.MonkeyPatch, name: str, original: object, replacement: object
) -> None:
    """In every module that has taken the function under its name."""
    for module in list(sys.modules.values()):
        if getattr(module, "__name__", "").startswith("kulanz.") and vars(module).get(name) is original:
            monkeypatch.setattr(module, name, replacement)


def test_the_documentation_says_the_same_as_the_tables() -> None:
    page = Path(__file__).parents[2] / PLACE
    assert page.read_text(encoding="utf-8") == matrix(), "python -m kulanz.config.permission_matrix"
