"""The firm gets its order: by mail with the document and a link; and hears when it is cancelled."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.utils.formats import date_format
from django.utils.translation import override

from kulanz.cases.queries.addressees import main_emails
from kulanz.core.access.actor import Actor
from kulanz.core.files.commands import read_file
from kulanz.core.mail.addresses import new_token
from kulanz.core.mail.composing import MailLink, OutgoingFile
from kulanz.core.protocol.recording import record
from kulanz.core.tenancy.models import Tenant
from kulanz.masterdata.catalog.rules.costs import ExecutorKind
from kulanz.masterdata.parties.models import Party
from kulanz.stages.contact.commands.outgoing import MailText, Recipient, queue_mail
from kulanz.stages.execution.document import language_of
from kulanz.stages.execution.events import OrderHandedOver, OrderLink
from kulanz.stages.execution.links import end_order_link, issue_order_link
from kulanz.stages.execution.locking import workable
from kulanz.stages.execution.models import Order
from kulanz.stages.execution.refusals import NoMailAddress, NotForAFirm, OrderEnded
from kulanz.stages.execution.rules.orders import HandedOverBy, OrderState
from kulanz.stages.execution.words import words
from kulanz.stages.solution.rules.remedies import OrderKind


def firm_of(order: Order) -> Party | None:
    """The service partner who answers by link; None for deliveries and for our own or dealers' people."""
    executor = order.executor
    if order.kind != OrderKind.SERVICE or executor is None or executor.kind != ExecutorKind.FIRM:
        return None
    return executor.party


def firm_address(order: Order) -> str:
    """Where the firm is written to; empty where that cannot be."""
    firm = firm_of(order)
    if firm is None or firm.erased_at is not None:
        return ""
    point = main_emails([firm.pk]).get(firm.pk)
    return point.value if point is not None and point.bounced_at is None else ""


def commission(actor: Actor, order: Order, *, at: datetime) -> bool:
    """Mail a locked order to its firm and call it handed over; False where there is no address."""
    address = firm_address(order)
    if not address:
        return False
    _mail(order, address, at)
    if order.state == OrderState.RECORDED:
        mark_handed_over(actor, order, by=HandedOverBy.MAIL, note=address, at=at)
    return True


def mark_handed_over(actor: Actor, order: Order, *, by: HandedOverBy, note: str, at: datetime) -> None:
    """Note on a locked recorded order how it was handed over."""
    order.state = OrderState.HANDED_OVER.value
    order.state_since = at
    order.handed_over_at = at
    order.handed_over_by = by.value
    order.save(update_fields=["state", "state_since", "handed_over_at", "handed_over_by"])
    record(
        OrderHandedOver(order_id=order.pk, number=order.number, by=by.value, note=note),
        actor=actor,
        stream=order.case.stream,
        at=at,
    )


def send_order_link(*, actor: Actor, order_id: int, at: datetime) -> Order:
    """Mail the firm its order again, with a new link; the old one ends.

    Raises NotForAFirm, NoMailAddress, OrderEnded, NotAllowed.
    """
    with transaction.atomic():
        order = _for_a_firm(actor, order_id)
        if not commission(actor, order, at=at):
            firm = firm_of(order)
            raise NoMailAddress(party=firm.name if firm is not None else "")
        _record_link(actor, order, "sent", at, address=firm_address(order))
        return order


def show_order_link(*, actor: Actor, order_id: int, at: datetime) -> str:
    """A new link to be passed on by other means; the old one ends. Raises NotForAFirm, OrderEnded."""
    with transaction.atomic():
        order = _for_a_firm(actor, order_id)
        url = issue_order_link(order, address="", at=at)
        _record_link(actor, order, "shown", at)
        return url


def revoke_order_link(*, actor: Actor, order_id: int, at: datetime) -> Order:
    """From now on the firm's link opens nothing; ending it twice changes nothing."""
    with transaction.atomic():
        order = workable(actor, order_id)
        if end_order_link(order, at=at):
            _record_link(actor, order, "revoked", at)
        return order


def tell_cancelled(order: Order, *, reason: str, at: datetime) -> None:
    """Write to the firm that it need not come; for a locked order that was mailed or shown to it."""
    address = firm_address(order)
    if not address or order.token_id is None:
        return
    language = language_of(order)
    tenant = Tenant.objects.defer("logo").get(pk=order.tenant_id)
    paragraphs = [
        words("greeting", language),
        words("cancel_text", language, number=order.number),
        words("regards", language, who=tenant.contact_team or tenant.sender),
    ]
    if reason:
        paragraphs.insert(2, words("cancel_reason", language, reason=reason))
    queue_mail(
        key=f"order-cancelled:{order.pk}:{order.token_id}",
        tenant_id=order.tenant_id,
        recipient=_recipient(order, address, language),
        text=MailText(
            subject=words("cancel_subject", language, number=order.number),
            heading=words("cancel_heading", language),
            paragraphs=tuple(paragraphs),
        ),
        kind="order",
        case=order.case,
        at=at,
    )


def tell_off_plan(order: Order, *, day: date, reason: str, at: datetime) -> None:
    """Write to the firm that its appointment does not hold any more; for a locked order."""
    address = firm_address(order)
    if not address:
        return
    language = language_of(order)
    tenant = Tenant.objects.defer("logo").get(pk=order.tenant_id)
    with override(language):
        when = date_format(day, "SHORT_DATE_FORMAT")
    queue_mail(
        key=f"order-off-plan:{order.pk}:{at.isoformat()}",
        tenant_id=order.tenant_id,
        recipient=_recipient(order, address, language),
        text=MailText(
            subject=words("off_plan_subject", language, number=order.number),
            heading=words("off_plan_heading", language),
            paragraphs=(
                words("greeting", language),
                words("off_plan_text", language, number=order.number, day=when),
                reason,
                words("regards", language, who=tenant.contact_team or tenant.sender),
            ),
        ),
        kind="order",
        case=order.case,
        at=at,
    )


def _for_a_firm(actor: Actor, order_id: int) -> Order:
    order = workable(actor, order_id)
    if firm_of(order) is None:
        raise NotForAFirm
    if not order.is_open:
        raise OrderEnded
    return order


def _mail(order: Order, address: str, at: datetime) -> None:
    language = language_of(order)
    tenant = Tenant.objects.defer("logo").get(pk=order.tenant_id)
    url = issue_order_link(order, address=address, at=at)
    files: tuple[OutgoingFile, ...] = ()
    if order.document is not None:
        with read_file(order.document.stored) as stream:
            files = (OutgoingFile(order.document.name, "application/pdf", stream.read(), order.document_id),)
    queue_mail(
        key=f"order:{order.pk}:{new_token()}",
        tenant_id=order.tenant_id,
        recipient=_recipient(order, address, language),
        text=MailText(
            subject=words("mail_subject", language, number=order.number),
            heading=words("mail_heading", language),
            paragraphs=(
                words("greeting", language),
                words("mail_text", language, number=order.number),
                words("mail_private", language),
                words("regards", language, who=tenant.contact_team or tenant.sender),
            ),
            facts=(
                (words("order", language), order.number),
                (words("reference", language), order.case.number),
                (words("place", language), f"{order.postcode} {order.city}".strip()),
            ),
            link=MailLink(words("mail_link", language), url),
            files=files,
        ),
        kind="order",
        case=order.case,
        at=at,
    )


def _recipient(order: Order, address: str, language: str) -> Recipient:
    firm = firm_of(order)
    return Recipient(
        address=address,
        name=firm.name if firm is not None else "",
        language=language,
        party_id=firm.pk if firm is not None else None,
    )


def _record_link(actor: Actor, order: Order, action: str, at: datetime, *, address: str = "") -> None:
    record(
        OrderLink(order_id=order.pk, number=order.number, action=action, address=address),
        actor=actor,
        stream=order.case.stream,
        at=at,
    )
