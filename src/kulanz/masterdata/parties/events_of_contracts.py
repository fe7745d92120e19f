"""What can happen to a dealer's contract, its option and its brand, as the protocol keeps it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import ClassVar

from kulanz.core.protocol.events import PERSONAL, Event


@dataclass(frozen=True)
class ContractChanged(Event):
    name: ClassVar[str] = "dealer.contract_changed"
    dealer_id: int
    before: dict[str, str]
    after: dict[str, str]


@dataclass(frozen=True)
class OptionSet(Event):
    """From a day on another option holds; `source` is link, portal, desk, letter or default."""

    name: ClassVar[str] = "dealer.option_set"
    dealer_id: int
    option_before: str
    option: str
    valid_from: str
    source: str
    by: str = field(default="", metadata=PERSONAL)


@dataclass(frozen=True)
class OptionRoundSaved(Event):
    name: ClassVar[str] = "option_round.saved"
    round_id: int
    title: str
    deadline: str
    takes_effect_on: str


@dataclass(frozen=True)
class OptionAsked(Event):
    """The decision was put before a dealer; `by_mail` false: its letter is printed."""

    name: ClassVar[str] = "option_round.asked"
    round_id: int
    dealer_id: int
    by_mail: bool
    address: str = field(default="", metadata=PERSONAL)


@dataclass(frozen=True)
class OptionReminded(Event):
    name: ClassVar[str] = "option_round.reminded"
    round_id: int
    dealer_id: int


@dataclass(frozen=True)
class OptionDecided(Event):
    name: ClassVar[str] = "option_round.decided"
    round_id: int
    dealer_id: int
    option_before: str
    option: str
    source: str
    by: str = field(default="", metadata=PERSONAL)
    remark: str = field(default="", metadata=PERSONAL)


@dataclass(frozen=True)
class OptionRoundClosed(Event):
    """The deadline has passed; `silent` dealers are under option B by default."""

    name: ClassVar[str] = "option_round.closed"
    round_id: int
    decided: int
    silent: int


@dataclass(frozen=True)
class BrandChanged(Event):
    name: ClassVar[str] = "house.brand_changed"
    organisation_id: int
    fields: tuple[str, ...]


@dataclass(frozen=True)
class DealerTenantOpened(Event):
    """A dealer has a tenant of its own now, for its other suppliers."""

    name: ClassVar[str] = "dealer.tenant_opened"
    dealer_id: int
    slug: str
    host: str
    administrator: str = ""


@dataclass(frozen=True)
class OfficeContactSaved(Event):
    name: ClassVar[str] = "office_contact.saved"
    contact_id: int
    action: str
    person: str = field(default="", metadata=PERSONAL)
