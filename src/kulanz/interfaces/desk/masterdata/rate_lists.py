"""Rates, exchange rates and articles as lists: out as they are, in after a look at what they would change."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from django import forms
from django.contrib import messages as notices
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from kulanz.core import clock
from kulanz.core.access.http import KulanzRequest
from kulanz.core.refusal import Refusal
from kulanz.core.tables.keeping import drop_list, keep_list, kept_list
from kulanz.core.tables.reading import LARGEST, read_table
from kulanz.core.tables.refusals import TableTooLarge
from kulanz.core.tables.serving import TYPES, table_response
from kulanz.core.ui.day_fields import DayField
from kulanz.interfaces.desk.masterdata.door import keepers, show
from kulanz.interfaces.desk.masterdata.fields import plain_number
from kulanz.interfaces.desk.masterdata.rate import row_of
from kulanz.interfaces.desk.masterdata.words import figure_text
from kulanz.masterdata.catalog.commands.rate_lists import import_exchange_rates, import_rates
from kulanz.masterdata.catalog.house import house_of
from kulanz.masterdata.catalog.queries.rate_exports import exchange_list, rate_list
from kulanz.masterdata.catalog.queries.rate_keys import Key
from kulanz.masterdata.catalog.queries.rate_lists import (
    Plan,
    Planned,
    plan_exchange_rates,
    plan_rates,
)
from kulanz.masterdata.catalog.queries.rates import (
    exchange_rates_of,
    exchange_rates_valid_on,
    rates_of,
    rates_valid_on,
)
from kulanz.masterdata.catalog.refusals_of_rates import COLUMNS, LIST_FLAWS, RateListRefused
from kulanz.masterdata.catalog.rules.rate_lists import EXCHANGE_HEADINGS, RATE_HEADINGS, ListProblem
from kulanz.masterdata.catalog.rules.rates import Figure, Move
from kulanz.stages.solution.rules.figures import Exchange
from kulanz.workflows.rate_preview import RatePreview, preview_exchange, preview_rates

HERE: Final = "rate_lists"
KINDS: Final = {"saetze": gettext_lazy("Kostensätze"), "kurse": gettext_lazy("Wechselkurse")}
SHOWN: Final = 200
MOVES: Final = {
    Move.NEW: (gettext_lazy("neu"), "info"),
    Move.CORRECTED: (gettext_lazy("geändert"), "warn"),
    Move.ENDS: (gettext_lazy("endet"), "warn"),
    Move.UNCHANGED: (gettext_lazy("unverändert"), "neutral"),
}


class ListForm(forms.Form):
    kind = forms.ChoiceField(
        label=gettext_lazy("Was steht in der Liste?"), choices=list(KINDS.items()), widget=forms.RadioSelect
    )
    file = forms.FileField(
        label=gettext_lazy("Datei"),
        widget=forms.ClearableFileInput(attrs={"accept": ".csv,.xlsx,.txt"}),
        help_text=gettext_lazy("CSV oder XLSX"),
    )
    otherwise_from = DayField(
        label=gettext_lazy("Gültig ab, wo die Zeile keinen Tag nennt"),
        required=False,
        help_text=gettext_lazy("leer: jede Zeile muss ihren Tag nennen"),
    )


@dataclass(frozen=True, slots=True)
class Shown:
    """One line of the dry run in words."""

    line: int
    what: str
    valid_from: date
    before: str
    after: str
    move: Any
    tone: str


@keepers
@require_GET
def rate_lists(request: KulanzRequest) -> HttpResponse:
    """What can be taken away, and the form to bring a list."""
    today = house_of(request.tenant.pk).day(clock.now())
    return _start(request, ListForm(initial={"kind": "saetze", "otherwise_from": today}))


@keepers
@require_GET
def download(request: KulanzRequest, list_name: str) -> HttpResponse:
    """`?format=csv|xlsx`, `?what=today|all`: in the shape in which it can be brought back."""
    if list_name not in KINDS:
        raise Http404
    form = request.GET.get("format", "csv")
    everything = request.GET.get("what") == "all"
    today = house_of(request.tenant.pk).day(clock.now())
    if list_name == "kurse":
        rows = (
            exchange_rates_of(request.actor) if everything else exchange_rates_valid_on(request.actor, today)
        )
        content = exchange_list(rows)
    else:
        rates = rates_of(request.actor) if everything else rates_valid_on(request.actor, today)
        content = rate_list(rates)
    name = f"{_('wechselkurse') if list_name == 'kurse' else _('kostensaetze')}-{today.isoformat()}"
    return table_response(name, form if form in TYPES else "csv", *content)


@keepers
@require_POST
def try_list(request: KulanzRequest) -> HttpResponse:
    """The dry run: what each line would change, and every fault; the file waits for its confirmation."""
    form = ListForm(request.POST, request.FILES)
    if not form.is_valid():
        return _start(request, form)
    data = form.cleaned_data
    upload = data["file"]
    at = clock.now()
    try:
        if (upload.size or 0) > LARGEST:
            raise TableTooLarge(megabytes=LARGEST // 1024**2)
        content = upload.read()
        plan = _plan(request, data["kind"], upload.name or "", content, data["otherwise_from"])
        token = ""
        if plan.changes and not plan.problems:
            token = keep_list(
                tenant_id=request.tenant.pk, bound_to=_bound_to(request, data["kind"]),
                name=upload.name or "liste.csv", content=content, at=at,
            )  # fmt: skip
    except Refusal as refusal:
        form.add_error("file", str(refusal))
        return _start(request, form)
    return _dry_run(request, data["kind"], plan, token=token, otherwise_from=data["otherwise_from"])


@keepers
@require_POST
def take_list(request: KulanzRequest) -> HttpResponse:
    """Take over exactly what the dry run showed, or show anew what it would be now."""
    kind, token = request.POST.get("kind", ""), request.POST.get("token", "")
    if kind not in KINDS:
        raise Http404
    at = clock.now()
    mine: dict[str, Any] = {
        "tenant_id": request.tenant.pk, "token": token, "bound_to": _bound_to(request, kind), "at": at,
    }  # fmt: skip
    otherwise_from = _day(request.POST.get("otherwise_from", ""))
    try:
        name, content = kept_list(**mine)
    except Refusal:
        notices.warning(
            request, _("Die geprüfte Datei liegt nicht mehr vor. Bitte laden Sie sie noch einmal.")
        )
        return redirect("desk:rate_lists")
    take = import_exchange_rates if kind == "kurse" else import_rates
    try:
        plan = take(
            actor=request.actor, name=name, content=content, at=at,
            expected=request.POST.get("expected", "") or "-", otherwise_from=otherwise_from,
        )  # fmt: skip
    except Refusal as refusal:
        fresh = _plan(request, kind, name, content, otherwise_from)
        notices.error(request, str(refusal))
        keeps = "" if isinstance(refusal, RateListRefused) else token
        return _dry_run(request, kind, fresh, token=keeps, otherwise_from=otherwise_from)
    drop_list(**mine)
    notices.success(request, _("Übernommen: %(counts)s.") % {"counts": _counts(plan)})
    return redirect("desk:rate_lists")


def _plan(request: KulanzRequest, kind: str, name: str, content: bytes, otherwise_from: date | None) -> Plan:
    table = read_table(name, content)
    today = house_of(request.tenant.pk).day(clock.now())
    plan = plan_exchange_rates if kind == "kurse" else plan_rates
    return plan(request.actor, table, today=today, otherwise_from=otherwise_from)


def _dry_run(
    request: KulanzRequest, kind: str, plan: Plan, *, token: str, otherwise_from: date | None
) -> HttpResponse:
    context = {
        "kind": kind,
        "kind_word": KINDS[kind],
        "plan": plan,
        "counts": _counts(plan),
        "rows": [_shown(row) for row in plan.changes[:SHOWN]],
        "rest": max(len(plan.changes) - SHOWN, 0),
        "problems": [_problem(problem) for problem in plan.problems[:SHOWN]],
        "more_problems": max(len(plan.problems) - SHOWN, 0),
        "preview": _preview(request, plan) if token else None,
        "token": token,
        "otherwise_from": otherwise_from.isoformat() if otherwise_from else "",
    }
    return show(request, "rate_list_check.html", HERE, context, status=422 if plan.problems else 200)


def _preview(request: KulanzRequest, plan: Plan) -> RatePreview:
    """The effect on the first day on which all of the list is valid."""
    today = house_of(request.tenant.pk).day(clock.now())
    day = max(today, *(row.valid_from for row in plan.changes))
    rates = [
        row_of(row.target, row.valid_from, row.after) for row in plan.changes if isinstance(row.target, Key)
    ]
    if rates:
        return preview_rates(actor=request.actor, rows=rates, day=day)
    exchanges = [
        Exchange(str(row.target), row.valid_from, row.after.amount)
        for row in plan.changes
        if row.after.amount is not None
    ]
    return preview_exchange(actor=request.actor, rows=exchanges, day=day)


def _shown(row: Planned) -> Shown:
    word, tone = MOVES[row.move]
    before, after = _text(row, row.before), _text(row, row.after)
    return Shown(row.line, row.what, row.valid_from, before, after, word, tone)


def _text(row: Planned, figure: Figure | None) -> str:
    if isinstance(row.target, Key) or figure is None or figure.amount is None:
        return figure_text(figure)
    return plain_number(figure.amount, 4)


def _problem(problem: ListProblem) -> tuple[int, Any, Any, str]:
    return (
        problem.line,
        COLUMNS.get(problem.column, problem.column),
        LIST_FLAWS[problem.flaw],
        problem.value,
    )


def _counts(plan: Plan) -> str:
    """“3 neu, 1 geändert”: what there is of each."""
    return ", ".join(
        f"{plan.count(move)} {word}" for move, (word, _tone) in MOVES.items() if plan.count(move)
    )


def _start(request: KulanzRequest, form: ListForm) -> HttpResponse:
    def named(headings: Sequence[str]) -> str:
        return ", ".join(str(COLUMNS[name]) for name in headings if name != "name")

    context = {
        "form": form,
        "kinds": KINDS.items(),
        "rate_columns": named(list(RATE_HEADINGS)),
        "exchange_columns": named(list(EXCHANGE_HEADINGS)),
    }
    return show(request, "rate_lists.html", HERE, context, status=422 if form.errors else 200)


def _bound_to(request: KulanzRequest, kind: str) -> str:
    return f"list:{kind}:{request.actor.membership_id}"


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
