"""The statements that furnish a scratch home with decided complaints.

`dice(id, n)` below stands for a number from 0 to 999 that hangs on the row's id and on which dice it is.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final, TypeAlias

from django.db import models

from kulanz.config.bench.stock_calculations import CALL_OUT, WITH_CALL_OUT
from kulanz.stages.execution.models import Order, OrderLine
from kulanz.stages.solution.models import Decision, DecisionPosition

Insert: TypeAlias = tuple[type[models.Model], str, Mapping[str, str]]

_DICE: Final = re.compile(r"dice\(([\w.]+), (\d+)\)")


def diced(text: str) -> str:
    """With the dice written out."""
    return _DICE.sub(r"(abs(hashint8extended(\1, \2)) %% 1000)", text)


# Until so many were decided within the last twelve full months: decisions follow two days after the case.
CASES_AGAIN: Final = """(
    SELECT original.*, 'BENCH-' || original.id || '-' || turn AS copied_as
    FROM cases_case original, generate_series(1, 100) AS turn
    WHERE original.tenant_id = %(tenant)s AND original.kind = 'complaint' AND original.step = 'closed'
      AND original.claim_status = 'remedy_started' AND NOT original.is_spam
      AND original.created_at >= %(since)s AND original.created_at < %(until)s
    ORDER BY turn, original.id
    LIMIT greatest(%(complaints)s - (
        SELECT count(*) FROM cases_case WHERE tenant_id = %(tenant)s AND kind = 'complaint' AND NOT is_spam
          AND claim_status = 'remedy_started' AND created_at >= %(since)s AND created_at < %(until)s), 0)
) c"""

POSITIONS_AGAIN: Final = """cases_case c
    JOIN cases_position p ON p.case_id = split_part(c.number, '-', 2)::bigint AND p.tenant_id = %(tenant)s
    WHERE c.tenant_id = %(tenant)s AND c.number LIKE 'BENCH-%%'"""

POSITIONS_MORE: Final = diced("""(
        SELECT DISTINCT ON (p.case_id) p.* FROM cases_position p JOIN cases_case c ON c.id = p.case_id
        WHERE p.tenant_id = %(tenant)s AND c.kind = 'complaint' AND dice(c.id, 1) < 100
        ORDER BY p.case_id, p.id
    ) p
    CROSS JOIN generate_series(1, 2) AS turn
    JOIN (
        SELECT id, product_group_id, row_number() OVER (ORDER BY id) AS place, count(*) OVER () AS many
        FROM catalog_article WHERE tenant_id = %(tenant)s AND NOT is_spare_part
    ) a ON a.place = 1 + (p.id + turn) %% a.many""")

PRICES: Final = """
    UPDATE cases_position SET price_paid = 357, tax_rate = 19, currency = 'EUR'
    WHERE tenant_id = %(tenant)s AND claim_status IS NOT NULL AND price_paid IS NULL"""

CALCULATIONS: Final = """
    CREATE TEMPORARY TABLE bench_calculation (
        article_id bigint, remedy_id bigint, code text, frozen jsonb, total numeric, benchmark numeric,
        cheapest text, recommended text
    ) ON COMMIT DROP"""

# Parts are sent most often, then somebody calls; in an ended case the remedy is done.
TO_DECIDE: Final = diced("""
    CREATE TEMPORARY TABLE bench_decided ON COMMIT DROP AS
    SELECT c.id AS case_id, c.customer_id, c.step = 'closed' AS ended, p.id AS position_id, p.article_id,
           c.claim_status = 'accepted' AS proposed,
           (60 + c.id %% 9000 / 100.0)::numeric(12, 2) AS call_out,
           CASE WHEN dice(c.id, 2) < 350 THEN 'spare_part' WHEN dice(c.id, 2) < 550 THEN 'external_service'
                WHEN dice(c.id, 2) < 700 THEN 'price_reduction' WHEN dice(c.id, 2) < 850 THEN 'exchange'
                WHEN dice(c.id, 2) < 900 THEN 'delivery_no_return' ELSE 'pick_up_credit' END AS code,
           least(c.created_at + interval '2 days', coalesce(c.closed_at, %(at)s)) AS decided_at,
           coalesce(c.closed_at, %(at)s) AS ended_at
    FROM cases_case c
    JOIN LATERAL (
        SELECT p.id, p.article_id FROM cases_position p
        WHERE p.case_id = c.id AND p.tenant_id = %(tenant)s ORDER BY p.id LIMIT 1
    ) p ON true
    WHERE c.tenant_id = %(tenant)s AND c.kind = 'complaint' AND NOT c.is_spam
      AND (c.claim_status = 'remedy_started'
           OR c.claim_status = 'accepted' AND c.step = 'in_progress' AND dice(c.id, 3) < 100)
      AND NOT EXISTS (
          SELECT 1 FROM solution_decisionposition held
          JOIN cases_position other ON other.id = held.position_id
          WHERE other.case_id = c.id AND held.holds
      )""")

# What was entered, what it makes, and whose position it is.
_CALCULATION: Final = f"""replace(replace(replace(k.frozen::text,
    'position:0', 'position:' || d.position_id), '"{CALL_OUT}"', '"' || d.call_out || '"'),
    '"{WITH_CALL_OUT}"', '"' || d.call_out + 35 || '"')::jsonb"""

DECISIONS: Final[tuple[Insert, ...]] = (
    (
        Decision,
        """bench_decided d
           JOIN bench_calculation k ON k.article_id = d.article_id AND k.code = d.code""",
        {
            "tenant_id": "%(tenant)s",
            "case_id": "d.case_id",
            "remedy_id": "k.remedy_id",
            "state": "CASE WHEN d.proposed THEN 'proposed' WHEN d.ended THEN 'done' ELSE 'under_way' END",
            "key": "'bench:' || d.case_id",
            "calculation": _CALCULATION,
            "currency": "'EUR'",
            "total": "CASE d.code WHEN 'external_service' THEN d.call_out + 35 ELSE k.total END",
            "benchmark_total": "k.benchmark",
            "cheapest_total": "(SELECT total FROM bench_calculation low WHERE low.article_id = k.article_id"
            " AND low.code = k.cheapest)",
            "cheapest_code": "k.cheapest",
            "recommended_code": "k.recommended",
            "credit": "CASE d.code WHEN 'price_reduction' THEN 40 WHEN 'pick_up_credit' THEN 300 END",
            "dearer_reason": "CASE WHEN k.total > k.benchmark THEN 'Kundin braucht das Möbel' ELSE '' END",
            "recipient": "'customer'",
            "proposed_at": "d.decided_at",
            "proposed_by_name": "'Messung'",
            "decided_at": "CASE WHEN NOT d.proposed THEN d.decided_at END",
            "decided_by_name": "'Messung'",
            "ended_at": "CASE WHEN d.ended THEN d.ended_at END",
        },
    ),
    (
        DecisionPosition,
        """solution_decision d
           JOIN cases_position p ON p.case_id = d.case_id AND p.tenant_id = %(tenant)s
           WHERE d.tenant_id = %(tenant)s AND d.key LIKE 'bench:%%'""",
        {"tenant_id": "%(tenant)s", "decision_id": "d.id", "position_id": "p.id", "holds": "true"},
    ),
)

ORDERS: Final[tuple[Insert, ...]] = (
    (
        Order,
        diced("""(
            SELECT d.id AS decision_id, d.case_id, d.ended_at, ordered.kind, c.customer_id, d.decided_at,
                   row_number() OVER () AS number, party.name, dice(d.case_id, 6) AS age,
                   CASE WHEN ordered.kind = 'pick_up' THEN dice(d.id, 7) ELSE dice(d.id, 8) END AS own
            FROM solution_decision d
            JOIN cases_case c ON c.id = d.case_id
            JOIN solution_remedy r ON r.id = d.remedy_id
            LEFT JOIN parties_party party ON party.id = c.customer_id
            CROSS JOIN LATERAL unnest(r.orders) AS ordered (kind)
            WHERE d.tenant_id = %(tenant)s AND d.key LIKE 'bench:%%' AND d.state <> 'proposed'
        ) d CROSS JOIN LATERAL (
            SELECT CASE
                WHEN d.ended_at IS NOT NULL THEN
                    CASE WHEN own < 985 THEN 'done' WHEN own < 995 THEN 'failed'
                         WHEN own < 998 THEN 'under_way' ELSE 'handed_over' END
                ELSE CASE WHEN own < 150 THEN 'recorded' WHEN own < 400 THEN 'handed_over'
                          WHEN own < 650 THEN 'confirmed' WHEN own < 850 THEN 'under_way'
                          WHEN own < 900 THEN 'failed' ELSE 'done' END
            END AS state
        ) s"""),
        {
            "tenant_id": "%(tenant)s",
            "number": "'A-BENCH-' || d.number",
            "case_id": "d.case_id",
            "decision_id": "d.decision_id",
            "kind": "d.kind",
            "state": "s.state",
            "state_since": "CASE WHEN s.state = 'done' THEN coalesce(d.ended_at, %(at)s)"
            " ELSE %(at)s - make_interval(hours => (d.age / CASE WHEN s.state IN ('recorded', 'handed_over')"
            " THEN 10 ELSE 3 END)::int) END",
            "recipient_id": "d.customer_id",
            "name": "coalesce(d.name, 'Kundin')",
            "street": "'Am Deich 7'",
            "postcode": "'20459'",
            "city": "'Hamburg'",
            "country": "'DE'",
            "planned_on": "CASE WHEN s.state IN ('confirmed', 'under_way')"
            " THEN %(today)s::date + (d.age / 50)::int - 5 END",
            "created_at": "d.decided_at",
            "created_by_name": "'Messung'",
        },
    ),
    (
        OrderLine,
        """execution_order o
           JOIN cases_position p ON p.case_id = o.case_id AND p.tenant_id = %(tenant)s
           JOIN catalog_article a ON a.id = p.article_id
           WHERE o.tenant_id = %(tenant)s AND o.number LIKE 'A-BENCH-%%'""",
        {
            "tenant_id": "%(tenant)s",
            "order_id": "o.id",
            "position_id": "p.id",
            "article_id": "a.id",
            "article_number": "a.number",
            "name": "a.name",
            "quantity": "p.quantity",
            "weight_kg": "a.weight_kg",
        },
    ),
)
