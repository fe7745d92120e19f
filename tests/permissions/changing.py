"""A change somebody may make: who may, and the request that does."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from kulanz.cases.permissions import OTHERS_MAY, STAFF_MAY, Action
from kulanz.core.access.actor import ActorKind, Role
from kulanz.stages.solution.permissions import SOLUTION_STAFF_MAY, SolutionAction
from tests.permissions.doors import PARTNERS, STAFF
from tests.permissions.variants import Variant, only
from tests.permissions.who import Who
from tests.permissions.world import World


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


def with_file(**data: Any) -> Callable[[World], dict[str, Any]]:
    return lambda _world: {**data, "files": SimpleUploadedFile("notiz.txt", b"Guten Tag")}


def of_kind(*kinds: ActorKind) -> Callable[[Who], bool]:
    return lambda who: who.kind in kinds and not who.key


def of_staff(roles: frozenset[Role]) -> Callable[[Who], bool]:
    return lambda who: who.kind is ActorKind.STAFF and not who.key and not roles.isdisjoint(who.roles)


def solving(action: str) -> Callable[[Who], bool]:
    return of_staff(SOLUTION_STAFF_MAY[SolutionAction(action)])


def credit_form(world: World) -> dict[str, Any]:
    return {"credit": str(world.billed["own"].credit_id)}


def answer_form(world: World) -> dict[str, Any]:
    """The customer declines what he has read."""
    shown = world.billed["own"].shown
    return {"act": "decline", "shown": shown, "language": "de", "name": "Karla Kunde"}


def fields_form(world: World) -> dict[str, Any]:
    """The form of the plain fields, with one changed."""
    from kulanz.interfaces.desk.cases.editing import EDITED, present

    case = world.cases["own"].case
    case.refresh_from_db()
    shown = present(case)
    base = {f"base_{name}": "" if shown[name] is None else shown[name] for name in EDITED}
    now = {name: "" if value is None else value for name, value in shown.items()}
    return {**base, **now, "place_note": "2. Stock"}


signed_in = of_kind(*(STAFF | PARTNERS))
dealers = of_kind(ActorKind.DEALER)
managers = only("blatt")
house_accounts = only("blatt", "fremd")
WORK = Action.WORK
BEGIN = {"upload-length": "5", "upload-metadata": "filename YS50eHQ="}
PIECE = {"upload-offset": "0"}
