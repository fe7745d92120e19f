"""What the demo's houses sold, and their statistics told: the figures the complaint rate stands against."""

from __future__ import annotations

from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

from django.db import connection

from kulanz.config.demo.world import World
from kulanz.core.tenancy.context import tenant_context
from kulanz.stages.improvement.commands.facts import rebuild_facts
from kulanz.stages.improvement.commands.totals import total_up
from kulanz.stages.improvement.rules.rate import month_of, months_after

MONTHS: Final = 26
# So many units are sold for each complaint, about.
_UNITS_A_COMPLAINT: Final = 45

# Which articles go well and which dealer sells what hangs on their numbers alone: the same demo every time.
_SELL: Final = """
    WITH goods AS (
        SELECT id, 1 + abs(hashtext('article' || number)) %% 6 AS weight
        FROM catalog_article WHERE tenant_id = %(tenant)s AND NOT is_spare_part
    ), sellers AS (
        SELECT party_id AS id, row_number() OVER (ORDER BY party_id) AS place
        FROM parties_partyrole WHERE tenant_id = %(tenant)s AND role = 'dealer'
        UNION ALL SELECT NULL, 0
    ), offers AS (
        SELECT month, g.id AS article_id, s.id AS dealer_id,
               CASE abs(hashtext('country' || s.place)) %% 8 WHEN 0 THEN 'AT' WHEN 1 THEN 'CH'
                    ELSE %(country)s END AS country,
               g.weight * (2 + abs(hashtext(month || 'x' || g.id || 'x' || s.place)) %% 5) AS weight
        FROM unnest(%(months)s::date[]) AS month, goods g, sellers s
        WHERE abs(hashtext(g.id || 'of' || s.place)) %% 3 = 0
    )
    INSERT INTO improvement_salesfigure (tenant_id, month, article_id, dealer_id, country, quantity)
    SELECT %(tenant)s, month, article_id, dealer_id, country,
           greatest(round(weight * %(units)s::numeric / sum(weight) OVER ()), 1)::int
    FROM offers
"""


def tell_statistics(world: World, now: datetime) -> None:
    """Two years of sales, as many as the complaints ask for, and all facts."""
    newest = months_after(month_of(now, ZoneInfo(world.zone)), -1)
    months = [months_after(newest, -n) for n in range(MONTHS)]
    with tenant_context(world.tenant_id):
        rebuild_facts(tenant_id=world.tenant_id)
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT count(DISTINCT case_id), count(DISTINCT month) FROM improvement_complaintfact"
            )
            cases, span = cursor.fetchone()
            units = cases / max(span, 1) * MONTHS * _UNITS_A_COMPLAINT
            cursor.execute(
                _SELL,
                {"tenant": world.tenant_id, "months": months, "country": world.country, "units": int(units)},
            )
        total_up(tenant_id=world.tenant_id, months=months)
