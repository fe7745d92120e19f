"""Setting up the connection to the ERP, and having a rejected file read again."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from django.db import transaction
from django.http import Http404

from kulanz.core.access.actor import Actor
from kulanz.core.protocol.recording import record
from kulanz.core.refusal import InvalidValue
from kulanz.masterdata.parties.permissions import require_administration
from kulanz.stages.execution.connectors import (
    NotReachable,
    Receipt,
    active_connection,
    connector_of,
    kind_of,
)
from kulanz.stages.execution.events_of_exchange import ErpConnectionKept, ErpFileOfferedAgain
from kulanz.stages.execution.models import ErpConnection, Exchanged, ExchangedFile
from kulanz.stages.execution.models.connection import CONNECTION_KIND, FILE, LONGEST_FOLDER
from kulanz.stages.execution.refusals_of_exchange import ErpNotReachable, FileNotThere, NoConnection

STREAM: Final = "tenant"


def keep_connection(
    *,
    actor: Actor,
    folder_out: str,
    folder_in: str,
    active: bool,
    at: datetime,
    kind: str = FILE,
) -> ErpConnection:
    """Set up the tenant's one connection, or change it. Raises InvalidValue of the field, NotAllowed."""
    require_administration(actor)
    if kind not in dict(CONNECTION_KIND):
        raise InvalidValue("kind")
    with transaction.atomic():
        row = ErpConnection.objects.select_for_update().filter(tenant_id=actor.tenant_id).first()
        if row is None:
            row = ErpConnection(tenant_id=actor.tenant_id)
        row.kind, row.active, row.changed_at = kind, active, at
        row.folder_out, row.folder_in = _folder("folder_out", folder_out), _folder("folder_in", folder_in)
        row.last_error = ""
        kind_of(row).check(row)
        row.save()
        record(
            ErpConnectionKept(kind=kind, folder_out=row.folder_out, folder_in=row.folder_in, active=active),
            actor=actor,
            stream=STREAM,
            at=at,
        )
        return row


def try_connection(*, actor: Actor) -> None:
    """Look whether the ERP can be reached. Raises NoConnection, ErpNotReachable, NotAllowed."""
    require_administration(actor)
    row = ErpConnection.objects.filter(tenant_id=actor.tenant_id).first()
    if row is None:
        raise NoConnection
    try:
        connector_of(row).try_out()
    except NotReachable as reason:
        raise ErpNotReachable(reason=str(reason)) from reason


def offer_again(*, actor: Actor, file_id: int, at: datetime) -> ExchangedFile:
    """Have a rejected file read once more; what had been taken of it is known and stays as it is.

    Raises NoConnection, FileNotThere, ErpNotReachable, NotAllowed; Http404 when there is no such file.
    """
    require_administration(actor)
    with transaction.atomic():
        files = ExchangedFile.objects.select_for_update(of=("self",))
        row = files.filter(tenant_id=actor.tenant_id, pk=file_id, direction="in").first()
        if row is None:
            raise Http404
        connection = active_connection(actor.tenant_id)
        if connection is None:
            raise NoConnection
        if row.outcome != Exchanged.REJECTED:
            raise FileNotThere
        try:
            there = connector_of(connection).offer_again(Receipt(row.name, row.sha256))
        except NotReachable as reason:
            raise ErpNotReachable(reason=str(reason)) from reason
        if not there:
            raise FileNotThere
        record(ErpFileOfferedAgain(file_id=row.pk, file_name=row.name), actor=actor, stream=STREAM, at=at)
        return row


def _folder(field: str, given: str) -> str:
    folder = given.strip()
    if "\x00" in folder or len(folder) > LONGEST_FOLDER:
        raise InvalidValue(field)
    return folder
