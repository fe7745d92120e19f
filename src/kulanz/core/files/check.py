"""Compares rows and content: for `kulanz check`, and to clear away what a crash left behind."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from kulanz.core.files.models import StoredFile
from kulanz.core.files.storage import storage

# Content this young may belong to a transaction that has not committed yet.
_GRACE: Final = timedelta(hours=24)
# What others keep in the storage without a StoredFile (raw mails): tenant id → keys.
_holders: dict[str, Callable[[int], Iterable[str]]] = {}


def register_keys(name: str, holder: Callable[[int], Iterable[str]]) -> None:
    """Announces content that is kept without a StoredFile, so that it is checked and never cleared away."""
    _holders[name] = holder


def _held(tenant_id: int) -> set[str]:
    return {key for holder in _holders.values() for key in holder(tenant_id) if key}


class Problem(StrEnum):
    CONTENT_MISSING = "content_missing"
    WRONG_SIZE = "wrong_size"
    WRONG_HASH = "wrong_hash"
    ORPHAN = "orphan"
    NOT_ERASED = "not_erased"


@dataclass(frozen=True)
class Inconsistency:
    """One finding. `file_id` is None where there is no StoredFile: an orphan, or what others hold."""

    problem: Problem
    key: str
    file_id: int | None


def find_inconsistencies(tenant_id: int, *, verify_hashes: bool = False) -> list[Inconsistency]:
    """Rows without content, content without a row and (slow, on request) content that has changed.

    Needs the tenant's context. Content younger than a day may be reported while it is being taken in.
    """
    on_disk = {key for key, _written in storage().keys(tenant_id)}
    found: list[Inconsistency] = []
    rows = StoredFile.objects.filter(tenant_id=tenant_id).order_by("pk")
    for stored in rows.only("key", "size", "sha256", "state").iterator(chunk_size=2000):
        there = stored.key in on_disk
        on_disk.discard(stored.key)
        problem = _problem(stored, there=there, verify_hash=verify_hashes)
        if problem is not None:
            found.append(Inconsistency(problem, stored.key, stored.pk))
    held = _held(tenant_id)
    found.extend(Inconsistency(Problem.CONTENT_MISSING, key, None) for key in sorted(held - on_disk))
    on_disk -= held
    found.extend(Inconsistency(Problem.ORPHAN, key, None) for key in sorted(on_disk))
    return found


def remove_orphans(*, tenant_id: int, at: datetime) -> int:
    """Deletes content older than a day that no row refers to; answers how many."""
    limit = (at - _GRACE).timestamp()
    old = [key for key, written in storage().keys(tenant_id) if written < limit]
    held = _held(tenant_id)
    old = [key for key in old if key not in held]
    removed = 0
    for start in range(0, len(old), 1000):
        keys = old[start : start + 1000]
        rows = StoredFile.objects.filter(tenant_id=tenant_id, key__in=keys)
        known = set(rows.exclude(state=StoredFile.State.ERASED).values_list("key", flat=True))
        for key in set(keys) - known:
            storage().delete(key)
            removed += 1
    return removed


def _problem(stored: StoredFile, *, there: bool, verify_hash: bool) -> Problem | None:
    if not stored.is_present:
        return Problem.NOT_ERASED if there else None
    size = storage().size(stored.key) if there else None
    if size is None:
        return Problem.CONTENT_MISSING
    if size != stored.size:
        return Problem.WRONG_SIZE
    if verify_hash:
        with storage().open(stored.key) as content:
            digest = hashlib.sha256()
            while block := content.read(1024 * 1024):
                digest.update(block)
        if digest.hexdigest() != stored.sha256:
            return Problem.WRONG_HASH
    return None
