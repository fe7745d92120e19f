"""The two folders of a partner: its files come in here, cases that changed go out there.

A file stays where it is until all of it has been read; then it is put away with its result beside it. What
goes out is written whole before it is noted: after a crash it goes out once more, which changes nothing.
"""

from __future__ import annotations

import hashlib
import os
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import IO, Final

import structlog
from django.db.models import Q

from kulanz.cases.models import Case
from kulanz.cases.permissions import visible_to
from kulanz.core.refusal import InvalidValue, Refusal
from kulanz.core.tenancy.context import tenant_context
from kulanz.core.tenancy.models import Tenant
from kulanz.interfaces.exchange.cases_archive import MOST_ARCHIVE, opened
from kulanz.interfaces.exchange.cases_packing import Written, packed
from kulanz.interfaces.exchange.cases_results import results_bytes
from kulanz.interfaces.exchange.cases_scanning import survey
from kulanz.interfaces.exchange.cases_working import SLICE, work_through
from kulanz.interfaces.exchange.cases_writing import Writer, digest_of_case
from kulanz.interfaces.exchange.connector import PROCESSED, REJECTED, RESULT
from kulanz.interfaces.exchange.files import move, open_file, ready, safe_name, write_whole, xml_files
from kulanz.interfaces.exchange.folders import Folders, folders_of_partner
from kulanz.interfaces.exchange.parsing import Unacceptable
from kulanz.interfaces.exchange.reading import SETTLED_AFTER
from kulanz.stages.contact.commands.partners import keep_refused_file, receive_file
from kulanz.stages.contact.models import Partner, PartnerCase, PartnerFile, PartnerFileState
from kulanz.stages.contact.refusals import PartnerFileEmpty, PartnerFileTooLarge
from kulanz.stages.execution.connectors import NotReachable
from kulanz.workflows.partner_reasons import reason_of
from kulanz.workflows.partner_taking import actor_of_partner

log = structlog.get_logger("kulanz.partners")
_ENDINGS: Final = (".xml", ".zip")
_MOST_CASES: Final = 500
_ONCE_MORE: Final = timedelta(minutes=5)
"""So far back is looked beyond the last time: what was under way then had an earlier time."""


@dataclass(frozen=True, slots=True)
class Done:
    """What one round did for a partner."""

    read: tuple[PartnerFile, ...] = ()
    sent: tuple[str, ...] = ()
    trouble: str = ""


def exchange_with_partners(tenant_id: int, at: datetime) -> list[Done]:
    """The worker's round: read what came, write what changed."""
    with tenant_context(tenant_id):
        partners = list(
            Partner.objects.filter(
                Q(reads_folder=True) | Q(sends_cases=True),
                tenant_id=tenant_id,
                active=True,
                party__active=True,
            )
            .select_related("party")
            .order_by("id")
        )
    return [exchange_with(partner, at) for partner in partners]


def exchange_with(partner: Partner, at: datetime) -> Done:
    """Both ways once. What is in the way stands at the partner, for the administrator."""
    done = Done()
    trouble = ""
    try:
        with tenant_context(partner.tenant_id):
            folders = folders_of_partner(partner)
        if partner.reads_folder:
            done = _read(partner, folders, at)
            trouble = done.trouble
        if partner.sends_cases:
            done = Done(done.read, tuple(_send(partner, folders, at)))
    except (NotReachable, InvalidValue, Refusal) as reason:
        trouble = str(reason)
    except Exception as error:  # one partner keeps no other from being served
        log.exception("partner_not_served", tenant=partner.tenant_id, partner=partner.pk)
        trouble = type(error).__name__
    with tenant_context(partner.tenant_id):
        Partner.objects.filter(pk=partner.pk).update(last_read_at=at, last_error=trouble[:500])
    return Done(done.read, done.sent, trouble)


def _read(partner: Partner, folders: Folders, at: datetime) -> Done:
    """All that lies there; one that cannot be read keeps none of the others from being read."""
    until = time.monotonic() + SLICE
    read, trouble = [], ""
    for name in xml_files(ready(folders.into, own=folders.own), endings=_ENDINGS):
        left = until - time.monotonic()
        if left <= 0:
            break
        try:
            file = _taken(partner, folders.into, name, at, left)
        except NotReachable as reason:
            trouble = str(reason)
        except Exception as error:  # tried again with the next round
            log.exception("partner_file_not_read", tenant=partner.tenant_id, partner=partner.pk, name=name)
            trouble = f"{name}: {type(error).__name__}"
        else:
            read += [file] if file is not None else []
    return Done(tuple(read), trouble=trouble)


def _taken(partner: Partner, into: Path, name: str, at: datetime, seconds: float) -> PartnerFile | None:
    """Read and put away; None while it is being written, or not all of it has been read."""
    row = _kept(partner, into / name, at)
    if row is None:
        return None
    file = work_through(tenant_id=partner.tenant_id, file_id=row.pk, at=at, seconds=seconds)
    if file.state == PartnerFileState.WAITING:
        return None
    _put_away(into, name, file, at)
    return file


def _kept(partner: Partner, path: Path, at: datetime) -> PartnerFile | None:
    """The row of a file in the folder; None while it is still being written, or gone."""
    try:
        with open_file(path) as content:
            facts = os.fstat(content.fileno())
            size = min(facts.st_size, MOST_ARCHIVE + 1)
            if time.time() - facts.st_mtime < SETTLED_AFTER and not _is_whole(path, size):
                return None
            sha256 = hashlib.file_digest(content, "sha256").hexdigest()
            content.seek(0)
            with tenant_context(partner.tenant_id):
                here = PartnerFile.objects.filter(
                    tenant_id=partner.tenant_id,
                    partner=partner,
                    way="folder",
                    sha256=sha256,
                    name=safe_name(path.name),
                    put_away_at=None,
                ).first()
                if here is not None:  # read by half, or killed before it was put away
                    return here
                return _received(partner, path, content, sha256, at)
    except FileNotFoundError:
        return None
    except OSError as error:
        raise NotReachable(f"{path}: {error.strerror or type(error).__name__}") from error


def _received(partner: Partner, path: Path, content: IO[bytes], sha256: str, at: datetime) -> PartnerFile:
    actor, name = actor_of_partner(partner), safe_name(path.name)
    try:
        return receive_file(
            actor=actor, partner_id=partner.pk, way="folder", name=name, content=content, at=at
        )[0]
    except (PartnerFileEmpty, PartnerFileTooLarge) as refusal:
        return keep_refused_file(
            actor=actor,
            partner_id=partner.pk,
            way="folder",
            name=name,
            sha256=sha256,
            size=os.fstat(content.fileno()).st_size,
            problems=[replace(reason_of(refusal), field="").as_json()],
            at=at,
        )


def _is_whole(path: Path, size: int) -> bool:
    """Whether it can be read to its end: one that cannot may still be being written."""
    with open_file(path) as content:
        try:
            found = opened(content, size)
            survey(found.xml)
        except Unacceptable:
            return False
    return True


def _put_away(into: Path, name: str, file: PartnerFile, at: datetime) -> None:
    """First the result, then the file: where it lies, its result lies beside it."""
    place = into / (PROCESSED if file.state == PartnerFileState.TAKEN else REJECTED)
    ready(place, own=True)
    stored = f"{file.pk}-{safe_name(name)}"
    with tenant_context(file.tenant_id):
        content = results_bytes(file)
    write_whole(place, f"{stored}{RESULT}", content)
    move(into / name, place / stored)
    with tenant_context(file.tenant_id):
        PartnerFile.objects.filter(pk=file.pk).update(put_away_at=at)


def _send(partner: Partner, folders: Folders, at: datetime) -> Iterator[str]:
    """Write the cases of which there is something new to tell, as many as fit into one file."""
    with tenant_context(partner.tenant_id):
        # One after the other: two workers must not write the same.
        partner = Partner.objects.select_for_update(of=("self",)).select_related("party").get(pk=partner.pk)
        changed, name, written = list(_changed(partner, at)), "", None
        if changed:
            name = f"cases-{at:%Y%m%dT%H%M%S%fZ}-{changed[0][0].pk}"
            slug = Tenant.objects.values_list("slug", flat=True).get(pk=partner.tenant_id)
            writer = Writer(partner, actor_of_partner(partner), slug, at)
            sent = {case.pk: row.sent_files for case, row, _digest in changed}
            written = writer.write((case for case, _row, _digest in changed), sent=sent)
            name, content, _kind = packed(written, name)
            with content:
                write_whole(ready(folders.out, own=folders.own), name, content)
            _note_sent(changed[: written.cases], written, at)
        # where not all went out, the next round goes on with the last of these
        all_sent = written is None or (written.cases == len(changed) < _MOST_CASES and not written.left)
        seen_until = at if written is None or all_sent else changed[written.cases - 1][0].updated_at
        Partner.objects.filter(pk=partner.pk).update(last_sent_at=seen_until)
    if name:
        yield name


def _note_sent(went: list[tuple[Case, PartnerCase, str]], written: Written, at: datetime) -> None:
    for case, row, digest in went:
        row.sent_digest, row.sent_at = digest, at
        row.sent_files = [*row.sent_files, *written.files.get(case.pk, ())]
        row.save()
    if written.left:
        PartnerCase.objects.filter(pk=went[-1][1].pk).update(sent_digest="")


def _changed(partner: Partner, at: datetime) -> Iterator[tuple[Case, PartnerCase, str]]:
    actor = actor_of_partner(partner)
    cases = visible_to(actor).filter(merged_into=None).select_related("customer", "place_of_use")
    if partner.last_sent_at is not None:
        since = partner.last_sent_at - _ONCE_MORE
        cases = cases.filter(Q(updated_at__gte=since) | Q(state_since__gte=since) | Q(closed_at__gte=since))
    writer = Writer(partner, actor, "", at)
    found = 0
    for case in cases.order_by("updated_at", "pk").iterator(chunk_size=200):
        row = PartnerCase.objects.filter(partner=partner, case=case).first()
        row = row or PartnerCase(tenant_id=partner.tenant_id, partner=partner, case=case)
        digest = digest_of_case(writer.case(case))
        if digest != row.sent_digest:
            yield case, row, digest
            found += 1
            if found == _MOST_CASES:
                return
