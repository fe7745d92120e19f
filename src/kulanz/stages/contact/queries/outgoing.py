"""Our mails of a case, and those that wait or failed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import IO

from django.db.models import Count, Q

from kulanz.cases.models import Case
from kulanz.cases.permissions import files_visible_to
from kulanz.core.access.actor import Actor
from kulanz.core.files.storage import storage
from kulanz.stages.contact.models import OutgoingMail, OutgoingState
from kulanz.stages.contact.permissions import MailAction, may_with_mail

_TROUBLED = (OutgoingState.WAITING, OutgoingState.SENDING, OutgoingState.FAILED)


def mails_of_case(actor: Actor, case: Case, *, limit: int = 200) -> list[OutgoingMail]:
    """What was sent about a case, newest first; the office's own business. `case` from `visible_to`."""
    if not (actor.is_staff or actor.is_system):
        return []
    rows = OutgoingMail.objects.filter(tenant_id=actor.tenant_id, case=case)
    return list(rows.order_by("-id")[:limit])


@dataclass(frozen=True, slots=True)
class Attached:
    """A file that went along; `file_id` is the case's file, where this reader may open it."""

    name: str
    size: int
    file_id: int | None = None


def attachments_of(
    actor: Actor, case: Case, mails: Sequence[OutgoingMail]
) -> dict[int, tuple[Attached, ...]]:
    """What went along with these mails of a case, by mail; `case` from `visible_to`.

    Who may not have an original opens the copy made for him.
    """
    sources = {one["file"] for mail in mails for one in mail.files if one["file"]}
    readable = files_visible_to(actor, case).filter(Q(pk__in=sources) | Q(copy_of__in=sources))
    opens = {(copy_of or pk): pk for pk, copy_of in readable.values_list("pk", "copy_of")} if sources else {}
    return {
        mail.pk: tuple(Attached(one["name"], one["size"], opens.get(one["file"])) for one in mail.files)
        for mail in mails
        if mail.files
    }


def open_sent_mail(actor: Actor, case: Case, mail_id: int) -> IO[bytes] | None:
    """The bytes of a mail about this case exactly as composed; None for others, for erased ones, and for
    whoever may not open mails: they hold the links of their recipients. `case` from `visible_to`."""
    if not may_with_mail(actor, MailAction.DOWNLOAD):
        return None
    mail = OutgoingMail.objects.filter(tenant_id=actor.tenant_id, case=case, pk=mail_id).first()
    if mail is None or not mail.storage_key:
        return None
    try:
        return storage().open(mail.storage_key)
    except OSError:  # erased or lost
        return None


def troubled_mails(actor: Actor, *, limit: int = 100) -> list[OutgoingMail]:
    """Mails that have not arrived: waiting, under way or failed, newest first; `last_error` says why."""
    if not (actor.is_staff or actor.is_system):
        return []
    rows = OutgoingMail.objects.filter(tenant_id=actor.tenant_id, state__in=_TROUBLED)
    return list(rows.select_related("case").order_by("-id")[:limit])


def mail_figures(tenant_id: int) -> dict[str, int]:
    """How many mails are in each state."""
    rows = OutgoingMail.objects.filter(tenant_id=tenant_id).values_list("state").annotate(n=Count("id"))
    return dict.fromkeys(OutgoingState.values, 0) | dict(rows)
