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
# Articles sell what makes their rate a believable one: from so many thousandths on, in as many steps. The
# one most complained of stands out.
_LEAST, _STEPS, _WORST = 6, 19, 56

# What is chance hangs on numbers alone: the same demo every time.
_SELL: Final = """
    WITH found AS (
        SELECT article_id, count(DISTINCT case_id) AS cases FROM improvement_complaintfact
        WHERE tenant_id = %(tenant)s AND month = ANY(%(year)s) GROUP BY article_id
    ), goods AS (
        SELECT a.id, greatest(coalesce(f.cases, 0), 1) * 1000.0 / CASE
                   WHEN row_number() OVER (ORDER BY coalesce(f.cases, 0) DESC, a.number) = 1 THEN %(worst)s
                   ELSE %(least)s + abs(hashtext('article' || a.number)) %% %(steps)s
               END / 12 AS monthly
        FROM catalog_article a LEFT JOIN found f ON f.article_id = a.id
        WHERE a.tenant_id = %(tenant)s AND NOT a.is_spare_part
    ), sellers AS (
        SELECT role.party_id AS id, row_number() OVER (ORDER BY role.party_id) AS place,
               (SELECT 1 + count(DISTINCT case_id) FROM improvement_complaintfact fact
                WHERE fact.tenant_id = %(tenant)s AND fact.dealer_id = role.party_id) AS weight
        FROM parties_partyrole role WHERE role.tenant_id = %(tenant)s AND role.role = 'dealer'
        UNION ALL
        SELECT NULL, 0, 1 + count(DISTINCT case_id) FROM improvement_complaintfact
        WHERE tenant_id = %(tenant)s AND dealer_id IS NULL
    ), offers AS (
        SELECT month, g.id AS article_id, s.id AS dealer_id, g.monthly,
               CASE abs(hashtext('country' || s.place)) %% 8 WHEN 0 THEN 'AT' WHEN 1 THEN 'CH'
                    ELSE %(country)s END AS country,
               s.weight * (2 + abs(hashtext(month || 'x' || g.id || 'x' || s.place)) %% 5) AS weight
        FROM unnest(%(months)s::date[]) AS month, goods g, sellers s
        WHERE s.place = 0 OR abs(hashtext(g.id || 'of' || s.place)) %% 3 = 0
    ), shares AS (
        SELECT month, article_id, dealer_id, country,
               monthly * weight / sum(weight) OVER (PARTITION BY month, article_id) AS units,
               abs(hashtext(month || 'r' || article_id || 'r' || coalesce(dealer_id, 0))) %% 1000 / 1000.0
                   AS chance
        FROM offers
    )
    INSERT INTO improvement_salesfigure (tenant_id, month, article_id, dealer_id, country, quantity)
    SELECT %(tenant)s, month, article_id, dealer_id, country, floor(units + chance)::int
    FROM shares WHERE floor(units + chance) > 0
"""


def tell_statistics(world: World, now: datetime) -> None:
    """Two years of sales, as many as the complaints ask for, and all facts."""
    newest = months_after(month_of(now, ZoneInfo(world.zone)), -1)
    months = [months_after(newest, -n) for n in range(MONTHS)]
    with tenant_context(world.tenant_id):
        rebuild_facts(tenant_id=world.tenant_id)
        with connection.cursor() as cursor:
            cursor.execute(
                _SELL,
                {
                    "tenant": world.tenant_id, "months": months, "year": months[:12],
                    "country": world.country, "least": _LEAST, "steps": _STEPS, "worst": _WORST,
                },
            )  # fmt: skip
        total_up(tenant_id=world.tenant_id, months=months)
