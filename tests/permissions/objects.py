"""What stands behind an address: own, foreign and other tenants' objects, and who reaches each."""

from __future__ import annotations

from collections.abc import Callable

from kulanz.cases.rules import Audience
from kulanz.core.access.actor import ActorKind
from tests.permissions.doors import OFFICE
from tests.permissions.link_objects import variants_of_link
from tests.permissions.routes import Route
from tests.permissions.variants import UnknownParameters, Variant, everybody, nobody, only
from tests.permissions.who import Who
from tests.permissions.world import Things, World, session_of


def _sees(case: str) -> Callable[[Who], bool]:
    return lambda who: case in who.sees


def _reads(case: str, audience: Audience) -> Callable[[Who], bool]:
    return lambda who: case in who.sees and who.reads(audience)


def variants_of(route: Route, world: World) -> list[Variant]:
    """Own, foreign and other tenants' objects for a route's parameters."""
    names = frozenset(route.parameters)
    if not names:
        return [Variant("", reach=_WHOLE_HOUSE.get(route.name, everybody))]
    if route.pattern.startswith(OFFICE):
        return _office_variants(route, names, world)
    if "number" in names:
        return _case_variants(names, world)
    if route.interface == "public":
        # before a link there are steps of a report nobody has begun, and uploads of nobody's
        if (of_link := variants_of_link(route, names, world)) is not None:
            return of_link
        begun = route.pattern.startswith("f/")
        nothing = [Variant("not begun", dict.fromkeys(names, "fotos"), everybody, main=False)]
        return _public_variants(names, world) if begun else nothing
    return _other_variants(route, names, world)


def _office_variants(route: Route, names: frozenset[str], world: World) -> list[Variant]:
    here = world.office["here"]
    if not names <= set(here):
        raise UnknownParameters(f"{route.name}: {sorted(names)}")
    far = [Variant("other", here | world.office["far"], nobody)]
    return [
        Variant("own", here),
        *(far if names - {"name", "kind", "letter", "language", "list_name"} else []),
    ]


def _other_variants(route: Route, names: frozenset[str], world: World) -> list[Variant]:
    (name,) = names if len(names) == 1 else ("",)
    if name == "visit_number" and route.interface == "portal":
        # a dealer plans what is given to his own people
        reach = {"own": nobody, "blatt": only("blatt"), "far": nobody}
        return [
            Variant(whose, {name: pk}, reach[whose], main=whose == "blatt")
            for whose, pk in world.ids[name].items()
        ]
    if name == "report_number" and route.interface == "portal":
        # of a case of Blatt's that Britta did not file, reported by Tom
        reach = {"own": only("blatt", "tom"), "far": nobody}
        return [
            Variant(whose, {name: pk}, reach[whose], main=whose == "own")
            for whose, pk in world.ids[name].items()
        ]
    if name in world.ids:
        return [
            Variant(whose, {name: pk}, _OWNERS[name][whose], main=whose not in ("far", "fremd"))
            for whose, pk in world.ids[name].items()
        ]
    owner = "anna" if route.interface == "desk" else "blatt"
    found: dict[frozenset[str], list[Variant]] = {
        frozenset({"file_id"}): _files(world),
        frozenset({"language"}): [Variant("german", {"language": "de"})],
        frozenset({"token"}): [Variant("a filing", {"token": "abcdefghijklmnopqrstuv"})],
        frozenset({"ident"}): [
            Variant("anna's session", {"ident": session_of(world.people.anna.user_id)}, only("anna")),
            Variant("no session", {"ident": 999_999}, nobody),
        ],
        frozenset({"secret"}): [
            Variant("a case's link", {"secret": world.links["valid"]}, nobody),
            Variant("unknown", {"secret": "abcdefghijklmnopqrstuvwxyz"}, nobody),
        ],
        # asks for the password again before it looks whether there is such a passkey
        frozenset({"pk"}): [Variant("no passkey", {"pk": 999_999}, everybody, main=False)],
        frozenset({"uidb36", "key"}): [
            Variant("unknown", {"uidb36": "1", "key": "abc-def"}, everybody, main=False)
        ],
    }
    if route.name.endswith(":upload"):
        return [
            Variant("own upload", {"token": world.uploads[owner]}, only(owner)),
            Variant("unknown upload", {"token": "unknown-unknown-unknown"}, nobody),
        ]
    if names not in found:
        raise UnknownParameters(f"{route.name}: {sorted(names)}")
    return found[names]


# Pages of a house for those who see all of its cases; Britta sees her own.
_WHOLE_HOUSE: dict[str, Callable[[Who], bool]] = dict.fromkeys(
    ("portal:make_or_buy", "portal:own_rates"), only("blatt", "fremd")
)
# Who is answered at things with a number that belong to no case.
_OWNERS: dict[str, dict[str, Callable[[Who], bool]]] = {
    "order_number": {"own": everybody, "far": nobody},
    "vehicle_id": {"own": everybody, "far": nobody},
    "tool_id": {"own": everybody, "far": nobody},
    "plan_id": {"own": everybody, "far": nobody},
    "offer_number": {
        "own": lambda who: who.kind is ActorKind.STAFF or who.person in ("blatt", "britta"),
        "fremd": lambda who: who.kind is ActorKind.STAFF or who.person == "fremd",
        "far": nobody,
    },
    "visit_number": {"own": everybody, "blatt": everybody, "far": nobody},
    "booking_id": {"own": everybody, "far": nobody},
    "report_number": {"own": everybody, "far": nobody},
    "device_id": {"own": everybody, "far": nobody},
    "decision_id": {"own": everybody, "far": nobody},
    "offer_id": {"own": everybody, "far": nobody},
    "credit_id": {"own": everybody, "far": nobody},
    "view_id": {"anna": everybody, "far": everybody},  # always leads back to the list
    "rates_id": {"blatt": only("blatt"), "fremd": only("fremd"), "far": nobody},
    "membership_id": {"britta": only("blatt", "britta"), "fremd": only("fremd"), "far": nobody},
    "person_id": {"blatt": only("blatt", "britta"), "fremd": only("fremd"), "far": nobody},
    "partner_file_id": {"blatt": only("blatt"), "far": nobody},
    "recipient_id": {"blatt": only("blatt", "britta"), "fremd": only("fremd"), "far": nobody},
    "certificate_id": {"blatt": only("blatt", "britta"), "fremd": only("fremd"), "far": nobody},
}


def _case_variants(names: frozenset[str], world: World) -> list[Variant]:
    found = []
    for name, things in world.cases.items():
        reach = nobody if name == "other" else _sees(name)
        found.append(Variant(name, _pick(names, things), reach, main=name == "own"))
    if names == {"number"}:
        return [*found, Variant("no case", {"number": "NO-1999-00001"}, nobody)]
    if "file_id" in names:
        own = world.cases["own"]
        found += [
            Variant(
                f"own, {audience} file",
                {"number": own.case.number, "file_id": pk},
                _reads("own", audience),
                main=False,
            )
            for audience, pk in own.files.items()
            if audience is not Audience.ALL
        ]
    for name in ("foreign", "other"):
        values = _pick(names, world.cases[name]) | {"number": world.cases["own"].case.number}
        found.append(Variant(f"own with {name} part", values, _sees("own"), mixed=True))
    return found


def _pick(names: frozenset[str], things: Things) -> dict[str, object]:
    ids = things.ids()
    if not names <= set(ids):
        raise UnknownParameters(f"a case has no {sorted(names - set(ids))}")
    return {name: ids[name] for name in names}


def _files(world: World) -> list[Variant]:
    own = [
        Variant(f"own, {audience}", {"file_id": pk}, _reads("own", audience))
        for audience, pk in world.cases["own"].files.items()
    ]
    rest = [
        Variant(
            name,
            {"file_id": world.cases[name].files[Audience.ALL]},
            nobody if name == "other" else _sees(name),
        )
        for name in ("hers", "foreign", "other")
    ]
    return own + rest


def _public_variants(names: frozenset[str], world: World) -> list[Variant]:
    own = world.cases["own"]
    good = {"token": world.links["valid"], "upload_token": "unknown-unknown-unknown"}
    if "file_id" in names:
        readable = (Audience.CUSTOMER, Audience.ALL)
        found = [
            Variant(
                f"link, {audience} file",
                {"token": good["token"], "file_id": pk},
                everybody if audience in readable else nobody,
                main=False,
            )
            for audience, pk in own.files.items()
        ]
        found += [
            Variant(f"link, {name} file", {**good, "file_id": world.cases[name].files[Audience.ALL]}, nobody)
            for name in ("hers", "foreign", "other")
        ]
        return found + [
            Variant(f"{kind} link", {"token": link, "file_id": own.files[Audience.ALL]}, nobody)
            for kind, link in world.links.items()
            if kind != "valid"
        ]
    for name in names & {"offer_id", "credit_id"}:
        mine, far = (getattr(world.billed[whose], name) for whose in ("own", "far"))
        return [
            Variant("link, own", {"token": good["token"], name: mine}),
            Variant("link, other", {"token": good["token"], name: far}, nobody),
            *(
                Variant(f"{kind} link", {"token": link, name: mine}, nobody)
                for kind, link in world.links.items()
                if kind != "valid"
            ),
        ]
    if names <= {"token", "upload_token"}:
        reach = nobody if "upload_token" in names else everybody
        return [
            Variant("link", good, reach),
            *(
                Variant(f"{kind} link", {**good, "token": link}, nobody)
                for kind, link in world.links.items()
                if kind != "valid"
            ),
        ]
    raise UnknownParameters(f"{sorted(names)}")
