"""What stands behind links: each opens its own page for whoever has it, and no other."""

from __future__ import annotations

from collections.abc import Callable

from kulanz.cases.rules import Audience
from tests.permissions.routes import Route
from tests.permissions.variants import Variant, everybody, nobody
from tests.permissions.world import World


def variants_of_link(route: Route, names: frozenset[str], world: World) -> list[Variant] | None:
    """Of a page behind a link of its own; None for other pages."""
    for begins, link in _RESOURCE_LINKS.items():
        if route.pattern.startswith(begins):
            return _resource_link_variants(world, link)
    if route.pattern.startswith("auftrag/"):
        return _order_link_variants(names, world)
    of_world: dict[str, Callable[[World], list[Variant]]] = {
        "angebot/": _offer_link_variants,
        "entscheidung/": _option_link_variants,
        "marke/": _brand_variants,
    }
    return next((make(world) for begins, make in of_world.items() if route.pattern.startswith(begins)), None)


def _offer_link_variants(world: World) -> list[Variant]:
    """An offer's link opens it for whoever has it; other links, and the other tenant's, do not."""
    return [
        Variant("offer", {"token": world.billed["own"].link}),
        Variant("other offer", {"token": world.billed["far"].link}, nobody),
        *(Variant(f"{kind} case link", {"token": link}, nobody) for kind, link in world.links.items()),
    ]


def _option_link_variants(world: World) -> list[Variant]:
    """A dealer's link opens its decision for whoever has it; other links, and the other tenant's, do not."""
    return [
        Variant("decision", {"token": world.office["here"]["option_link"]}),
        Variant("other decision", {"token": world.office["far"]["option_link"]}, nobody),
        Variant("offer link", {"token": world.billed["own"].link}, nobody),
        *(Variant(f"{kind} case link", {"token": link}, nobody) for kind, link in world.links.items()),
    ]


_RESOURCE_LINKS = {"wartung/": "offer_link", "termin/": "appointment_link", "kalender/": "feed_link"}


def _resource_link_variants(world: World, link: str) -> list[Variant]:
    """Each link opens its own page for whoever has it; the others, and the other tenant's, do not."""
    wrong = {name: getattr(world.resources, name) for name in _RESOURCE_LINKS.values() if name != link}
    return [
        Variant("link", {"token": getattr(world.resources, link)}),
        Variant("other link", {"token": world.far_links[link]}, nobody),
        *(Variant(name, {"token": token}, nobody) for name, token in wrong.items()),
        *(Variant(f"{kind} case link", {"token": token}, nobody) for kind, token in world.links.items()),
    ]


def _brand_variants(world: World) -> list[Variant]:
    """Who knows the look knows its address; a guess, and the other tenant's, open nothing."""
    here, far = (
        {name: world.office[where][name] for name in ("brand_id", "version")} for where in ("here", "far")
    )
    return [
        Variant("own", here),
        Variant("guessed", here | {"version": "0" * 16}, nobody),
        Variant("other", far, nobody),
        Variant("other's look", here | {"brand_id": far["brand_id"]}, nobody),
    ]


def _order_link_variants(names: frozenset[str], world: World) -> list[Variant]:
    """A firm's link opens its order; of the case's files only photos, and here there are none."""
    given: dict[str, object] = {"word": "ablehnen", "file_id": world.cases["own"].files[Audience.ALL]}
    values = {name: given[name] for name in names - {"token"}}
    reach = nobody if "file_id" in names else everybody
    return [
        Variant(
            f"{kind} link",
            {**values, "token": link},
            reach if kind == "valid" else nobody,
            main=kind == "valid",
        )
        for kind, link in world.orders.links.items()
    ]
