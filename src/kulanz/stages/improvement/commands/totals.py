"""Summing up the sales figures of a month, for the lists of the complaint rate."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import Any, Final

from django.db import connection, transaction

from kulanz.stages.improvement.models import SalesTotal

_COLUMNS: Final = {
    SalesTotal.By.ARTICLE: ("article_id", "NULL::bigint", "''"),
    SalesTotal.By.ARTICLE_COUNTRY: ("article_id", "NULL::bigint", "country"),
    SalesTotal.By.DEALER_COUNTRY: ("NULL::bigint", "dealer_id", "country"),
}


def total_up(*, tenant_id: int, months: Collection[date]) -> None:
    """Write the totals of these months anew. The caller holds whatever keeps others from the same months."""
    given: dict[str, Any] = {"tenant": tenant_id, "months": sorted(months)}
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "DELETE FROM improvement_salestotal WHERE tenant_id = %(tenant)s AND month = ANY(%(months)s)",
            given,
        )
        for by, (article, dealer, country) in _COLUMNS.items():
            cursor.execute(
                f"""INSERT INTO improvement_salestotal
                        (tenant_id, by, month, article_id, dealer_id, country, quantity)
                    SELECT %(tenant)s, %(by)s, month, {article}, {dealer}, {country}, sum(quantity)
                    FROM improvement_salesfigure
                    WHERE tenant_id = %(tenant)s AND month = ANY(%(months)s)
                    GROUP BY month, {", ".join(c for c in (article, dealer, country) if c.isidentifier())}
                """,  # noqa: S608  # names of columns, from the table above
                {**given, "by": by.value},
            )
