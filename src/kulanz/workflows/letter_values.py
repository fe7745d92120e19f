"""What stands for the placeholders of a letter: facts of the case, of its decision and of its orders."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from babel.dates import format_date
from babel.numbers import format_decimal

from kulanz.cases.models import Case, Position
from kulanz.cases.rules import ClaimStatus, Coverage, Reader, Safety
from kulanz.core.access.actor import Actor
from kulanz.stages.contact.letter_rules import GRANTS, SAYS_WHO_FITS
from kulanz.stages.contact.models import LetterKind
from kulanz.stages.contact.placeholders import LOCALES, values_for
from kulanz.stages.execution.models import Order
from kulanz.stages.execution.models.visits import OPEN_VISITS
from kulanz.stages.execution.queries.safety_statements import must_not_be_used
from kulanz.stages.execution.rules.orders import OrderState
from kulanz.stages.execution.rules.visits import ON_PLAN
from kulanz.stages.solution.models import Decision
from kulanz.stages.solution.queries.reasons import reason_in
from kulanz.stages.solution.rules.remedies import LIVE, OrderKind
from kulanz.workflows.customers_words import solution_told
from kulanz.workflows.phrases import phrase


def letter_values(
    case: Case, kind: LetterKind, *, actor: Actor, language: str, at: datetime
) -> dict[str, str]:
    """All the case itself can say. Amounts and deadlines come from whoever makes the offer."""
    values = values_for(case, agent=actor.name, reader=Reader.CUSTOMER, language=language, at=at)
    positions = _meant(list(case.positions.select_related("article")), kind)
    rejected = kind is LetterKind.REJECTION or case.claim_status == ClaimStatus.REJECTED
    goodwill = kind in GRANTS and case.coverage == Coverage.GOODWILL and not rejected
    word = "letter_decision_goodwill" if case.coverage == Coverage.GOODWILL else "letter_decision"
    return {
        **values,
        "reference": case.customer_reference,
        "positions": "\n".join(_told(position, language) for position in positions),
        "symptom": _lines(position.symptom for position in positions),
        "invoice_number": ", ".join(_once(position.invoice_number for position in positions)),
        "reason": reason_in(language, _reason(case, positions, kind), tenant_id=case.tenant_id),
        "solution": "" if rejected else solution_told(case, language),
        "fitting": _fitting(case, language) if kind in SAYS_WHO_FITS and not rejected else "",
        "goodwill": phrase("letter_goodwill", language) if goodwill else "",
        "objection": phrase("letter_objection", language) if kind is LetterKind.REJECTION else "",
        "decision": phrase(word, language),
        **_decided(case, language),
    }


def _fitting(case: Case, language: str) -> str:
    """That somebody brings and fits the parts that were ordered, and not to use the product until then."""
    visit = case.visits.filter(OPEN_VISITS, order__isnull=False).exclude(order__kind=OrderKind.SERVICE.value)
    states = list(visit.values_list("state", flat=True))
    if not states:
        return ""
    found = ["letter_fitting"]
    if not any(state in ON_PLAN for state in states):
        found.append("letter_fitting_date")
    if case.safety == Safety.YES or must_not_be_used(case):
        found.append("letter_fitting_danger")
    return " ".join(phrase(word, language) for word in found)


def _meant(positions: list[Position], kind: LetterKind) -> list[Position]:
    """Decided differently, a rejection speaks of the rejected positions and a grant of the rest."""
    rejected = [p for p in positions if p.claim_status == ClaimStatus.REJECTED]
    if kind is LetterKind.REJECTION:
        return rejected or positions
    if kind in GRANTS:
        return [p for p in positions if p not in rejected] or positions
    return positions


def _reason(case: Case, meant: list[Position], kind: LetterKind) -> str:
    """A rejection gives the reasons of what is rejected, never why the rest was granted."""
    own = _lines(position.claim_reason for position in meant)
    return own or case.claim_reason if kind is LetterKind.REJECTION else case.claim_reason or own


def _decided(case: Case, language: str) -> dict[str, str]:
    live = Decision.objects.filter(case=case, state__in=[state.value for state in LIVE])
    names = [
        (decision.remedy.name_en if language.startswith("en") else "") or decision.remedy.name
        for decision in live.select_related("remedy")
    ]
    visit = (
        Order.objects.filter(case=case, kind=OrderKind.SERVICE.value)
        .exclude(state__in=[OrderState.CANCELLED.value, OrderState.FAILED.value])
        .select_related("executor")
        .order_by("-id")
        .first()
    )
    return {
        "remedy": ", ".join(_once(names)),
        "executor": visit.executor.name if visit is not None and visit.executor is not None else "",
        "visit_on": long_date(visit.planned_on, language) if visit is not None else "",
    }


def long_date(day: date | None, language: str) -> str:
    """“24. November 2026” in the recipient's language; empty without a day."""
    return format_date(day, "long", locale=LOCALES.get(language[:2], "de_DE")) if day else ""


def _told(position: Position, language: str) -> str:
    quantity = format_decimal(position.quantity.normalize(), locale=LOCALES.get(language[:2], "de_DE"))
    name = position.label or phrase("letter_item", language)
    serial = (
        phrase("letter_serial", language, number=position.serial_number) if position.serial_number else ""
    )
    return ", ".join(part for part in (f"{quantity} × {name}", serial) if part)


def _lines(texts: Iterable[str]) -> str:
    return "\n".join(_once(texts))


def _once(texts: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(text.strip() for text in texts if text.strip()))
