"""What the stories need to know of a tenant's master data: plain values, ready to go to other processes."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal

from kulanz.core.access.actor import Actor, ActorKind, Channel, Role, Scope
from kulanz.stages.solution.rules.figures import Figures


@dataclass(frozen=True, slots=True)
class Member:
    """A login and whom it stands for."""

    id: int
    name: str
    kind: ActorKind
    roles: frozenset[Role] = frozenset()
    team_id: int | None = None
    team_name: str = ""
    person_id: int | None = None
    organisation_id: int | None = None
    house_account: bool = False
    email: str = ""

    def actor(self, tenant_id: int, channel: Channel) -> Actor:
        """As whom this login writes."""
        return Actor(
            tenant_id=tenant_id,
            kind=self.kind,
            name=self.name,
            channel=channel,
            roles=self.roles,
            scope=Scope.COMPANY,
            membership_id=self.id,
            person_id=self.person_id,
            organisation_id=self.organisation_id,
            team_id=self.team_id,
            house_account=self.house_account,
        )


@dataclass(frozen=True, slots=True)
class Contact:
    """A party with what its cases say and are found by."""

    id: int
    name: str
    number: str = ""
    language: str = "de"
    is_business: bool = False
    is_person: bool = True
    address_id: int | None = None
    address: str = ""
    # street, postcode, city, country
    place: tuple[str, str, str, str] = ("", "", "", "")
    phone: str = ""
    points: tuple[str, ...] = ()
    email: str = ""
    salutation: str = ""


@dataclass(frozen=True, slots=True)
class Dealer:
    """A dealer's house with the people who file cases there."""

    party: Contact
    account: Member | None
    clerks: tuple[Member, ...] = ()
    # people of the house account's picker: party id and name
    people: tuple[tuple[int, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Item:
    """An article, and by which problems it may be hit."""

    id: int
    number: str
    name: str
    group_id: int
    group: str
    price: int
    supplier_id: int | None = None
    cost: Decimal = Decimal(0)
    weight: Decimal = Decimal(0)
    unit: str = ""
    units_per_piece: Decimal = Decimal(1)


@dataclass(frozen=True, slots=True)
class Part:
    """A spare part."""

    id: int
    number: str
    name: str
    cost: Decimal
    weight: Decimal


@dataclass(frozen=True, slots=True)
class Helper:
    """An executor of services; `party` is the firm."""

    id: int
    kind: str
    name: str
    party_id: int | None
    email: str
    call_out: Decimal
    futile_visit: Decimal


@dataclass(frozen=True, slots=True)
class Way:
    """A remedy as the tenant has it."""

    id: int
    code: str
    name: str
    nature: str
    needs_executor: bool
    orders: tuple[str, ...]
    letters: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Means:
    """What complaints are decided with."""

    ways: dict[str, Way]
    # id and name of each cost kind
    kinds: dict[str, tuple[int, str]]
    # from which day on which figures hold, the oldest first
    figures: tuple[tuple[date, Figures], ...]
    # by product group
    parts: dict[str, tuple[Part, ...]]
    helpers: tuple[Helper, ...]
    offer_days: int = 14
    reminder_days: int = 4


@dataclass(frozen=True, slots=True)
class World:
    """One tenant."""

    tenant_id: int
    prefix: str
    name: str
    zone: str
    country: str
    subdivision: str
    begin: datetime
    now: datetime
    staff: tuple[Member, ...]
    teams: tuple[tuple[int, str], ...]
    team_of_group: dict[str, tuple[int, str]]
    customers: tuple[Contact, ...]
    dealers: tuple[Dealer, ...]
    technicians: tuple[tuple[Contact, Member | None], ...]
    suppliers: tuple[Contact, ...]
    items: tuple[Item, ...]
    means: Means
    vocabulary: frozenset[str] = field(default_factory=frozenset)
    photos: dict[str, tuple[tuple[str, str, int], ...]] = field(default_factory=dict)
