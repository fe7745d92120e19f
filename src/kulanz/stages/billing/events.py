"""What happens to credit notes and booked costs, as the protocol keeps it; never an account."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from typing import ClassVar

from kulanz.core.protocol.events import PERSONAL, Event


@dataclass(frozen=True)
class CreditRecorded(Event):
    name: ClassVar[str] = "credit.recorded"
    credit_id: int
    number: str
    decision_id: int
    gross: Decimal
    currency: str
    waits_for_goods: bool


@dataclass(frozen=True)
class CreditGoodsArrived(Event):
    name: ClassVar[str] = "credit.goods_arrived"
    credit_id: int
    number: str


@dataclass(frozen=True)
class CreditReleased(Event):
    """Fakturaanstoß: on its way to the ERP."""

    name: ClassVar[str] = "credit.released"
    credit_id: int
    number: str
    gross: Decimal
    currency: str
    without_account: bool = False


@dataclass(frozen=True)
class CreditConfirmed(Event):
    name: ClassVar[str] = "credit.confirmed"
    credit_id: int
    number: str
    external_number: str


@dataclass(frozen=True)
class CreditCancelled(Event):
    name: ClassVar[str] = "credit.cancelled"
    credit_id: int
    number: str
    reason: str = field(default="", metadata=PERSONAL)


@dataclass(frozen=True)
class CreditDocumented(Event):
    name: ClassVar[str] = "credit.documented"
    credit_id: int
    number: str
    case_file_id: int


@dataclass(frozen=True)
class AccountGiven(Event):
    """Where to pay to is known; the number itself is kept encrypted and stands nowhere else."""

    name: ClassVar[str] = "credit.account_given"
    credit_id: int
    number: str


@dataclass(frozen=True)
class AccountErased(Event):
    name: ClassVar[str] = "credit.account_erased"
    credit_id: int
    number: str


@dataclass(frozen=True)
class CostBooked(Event):
    name: ClassVar[str] = "cost.booked"
    actual_cost_id: int
    cost_kind: str
    amount: Decimal
    currency: str
    decision_id: int | None = None
    order_id: int | None = None
