"""What the facts about complaints should say, as one statement; writing and checking both go by it."""

from __future__ import annotations

from typing import Any, Final

from kulanz.cases.rules import ClaimStatus, Kind, Step
from kulanz.core.tenancy.models import Tenant
from kulanz.stages.improvement.rules.repeats import Repeats
from kulanz.stages.solution.rules.remedies import DecisionState

COLUMNS: Final = (
    "case_id, position_id, day, month, article_id, product_group_id, supplier_id, dealer_id, country,"
    " failure_code, remedy_id, hundredths, accepted, delivered_month, repeats, repeats_accepted"
)

_GROUPINGS: Final = {
    Repeats.CASE: "",
    Repeats.ARTICLE: ", article_id",
    Repeats.GROUP: ", product_group_id",
    Repeats.SUPPLIER: ", supplier_id",
    Repeats.FAILURE_CODE: ", failure_code",
    Repeats.REMEDY: ", remedy_id",
    Repeats.DELIVERED: ", delivered_month",
}


def repeats_sql(wanted: Repeats) -> str:
    """The columns `repeats` and `repeats_accepted` with the wanted bits, over rows that are all there are.

    A bit is set where an earlier row of the case has the same value.
    """
    among_all, among_accepted = (
        " + ".join(
            f"(row_number() OVER (PARTITION BY case_id{columns}{among} ORDER BY position_id) > 1)::int"
            f" * {bit:d}"
            for bit, columns in _GROUPINGS.items()
            if bit in wanted
        )
        for among in ("", ", accepted")
    )
    return (
        f"({among_all})::smallint AS repeats,"
        f" CASE WHEN accepted THEN ({among_accepted})::smallint ELSE 0::smallint END AS repeats_accepted"
    )


# Parameters: those of `parameters`. All rows of a case are told at once, never some of them.
EXPECTED: Final = f"""
    SELECT *, {repeats_sql(~Repeats(0))}
    FROM (
        SELECT c.id AS case_id, p.id AS position_id,
               (c.created_at AT TIME ZONE %(zone)s)::date AS day,
               date_trunc('month', c.created_at AT TIME ZONE %(zone)s)::date AS month,
               p.article_id,
               coalesce(a.product_group_id, p.product_group_id) AS product_group_id,
               coalesce(p.supplier_id, a.supplier_id) AS supplier_id,
               c.dealer_id,
               coalesce(
                   place.country,
                   (SELECT home.country FROM parties_address home
                    WHERE home.tenant_id = %(tenant)s AND home.party_id = c.customer_id
                    ORDER BY home.is_main DESC, home.id LIMIT 1),
                   %(country)s
               )::varchar(2) AS country,
               coalesce(p.failure_code, '')::varchar(40) AS failure_code,
               (SELECT decision.remedy_id
                FROM solution_decisionposition chosen
                JOIN solution_decision decision ON decision.id = chosen.decision_id
                WHERE chosen.position_id = p.id AND chosen.holds AND decision.state = ANY(%(decided)s)
               ) AS remedy_id,
               coalesce(p.quantity * 100, 0)::bigint AS hundredths,
               coalesce(p.claim_status, c.claim_status) = ANY(%(accepted)s) AS accepted,
               date_trunc('month', p.delivered_on::timestamp)::date AS delivered_month
        FROM cases_case c
        LEFT JOIN cases_position p ON p.case_id = c.id AND p.tenant_id = %(tenant)s
        LEFT JOIN catalog_article a ON a.id = p.article_id
        LEFT JOIN parties_address place ON place.id = c.place_of_use_id
        WHERE c.tenant_id = %(tenant)s AND c.kind = %(kind)s AND c.step <> %(cancelled)s
          AND NOT c.is_spam AND c.merged_into_id IS NULL
          AND (%(cases)s::bigint[] IS NULL OR c.id = ANY(%(cases)s))
    ) counted
"""  # noqa: S608  # the bits and columns above are ours


def parameters(tenant_id: int, case_ids: list[int] | None = None) -> dict[str, Any]:
    """The statement's parameters, for some cases or for all of the tenant's."""
    zone, country = Tenant.objects.values_list("time_zone", "country").get(pk=tenant_id)
    return {
        "tenant": tenant_id,
        "zone": zone,
        "country": country,
        "cases": case_ids,
        "kind": Kind.COMPLAINT.value,
        "cancelled": Step.CANCELLED.value,
        "accepted": [ClaimStatus.ACCEPTED.value, ClaimStatus.REMEDY_STARTED.value],
        "decided": [DecisionState.UNDER_WAY.value, DecisionState.DONE.value],
    }
