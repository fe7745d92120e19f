"""Who acts: one value handed to every command, so that no rule guesses from the surroundings."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Self


class ActorKind(StrEnum):
    STAFF = "staff"
    DEALER = "dealer"
    TECHNICIAN = "technician"
    CUSTOMER = "customer"
    SUPPLIER = "supplier"
    SYSTEM = "system"
    GUEST = "guest"


class Role(StrEnum):
    """What a member of staff may do; several at once."""

    AGENT = "agent"
    LEAD = "lead"
    DIVISION = "division"
    EXECUTIVE = "executive"
    QUALITY = "quality"
    FINANCE = "finance"
    ADMINISTRATOR = "administrator"


class Scope(StrEnum):
    """Which of its organisation's cases a person sees."""

    OWN = "own"
    TEAM = "team"
    COMPANY = "company"


class Channel(StrEnum):
    DESK = "desk"
    PORTAL = "portal"
    PUBLIC = "public"
    FIELD = "field"
    MAIL = "mail"
    PHONE = "phone"
    API = "api"
    SYSTEM = "system"


@dataclass(frozen=True, slots=True)
class Actor:
    tenant_id: int
    kind: ActorKind
    name: str
    channel: Channel
    roles: frozenset[Role] = frozenset()
    scope: Scope = Scope.COMPANY
    user_id: int | None = None
    membership_id: int | None = None
    person_id: int | None = None
    organisation_id: int | None = None
    team_id: int | None = None
    dealer_team: str = ""
    case_id: int | None = None
    """A link-bound actor sees exactly this case."""
    clerk_id: int | None = None
    """Whom a house account's picker names: attribution, not rights."""
    language: str = "de"
    house_account: bool = field(default=False)

    @property
    def is_staff(self) -> bool:
        return self.kind is ActorKind.STAFF

    @property
    def is_system(self) -> bool:
        return self.kind is ActorKind.SYSTEM

    def has(self, *roles: Role) -> bool:
        """True when a member of staff holds at least one of `roles`."""
        return self.is_staff and not self.roles.isdisjoint(roles)

    def through(self, channel: Channel) -> Self:
        return replace(self, channel=channel)


def system_actor(tenant_id: int, *, channel: Channel = Channel.SYSTEM, name: str = "System") -> Actor:
    return Actor(tenant_id=tenant_id, kind=ActorKind.SYSTEM, name=name, channel=channel)


def guest_actor(tenant_id: int, *, name: str = "", language: str = "de") -> Actor:
    return Actor(
        tenant_id=tenant_id, kind=ActorKind.GUEST, name=name, channel=Channel.PUBLIC, language=language
    )
