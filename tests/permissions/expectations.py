"""What is allowed, written down: who passes which door, reaches which object, and may change what."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from kulanz.cases.permissions import OTHERS_MAY, STAFF_MAY, Action
from kulanz.cases.rules import Audience
from kulanz.core.access.actor import ActorKind, Role
from tests.permissions.routes import Route
from tests.permissions.world import COMMON, Things, Who, World, session_of

# --- Doors ------------------------------------------------------------------------------------------------

STAFF = frozenset({ActorKind.STAFF})
PARTNERS = frozenset({ActorKind.DEALER, ActorKind.TECHNICIAN, ActorKind.CUSTOMER, ActorKind.SUPPLIER})
ADMINISTRATORS = frozenset({Role.ADMINISTRATOR})
# The widest door each interface may have; the pages' own marks are narrower or the same.
OFFICE = "desk/verwaltung/"
WIDEST: dict[str, frozenset[ActorKind]] = {"desk": STAFF, "portal": PARTNERS, "account": STAFF | PARTNERS}
# Pages without a door, each with the reason.
OPEN: dict[str, str] = {
    **dict.fromkeys(("healthz", "readyz", "metrics"), "the machine's own; figures only with their token"),
    **dict.fromkeys(("ui:brand_css", "ui:brand_logo"), "the look of public pages too"),
    **dict.fromkeys(("ui:language", "ui:theme"), "a cookie of the visitor's own browser"),
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


# --- Objects ----------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Variant:
    """One address with its parameters filled in, and who reaches what stands there."""

    label: str
    values: Mapping[str, object] = field(default_factory=dict)
    reach: Callable[[Who], bool] = lambda _who: True
    main: bool = True
    """Here whoever may change something must be able to."""
    mixed: bool = False
    """Parts of two cases in one address: nothing may change, whatever the answer says."""


class UnknownParameters(Exception):
    """A new route has parameters this table has no objects for."""


def nobody(_who: Who) -> bool:
    return False


def everybody(_who: Who) -> bool:
    return True


def _only(*people: str) -> Callable[[Who], bool]:
    return lambda who: who.person in people


def _sees(case: str) -> Callable[[Who], bool]:
    return lambda who: case in who.sees


def _reads(case: str, audience: Audience) -> Callable[[Who], bool]:
    return lambda who: case in who.sees and who.reads(audience)


def variants_of(route: Route, world: World) -> list[Variant]:
    """Own, foreign and other tenants' objects for a route's parameters."""
    names = frozenset(route.parameters)
    if not names:
        return [Variant("")]
    if route.pattern.startswith(OFFICE):
        return _office_variants(route, names, world)
    if "number" in names:
        return _case_variants(names, world)
    if route.interface == "public":
        # before a link there are steps of a report nobody has begun, and uploads of nobody's
        begun = route.pattern.startswith("f/")
        nothing = [Variant("not begun", dict.fromkeys(names, "fotos"), everybody, main=False)]
        return _public_variants(names, world) if begun else nothing
    return _other_variants(route, names, world)


def _office_variants(route: Route, names: frozenset[str], world: World) -> list[Variant]:
    here = world.office["here"]
    if not names <= set(here):
        raise UnknownParameters(f"{route.name}: {sorted(names)}")
    far = [Variant("other", here | world.office["far"], nobody)]
    return [Variant("own", here), *(far if names - {"name", "kind"} else [])]


def _other_variants(route: Route, names: frozenset[str], world: World) -> list[Variant]:
    (name,) = names if len(names) == 1 else ("",)
    if name in world.ids:
        return [
            Variant(whose, {name: pk}, _OWNERS[name][whose], main=whose not in ("far", "fremd"))
            for whose, pk in world.ids[name].items()
        ]
    owner = "anna" if route.interface == "desk" else "blatt"
    found: dict[frozenset[str], list[Variant]] = {
        frozenset({"file_id"}): _files(world),
        frozenset({"token"}): [Variant("a filing", {"token": "abcdefghijklmnopqrstuv"})],
        frozenset({"ident"}): [
            Variant("anna's session", {"ident": session_of(world.people.anna.user_id)}, _only("anna")),
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
            Variant("own upload", {"token": world.uploads[owner]}, _only(owner)),
            Variant("unknown upload", {"token": "unknown-unknown-unknown"}, nobody),
        ]
    if names not in found:
        raise UnknownParameters(f"{route.name}: {sorted(names)}")
    return found[names]


# Who is answered at things with a number that belong to no case.
_OWNERS: dict[str, dict[str, Callable[[Who], bool]]] = {
    "view_id": {"anna": everybody, "far": everybody},  # always leads back to the list
    "membership_id": {"britta": _only("blatt", "britta"), "fremd": _only("fremd"), "far": nobody},
    "person_id": {"blatt": _only("blatt", "britta"), "fremd": _only("fremd"), "far": nobody},
    "recipient_id": {"blatt": _only("blatt", "britta"), "fremd": _only("fremd"), "far": nobody},
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


# --- Changes ----------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Change:
    """What a route may change, who may let it, and a request that does."""

    may: Action | Callable[[Who], bool]
    data: Callable[[World], dict[str, Any]] = lambda _world: {}
    query: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)
    sure: bool = True
    """False where the case is not in a state in which this is possible."""
    methods: frozenset[str] = frozenset({"POST"})
    on: str = ""
    """Only on this variant somebody must succeed; empty: on every main one."""

    def certain_on(self, variant: Variant) -> bool:
        """Whether whoever may must succeed here."""
        return self.sure and variant.main and (not self.on or self.on == variant.label)

    def allowed(self, who: Who) -> bool:
        if not isinstance(self.may, Action):
            return self.may(who)
        if who.kind is ActorKind.STAFF:
            return not who.roles.isdisjoint(STAFF_MAY[self.may])
        return who.kind in OTHERS_MAY.get(self.may, frozenset())


def given(**data: Any) -> Callable[[World], dict[str, Any]]:
    return lambda _world: dict(data)


def _with_file(**data: Any) -> Callable[[World], dict[str, Any]]:
    return lambda _world: {**data, "files": SimpleUploadedFile("notiz.txt", b"Guten Tag")}


def _kind(*kinds: ActorKind) -> Callable[[Who], bool]:
    return lambda who: who.kind in kinds and not who.key


def _fields(world: World) -> dict[str, Any]:
    """The form of the plain fields, with one changed."""
    from kulanz.interfaces.desk.cases.editing import EDITED, present

    shown = present(world.cases["own"].case)
    base = {f"base_{name}": "" if shown[name] is None else shown[name] for name in EDITED}
    now = {name: "" if value is None else value for name, value in shown.items()}
    return {**base, **now, "place_note": "2. Stock"}


signed_in = _kind(*(STAFF | PARTNERS))
dealers = _kind(ActorKind.DEALER)
managers = _only("blatt")
house_accounts = _only("blatt", "fremd")
WORK = Action.WORK
BEGIN = {"upload-length": "5", "upload-metadata": "filename YS50eHQ="}
PIECE = {"upload-offset": "0"}

CHANGES: dict[str, Change] = {
    "desk:new_case": Change(
        Action.RECORD,
        given(channel="phone", title="Neu", kind="inquiry", safety="unknown", severity="minor", quantity="1"),
    ),
    "desk:bulk": Change(
        WORK,
        lambda world: {"action": "take", "case": [t.case.number for t in world.cases.values()]},
    ),
    "desk:keep_view": Change(Action.MANAGE_VIEWS, given(name="Neue Ansicht", view="open")),
    "desk:drop_view": Change(_only("anna"), on="anna"),
    "desk:draft": Change(_kind(ActorKind.STAFF), given(title="halb"), query="?key=new-case"),
    "desk:uploads": Change(_kind(ActorKind.STAFF), headers=BEGIN),
    "desk:upload": Change(_only("anna"), headers=PIECE, methods=frozenset({"PATCH", "DELETE"})),
    "desk:send": Change(Action.WRITE_MESSAGE, given(body="Hallo", audience="internal")),
    "desk:withdraw": Change(_only("anna")),
    "desk:add_files": Change(Action.ADD_FILE, _with_file(audience="internal")),
    "desk:drop_file": Change(Action.REMOVE_FILE, given(reason="doppelt")),
    "desk:take": Change(WORK),
    "desk:assign": Change(WORK, lambda world: {"owner": str(world.people.lena.membership_id)}),
    "desk:waiting": Change(WORK, given(waits_for="dealer")),
    "desk:follow_up": Change(WORK, given(on="2031-01-07")),
    "desk:decide": Change(Action.DECIDE_CLAIM, given(accepted="yes", reason="Charge")),
    "desk:solve": Change(Action.RECORD_SOLUTION, given(solution="getauscht")),
    "desk:close": Change(Action.CLOSE, given(accepted="yes", solution="getauscht")),
    "desk:cancel": Change(Action.WITHDRAW, given(reason="doppelt")),
    "desk:reopen": Change(Action.REOPEN, given(reason="doch nicht"), sure=False),
    "desk:spam": Change(Action.MARK_SPAM, given(spam="yes")),
    "desk:add_task": Change(WORK, given(title="anrufen")),
    "desk:tick_task": Change(WORK, given(done="yes")),
    "desk:add_participant": Change(
        WORK, lambda world: {"party": str(world.people.fremd.pk), "role": "contact"}
    ),
    "desk:remove_participant": Change(WORK),
    "desk:letter": Change(WORK, sure=False),
    "desk:letters_printed": Change(WORK, sure=False),
    "desk:send_link": Change(WORK, given(address="karla@kundin.test"), sure=False),
    "desk:show_link": Change(WORK),
    "desk:end_links": Change(WORK),
    "desk:link": Change(WORK, lambda world: {"other": world.cases["hers"].case.number}),
    "desk:merge": Change(Action.MERGE, lambda world: {"other": world.cases["hers"].case.number}),
    "desk:unmerge": Change(Action.MERGE, sure=False),
    "desk:split": Change(
        WORK, lambda world: {"title": "Teil", "position": str(world.cases["own"].position_id)}
    ),
    "desk:edit": Change(WORK, _fields),
    "desk:add_position": Change(WORK, given(item_text="Rolle", quantity="2")),
    "desk:position": Change(
        WORK,
        given(
            item_text="Drehstuhl",
            base_item_text="Drehstuhl",
            quantity="1",
            base_quantity="1.00",
            symptom="sinkt ab",
            base_symptom="sinkt ab",
            wish="bald",
            base_wish="",
        ),
    ),
    "desk:drop_position": Change(WORK),
    "portal:filing": Change(
        dealers,
        given(
            **{
                "kind": "inquiry",
                "title": "Frage",
                "customer_name": "Neue Kundin",
                "carried_out_by": "factory",
                "dealer_part": "intermediary",
                "safety": "no",
                "severity": "minor",
                "p0-item": "Stuhl",
                "p0-quantity": "1",
                "description": "Wie lange?",
            }
        ),
        sure=False,
    ),
    "portal:draft": Change(dealers, given(kind="repair", title="halb")),
    "portal:drop_draft": Change(dealers, sure=False),
    "portal:uploads": Change(_kind(*PARTNERS), headers=BEGIN),
    "portal:upload": Change(_only("blatt"), headers=PIECE, methods=frozenset({"PATCH", "DELETE"})),
    "portal:write": Change(Action.WRITE_MESSAGE, given(body="Hallo")),
    "portal:keep_note": Change(Action.WRITE_MESSAGE, given(body="halb")),
    "portal:add_files": Change(Action.ADD_FILE, _with_file()),
    "portal:set_reference": Change(Action.EDIT_OWN_REFERENCE, given(dealer_reference="AB-9", base="")),
    "portal:withdraw": Change(Action.WITHDRAW, given(reason="erledigt")),
    "portal:object": Change(Action.OBJECT, given(reason="doch"), sure=False),
    "portal:solve": Change(Action.RECORD_SOLUTION, given(solution="getauscht"), sure=False),
    "portal:confirm": Change(Action.CONFIRM, given(solved="yes"), sure=False),
    "portal:ask_for_clerk": Change(
        dealers,
        given(**{"clerk-name": "Bodo", "clerk-email": "bodo@blatt.test", "clerk-scope": "own"}),
        sure=False,
    ),
    "portal:end_access": Change(managers, given(reason="geht"), on="britta"),
    "portal:add_person": Change(house_accounts, given(name="Bea Birnbaum")),
    "portal:remove_person": Change(managers, on="blatt"),
    "portal:tell_office": Change(dealers, given(text="Bodo ist gegangen.")),
    "portal:new_recipient": Change(
        managers, given(**{"recipient-email": "neu@blatt.test", "recipient-at_creation": "on"})
    ),
    "portal:edit_recipient": Change(managers, given(at_changes="on"), on="blatt"),
    "portal:drop_recipient": Change(managers, on="blatt"),
    "account:apply": Change(
        everybody,
        given(company="Haus Neu", name="Nele Neu", email="nele@neu.test", phone="", remark=""),
        sure=False,
    ),
    "account:language": Change(signed_in, given(language="en")),
    "account:news": Change(_kind(ActorKind.STAFF), given(), sure=False),
    "account:end_session": Change(_only("anna")),
    "account:end_other_sessions": Change(signed_in, sure=False),
    "account:person": Change(house_accounts, given(name="Bea Birnbaum")),
    "account:set_up_brand": Change(_only("otto"), given(brand_color="#123456")),
    "account:set_up_mailbox": Change(_only("otto"), sure=False),
    "account:set_up_texts": Change(
        _only("otto"), given(imprint="Nordlicht GmbH", privacy_notice="Wir achten auf Ihre Daten.")
    ),
    "account_logout": Change(signed_in, sure=False),
    "api:record": Change(Action.RECORD, given(title="Neu")),
    "api:write": Change(Action.WRITE_MESSAGE, given(body="Hallo")),
    "api:upload": Change(
        Action.ADD_FILE, lambda _world: {"file": SimpleUploadedFile("notiz.txt", b"Guten Tag")}
    ),
    "public:case_answer": Change(everybody, given(body="Hier bin ich")),
    "public:case_solved": Change(everybody, sure=False),
    "public:case_not_solved": Change(everybody, given(reason="Es sinkt wieder"), sure=False),
    "public:case_objection": Change(everybody, given(reason="Es ist neu"), sure=False),
    "public:case_withdrawal": Change(everybody, given(reason="")),
    "public:case_upload_part": Change(
        everybody, headers=PIECE, sure=False, methods=frozenset({"PATCH", "DELETE"})
    ),
    "public:case_upload": Change(everybody, headers=BEGIN),
}

# The administration's doors admit only its own roles; behind them whoever is let in may change things.
BEHIND_OFFICE_DOORS = Change(everybody, sure=False, methods=frozenset({"POST"}))


def change_of(route: Route) -> Change | None:
    if route.pattern.startswith(OFFICE):
        return CHANGES.get(route.name, BEHIND_OFFICE_DOORS)
    return CHANGES.get(route.name)


# What is asked for with GET, so that a leak has something to leak.
QUERIES: dict[str, str] = {
    **dict.fromkeys(("desk:worklist", "desk:worklist_news"), "?view=all"),
    "desk:search": f"?q={COMMON}",
    "desk:find_parties": "?q=Kunde",
    "portal:home": f"?q={COMMON}",
    "portal:find_customers": "?q=Karla",
    "api:record": f"?q={COMMON}",
    "desk:addressees": "?audience=customer",
}
# Pages that only show a form, for those who may send it.
FORMS: dict[str, Action] = {"desk:letter": Action.WORK}
# Reading that is possible, but not on this world's cases.
NOT_HERE: dict[str, str] = {
    "public:case_thumbnail": "a text has no small picture",
    **dict.fromkeys(("desk:mail_page", "desk:raw_mail"), "the messages here came by no mail"),
    **dict.fromkeys(("desk:admin_raw_mail", "desk:admin_raw_download"), "the bytes are not there"),
    **dict.fromkeys(("public:report_upload_part", "public:embed_upload_part"), "nobody's upload"),
    "account_reset_password_from_key": "no such key",
    "portal:filing": "a filing begins with the choice of its kind",
    "account:person": "only house accounts have people to pick",
    "ui:brand_logo": "this tenant has none",
    "metrics": "needs the token of the machine",
    **dict.fromkeys(("mfa_deactivate_totp", "mfa_remove_webauthn", "mfa_edit_webauthn"), "there is none yet"),
    "mfa_view_recovery_codes": "there are none yet",
    "mfa_download_recovery_codes": "there are none yet",
    "account:start": "tells a stranger that he has no access here",
    **dict.fromkeys(
        ("account:first_run", "account:first_run_house", "account:first_run_administrator"),
        "there is a tenant already",
    ),
    "public:report_step": "a report that has not begun",
    "public:embed_step": "a report that has not begun",
    "api:api-root": "there is nothing at the root",
}
