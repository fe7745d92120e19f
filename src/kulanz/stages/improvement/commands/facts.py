"""Keeping the facts about complaints as the cases are. Told twice, they are the same."""

from __future__ import annotations

from collections.abc import Collection
from typing import Final

from django.db import connection, transaction

from kulanz.stages.improvement.facts_sql import COLUMNS, EXPECTED, parameters
from kulanz.stages.improvement.queries.facts import stale_cases

# Beside each other: several workers may tell several cases at once, but never the same one, and nobody
# while all facts are told anew. The numbers only have to differ from other locks of the database.
_TENANT_LOCK: Final = 726_101
_CASE_LOCK: Final = 726_102
_AT_ONCE: Final = 1_000

_WRITE: Final = f"""
    INSERT INTO improvement_complaintfact (tenant_id, {COLUMNS})
    SELECT %(tenant)s, {COLUMNS} FROM ({EXPECTED}) expected
"""  # noqa: S608  # put together from our own constants


def refresh_facts(*, tenant_id: int, case_ids: Collection[int]) -> None:
    """Tell the facts of these cases anew."""
    if not case_ids:
        return
    wanted = sorted(set(case_ids))
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock_shared(%s, %s)", [_TENANT_LOCK, tenant_id])
        for start in range(0, len(wanted), _AT_ONCE):
            some = wanted[start : start + _AT_ONCE]
            cursor.execute(
                "SELECT pg_advisory_xact_lock(%s, (id %% 2147483647)::int) FROM unnest(%s::bigint[]) AS id",
                [_CASE_LOCK, some],
            )
            cursor.execute(
                "DELETE FROM improvement_complaintfact WHERE tenant_id = %s AND case_id = ANY(%s)",
                [tenant_id, some],
            )
            cursor.execute(_WRITE, parameters(tenant_id, some))


def repair_facts(*, tenant_id: int) -> int:
    """Tell the facts anew where they differ from the cases; returns how many cases that were."""
    stale = stale_cases(tenant_id)
    refresh_facts(tenant_id=tenant_id, case_ids=stale)
    return len(stale)


def rebuild_facts(*, tenant_id: int) -> None:
    """Tell all facts of the tenant anew, as after loading cases past the commands."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [_TENANT_LOCK, tenant_id])
        cursor.execute("DELETE FROM improvement_complaintfact WHERE tenant_id = %s", [tenant_id])
        cursor.execute(_WRITE, parameters(tenant_id))
