"""Case numbers: none missing, none above what its counter says."""

from __future__ import annotations

from collections.abc import Iterator

from django.db import connection

from kulanz.cases.commands.recording import SERIES

# A number ends in its year and its place in it, whatever the tenant's prefix was at the time.
_FIGURES = r"""
    WITH numbered AS (
        SELECT substring(number FROM '-(\d{4})-\d+$')::int AS year,
               substring(number FROM '-(\d+)$')::int AS place
        FROM cases_case WHERE tenant_id = %s
    ), found AS (
        SELECT year, count(*) AS n, max(place) AS highest FROM numbered GROUP BY year
    )
    SELECT coalesce(f.year, c.year), coalesce(f.n, 0), coalesce(f.highest, 0), coalesce(c.value, 0)
    FROM found f FULL JOIN (
        SELECT year, value FROM numbering_counter WHERE tenant_id = %s AND series = %s
    ) c ON c.year = f.year
    ORDER BY 1
"""
_MISSING = r"""
    SELECT s.place FROM generate_series(1, %s) AS s (place)
    WHERE NOT EXISTS (
        SELECT 1 FROM cases_case c
        WHERE c.tenant_id = %s AND c.number ~ ('-' || %s || '-0*' || s.place || '$')
    ) LIMIT 5
"""
_LISTED_UP_TO = 5_000


def number_findings(tenant_id: int) -> Iterator[tuple[str, str, bool]]:
    """Gaps, and counters that do not stand at the highest number."""
    with connection.cursor() as cursor:
        cursor.execute(_FIGURES, [tenant_id, tenant_id, SERIES])
        years = cursor.fetchall()
        for year, count, highest, counter in years:
            if year is None:
                yield "case number", f"{count} cases have a number without a year", False
                continue
            if counter != highest:
                yield "counter", f"{year}: the counter says {counter}, the highest number is {highest}", False
            if count != highest:
                places = ""
                if highest <= _LISTED_UP_TO:
                    cursor.execute(_MISSING, [highest, tenant_id, str(year)])
                    places = ", ".join(str(row[0]) for row in cursor.fetchall())
                named = f" (first: {places})" if places else ""
                yield "gap in numbers", f"{year}: {highest - count} missing{named}", False
