"""Ten sales figures for each complaint, and the statistics told anew."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final
from zoneinfo import ZoneInfo

from django.db import transaction

from kulanz.config.bench.inserting import run
from kulanz.config.demo.writing import OWNER
from kulanz.core.tenancy.context import tenant_context
from kulanz.core.tenancy.models import Tenant
from kulanz.stages.improvement.commands.decisions import complete_decisions
from kulanz.stages.improvement.commands.facts import rebuild_facts
from kulanz.stages.improvement.commands.totals import total_up
from kulanz.stages.improvement.models import ComplaintFact, DecisionFact, SalesFigure, SalesTotal
from kulanz.stages.improvement.rules.rate import month_of, months_after

ROWS_A_COMPLAINT: Final = 10
MONTHS: Final = 26
_COUNTRIES: Final = (
    "DE", "AT", "CH", "NL", "BE", "LU", "FR", "IT", "ES", "PT", "DK", "SE", "NO", "FI", "PL", "CZ", "HU",
    "SI", "HR", "IE",
)  # fmt: skip

# Every month, article, dealer and country together are as many as the largest home asks for.
_SELL: Final = """
    INSERT INTO improvement_salesfigure (tenant_id, month, article_id, dealer_id, country, quantity)
    SELECT %(tenant)s, month, article_id, dealer_id, country, quantity
    FROM (
        SELECT month::date AS month, article.id AS article_id, dealer.id AS dealer_id, country,
               1 + abs(hashtext(article.id || 'x' || month)) %% 5 AS quantity,
               row_number() OVER (
                   ORDER BY hashtext(month || 'x' || article.id || 'x' || coalesce(dealer.id, 0) || country)
               ) AS place
        FROM unnest(%(months)s::date[]) AS month
        CROSS JOIN (
            SELECT id FROM catalog_article WHERE tenant_id = %(tenant)s AND NOT is_spare_part
        ) article
        CROSS JOIN (
            SELECT party_id AS id FROM parties_partyrole WHERE tenant_id = %(tenant)s AND role = 'dealer'
            UNION ALL SELECT NULL
        ) dealer
        CROSS JOIN unnest(%(countries)s::text[]) AS country
    ) every
    WHERE place <= %(rows)s
"""


def stock_sales(tenant: Tenant, complaints: int, *, at: datetime) -> None:
    """In place of the sales figures there are."""
    newest = months_after(month_of(at, ZoneInfo(tenant.time_zone)), -1)
    months = [months_after(newest, -n) for n in range(MONTHS)]
    given: dict[str, Any] = {
        "tenant": tenant.pk, "months": months, "countries": list(_COUNTRIES),
        "rows": complaints * ROWS_A_COMPLAINT,
    }  # fmt: skip
    with transaction.atomic(using=OWNER):
        run("DELETE FROM improvement_salesfigure WHERE tenant_id = %(tenant)s", given)
        run("DELETE FROM improvement_salestotal WHERE tenant_id = %(tenant)s", given)
        run(_SELL, given)
    with tenant_context(tenant.pk):
        total_up(tenant_id=tenant.pk, months=months)
        rebuild_facts(tenant_id=tenant.pk)
        complete_decisions(tenant_id=tenant.pk)
    for model in (SalesFigure, SalesTotal, ComplaintFact, DecisionFact):
        run(f"VACUUM ANALYZE {model._meta.db_table}", {})
