"""The standing report: decided against cheapest, the reasons given, and the decisions behind each figure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Final
from urllib.parse import urlencode

from django.db.models import QuerySet
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from kulanz.core import clock
from kulanz.core.access.http import KulanzRequest
from kulanz.core.money import money_text
from kulanz.core.names import named, named_in_rows
from kulanz.core.tables.serving import sheets_response, table_response
from kulanz.core.tables.writing import Value
from kulanz.interfaces.desk.improvement.asking import number_of
from kulanz.interfaces.desk.improvement.door import simulators
from kulanz.interfaces.desk.improvement.simulated import remedy_names
from kulanz.stages.improvement.queries.decided import (
    Against,
    DecidedReport,
    Narrowed,
    decided_against_cheapest,
    decisions_behind,
)
from kulanz.stages.improvement.words import month_name, month_short, number, span_text

A_PAGE: Final = 50
REASONS_SHOWN: Final = 50


@dataclass(frozen=True, slots=True)
class Line:
    """A month, a remedy or the whole in words; `query` leads to the dearer decisions, empty without any."""

    label: str
    count: str
    decided: str
    decided_value: str
    cheapest: str
    cheapest_value: str
    difference: str
    dearer: str
    extra: str
    query: str


@simulators
@require_GET
def decided(request: KulanzRequest) -> HttpResponse:
    report = decided_against_cheapest(actor=request.actor, at=clock.now())
    names = remedy_names(request.tenant.pk)
    currency = request.tenant.currency
    every = request.GET.get("alle") == "1"
    reasons = report.reasons if every else report.reasons[:REASONS_SHOWN]
    context: dict[str, Any] = {
        "span": span_text(report.window),
        "is_empty": not report.whole.count and not report.whole.without,
        "whole": _line("", report.whole, currency, {}),
        "without": number(report.whole.without) if report.whole.without else "",
        "months": [
            _line(month_short(month), one, currency, {"monat": month.isoformat()})
            for month, one in report.months.items()
        ],
        "remedies": [
            _line(names.get(code, code), one, currency, {"massnahme": code})
            for code, one in report.remedies.items()
        ],
        "reasons": [
            (
                one.reason,
                one.remedy,
                number(one.count),
                _money(one.extra, currency),
                urlencode({"massnahme": one.code, **_reason(one.reason)}),
            )
            for one in reasons
        ],
        "more_reasons": len(report.reasons) - len(reasons),
        "menu_current": "decided",
    }
    return render(request, "desk/improvement/decided.html", context)


@simulators
@require_GET
def decided_cases(request: KulanzRequest) -> HttpResponse:
    """The decisions behind one figure, a page at a time."""
    narrowed = _narrowed(request.GET)
    found = decisions_behind(actor=request.actor, at=clock.now(), narrowed=narrowed)
    count = found.count()
    before = number_of(request.GET.get("cursor"))
    rows = list((found if before is None else found.filter(pk__lt=before))[: A_PAGE + 1])
    kept = request.GET.copy()
    kept.pop("cursor", None)
    context = {
        "rows": [_shown(fact, request.tenant.currency) for fact in rows[:A_PAGE]],
        "count": count,
        "next_cursor": str(rows[A_PAGE - 1].pk) if len(rows) > A_PAGE else "",
        "what": _what(request, narrowed),
        "query": kept.urlencode(),
        "menu_current": "decided",
    }
    return render(request, "desk/improvement/decided_cases.html", context)


@simulators
@require_GET
def decided_export(request: KulanzRequest) -> HttpResponse:
    """The dearer decisions as CSV, narrowed as on the page, or the report as the sheets of one XLSX file."""
    at = clock.now()
    narrowed = _narrowed(request.GET)
    behind = _values(decisions_behind(actor=request.actor, at=at, narrowed=narrowed))
    name = f"entschieden-gegen-guenstigste-{timezone.localdate(at):%Y-%m-%d}"
    if request.GET.get("form") != "xlsx":
        return table_response(name, "csv", _headings(), behind)
    report = decided_against_cheapest(actor=request.actor, at=at)
    names = remedy_names(request.tenant.pk)
    sheets: dict[str, Any] = {
        _("Monate"): _sheet(_("Monat"), ((month_name(m), one) for m, one in report.months.items())),
        _("Maßnahmen"): _sheet(_("Maßnahme"), ((names.get(c, c), one) for c, one in report.remedies.items())),
        _("Gründe"): (
            [_("Grund"), _("Maßnahme"), _("Teurere Entscheidungen"), _("Mehrkosten")],
            _reason_values(report),
        ),
        _("Vorgänge"): (_headings(), behind),
    }
    return sheets_response(name, sheets)


def _narrowed(given: QueryDict) -> Narrowed:
    month = None
    if "monat" in given:
        try:
            month = date.fromisoformat(given.get("monat", ""))
        except ValueError:
            raise Http404 from None
    reason = "" if given.get("ohne") == "1" else given.get("grund")
    return Narrowed(
        month=month,
        remedy=_plain(given.get("massnahme", ""))[:30],
        reason=None if reason is None else _plain(reason)[:300],
        only_dearer=given.get("auch") != "1",
    )


def _plain(text: str) -> str:
    """PostgreSQL knows no NUL."""
    return text.replace("\0", "")


def _reason(reason: str) -> dict[str, str]:
    return {"grund": reason} if reason else {"ohne": "1"}


def _what(request: KulanzRequest, narrowed: Narrowed) -> str:
    parts = []
    if narrowed.remedy:
        parts.append(remedy_names(request.tenant.pk).get(narrowed.remedy, narrowed.remedy))
    if narrowed.reason is not None:
        parts.append(f"„{narrowed.reason}“" if narrowed.reason else _("ohne Grund"))
    if narrowed.month is not None:
        parts.append(month_name(narrowed.month))
    return " · ".join(parts) or _("alle")


def _line(label: str, one: Against, currency: str, narrowed: dict[str, str]) -> Line:
    return Line(
        label=label,
        count=number(one.count),
        decided=_money(one.decided, currency),
        decided_value=str(one.decided),
        cheapest=_money(one.cheapest, currency),
        cheapest_value=str(one.cheapest),
        difference=_signed(one.difference, currency),
        dearer=number(one.dearer),
        extra=_money(one.extra, currency),
        query=f"?{urlencode(narrowed)}" if one.dearer else "",
    )


def _money(amount: Decimal, currency: str) -> str:
    return money_text(amount, currency, get_language() or "de")


def _signed(amount: Decimal, currency: str) -> str:
    sign = "+" if amount > 0 else "−" if amount < 0 else ""
    return f"{sign}{_money(abs(amount), currency)}"


def _shown(fact: Any, currency: str) -> dict[str, Any]:
    decision = fact.decision
    total, cheapest = decision.total, decision.cheapest_total
    difference = None if total is None or cheapest is None else total - cheapest
    return {
        "number": fact.case.number,
        "title": fact.case.title,
        "remedy": named(decision.remedy),
        "total": "–" if total is None else _money(total, currency),
        "cheapest": "–" if cheapest is None else _money(cheapest, currency),
        "difference": "–" if difference is None else _signed(difference, currency),
        "reason": fact.reason,
        "by": decision.decided_by_name or decision.proposed_by_name,
        "at": decision.decided_at or decision.proposed_at,
    }


def _sheet(first: str, rows: Iterable[tuple[str, Against]]) -> tuple[list[str], list[list[Value]]]:
    headings = [
        first,
        _("Entscheidungen"),
        _("Kosten entschieden"),
        _("Kosten der günstigsten"),
        _("Differenz"),
        _("Davon teurer"),
        _("Mehrkosten"),
        _("Ohne Vergleich"),
    ]
    return headings, [
        [
            label, one.count, one.decided, one.cheapest, one.difference, one.dearer, one.extra, one.without,
        ]
        for label, one in rows
    ]  # fmt: skip


def _reason_values(report: DecidedReport) -> list[list[Value]]:
    return [[one.reason, one.remedy, one.count, one.extra] for one in report.reasons]


def _headings() -> list[str]:
    return [
        _("Vorgang"),
        _("Entschieden am"),
        _("Entschieden von"),
        _("Maßnahme"),
        _("Kosten entschieden"),
        _("Günstigste"),
        _("Kosten der günstigsten"),
        _("Differenz"),
        _("Grund"),
    ]


def _values(found: QuerySet[Any]) -> list[list[Value]]:
    rows = found.values_list(
        "case__number", "decision__decided_at", "decision__proposed_at", "decision__decided_by_name",
        "decision__proposed_by_name", named_in_rows("decision__remedy__"), "decision__total",
        "decision__cheapest_code",
        "decision__cheapest_total", "reason", "decision__remedy__tenant",
    )  # fmt: skip
    names: dict[str, str] = {}
    told: list[list[Value]] = []
    for case, decided_at, proposed_at, by, proposed_by, remedy, total, code, cheapest, reason, tenant in rows:
        names = names or remedy_names(tenant)
        told.append(
            [
                case,
                timezone.localdate(decided_at or proposed_at),
                by or proposed_by,
                remedy,
                total,
                names.get(code, code),
                cheapest,
                None if total is None or cheapest is None else total - cheapest,
                reason,
            ]
        )
    return told
