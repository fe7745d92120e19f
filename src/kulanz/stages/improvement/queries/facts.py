"""Whether the facts about complaints still say what the cases say."""

from __future__ import annotations

from typing import Final

from django.db import connection

from kulanz.stages.improvement.facts_sql import COLUMNS, EXPECTED, parameters

_STALE: Final = f"""
    WITH expected AS MATERIALIZED (SELECT {COLUMNS} FROM ({EXPECTED}) told),
         kept AS MATERIALIZED (
             SELECT {COLUMNS} FROM improvement_complaintfact WHERE tenant_id = %(tenant)s
         )
    SELECT case_id FROM (SELECT * FROM expected EXCEPT SELECT * FROM kept) missing
    UNION
    SELECT case_id FROM (SELECT * FROM kept EXCEPT SELECT * FROM expected) needless
    ORDER BY case_id
"""  # noqa: S608  # put together from our own constants


def stale_cases(tenant_id: int) -> list[int]:
    """Ids of cases whose facts differ from what the case says; reads everything."""
    with connection.cursor() as cursor:
        cursor.execute(_STALE, parameters(tenant_id))
        return [row[0] for row in cursor.fetchall()]
