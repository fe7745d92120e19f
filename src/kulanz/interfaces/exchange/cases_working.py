"""Working through a partner's file: looked at as a whole, then record by record, some at a time.

After each group it is written down how far it came. Whoever is killed in between, or works beside another,
goes on from there; the partner's row is locked meanwhile, so two never take the same record.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import datetime
from typing import Final

import structlog

from kulanz.core.files.storage import storage
from kulanz.core.tenancy.context import tenant_context
from kulanz.core.tenancy.models import Tenant
from kulanz.interfaces.exchange.cases_archive import Opened, opened
from kulanz.interfaces.exchange.cases_reading import records_in
from kulanz.interfaces.exchange.cases_scanning import Survey, survey
from kulanz.interfaces.exchange.parsing import Unacceptable
from kulanz.interfaces.exchange.reasons import Problem
from kulanz.stages.contact.models import (
    Partner,
    PartnerFile,
    PartnerFileState,
    PartnerResult,
)
from kulanz.workflows.partner_records import Record
from kulanz.workflows.partner_taking import TOGETHER, Taken, actor_of_partner, take_records

SLICE: Final = 20.0
"""Seconds after which the worker turns to its other work; the next round goes on."""
REST: Final = 300.0
"""Seconds until a file on which the reading broke off is tried again."""
_resting: dict[int, float] = {}
log = structlog.get_logger("kulanz.partners")


def work_through(*, tenant_id: int, file_id: int, at: datetime, seconds: float | None = None) -> PartnerFile:
    """Read the file, or go on with it; for at most so many seconds. Call it outside of any transaction."""
    until = None if seconds is None else time.monotonic() + seconds
    with tenant_context(tenant_id):
        file = _file(tenant_id, file_id)
    if file.state != PartnerFileState.WAITING:
        return file
    with storage().open(file.storage_key) as content:
        try:
            found = opened(content, file.size)
        except Unacceptable as refused:
            return _refuse(file, refused.problems, at)
        try:
            if not file.read:
                # whose it is and how much, each time anew until something of it has been taken
                seen = survey(found.xml)
                _check(file, seen)
                _begin(file, seen)
            _take_all(file, found, until, at)
        except Unacceptable as refused:
            return _refuse(file, refused.problems, at)
        finally:
            found.close()
    with tenant_context(tenant_id):
        return _file(tenant_id, file_id)


def _file(tenant_id: int, file_id: int) -> PartnerFile:
    return PartnerFile.objects.select_related("partner__party").get(tenant_id=tenant_id, pk=file_id)


def _check(file: PartnerFile, seen: Survey) -> None:
    with tenant_context(file.tenant_id):
        slug = Tenant.objects.values_list("slug", flat=True).get(pk=file.tenant_id)
    if seen.receiver != slug:
        details = {"given": seen.receiver[:40], "expected": slug}
        raise Unacceptable(Problem("other_receiver", element="to", details=details))
    if seen.sender != file.partner.code:
        details = {"given": seen.sender[:40], "expected": file.partner.code}
        raise Unacceptable(Problem("other_sender", element="from", details=details))


def _locked(file: PartnerFile) -> PartnerFile:
    """How far it has come, with the partner's row locked until the transaction ends."""
    Partner.objects.select_for_update().get(pk=file.partner_id)
    return _file(file.tenant_id, file.pk)


def _begin(file: PartnerFile, seen: Survey) -> None:
    with tenant_context(file.tenant_id):
        PartnerFile.objects.filter(pk=file.pk).update(
            records=seen.records, questions=seen.kinds["stateQuestion"]
        )


def _refuse(file: PartnerFile, problems: tuple[Problem, ...], at: datetime) -> PartnerFile:
    with tenant_context(file.tenant_id):
        row = _locked(file)
        if row.state == PartnerFileState.WAITING:
            row.state, row.finished_at = PartnerFileState.REFUSED, at
            row.problems = [_as_json(problem) for problem in problems]
            row.save(update_fields=["state", "finished_at", "problems"])
        return row


def _as_json(problem: Problem) -> dict[str, object]:
    german, english = problem.texts()
    return {
        "code": problem.code,
        "line": problem.line,
        "field": problem.element,
        "de": german,
        "en": english,
    }


def _take_all(file: PartnerFile, found: Opened, until: float | None, at: datetime) -> None:
    groups = _groups(records_in(found, after=file.read))
    while until is None or time.monotonic() < until:
        group = next(groups, [])
        with tenant_context(file.tenant_id):
            row = _locked(file)
            if row.state != PartnerFileState.WAITING:
                return
            # another worker may have been here meanwhile
            _take(row, [record for record in group if record.position > row.read], at)
            if row.read >= row.records:
                _finish(row, at)
                return
        if not group:
            return


def _groups(records: Iterator[Record]) -> Iterator[list[Record]]:
    group: list[Record] = []
    for record in records:
        group.append(record)
        if len(group) == TOGETHER:
            yield group
            group = []
    if group:
        yield group


def _take(row: PartnerFile, records: list[Record], at: datetime) -> None:
    if not records:
        return
    actor = actor_of_partner(row.partner, row)
    done = take_records(partner=row.partner, actor=actor, records=records, at=at)
    PartnerResult.objects.bulk_create(_result(row, taken) for taken in done)
    row.read = records[-1].position
    for taken in done:
        name = taken.outcome.value
        setattr(row, name, getattr(row, name) + 1)
    row.save(update_fields=["read", "taken", "known", "refused"])


def _result(row: PartnerFile, taken: Taken) -> PartnerResult:
    record = taken.record
    return PartnerResult(
        tenant_id=row.tenant_id,
        file=row,
        position=record.position,
        line=record.line,
        kind=record.kind,
        reference=record.reference,
        outcome=taken.outcome,
        case=taken.case,
        number=taken.case.number if taken.case else "",
        answer=taken.answer,
        problems=[problem.as_json() for problem in taken.problems],
    )


def _finish(row: PartnerFile, at: datetime) -> None:
    row.state = PartnerFileState.PARTLY if row.refused else PartnerFileState.TAKEN
    if row.refused and row.refused == row.records:
        row.state = PartnerFileState.REFUSED
    row.finished_at = at
    row.save(update_fields=["state", "finished_at"])


def waiting_files(tenant_id: int) -> list[int]:
    """Those that came by portal, desk or interface and are not read yet, the oldest first."""
    with tenant_context(tenant_id):
        files = PartnerFile.objects.filter(tenant_id=tenant_id, state=PartnerFileState.WAITING)
        files = files.filter(partner__active=True, partner__party__active=True).exclude(way="folder")
        return list(files.order_by("id").values_list("pk", flat=True))


def work_waiting(tenant_id: int, at: datetime) -> None:
    """The worker's round."""
    until = time.monotonic() + SLICE
    for file_id in waiting_files(tenant_id):
        if (left := until - time.monotonic()) <= 0:
            return
        if _resting.get(file_id, 0.0) > time.monotonic():
            continue
        try:
            work_through(tenant_id=tenant_id, file_id=file_id, at=at, seconds=left)
        except Exception as error:  # one file keeps no other from being read
            log.exception("partner_file_not_read", tenant=tenant_id, file=file_id)
            _resting[file_id] = time.monotonic() + REST
            _note_trouble(tenant_id, file_id, type(error).__name__)


def _note_trouble(tenant_id: int, file_id: int, name: str) -> None:
    """Where administrators look; the next try is made by itself."""
    with tenant_context(tenant_id):
        file = _file(tenant_id, file_id)
        Partner.objects.filter(pk=file.partner_id).update(last_error=f"{file.name}: {name}"[:500])
