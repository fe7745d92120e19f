"""A line of a list: plain data, the state already in the reader's words."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from kulanz.cases.models import choices
from kulanz.cases.rules import READER_OF
from kulanz.cases.wording import load_overrides, state_key, words_of
from kulanz.core.access.actor import Actor

COLUMNS: Final = (
    "pk",
    "number",
    "title",
    "kind",
    "step",
    "claim_status",
    "closed_by",
    "waits_for",
    "severity",
    "safety",
    "dealer_reference",
    "owner_id",
    "created_at",
    "updated_at",
    "next_news_on",
    "follow_up_on",
    "is_spam",
    "created_by_name",
    "customer__name",
    "dealer__name",
    "owner__name",
    "team__name",
)


@dataclass(frozen=True, slots=True)
class Row:
    """A line of a list: plain data, the state already in the reader's words."""

    pk: int
    number: str
    title: str
    kind: str
    kind_text: str
    step: str
    claim_status: str
    waits_for: str
    severity: str
    severity_text: str
    safety: str
    state: str
    customer: str
    dealer: str
    dealer_reference: str
    owner: str
    owner_id: int | None
    team: str
    created_at: datetime
    updated_at: datetime
    next_news_on: date | None
    follow_up_on: date | None
    overdue: bool
    is_spam: bool
    created_by: str


def rows_of(actor: Actor, found: list[dict[str, Any]], today: date, language: str) -> list[Row]:
    overrides = load_overrides(actor.tenant_id) if found else {}
    reader = READER_OF[actor.kind]
    kinds = {value: str(label) for value, label in choices.KIND}
    severities = {value: str(label) for value, label in choices.SEVERITY}
    rows = []
    for r in found:
        is_open = r["step"] in ("recorded", "in_progress")
        rows.append(
            Row(
                pk=r["pk"],
                number=r["number"],
                title=r["title"],
                kind=r["kind"],
                kind_text=kinds[r["kind"]],
                step=r["step"],
                claim_status=r["claim_status"] or "",
                waits_for=r["waits_for"],
                severity=r["severity"],
                severity_text=severities[r["severity"]],
                safety=r["safety"],
                state=words_of(
                    state_key(r["step"], r["closed_by"]),
                    r["waits_for"],
                    reader,
                    language=language,
                    overrides=overrides,
                ),
                customer=r["customer__name"] or "",
                dealer=r["dealer__name"] or "",
                dealer_reference=r["dealer_reference"],
                owner=r["owner__name"] or "",
                owner_id=r["owner_id"],
                team=r["team__name"] or "",
                created_at=r["created_at"],
                updated_at=r["updated_at"],
                next_news_on=r["next_news_on"],
                follow_up_on=r["follow_up_on"],
                overdue=is_open and r["next_news_on"] is not None and r["next_news_on"] < today,
                is_spam=r["is_spam"],
                created_by=r["created_by_name"],
            )
        )
    return rows
