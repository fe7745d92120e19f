"""How orders and credit notes leave for an ERP: what is handed over, and the interface every way fulfils.

An interface registers each kind of connection at start-up; the workflows ask for the one a tenant has set
up. What is handed over is plain data, so that a way out needs to know neither tables nor stages.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Protocol

from kulanz.stages.execution.models import ErpConnection


@dataclass(frozen=True, slots=True, kw_only=True)
class OutgoingAddress:
    name: str
    street: str = ""
    postcode: str = ""
    city: str = ""
    country: str = ""
    note: str = ""
    contact: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class OutgoingLine:
    name: str
    quantity: Decimal
    article_number: str = ""
    serial_number: str = ""
    weight_kg: Decimal | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class OutgoingOrder:
    """An order, or with `cancels` the withdrawal of what an earlier version placed."""

    tenant: str
    number: str
    version: int
    case_number: str
    kind: str
    placed_at: datetime
    address: OutgoingAddress
    lines: tuple[OutgoingLine, ...]
    cancels: bool = False
    executor: str = ""
    wanted_on: date | None = None
    text: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class OutgoingPayment:
    holder: str
    iban: str

    def __repr__(self) -> str:
        # Whatever logs a document must not log an account.
        return "OutgoingPayment(…)"


@dataclass(frozen=True, slots=True, kw_only=True)
class OutgoingCredit:
    """A released credit note; amounts are positive."""

    tenant: str
    number: str
    version: int
    case_number: str
    released_at: datetime
    party: OutgoingAddress
    net: Decimal
    tax_rate: Decimal
    tax: Decimal
    rounding: Decimal
    gross: Decimal
    currency: str
    pay_out: bool
    order_number: str = ""
    invoice_number: str = ""
    payment: OutgoingPayment | None = None


OutgoingDocument = OutgoingOrder | OutgoingCredit


@dataclass(frozen=True, slots=True)
class Receipt:
    """Under which name a document is handed over, and the digest of its content."""

    name: str
    sha256: str


class NotReachable(Exception):
    """The ERP cannot be reached just now; the text says why and is shown to the administrator."""


class Connector(Protocol):
    """One way to an ERP, set up for one tenant."""

    @property
    def name(self) -> str:
        """What kind of way it is."""

    @property
    def places(self) -> tuple[str, str]:
        """Where documents go, and where answers come from, for the administrator."""

    def receipt_of(self, document: OutgoingDocument) -> Receipt:
        """What `hand_over` will answer. Nothing happens; the same document gives the same receipt."""

    def hand_over(self, document: OutgoingDocument, at: datetime) -> Receipt:
        """Give the document to the ERP: all of it or nothing, and a second time changes nothing.

        Raises NotReachable.
        """

    def drop(self, name: str) -> None:
        """Take away what was handed over under this name and has served; gone already is well.

        Raises NotReachable.
        """

    def try_out(self) -> None:
        """Look whether the ERP can be reached, leaving nothing behind. Raises NotReachable."""

    def offer_again(self, receipt: Receipt) -> bool:
        """Put a rejected answer back to be read again; False when it is not there any more.

        Raises NotReachable.
        """


@dataclass(frozen=True, slots=True)
class ConnectionKind:
    """`make` builds the connector of a connection; `check` refuses settings that must not be used with
    InvalidValue of the field."""

    make: Callable[[ErpConnection], Connector]
    check: Callable[[ErpConnection], None]


_kinds: dict[str, ConnectionKind] = {}


def register_kind(name: str, kind: ConnectionKind) -> None:
    """Called at start-up by the interface that speaks this way."""
    _kinds[name] = kind


def kind_of(connection: ErpConnection) -> ConnectionKind:
    return _kinds[connection.kind]


def connector_of(connection: ErpConnection) -> Connector:
    """The way this connection names."""
    return kind_of(connection).make(connection)


def active_connection(tenant_id: int) -> ErpConnection | None:
    """The tenant's connection, if there is one in use."""
    return ErpConnection.objects.filter(tenant_id=tenant_id, active=True).first()
