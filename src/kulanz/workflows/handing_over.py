"""Orders and credit notes go to the tenant's ERP as soon as they exist.

What will be written is noted and committed before it is written (the consumer's `prepare`), so that a crash
in between can be seen: a cancelled order of which the ERP might know is withdrawn there, too. Without a
connection an order stays recorded, to be handed over by hand.
"""

from __future__ import annotations

from datetime import datetime
from typing import Final

from django.utils.translation import gettext as _

from kulanz.cases.calendar import local_date
from kulanz.core.access.actor import Actor, Channel, system_actor
from kulanz.core.protocol.models import Transmission
from kulanz.core.protocol.working import Consumer, TryAgain
from kulanz.core.tenancy.models import Tenant
from kulanz.masterdata.parties.refusals_of_interlock import NotCleared
from kulanz.stages.billing.events import CreditConfirmed, CreditReleased
from kulanz.stages.billing.models import CreditNote
from kulanz.stages.billing.rules.credit import CreditState
from kulanz.stages.execution.commands.commissioning import firm_of
from kulanz.stages.execution.commands.handing_over import hand_over_order
from kulanz.stages.execution.connectors import (
    Connector,
    NotReachable,
    OutgoingDocument,
    Receipt,
    active_connection,
    connector_of,
)
from kulanz.stages.execution.events import OrderPlaced
from kulanz.stages.execution.locking import lock_order
from kulanz.stages.execution.models import Exchanged, ExchangedFile, Order
from kulanz.stages.execution.queries.clearance_of_parts import require_goods_may_go
from kulanz.stages.execution.rules.orders import HandedOverBy, OrderState
from kulanz.stages.solution.refusals_of_safety import NotOriginal, OnlyForCertified
from kulanz.workflows.handing_over_documents import AccountUnreadable, credit_document, order_document

ERP: Final = "erp"
PLACE: Final = "place"
CANCEL: Final = "cancel"
CREDIT: Final = "credit"

_UNFINISHED: Final = (Exchanged.PLANNED, Exchanged.FAILED)
_MAY_BE_KNOWN: Final = (Exchanged.PLANNED, Exchanged.WRITTEN)


def erp_actor(tenant_id: int) -> Actor:
    """Whom the protocol names for what the ERP says."""
    return system_actor(tenant_id, channel=Channel.API, name=_("Warenwirtschaft"))


def _prepare(transmission: Transmission, at: datetime) -> TryAgain | None:
    """Note under which name and with which content the document will be written."""
    if transmission.entry.event == CreditConfirmed.name:
        return None
    return _work_on(transmission, at, write=False)


def _work(transmission: Transmission, at: datetime) -> TryAgain | None:
    """Write it. The same document twice is the same file."""
    if transmission.entry.event == CreditConfirmed.name:
        return _drop(transmission)
    return _work_on(transmission, at, write=True)


def _drop(transmission: Transmission) -> TryAgain | None:
    """A confirmed credit note's document has served; with the account number in it it must not lie about."""
    connection = active_connection(transmission.tenant_id)
    last = _last(transmission.tenant_id, transmission.entry.facts["number"])
    if connection is None or last is None:
        return None
    try:
        connector_of(connection).drop(last.name)
    except NotReachable as reason:
        return TryAgain(str(reason))
    return None


def _work_on(transmission: Transmission, at: datetime, *, write: bool) -> TryAgain | None:
    connection = active_connection(transmission.tenant_id)
    if connection is None:
        return None
    row = None
    try:
        row, document = _due(transmission, at)
        if row is None or document is None:
            return None
        connector = connector_of(connection)
        if write:
            _hand_over(row, connector, document, at)
        else:
            _note(row, connector.receipt_of(document), Exchanged.PLANNED, at)
    except NotReachable as reason:
        if row is not None:
            row.name = row.name or f"{row.number}.v{row.version}"
            row.outcome, row.problem, row.at = Exchanged.FAILED, str(reason)[:500], at
            row.save()
        return TryAgain(str(reason))
    except (NotCleared, NotOriginal, OnlyForCertified) as refused:
        # safety-relevant goods stay here until somebody has decided anew
        return TryAgain(str(refused), hopeless=True)
    except AccountUnreadable:
        return TryAgain(_("Die Bankverbindung lässt sich nicht mehr entschlüsseln."), hopeless=True)
    return None


def _hand_over(row: ExchangedFile, connector: Connector, document: OutgoingDocument, at: datetime) -> None:
    _note(row, connector.hand_over(document, at), Exchanged.WRITTEN, at)
    if row.action == CANCEL:
        _close_earlier(row)
    if row.action == PLACE and row.order_id is not None:
        hand_over_order(
            actor=erp_actor(row.tenant_id),
            order_id=row.order_id,
            by=HandedOverBy.FILE,
            note=row.name,
            at=at,
        )


def _close_earlier(row: ExchangedFile) -> None:
    """What was noted and never came to be written is not about to be any more."""
    earlier = ExchangedFile.objects.filter(
        tenant_id=row.tenant_id, direction="out", number=row.number, version__lt=row.version
    )
    earlier.filter(outcome=Exchanged.PLANNED).update(outcome=Exchanged.WITHDRAWN)


def _note(row: ExchangedFile, receipt: Receipt, outcome: Exchanged, at: datetime) -> None:
    row.name, row.sha256 = receipt.name, receipt.sha256
    row.outcome, row.problem, row.at = outcome, "", at
    row.save()


def _due(transmission: Transmission, at: datetime) -> tuple[ExchangedFile | None, OutgoingDocument | None]:
    """What is still to be told of this event, and the row that keeps it; nothing where all is told."""
    facts = transmission.entry.facts
    if transmission.entry.event == CreditReleased.name:
        return _due_credit(facts["credit_id"])
    order = Order.objects.filter(pk=facts["order_id"]).first()
    if order is None:
        return None, None
    return _due_order(lock_order(order.pk), transmission.entry.event, at)


def _due_order(
    order: Order, event: str, at: datetime
) -> tuple[ExchangedFile | None, OutgoingDocument | None]:
    last = _last(order.tenant_id, order.number)
    if event == OrderPlaced.name:
        # A firm is written to; what is no longer recorded has been handed over otherwise, or has ended.
        if order.state != OrderState.RECORDED or firm_of(order) is not None:
            return None, None
        tenant = Tenant.objects.defer("logo").get(pk=order.tenant_id)
        require_goods_may_go(order, on=local_date(tenant, at))
        row = _row(order, PLACE, last)
    else:
        if order.state != OrderState.CANCELLED or last is None:
            return None, None
        told = last.action == CANCEL and last.outcome == Exchanged.WRITTEN
        never_known = last.action == PLACE and last.outcome not in _MAY_BE_KNOWN
        if told or never_known:
            return None, None
        row = _row(order, CANCEL, last)
    return row, order_document(order, version=row.version or 1, cancels=row.action == CANCEL)


def _due_credit(credit_id: int) -> tuple[ExchangedFile | None, OutgoingDocument | None]:
    note = (
        CreditNote.objects.select_for_update(of=("self",))
        .select_related("case", "order", "party")
        .filter(pk=credit_id)
        .first()
    )
    if note is None or note.state != CreditState.RELEASED:
        return None, None
    last = _last(note.tenant_id, note.number)
    if last is not None and last.outcome == Exchanged.WRITTEN:
        return None, None
    row = last or ExchangedFile(
        tenant_id=note.tenant_id, direction="out", number=note.number, version=1, action=CREDIT
    )
    return row, credit_document(note, version=row.version or 1)


def _last(tenant_id: int, number: str) -> ExchangedFile | None:
    files = ExchangedFile.objects.filter(tenant_id=tenant_id, direction="out", number=number)
    return files.order_by("-version").first()


def _row(order: Order, action: str, last: ExchangedFile | None) -> ExchangedFile:
    """The one begun and not finished, or the next version."""
    if last is not None and last.action == action and last.outcome in _UNFINISHED:
        return last
    return ExchangedFile(
        tenant_id=order.tenant_id,
        direction="out",
        order=order,
        number=order.number,
        version=(last.version or 0) + 1 if last is not None else 1,
        action=action,
    )


HANDING_OVER: Final = Consumer(work=_work, prepare=_prepare)
