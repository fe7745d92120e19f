"""Messages: written to a chosen audience, taken back within ten seconds, received by mail."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.db import transaction

from kulanz.cases import events
from kulanz.cases.commands.state import touch, turn_to
from kulanz.cases.indexing import index_case, index_more
from kulanz.cases.locking import lock_case
from kulanz.cases.models import Case, CaseFile, Direction, Message
from kulanz.cases.permissions import Action, audiences_writable, require
from kulanz.cases.queries.addressees import addressees
from kulanz.cases.refusals import AudienceNotAllowed, MessageEmpty, NoSuchCase, TooLateToWithdraw
from kulanz.cases.rules import OWN_AUDIENCE, Audience, WaitsFor, waits_after_message
from kulanz.core.access.actor import Actor, ActorKind
from kulanz.core.files.models import StoredFile
from kulanz.core.protocol.models import Transmission, TransmissionState
from kulanz.core.protocol.recording import record

TAKE_BACK: Final = timedelta(seconds=10)


@dataclass(frozen=True)
class MailOrigin:
    """Where a message that came by mail comes from; `body` of the message is only what is new."""

    raw_mail_id: int
    subject: str
    full_text: str
    html: str
    is_automatic: bool = False


def add_message(
    *,
    actor: Actor,
    case_id: int,
    body: str,
    at: datetime,
    audience: Audience | None = None,
    subject: str = "",
    files: Sequence[StoredFile] = (),
    waits_for: WaitsFor | None = None,
    mail: MailOrigin | None = None,
) -> Message:
    """Add a message with its files. Without `audience` the actor's own one (staff: internal).

    A message of staff to others can be taken back for ten seconds (`TAKE_BACK`) and is only then sent.
    `waits_for` also says whose turn it is; an outsider's message makes it ours by itself.
    Raises AudienceNotAllowed, MessageEmpty, NoSuchCase, NotAllowed.
    """
    audience = audience or OWN_AUDIENCE.get(actor.kind, Audience.CUSTOMER)
    text = body.replace("\x00", "").strip()
    with transaction.atomic():
        case = lock_case(case_id)
        require(actor, Action.WRITE_MESSAGE, case)
        if audience not in audiences_writable(actor):
            raise AudienceNotAllowed
        if not text and not files:
            raise MessageEmpty
        direction = _direction(actor, audience)
        held = direction is Direction.OUT and actor.kind is ActorKind.STAFF
        message = Message.objects.create(
            tenant_id=case.tenant_id,
            case=case,
            audience=audience.value,
            dealer_id=case.dealer_id,
            direction=direction,
            channel=actor.channel.value,
            author_kind=actor.kind.value,
            author_name=actor.name[:200],
            author_membership_id=actor.membership_id,
            author_party_id=actor.clerk_id or actor.person_id,
            subject=subject.replace("\x00", "")[:300],
            body=text,
            full_text=mail.full_text if mail else "",
            html=mail.html if mail else "",
            raw_mail_id=mail.raw_mail_id if mail else None,
            is_automatic=bool(mail and mail.is_automatic),
            recipients=[a.as_json() for a in addressees(case, audience)]
            if direction is Direction.OUT
            else [],
            created_at=at,
            released_at=at + TAKE_BACK if held else at,
        )
        for stored in files:
            _attach(actor, case, stored, audience=audience, message=message, at=at)
        record(
            events.MessageAdded(
                message_id=message.pk,
                audience=audience.value,
                direction=direction,
                automatic=message.is_automatic,
                files=len(files),
            ),
            actor=actor,
            stream=case.stream,
            at=at,
            hold=TAKE_BACK if held else timedelta(0),
        )
        turn = waits_for or (None if message.is_automatic else waits_after_message(actor.kind, audience))
        if turn is not None and case.is_open:
            turn_to(actor=actor, case=case, waits_for=turn, at=at)
        elif direction is Direction.OUT and case.is_open and case.step == "recorded":
            turn_to(actor=actor, case=case, waits_for=WaitsFor(case.waits_for), at=at)
        if not message.is_automatic:
            touch(case, at)
        index_more(case, audience, [message.subject, text, *(stored.name for stored in files)])
        return message


def _direction(actor: Actor, audience: Audience) -> Direction:
    if actor.kind in (ActorKind.STAFF, ActorKind.SYSTEM):
        return Direction.NOTE if audience is Audience.INTERNAL else Direction.OUT
    return Direction.IN


def withdraw_message(*, actor: Actor, message_id: int, at: datetime) -> Message:
    """Take back one's own message before it is released; nothing of it was or will be sent.

    Returns the message, whose text goes back into the composer. Raises TooLateToWithdraw, NotAllowed.
    """
    with transaction.atomic():
        case_id = Message.objects.filter(pk=message_id).values_list("case_id", flat=True).first()
        if case_id is None:
            raise NoSuchCase
        case = lock_case(case_id)
        require(actor, Action.WRITE_MESSAGE, case)
        message = Message.objects.select_for_update().get(pk=message_id)
        own = actor.is_system or message.author_membership_id == actor.membership_id
        if not own or message.withdrawn_at is not None or message.released_at <= at:
            raise TooLateToWithdraw
        message.withdrawn_at = at
        message.save(update_fields=["withdrawn_at"])
        CaseFile.objects.filter(message=message, removed_at=None).update(removed_at=at)
        Transmission.objects.filter(
            tenant_id=case.tenant_id,
            state=TransmissionState.WAITING,
            entry__stream=case.stream,
            entry__event=events.MessageAdded.name,
            entry__facts__message_id=message.pk,
        ).update(state=TransmissionState.CANCELLED, done_at=at)
        record(
            events.MessageWithdrawn(message_id=message.pk, audience=message.audience),
            actor=actor,
            stream=case.stream,
            at=at,
        )
        index_case(case)
        return message


def attach_files(
    *,
    actor: Actor,
    case_id: int,
    files: Sequence[StoredFile],
    at: datetime,
    audience: Audience | None = None,
    kind: CaseFile.Kind = CaseFile.Kind.ORDINARY,
    copy_of: CaseFile | None = None,
    with_the_case: bool = False,
) -> list[CaseFile]:
    """Add files to a case outside any message (R126). Raises AudienceNotAllowed, MessageEmpty, NotAllowed.

    `copy_of` is what only its recipient may have whole; others read these instead. What comes `with_the_case`
    is no news of it: whose turn it is stays.
    """
    audience = audience or OWN_AUDIENCE.get(actor.kind, Audience.CUSTOMER)
    with transaction.atomic():
        case = lock_case(case_id)
        require(actor, Action.ADD_FILE, case)
        if audience not in audiences_writable(actor):
            raise AudienceNotAllowed
        if not files:
            raise MessageEmpty
        rows = [
            _attach(actor, case, stored, audience=audience, message=None, at=at, kind=kind, copy_of=copy_of)
            for stored in files
        ]
        turn = None if with_the_case else waits_after_message(actor.kind, audience)
        if turn is not None and case.is_open:
            turn_to(actor=actor, case=case, waits_for=turn, at=at)
        touch(case, at)
        if kind is CaseFile.Kind.ORDINARY:
            index_more(case, audience, [row.name for row in rows])
        return rows


def _attach(
    actor: Actor,
    case: Case,
    stored: StoredFile,
    *,
    audience: Audience,
    message: Message | None,
    at: datetime,
    kind: CaseFile.Kind = CaseFile.Kind.ORDINARY,
    copy_of: CaseFile | None = None,
) -> CaseFile:
    row = CaseFile.objects.create(
        tenant_id=case.tenant_id,
        case=case,
        message=message,
        stored=stored,
        copy_of=copy_of,
        audience=audience.value,
        dealer_id=case.dealer_id,
        name=stored.name[:200],
        kind=kind.value,
        from_outside=actor.kind not in (ActorKind.STAFF, ActorKind.SYSTEM),
        uploaded_by_name=actor.name[:200],
        created_at=at,
    )
    record(
        events.FileAdded(
            case_file_id=row.pk,
            audience=audience.value,
            content_type=stored.content_type,
            size=stored.size,
            file_name=row.name,
        ),
        actor=actor,
        stream=case.stream,
        at=at,
        hold=message.released_at - at if message is not None else timedelta(0),
    )
    return row


def remove_file(*, actor: Actor, case_file_id: int, reason: str, at: datetime) -> CaseFile:
    """Take a file, with its copies, out of the case's view; the content stays stored and the protocol says
    who and why.
    """
    with transaction.atomic():
        case_id = CaseFile.objects.filter(pk=case_file_id).values_list("case_id", flat=True).first()
        if case_id is None:
            raise NoSuchCase
        case = lock_case(case_id)
        require(actor, Action.REMOVE_FILE, case)
        row = CaseFile.objects.get(pk=case_file_id)
        if row.removed_at is None:
            row.removed_at = at
            row.save(update_fields=["removed_at"])
            row.copies.filter(removed_at=None).update(removed_at=at)
            record(
                events.FileRemoved(case_file_id=row.pk, reason=reason),
                actor=actor,
                stream=case.stream,
                at=at,
            )
            index_case(case)
        return row
