"""Who may look at raw mails and decide about the quarantine: the office alone, for they hold everything."""

from __future__ import annotations

from enum import StrEnum
from typing import Final

from django.db.models import QuerySet

from kulanz.core.access.actor import Actor, Role
from kulanz.core.refusal import NotAllowed
from kulanz.stages.contact.models import RawMail


class MailAction(StrEnum):
    VIEW = "view"
    DOWNLOAD = "download"
    RETRY = "retry"
    DISCARD = "discard"


_WORKERS: Final = frozenset({Role.AGENT, Role.LEAD, Role.DIVISION, Role.EXECUTIVE})

MAIL_STAFF_MAY: Final[dict[MailAction, frozenset[Role]]] = {
    MailAction.VIEW: _WORKERS | {Role.ADMINISTRATOR},
    MailAction.DOWNLOAD: _WORKERS | {Role.ADMINISTRATOR},
    MailAction.RETRY: _WORKERS | {Role.ADMINISTRATOR},
    MailAction.DISCARD: _WORKERS | {Role.ADMINISTRATOR},
}


def may_with_mail(actor: Actor, action: MailAction) -> bool:
    """Whether the table lets this actor do it; nobody outside the office ever."""
    return actor.is_system or (actor.is_staff and not actor.roles.isdisjoint(MAIL_STAFF_MAY[action]))


def require_mail(actor: Actor, action: MailAction) -> None:
    """Raise NotAllowed unless `may_with_mail`."""
    if not may_with_mail(actor, action):
        raise NotAllowed


def raw_mails_visible_to(actor: Actor) -> QuerySet[RawMail]:
    """The raw mails this actor may see: all of the tenant's, or none."""
    mails = RawMail.objects.filter(tenant_id=actor.tenant_id)
    return mails if may_with_mail(actor, MailAction.VIEW) else mails.none()
