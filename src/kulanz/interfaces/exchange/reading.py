"""The ERP's answers come in: each file is taken once, and put away with what became of it.

A file stays where it is until what it says is committed; then it is put away. Whoever is killed in between,
or works beside another, finds it in the table and only puts it away.
"""

from __future__ import annotations

import hashlib
import time
from dataclasses import dataclass
from datetime import datetime
from typing import Final

import structlog

from kulanz.core.refusal import InvalidValue
from kulanz.core.tenancy.context import tenant_context
from kulanz.interfaces.exchange.applying import NotTaken, apply
from kulanz.interfaces.exchange.connector import PROCESSED, REJECTED, RESULT, stored_name
from kulanz.interfaces.exchange.files import (
    Found,
    move,
    read_at_most,
    ready,
    safe_name,
    write_whole,
    xml_files,
)
from kulanz.interfaces.exchange.folders import Folders, folders_of
from kulanz.interfaces.exchange.parsing import MOST_BYTES, Unacceptable, Unfinished, responses_in
from kulanz.interfaces.exchange.reasons import Problem
from kulanz.interfaces.exchange.results import Report, Taken, result_bytes
from kulanz.stages.execution.connectors import NotReachable, active_connection
from kulanz.stages.execution.models import ErpConnection, Exchanged, ExchangedFile

SETTLED_AFTER: Final = 10.0
"""Seconds without a change after which a file that is no XML is called broken and not unfinished."""

log = structlog.get_logger("kulanz.exchange")


@dataclass(frozen=True, slots=True)
class Read:
    """What became of one file; `problem` in short."""

    name: str
    outcome: str
    problem: str


def read_answers(*, tenant_id: int, at: datetime) -> list[Read]:
    """Read what lies in the tenant's folder, in the order of the names. Raises NotReachable."""
    with tenant_context(tenant_id):
        connection = active_connection(tenant_id)
    if connection is None:
        return []
    found: list[Read] = []
    trouble = ""
    try:
        with tenant_context(tenant_id):
            folders = _folders(connection)
        for name in xml_files(ready(folders.into, own=folders.own)):
            try:
                read = _read_one(connection, folders, name, at)
            except NotReachable:
                raise
            except Exception as error:  # one file keeps no other from being read
                log.exception("answers_not_read", tenant=tenant_id)
                trouble = f"{safe_name(name)}: {type(error).__name__}"
                continue
            if read is not None:
                found.append(read)
    except NotReachable as reason:
        trouble = str(reason)
        raise
    finally:
        with tenant_context(tenant_id):
            _keep_state(connection, trouble, at)
    return found


def _folders(connection: ErpConnection) -> Folders:
    try:
        return folders_of(connection)
    except InvalidValue as refused:
        # Allowed when it was set up, and no longer.
        raise NotReachable(str(refused)) from refused


def _keep_state(connection: ErpConnection, trouble: str, at: datetime) -> None:
    ErpConnection.objects.filter(pk=connection.pk).update(last_read_at=at, last_error=trouble[:500])


def _read_one(connection: ErpConnection, folders: Folders, name: str, at: datetime) -> Read | None:
    with tenant_context(connection.tenant_id):
        # One after the other: two workers must not take the same file.
        ErpConnection.objects.select_for_update().get(pk=connection.pk)
        found = read_at_most(folders.into / name, MOST_BYTES + 1)
        if found is None:
            return None
        digest = hashlib.sha256(found.content).hexdigest()
        row = _known(connection.tenant_id, safe_name(name), digest, at)
        if row is None:
            report = _taken(found, folders.tenant, connection.tenant_id, at)
            if report is None:
                return None
            row = _keep(connection.tenant_id, safe_name(name), digest, report, at)
    _put_away(folders, name, found, row)
    return Read(row.name, row.outcome, row.problem)


def _known(tenant_id: int, name: str, digest: str, at: datetime) -> ExchangedFile | None:
    """The row of content that has been taken already. What was rejected may be tried again."""
    files = ExchangedFile.objects.filter(tenant_id=tenant_id, direction="in", sha256=digest)
    first = files.filter(outcome=Exchanged.TAKEN).order_by("id").first()
    if first is None or first.name == name:
        return first
    row, _created = ExchangedFile.objects.update_or_create(
        tenant_id=tenant_id,
        direction="in",
        name=name,
        sha256=digest,
        defaults={"outcome": Exchanged.DUPLICATE, "problem": first.name, "report": {}, "at": at},
    )
    return row


def _keep(tenant_id: int, name: str, digest: str, report: Report, at: datetime) -> ExchangedFile:
    row, _created = ExchangedFile.objects.update_or_create(
        tenant_id=tenant_id,
        direction="in",
        name=name,
        sha256=digest,
        defaults={
            "outcome": report.outcome,
            "problem": report.summary(),
            "report": report.as_json(),
            "at": at,
        },
    )
    return row


def _taken(found: Found, tenant: str, tenant_id: int, at: datetime) -> Report | None:
    """Take every answer that can be; None while the file is still being written."""
    report = Report()
    if found.size > MOST_BYTES:
        limit = {"limit": MOST_BYTES // 1024 // 1024}
        report.problems.append(Problem("too_large", details=limit))
        return report
    try:
        responses = responses_in(found.content, tenant=tenant)
    except Unacceptable as refused:
        if isinstance(refused, Unfinished) and time.time() - found.changed_at < SETTLED_AFTER:
            return None
        report.problems.extend(refused.problems)
        return report
    for response in responses:
        try:
            new = apply(response, tenant_id=tenant_id, at=at)
        except NotTaken as refused:
            report.problems.append(refused.problem)
        else:
            report.taken.append(Taken(response.number, response.line, known=not new))
    return report


def _put_away(folders: Folders, name: str, found: Found, row: ExchangedFile) -> None:
    """First the result, then the file: where it lies, its result lies beside it."""
    place = folders.into / (REJECTED if row.outcome == Exchanged.REJECTED else PROCESSED)
    ready(place, own=True)
    stored = stored_name(place, row.name, row.sha256)
    write_whole(place, f"{stored}{RESULT}", result_bytes(row, row.at))
    move(folders.into / name, place / stored, only=found.identity)
