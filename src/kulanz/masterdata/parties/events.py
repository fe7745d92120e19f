"""What can happen to accesses, houses and tenants, as the protocol keeps it. Personal fields are erasable."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import ClassVar

from kulanz.core.protocol.events import PERSONAL, Event


@dataclass(frozen=True)
class MemberInvited(Event):
    """Somebody got an access; `by_link` when he still has to set his password."""

    name: ClassVar[str] = "membership.invited"
    membership_id: int
    kind: str
    roles: tuple[str, ...]
    scope: str
    organisation_id: int | None
    by_link: bool
    member: str = field(default="", metadata=PERSONAL)
    email: str = field(default="", metadata=PERSONAL)


@dataclass(frozen=True)
class MembershipChanged(Event):
    name: ClassVar[str] = "membership.changed"
    membership_id: int
    roles_before: tuple[str, ...]
    roles: tuple[str, ...]
    scope_before: str
    scope: str
    team_id: int | None
    manages_house: bool


@dataclass(frozen=True)
class MembershipEnded(Event):
    name: ClassVar[str] = "membership.ended"
    membership_id: int
    kind: str
    organisation_id: int | None
    sessions_ended: int
    tokens_revoked: int
    member: str = field(default="", metadata=PERSONAL)
    reason: str = field(default="", metadata=PERSONAL)


@dataclass(frozen=True)
class HousePasswordRenewed(Event):
    name: ClassVar[str] = "membership.house_password_renewed"
    membership_id: int
    organisation_id: int | None
    sessions_ended: int


@dataclass(frozen=True)
class NewsSettingsChanged(Event):
    name: ClassVar[str] = "membership.news_changed"
    membership_id: int


@dataclass(frozen=True)
class HousePersonAdded(Event):
    """The picker of a house account knows one more person."""

    name: ClassVar[str] = "party.house_person_added"
    party_id: int
    organisation_id: int
    person: str = field(default="", metadata=PERSONAL)


@dataclass(frozen=True)
class HousePersonRemoved(Event):
    name: ClassVar[str] = "party.house_person_removed"
    party_id: int
    organisation_id: int


@dataclass(frozen=True)
class ClerkRequested(Event):
    """A dealer asked for an access for one of its people, or a firm we do not know asked for its first."""

    name: ClassVar[str] = "clerk.requested"
    request_id: int
    organisation_id: int | None
    scope: str
    person: str = field(default="", metadata=PERSONAL)
    email: str = field(default="", metadata=PERSONAL)


@dataclass(frozen=True)
class ClerkApproved(Event):
    name: ClassVar[str] = "clerk.approved"
    request_id: int
    membership_id: int
    organisation_id: int | None


@dataclass(frozen=True)
class ClerkDeclined(Event):
    name: ClassVar[str] = "clerk.declined"
    request_id: int
    organisation_id: int | None
    reason: str = field(default="", metadata=PERSONAL)


@dataclass(frozen=True)
class TenantCreated(Event):
    name: ClassVar[str] = "tenant.created"
    slug: str
    host: str
    case_prefix: str
    country: str


@dataclass(frozen=True)
class TenantChanged(Event):
    """Which settings changed; the texts themselves are no history."""

    name: ClassVar[str] = "tenant.changed"
    fields: tuple[str, ...]


@dataclass(frozen=True)
class TenantSwitched(Event):
    """A person came over from another tenant with a single-use key."""

    name: ClassVar[str] = "membership.switched_in"
    membership_id: int


@dataclass(frozen=True)
class RecipientChanged(Event):
    """An address that hears of its house's cases was added, changed or removed (`action`)."""

    name: ClassVar[str] = "house.recipient_changed"
    organisation_id: int
    recipient_id: int
    action: str
    at_creation: bool
    at_closing: bool
    at_changes: bool
    email: str = field(default="", metadata=PERSONAL)


@dataclass(frozen=True)
class PartyChanged(Event):
    """Fields, contacts or addresses of a party changed; `what` names them, the values are no history."""

    name: ClassVar[str] = "party.changed"
    party_id: int
    what: tuple[str, ...]


@dataclass(frozen=True)
class TeamSaved(Event):
    name: ClassVar[str] = "team.saved"
    team_id: int
    title: str
    active: bool


@dataclass(frozen=True)
class ApiKeyIssued(Event):
    name: ClassVar[str] = "membership.api_key_issued"
    membership_id: int
    key_id: int
    expires_at: str | None
    label: str = field(default="", metadata=PERSONAL)


@dataclass(frozen=True)
class ApiKeyRevoked(Event):
    name: ClassVar[str] = "membership.api_key_revoked"
    membership_id: int
    key_id: int
