"""What was decided for a person, offered and credited, for the export of his data; accounts are masked."""

from __future__ import annotations

from typing import Any

from kulanz.cases.models import Case
from kulanz.stages.billing.models import CreditNote, PaymentDetails
from kulanz.stages.solution.models import Decision, Offer

_OFFER = (
    "net", "tax_rate", "gross", "currency", "state", "text", "made_at", "expires_on", "reminded_at",
    "answered_at", "answered_by_name", "answered_channel", "answer_text", "counter_amount", "evidence",
)  # fmt: skip
_CREDIT = (
    "number", "state", "net", "tax", "rounding", "gross", "currency", "invoice_number", "declaration",
    "declaration_at", "released_at", "confirmed_at", "external_number", "pay_out",
)  # fmt: skip


def offers_and_credits(case: Case) -> dict[str, Any]:
    """Of a case that is about the person himself."""
    masked = dict(
        PaymentDetails.objects.filter(credit_note__case=case).values_list("credit_note_id", "iban_masked")
    )
    return {
        "remedies": [
            {
                "remedy": decision.remedy.name,
                "state": decision.state,
                "decided_at": decision.decided_at,
                "note": decision.note,
                "wish_reason": decision.wish_reason,
            }
            for decision in Decision.objects.filter(case=case).select_related("remedy")
        ],
        "offers": [{name: getattr(o, name) for name in _OFFER} for o in Offer.objects.filter(case=case)],
        "credits": [
            {**{name: getattr(c, name) for name in _CREDIT}, "account": masked.get(c.pk, "")}
            for c in CreditNote.objects.filter(case=case)
        ],
    }
