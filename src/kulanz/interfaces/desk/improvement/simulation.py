"""“What would the last twelve months have cost, if …”: the question, its answer, and the lists of it."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from kulanz.core import clock
from kulanz.core.access.http import KulanzRequest
from kulanz.core.files.refusals import UploadNotFound
from kulanz.core.names import named
from kulanz.core.refusal import Refusal
from kulanz.core.tables.keeping import keep_list, kept_list
from kulanz.core.tables.reading import LARGEST, read_table
from kulanz.core.tables.refusals import TableTooLarge
from kulanz.core.tables.serving import sheets_response, table_response
from kulanz.core.tables.writing import Value
from kulanz.interfaces.desk.improvement.door import simulators
from kulanz.interfaces.desk.improvement.simulated import (
    ARTICLES_SHOWN,
    CASES_SHOWN,
    Words,
    article_sums,
    change_headings,
    change_values,
    lacking,
    month_lines,
    remedy_lines,
    remedy_names,
    sum_headings,
    sum_values,
)
from kulanz.interfaces.desk.improvement.supposing import Grounds, Question, ScenarioForm, list_token
from kulanz.interfaces.desk.masterdata.rate import row_of
from kulanz.masterdata.catalog.house import house_of
from kulanz.masterdata.catalog.models import CostKind
from kulanz.masterdata.catalog.queries.rate_lists import Supposed, suppose_rates
from kulanz.masterdata.catalog.refusals_of_rates import COLUMNS, LIST_FLAWS
from kulanz.stages.improvement.queries.simulation import Simulation, simulate
from kulanz.stages.improvement.words import month_name, number, span_text
from kulanz.stages.solution.queries.settings import cells_of
from kulanz.stages.solution.queries.settings import remedies as remedies_of
from kulanz.stages.solution.rules.figures import RateRow

PROBLEMS_SHOWN = 200


@dataclass(frozen=True, slots=True)
class List:
    """The list of rates somebody brought: its name and what it says."""

    name: str
    rates: tuple[RateRow, ...]


@simulators
@require_http_methods(["GET", "POST"])
def simulation(request: KulanzRequest) -> HttpResponse:
    """POST only leads to the address that says it all; a list of rates waits for its person for a day."""
    house = _grounds(request)
    if request.method == "POST":
        return _asked(request, house)
    if not request.GET:
        return _page(request, ScenarioForm(house))
    form = ScenarioForm(house, request.GET)
    if not form.is_valid():
        return _page(request, form, status=422)
    question = form.question(list_token(request.GET))
    try:
        brought = _brought(request, question.token)
    except Refusal:
        return _page(request, form, question=question, lost=True)
    scenario = question.scenario(house, brought.rates if brought else ())
    found = None
    if not scenario.changes_nothing:
        at = clock.now()
        found = simulate(actor=request.actor, at=at, scenario=scenario, most_changes=CASES_SHOWN)
    return _page(request, form, question=question, brought=brought, found=found)


def _asked(request: KulanzRequest, house: Grounds) -> HttpResponse:
    form = ScenarioForm(house, request.POST, request.FILES)
    if not form.is_valid():
        return _page(request, form, status=422)
    token = list_token(request.POST)
    upload = form.cleaned_data["file"]
    if upload:
        try:
            if (upload.size or 0) > LARGEST:
                raise TableTooLarge(megabytes=LARGEST // 1024**2)
            content = upload.read()
            supposed = _supposed(request, upload.name or "", content)
        except Refusal as refusal:
            form.add_error("file", str(refusal))
            return _page(request, form, status=422)
        if supposed.problems:
            return _page(request, form, supposed=supposed, status=422)
        if not supposed.rates:
            form.add_error("file", _("Die Liste enthält keine Sätze."))
            return _page(request, form, status=422)
        token = keep_list(
            tenant_id=request.tenant.pk, bound_to=_bound_to(request), name=upload.name or "liste.csv",
            content=content, at=clock.now(),
        )  # fmt: skip
    return redirect(f"{reverse('desk:simulation')}?{form.question(token).query()}")


@simulators
@require_GET
def simulation_export(request: KulanzRequest) -> HttpResponse:
    """All cases that would change as CSV, or everything as the sheets of one XLSX file."""
    house = _grounds(request)
    form = ScenarioForm(house, request.GET)
    if not form.is_valid():
        raise Http404
    question = form.question(list_token(request.GET))
    brought = _brought(request, question.token)
    scenario = question.scenario(house, brought.rates if brought else ())
    found = simulate(actor=request.actor, at=clock.now(), scenario=scenario, most_changes=None)
    words = _words(request, house)
    name = f"simulation-{found.window.first:%Y-%m}-{found.window.last_month:%Y-%m}"
    if request.GET.get("form") != "xlsx":
        return table_response(name, "csv", change_headings(), change_values(found, words))
    tally = found.tally
    asked: list[list[Value]] = [[told] for told in _told(question, house, brought)]
    months, remedies = tally.by_month, tally.by_remedy
    sheets: dict[str, Any] = {
        _("Vorgabe"): ([_("Was wäre, wenn")], asked),
        _("Monate"): (
            sum_headings(_("Monat")),
            sum_values((month_name(month), months[month]) for month in found.window.months()),
        ),
        _("Maßnahmen"): (
            sum_headings(_("Maßnahme")),
            sum_values((words.remedy(code), one) for code, one in remedies.items()),
        ),
        _("Artikel"): (sum_headings(_("Artikel")), sum_values(article_sums(request.actor, found, None))),
        _("Vorgänge"): (change_headings(), change_values(found, words)),
    }
    return sheets_response(name, sheets)


def _page(
    request: KulanzRequest,
    form: ScenarioForm,
    *,
    question: Question | None = None,
    brought: List | None = None,
    supposed: Supposed | None = None,
    found: Simulation | None = None,
    lost: bool = False,
    status: int = 200,
) -> HttpResponse:
    problems = supposed.problems if supposed else ()
    context: dict[str, Any] = {
        "form": form,
        "question": question,
        "brought": brought,
        "token": question.token if question and brought else "",
        "lost": lost,
        "problems": [
            (p.line, COLUMNS.get(p.column, p.column), LIST_FLAWS[p.flaw], p.value)
            for p in problems[:PROBLEMS_SHOWN]
        ],
        "found_problems": len(problems),
        "told": _told(question, form.house, brought) if question else [],
        "nothing_asked": question is not None and found is None and not lost,
        "matrix_changed": bool(question and question.cells),
        "menu_current": "simulation",
    }
    if question is not None:
        context |= {"query": question.query(), "plain_query": question.without_list()}
    if found is not None and question is not None:
        context |= _answer(request, form.house, question, found)
    return render(request, "desk/improvement/simulation.html", context, status=status)


def _answer(request: KulanzRequest, house: Grounds, question: Question, found: Simulation) -> dict[str, Any]:
    words, tally = _words(request, house), found.tally
    whole = tally.whole
    every = request.GET.get("alle") == "1"
    articles = article_sums(request.actor, found, None if every else ARTICLES_SHOWN)
    share = Decimal(abs(whole.difference) * 100) / whole.paid if whole.paid > 0 else None
    return {
        "found": found,
        "span": span_text(found.window),
        "whole": words.line("", whole),
        "count": number(whole.decided),
        "share": None if share is None else f"{number(share, 1)}\u00a0%",
        "changed": number(tally.changed),
        "unknown": number(tally.unknown) if tally.unknown else "",
        "lacking": lacking(found, words),
        "months": month_lines(found, words),
        "remedies": remedy_lines(found, words),
        "articles": [words.line(label, one) for label, one in articles],
        "more_articles": max(len(tally.by_article) - len(articles), 0),
        "all_query": question.query(alle="1"),
        "cases": [words.changed(change, found.numbers) for change in tally.changes()],
        "moved": number(tally.moved),
        "has_more_cases": tally.moved > CASES_SHOWN,
        "cases_shown": CASES_SHOWN,
    }


def _told(question: Question, house: Grounds, brought: List | None) -> list[str]:
    told = question.told(house)
    if brought is not None:
        told.append(
            _("Sätze aus %(name)s (%(count)s)") % {"name": brought.name, "count": number(len(brought.rates))}
        )
    return told


def _grounds(request: KulanzRequest) -> Grounds:
    tenant_id = request.tenant.pk
    kinds = CostKind.objects.filter(tenant_id=tenant_id, active=True)
    return Grounds(remedies_of(tenant_id, active=True), list(kinds), cells_of(tenant_id))


def _words(request: KulanzRequest, house: Grounds) -> Words:
    kinds = {kind.code: named(kind) for kind in house.kinds}
    return Words(request.tenant.currency, remedy_names(request.tenant.pk), kinds)


def _brought(request: KulanzRequest, token: str) -> List | None:
    """The list of this address. Raises UploadNotFound when it is gone, or somebody else's."""
    if not token:
        return None
    name, content = kept_list(
        tenant_id=request.tenant.pk, token=token, bound_to=_bound_to(request), at=clock.now()
    )
    supposed = _supposed(request, name, content)
    if supposed.problems:
        # what the list names has been retired meanwhile: to be brought anew
        raise UploadNotFound
    return List(name, tuple(row_of(key, day, figure) for key, day, figure in supposed.rates))


def _supposed(request: KulanzRequest, name: str, content: bytes) -> Supposed:
    today = house_of(request.tenant.pk).day(clock.now())
    return suppose_rates(request.actor, read_table(name, content), otherwise_from=today)


def _bound_to(request: KulanzRequest) -> str:
    return f"simulation:{request.actor.membership_id}"
