"""The complaint rate: one page, its cases, and the lists to take away."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Final, cast

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from kulanz.core import clock
from kulanz.core.access.http import KulanzRequest
from kulanz.core.names import named_in_rows
from kulanz.core.tables.serving import sheets_response, table_response
from kulanz.core.tables.writing import Value
from kulanz.interfaces.desk.improvement.asking import (
    COUNTED,
    COUNTINGS,
    LISTS,
    Question,
    asked_of,
    number_of,
    question_of,
)
from kulanz.interfaces.desk.improvement.door import readers
from kulanz.interfaces.desk.improvement.presenting import SHOWN, label_of, line_of, list_lines, month_lines
from kulanz.masterdata.catalog.permissions import groups_visible_to
from kulanz.masterdata.catalog.wording import country_text
from kulanz.stages.improvement.permissions import StatisticsAction, may_with_statistics
from kulanz.stages.improvement.queries.figures import Row
from kulanz.stages.improvement.queries.names import countries_met, names_of, suppliers_known
from kulanz.stages.improvement.queries.rate import (
    EVERY_LIST,
    Asked,
    Report,
    complaint_rate,
    counted_cases,
    has_sales,
)
from kulanz.stages.improvement.rules.rate import Counting, Dimension
from kulanz.stages.improvement.words import month_name, span_text

CASES_A_PAGE: Final = 50


@readers
@require_GET
def rate(request: KulanzRequest) -> HttpResponse:
    question = question_of(request.actor, request.GET)
    report = complaint_rate(
        actor=request.actor, at=clock.now(), filters=question.filters, lists=[question.dimension]
    )
    rows = report.lists[question.dimension]
    context = {
        **_filter_choices(request, question),
        "question": question,
        "span": span_text(report.window),
        "span_before": span_text(report.window.before()),
        "headline": [
            (counting, label, line_of("", report.whole, counting, _whole(question, counting)))
            for counting, label in COUNTED.items()
        ],
        "months": month_lines(report.months, question),
        "lines": list_lines(request.actor, rows, question),
        "more": 0 if question.every else max(len(rows) - SHOWN, 0),
        "all_query": question.query(every=True),
        "tabs": [(label, question.query(dimension=d, sort="rate"), d is question.dimension)
                 for d, label in LISTS.items()],
        "countings": [(label, question.query(counting=c), c is question.counting)
                      for c, label in COUNTINGS.items()],
        "list_label": LISTS[question.dimension],
        "counted_label": COUNTINGS[question.counting],
        "is_delivered": question.dimension is Dimension.DELIVERED,
        "sorts": {sort: question.query(sort=sort) for sort in ("name", "counted", "sold", "rate", "change")},
        "export_query": question.query(sort="rate", every=False),
        "no_sales": not has_sales(request.actor),
        "may_import": may_with_statistics(request.actor, StatisticsAction.IMPORT_SALES),
        "today": timezone.localdate(),
    }  # fmt: skip
    return render(request, "desk/improvement/rate.html", context)


def _whole(question: Question, counting: Counting) -> str:
    """All counted cases."""
    return question.query(counting=counting, dimension=Dimension.ARTICLE, sort="rate", every=False)


def _filter_choices(request: KulanzRequest, question: Question) -> dict[str, object]:
    actor, chosen = request.actor, question.filters
    return {
        "groups": list(groups_visible_to(actor).values_list("pk", named_in_rows())),
        "suppliers": suppliers_known(actor),
        "countries": sorted(
            ((code, country_text(code)) for code in countries_met(actor)), key=lambda pair: pair[1]
        ),
        "is_filtered": chosen != type(chosen)(),
        "plain_query": Question(
            dimension=question.dimension, counting=question.counting, sort=question.sort
        ).query(),
    }


@readers
@require_GET
def rate_cases(request: KulanzRequest) -> HttpResponse:
    """Exactly the cases behind one figure."""
    question = question_of(request.actor, request.GET)
    asked = asked_of(question, request.GET)
    if asked is None:
        raise Http404
    found = counted_cases(actor=request.actor, at=clock.now(), filters=question.filters, asked=asked)
    count = found.count()
    before = number_of(request.GET.get("cursor"))
    if before is not None:
        found = found.filter(pk__lt=before)
    rows = list(found.select_related("customer", "dealer").order_by("-pk")[: CASES_A_PAGE + 1])
    context = {
        "rows": rows[:CASES_A_PAGE],
        "count": count,
        "next_cursor": str(rows[CASES_A_PAGE - 1].pk) if len(rows) > CASES_A_PAGE else "",
        "what": _what(request, question, asked),
        "back_query": question.query(),
        "counted_label": COUNTINGS[question.counting],
        "menu_current": "complaint_rate",
    }
    return render(request, "desk/improvement/cases.html", context)


def _what(request: KulanzRequest, question: Question, asked: Asked) -> str:
    """The figure in words: list and row, or the month."""
    if asked.month is not None:
        return _("erfasst im %(month)s") % {"month": month_name(asked.month)}
    if asked.dimension is None:
        return _("alle")
    names = names_of(request.actor, asked.dimension, [asked.key])
    return f"{LISTS[asked.dimension]}: {label_of(asked.dimension, asked.key, names)}"


@readers
@require_GET
def rate_export(request: KulanzRequest) -> HttpResponse:
    """The shown list as CSV, or all of them as the sheets of one XLSX file."""
    question = question_of(request.actor, request.GET)
    as_sheets = request.GET.get("form") == "xlsx"
    report = complaint_rate(
        actor=request.actor,
        at=clock.now(),
        filters=question.filters,
        lists=EVERY_LIST if as_sheets else [question.dimension],
    )
    name = f"reklamationsquote-{report.window.first:%Y-%m}-{report.window.last_month:%Y-%m}"
    if not as_sheets:
        headings, rows = _sheet(request, report, question.dimension)
        return table_response(f"{name}-{question.dimension.value}", "csv", headings, rows)
    sheets: dict[str, tuple[Sequence[str], Iterable[Sequence[Value]]]] = {
        _("Monate"): (_headings(_("Monat")), [_values(_month_label(row), row) for row in report.months])
    }
    for dimension, label in LISTS.items():
        sheets[str(label)] = _sheet(request, report, dimension)
    return sheets_response(name, sheets)


def _sheet(
    request: KulanzRequest, report: Report, dimension: Dimension
) -> tuple[list[str], list[list[Value]]]:
    rows = report.lists[dimension]
    names = names_of(request.actor, dimension, [row.key for row in rows])
    labelled = [(label_of(dimension, row.key, names), row) for row in rows]
    if dimension is not Dimension.DELIVERED:
        labelled.sort(key=lambda pair: (-pair[1].now.cases, pair[0].casefold()))
    return _headings(str(LISTS[dimension])), [_values(label, row) for label, row in labelled]


def _headings(first: str) -> list[str]:
    return [
        first,
        _("Reklamationen"),
        _("Beanstandete Stücke"),
        _("Anerkannte Reklamationen"),
        _("Verkaufte Stücke"),
        _("Quote %"),
        _("Quote Stücke %"),
        _("Quote anerkannte %"),
        _("Reklamationen davor"),
        _("Verkaufte Stücke davor"),
        _("Quote davor %"),
        _("Veränderung in Punkten"),
        _("Kleine Zahl"),
    ]


def _values(label: str, row: Row) -> list[Value]:
    now, before = row.now, row.before
    return [
        label,
        now.cases,
        now.counted(Counting.UNITS),
        now.accepted,
        now.sold,
        *(now.rate(counting) for counting in Counting),
        before.cases,
        before.sold,
        before.rate(Counting.CASES),
        row.change(Counting.CASES),
        now.is_small(Counting.CASES),
    ]


def _month_label(row: Row) -> str:
    return month_name(cast(date, row.key))
