"""Setting up partners, and keeping a file of theirs before anything is done with it."""

from __future__ import annotations

import re
import secrets
from collections.abc import Iterator
from datetime import datetime, timedelta
from functools import partial
from typing import IO, Any, Final

from django.db import transaction
from django.http import Http404

from kulanz.core.access.actor import Actor
from kulanz.core.files.storage import storage
from kulanz.core.files.types import MEGABYTE
from kulanz.core.protocol.recording import record
from kulanz.core.refusal import InvalidValue
from kulanz.core.tenancy.context import tenant_context
from kulanz.masterdata.parties.models import Party, PartyRoleKind
from kulanz.masterdata.parties.permissions import require_administration
from kulanz.stages.contact.events import PartnerFileReceived, PartnerKept
from kulanz.stages.contact.models import Partner, PartnerFile, PartnerFileState
from kulanz.stages.contact.models.partners import LONGEST_FOLDER
from kulanz.stages.contact.partner_ways import folders
from kulanz.stages.contact.queries.partners import partners_visible_to
from kulanz.stages.contact.refusals import (
    PartnerCodeInvalid,
    PartnerCodeTaken,
    PartnerFileEmpty,
    PartnerFileTooLarge,
    PartnerNotActive,
    PartnerNotDealer,
    PartnerTaken,
)

MOST_BYTES: Final = 250 * MEGABYTE
KEPT_FOR: Final = timedelta(days=90)
"""So long the content of a file is kept after it was read; what became of it stays."""
_CODE: Final = re.compile(r"[A-Za-z0-9_-]{1,40}")
_BLOCK: Final = 256 * 1024


def keep_partner(
    *,
    actor: Actor,
    partner_id: int | None,
    party_id: int,
    code: str,
    active: bool,
    reads_folder: bool,
    sends_cases: bool,
    folder_in: str = "",
    folder_out: str = "",
    at: datetime,
) -> Partner:
    """Set up a dealer's house for the exchange, or change that.

    Raises PartnerNotDealer, PartnerTaken, PartnerCodeInvalid, PartnerCodeTaken, InvalidValue of a folder,
    NotAllowed; Http404 when there is no such partner.
    """
    require_administration(actor)
    code = code.strip()
    if not _CODE.fullmatch(code):
        raise PartnerCodeInvalid
    with transaction.atomic():
        row = _row(actor, partner_id, at)
        others = Partner.objects.filter(tenant_id=actor.tenant_id).exclude(pk=row.pk or 0)
        if row.pk is None:
            row.party_id = _dealer(actor, party_id).pk
        if others.filter(party_id=row.party_id).exists():
            raise PartnerTaken
        if others.filter(code__iexact=code).exists():
            raise PartnerCodeTaken
        row.code, row.active, row.changed_at = code, active, at
        row.reads_folder, row.sends_cases = reads_folder, sends_cases
        row.folder_in, row.folder_out = _folder("folder_in", folder_in), _folder("folder_out", folder_out)
        row.last_error = ""
        folders().check(row)
        row.save()
        record(
            PartnerKept(
                partner_id=row.pk,
                party_id=row.party_id,
                code=code,
                active=active,
                reads_folder=reads_folder,
                sends_cases=sends_cases,
            ),
            actor=actor,
            stream=_stream(row),
            at=at,
        )
        return row


def _row(actor: Actor, partner_id: int | None, at: datetime) -> Partner:
    if partner_id is None:
        return Partner(tenant_id=actor.tenant_id, origin=secrets.token_hex(8), created_at=at)
    row = Partner.objects.select_for_update().filter(tenant_id=actor.tenant_id, pk=partner_id).first()
    if row is None:
        raise Http404
    return row


def _dealer(actor: Actor, party_id: int) -> Party:
    dealers = Party.objects.filter(
        tenant_id=actor.tenant_id, active=True, erased_at=None, roles__role=PartyRoleKind.DEALER
    )
    found = dealers.filter(pk=party_id).first()
    if found is None:
        raise PartnerNotDealer
    return found


def _folder(field: str, given: str) -> str:
    folder = given.strip()
    if "\x00" in folder or len(folder) > LONGEST_FOLDER:
        raise InvalidValue(field)
    return folder


def _stream(partner: Partner) -> str:
    return f"partner:{partner.pk}"


def receive_file(
    *,
    actor: Actor,
    partner_id: int,
    way: str,
    name: str,
    content: IO[bytes],
    at: datetime,
) -> tuple[PartnerFile, bool]:
    """Keep a file and say whether it is new; nothing of it is read yet.

    The same content again is the same file, unless some of it could not be taken or it asked something.
    Raises PartnerNotActive, PartnerFileEmpty, PartnerFileTooLarge; Http404 for a partner the actor does not
    see.
    """
    partner = partners_visible_to(actor).filter(pk=partner_id).first()
    if partner is None:
        raise Http404
    if not partner.active or not partner.party.active:
        raise PartnerNotActive
    key, sha256, size = storage().write(actor.tenant_id, _blocks(content))
    try:
        with transaction.atomic():
            # One after the other, so that the same file sent twice at once is seen.
            Partner.objects.select_for_update().get(pk=partner.pk)
            known = _known(partner, sha256)
            if known is None:
                row = PartnerFile(
                    tenant_id=partner.tenant_id,
                    partner=partner,
                    way=way,
                    name=_name(name),
                    sha256=sha256,
                    size=size,
                    storage_key=key,
                    membership_id=None if actor.is_staff else actor.membership_id,
                    sent_by_name=actor.name[:200],
                    received_at=at,
                )
                return _keep(row, actor, at), True
    except BaseException:
        storage().delete(key)
        raise
    storage().delete(key)
    return known, False


def keep_refused_file(
    *,
    actor: Actor,
    partner_id: int,
    way: str,
    name: str,
    sha256: str,
    size: int,
    problems: list[dict[str, Any]],
    at: datetime,
) -> PartnerFile:
    """Note a file that is not even kept, such as an empty one, so that whoever sent it reads why.

    Raises Http404 for a partner the actor does not see.
    """
    partner = partners_visible_to(actor).filter(pk=partner_id).first()
    if partner is None:
        raise Http404
    row = PartnerFile(
        tenant_id=partner.tenant_id,
        partner=partner,
        way=way,
        name=_name(name),
        sha256=sha256,
        size=size,
        sent_by_name=actor.name[:200],
        state=PartnerFileState.REFUSED,
        problems=problems,
        received_at=at,
        finished_at=at,
    )
    with transaction.atomic():
        return _keep(row, actor, at)


def _known(partner: Partner, sha256: str) -> PartnerFile | None:
    same = PartnerFile.objects.filter(tenant_id=partner.tenant_id, partner=partner, sha256=sha256)
    for file in same.order_by("-id")[:5]:
        unfinished = file.state == PartnerFileState.WAITING
        if unfinished or (file.state == PartnerFileState.TAKEN and not file.questions):
            return file
    return None


def _name(given: str) -> str:
    """A name that can be kept and shown, whatever was sent as one."""
    return "".join(c for c in given if c.isprintable()).strip()[:200] or "–"


def _keep(row: PartnerFile, actor: Actor, at: datetime) -> PartnerFile:
    row.save(force_insert=True)
    record(
        PartnerFileReceived(
            partner_id=row.partner_id,
            file_id=row.pk,
            way=row.way,
            sha256=row.sha256,
            size=row.size,
            file_name=row.name,
        ),
        actor=actor,
        stream=_stream(row.partner),
        at=at,
    )
    return row


def _blocks(content: IO[bytes]) -> Iterator[bytes]:
    size = 0
    while block := content.read(_BLOCK):
        size += len(block)
        if size > MOST_BYTES:
            raise PartnerFileTooLarge
        yield block
    if not size:
        raise PartnerFileEmpty


def forget_old_files(*, tenant_id: int, at: datetime) -> int:
    """Erase the content of files read long ago; returns how many."""
    with tenant_context(tenant_id):
        old = PartnerFile.objects.filter(tenant_id=tenant_id, finished_at__lt=at - KEPT_FOR)
        keys = dict(old.exclude(storage_key="").values_list("pk", "storage_key"))
        PartnerFile.objects.filter(pk__in=list(keys)).update(storage_key="")
        for key in keys.values():
            transaction.on_commit(partial(storage().delete, key))
        return len(keys)
