"""What happens to orders, as the protocol of their case keeps it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar

from kulanz.core.protocol.events import PERSONAL, Event


@dataclass(frozen=True)
class OrderPlaced(Event):
    """An order exists, or a failed one is placed `again`; whoever hands orders over listens to this."""

    name: ClassVar[str] = "order.placed"
    order_id: int
    number: str
    kind: str
    decision_id: int | None = None
    executor_id: int | None = None
    again: bool = False
    recipient: str = field(default="", metadata=PERSONAL)
    executor: str = field(default="", metadata=PERSONAL)
    """Who carries a service out, which is not whom it is carried out for."""


@dataclass(frozen=True)
class OrderHandedOver(Event):
    name: ClassVar[str] = "order.handed_over"
    order_id: int
    number: str
    by: str
    note: str = field(default="", metadata=PERSONAL)


@dataclass(frozen=True)
class OrderStateChanged(Event):
    """A step further, or other dates in the same state."""

    name: ClassVar[str] = "order.state_changed"
    order_id: int
    number: str
    kind: str
    state_before: str
    state: str
    planned_on: str | None = None
    planned_at: str | None = None
    planned_until: str | None = None
    done_on: str | None = None
    external_number: str = ""
    reason: str = field(default="", metadata=PERSONAL)
    why: Mapping[str, Any] | None = field(default=None, metadata=PERSONAL)


@dataclass(frozen=True)
class OrderCancelled(Event):
    """`handed_over`: somebody else knows of the order and has to be told."""

    name: ClassVar[str] = "order.cancelled"
    order_id: int
    number: str
    kind: str
    state_before: str
    handed_over: bool
    external_number: str = ""
    reason: str = field(default="", metadata=PERSONAL)
    why: Mapping[str, Any] | None = field(default=None, metadata=PERSONAL)


@dataclass(frozen=True)
class OrderAddressChanged(Event):
    name: ClassVar[str] = "order.address_changed"
    order_id: int
    number: str
    before: dict[str, str] = field(default_factory=dict, metadata=PERSONAL)
    after: dict[str, str] = field(default_factory=dict, metadata=PERSONAL)


@dataclass(frozen=True)
class OrderExecutorChanged(Event):
    """Its visit was given to another house; `executor_id` is None where that house is no executor."""

    name: ClassVar[str] = "order.executor_changed"
    order_id: int
    number: str
    visit: str
    executor_before_id: int | None = None
    executor_id: int | None = None
    before: str = field(default="", metadata=PERSONAL)
    house: str = field(default="", metadata=PERSONAL)


@dataclass(frozen=True)
class OrderAnswered(Event):
    """What the firm answered by its link; `who` is the name a person typed there."""

    name: ClassVar[str] = "order.answered"
    order_id: int
    number: str
    answer: str
    day: str | None = None
    from_time: str | None = None
    until_time: str | None = None
    hours: str = ""
    amount: str = ""
    currency: str = ""
    authorised: bool = True
    who: str = field(default="", metadata=PERSONAL)
    technician: str = field(default="", metadata=PERSONAL)
    note: str = field(default="", metadata=PERSONAL)


@dataclass(frozen=True)
class OrderWorkTold(Event):
    """Who comes or came, as the office or the ERP says; `authorised`: whether the interlock lets them.

    `state` is what was to be entered: work that was done without right leaves the order as it is.
    """

    name: ClassVar[str] = "order.work_told"
    order_id: int
    number: str
    state: str
    day: str
    technicians: tuple[int, ...]
    authorised: bool
    people: str = field(default="", metadata=PERSONAL)
    why: str = field(default="", metadata=PERSONAL)
    bars: tuple[tuple[str, str, str, str], ...] = field(default=(), metadata=PERSONAL)


@dataclass(frozen=True)
class OrderOffPlan(Event):
    """The firm's date does not hold any more: whom it named may not do it.

    `customer_told`: the customer had a letter about it, so that he hears of its end, too.
    """

    name: ClassVar[str] = "order.off_plan"
    order_id: int
    number: str
    planned_before: str
    technicians: tuple[int, ...] = ()
    customer_told: bool = False
    reason: str = field(default="", metadata=PERSONAL)
    why: Mapping[str, Any] | None = field(default=None, metadata=PERSONAL)


@dataclass(frozen=True)
class OrderLink(Event):
    """The firm's link was mailed, shown at the desk or ended."""

    name: ClassVar[str] = "order.link"
    order_id: int
    number: str
    action: str
    address: str = field(default="", metadata=PERSONAL)


@dataclass(frozen=True)
class HandOverRetried(Event):
    name: ClassVar[str] = "order.hand_over_retried"
    order_id: int
    number: str
