"""Statements, too: offers and credit notes of the decisions, and photos that were asked for."""

from __future__ import annotations

from typing import Final

from kulanz.cases.models import CaseFile
from kulanz.config.bench.stock_statements import Insert, diced
from kulanz.core.files.models import StoredFile
from kulanz.stages.billing.models import CreditNote
from kulanz.stages.contact.models import Letter
from kulanz.stages.solution.models import Offer

CREDITS: Final[tuple[Insert, ...]] = (
    (
        Offer,
        diced("""(
            SELECT d.id AS decision_id, d.case_id, d.decided_at, d.ended_at, dice(d.id, 9) AS luck,
                   CASE WHEN d.ended_at IS NOT NULL THEN 'accepted' WHEN dice(d.id, 10) < 750 THEN 'open'
                        ELSE 'expired' END AS state
            FROM solution_decision d JOIN solution_remedy r ON r.id = d.remedy_id
            WHERE d.tenant_id = %(tenant)s AND d.key LIKE 'bench:%%' AND r.code = 'price_reduction'
              AND d.state <> 'proposed'
        ) d"""),
        {
            "tenant_id": "%(tenant)s",
            "case_id": "d.case_id",
            "decision_id": "d.decision_id",
            "state": "d.state",
            "net": "40",
            "tax_rate": "19",
            "gross": "47.60",
            "currency": "'EUR'",
            "shown_gross": "true",
            "made_at": "d.decided_at",
            "made_by_name": "'Messung'",
            "expires_on": "CASE d.state WHEN 'open' THEN %(today)s::date + (d.luck / 70)::int"
            " ELSE d.decided_at::date + 14 END",
            "answered_at": "CASE d.state WHEN 'accepted' THEN d.ended_at END",
            "counter_amount": "CASE WHEN d.state = 'open' AND d.luck %% 5 = 0 THEN 60 END",
        },
    ),
    (
        CreditNote,
        diced("""(
            SELECT d.id AS decision_id, d.case_id, d.ended_at, c.customer_id, d.credit AS net,
                   round(d.credit * 0.19, 2) AS tax, row_number() OVER () AS number, offer.id AS offer_id,
                   CASE WHEN dice(d.id, 11) < 940 THEN 'confirmed' WHEN dice(d.id, 11) < 960 THEN 'released'
                        WHEN dice(d.id, 11) < 990 THEN 'recorded' ELSE 'waits_for_goods' END AS state
            FROM solution_decision d JOIN cases_case c ON c.id = d.case_id
            LEFT JOIN solution_offer offer ON offer.decision_id = d.id
            WHERE d.tenant_id = %(tenant)s AND d.key LIKE 'bench:%%' AND d.state = 'done'
              AND d.credit IS NOT NULL
        ) d"""),
        {
            "tenant_id": "%(tenant)s",
            "number": "'G-BENCH-' || d.number",
            "case_id": "d.case_id",
            "decision_id": "d.decision_id",
            "offer_id": "d.offer_id",
            "party_id": "d.customer_id",
            "state": "d.state",
            "state_since": "d.ended_at",
            "net": "d.net",
            "tax_rate": "19",
            "tax": "d.tax",
            "gross": "d.net + d.tax",
            "currency": "'EUR'",
            "declaration_at": "CASE WHEN d.state <> 'waits_for_goods' THEN d.ended_at END",
            "created_at": "d.ended_at",
            "created_by_name": "'Messung'",
        },
    ),
)

# Asked for in every tenth open complaint, where nothing has come since, and in some that have ended.
_ASKED: Final = diced("""cases_case c
    WHERE c.tenant_id = %(tenant)s AND c.kind = 'complaint' AND NOT c.is_spam
    AND dice(c.id, 12) < CASE WHEN c.closed_at IS NULL THEN 100 ELSE 50 END""")

PHOTO_REQUESTS: Final[tuple[Insert, ...]] = (
    (
        StoredFile,
        "(SELECT 1) one",
        {
            "tenant_id": "%(tenant)s",
            "key": "'bench'",
            "sha256": "repeat('0', 64)",
            "size": "0",
            "content_type": "'application/pdf'",
            "name": "'Fotoanforderung.pdf'",
            "state": "'erased'",
            "created_at": "%(at)s",
        },
    ),
    (
        CaseFile,
        _ASKED,
        {
            "tenant_id": "%(tenant)s",
            "case_id": "c.id",
            "stored_id": "(SELECT id FROM files_storedfile WHERE key = 'bench')",
            "audience": "'customer'",
            "name": "'Fotoanforderung.pdf'",
            "uploaded_by_name": "'Messung'",
            "created_at": "coalesce(c.closed_at, %(at)s) - interval '1 hour'",
        },
    ),
    (
        Letter,
        """cases_casefile f JOIN cases_case c ON c.id = f.case_id
           WHERE f.stored_id = (SELECT id FROM files_storedfile WHERE key = 'bench')""",
        {
            "tenant_id": "%(tenant)s",
            "case_id": "c.id",
            "file_id": "f.id",
            "kind": "'photo_request'",
            "state": "'printed'",
            "recipient": "'Kundin'",
            "photos_due": "c.closed_at IS NULL",
            "created_at": "f.created_at",
        },
    ),
)
