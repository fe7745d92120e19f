"""Who passes which door, written down: the widest one of each interface, and the pages that have none."""

from __future__ import annotations

from kulanz.core.access.actor import ActorKind, Role
from tests.permissions.routes import Route
from tests.permissions.who import Who
from tests.permissions.world import World

STAFF = frozenset({ActorKind.STAFF})
PARTNERS = frozenset({ActorKind.DEALER, ActorKind.TECHNICIAN, ActorKind.CUSTOMER, ActorKind.SUPPLIER})
ADMINISTRATORS = frozenset({Role.ADMINISTRATOR})
# The widest door each interface may have; the pages' own marks are narrower or the same.
OFFICE = ("desk/verwaltung/", "desk/stammdaten/")
WIDEST: dict[str, frozenset[ActorKind]] = {"desk": STAFF, "portal": PARTNERS, "account": STAFF | PARTNERS}
WIDEST["field"] = frozenset({ActorKind.TECHNICIAN})
# Pages without a door, each with the reason.
OPEN: dict[str, str] = {
    **dict.fromkeys(("healthz", "readyz", "metrics"), "the machine's own; figures only with their token"),
    **dict.fromkeys(("ui:brand_css", "ui:brand_logo"), "the look of public pages too"),
    **dict.fromkeys(("ui:language", "ui:theme"), "a cookie of the visitor's own browser"),
    **dict.fromkeys(("field:worker", "field:manifest", "field:words"), "the app's frame, without data"),
    **dict.fromkeys(("api:openapi-json", "api:openapi-view", "api:api-root"), "how the API works"),
    **dict.fromkeys(("account:start", "account:index", "account:choose"), "leads on or to the login"),
    **dict.fromkeys(("account:switch", "account:invitation"), "the key in the address is the right"),
    **dict.fromkeys(("account:apply", "account:applied"), "a new firm asks for an access"),
    **dict.fromkeys(
        ("account:first_run", "account:first_run_house", "account:first_run_administrator"),
        "answers only while there is no tenant, with the code from the console",
    ),
    **dict.fromkeys(
        (
            "account_login",
            "account_logout",
            "account_inactive",
            "account_reset_password",
            "account_reset_password_done",
            "account_reset_password_from_key",
            "account_reset_password_from_key_done",
            "mfa_authenticate",
            "mfa_login_webauthn",
        ),
        "signing in and out",
    ),
}
OPEN_INTERFACES = {"public": "customers and visitors; behind a link the link's token decides"}


def door_mistakes(route: Route) -> list[str]:
    """What is wrong with a route's mark, without asking it anything."""
    if route.interface == "api":
        if route.name in OPEN or route.asks_for_a_key:
            return []
        return [f"{route.name}: answers without a key"]
    if route.name in OPEN or route.interface in OPEN_INTERFACES:
        marked_open = route.gate == (frozenset(ActorKind), None)
        library = route.interface in ("machine", "ui")
        return [] if marked_open or library else [f"{route.name}: not marked as open"]
    if route.gate is None:
        return [f"{route.name}: has no gate"]
    kinds, roles = route.gate
    widest = WIDEST.get(route.interface)
    if widest is None:
        return [f"{route.name}: belongs to no known interface"]
    found = []
    if not kinds <= widest:
        found.append(f"{route.name}: its gate lets in {sorted(kinds - widest)}")
    if route.pattern.startswith(OFFICE) and roles is None:
        found.append(f"{route.name}: administration without a role")
    return found


def visitors_of(route: Route, world: World) -> list[Who]:
    """Everybody who can differ here: a key is one more guest outside the API, a login is one inside it, and
    behind a link and on open pages the token decides."""
    some = {"guest", "stranger", "revoked key"}
    if route.interface == "api":
        return [who for who in world.visitors.values() if who.key or who.name in some | {"anna", "blatt"}]
    if route.interface in ("public", "ui"):
        few = some | {"anna", "fremd", "karla", "anna's key"}
    else:
        few = (
            some
            | {who.name for who in world.visitors.values() if not who.key}
            | {"otto's key", "blatt's key"}
        )
    return [who for who in world.visitors.values() if who.name in few]


# Rare methods are asked by these alone: the pages treat them like GET or POST, or refuse them to everybody.
FEW = frozenset({"guest", "anna", "lena", "blatt", "fremd", "anna's key", "fremd's key"})


def passes(route: Route, who: Who) -> bool:
    """Whether the door opens for him, by the table."""
    if route.interface == "api":
        return route.name in OPEN or (bool(who.key) and who.kind is not ActorKind.GUEST)
    if who.key:
        # a key opens nothing but the API: everywhere else its holder is a guest
        return route.name in OPEN or route.interface in OPEN_INTERFACES
    if route.name in OPEN or route.interface in OPEN_INTERFACES:
        return True
    kinds, roles = route.gate or (frozenset(), None)
    if who.kind not in kinds:
        return False
    return roles is None or who.kind is not ActorKind.STAFF or not roles.isdisjoint(who.roles)
