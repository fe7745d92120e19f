"""The worklist: views, filters, new items without reloading, and the one search box."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final
from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from kulanz.cases.calendar import local_date
from kulanz.cases.models import choices
from kulanz.cases.permissions import Action, allows
from kulanz.cases.queries.access import find_by_number
from kulanz.cases.queries.worklist import (
    COUNT_BOUND,
    Filters,
    Page,
    View,
    changed_since,
    count_up_to,
    counts_up_to,
    list_cases,
)
from kulanz.core import clock
from kulanz.core.access.actor import ActorKind
from kulanz.core.access.gates import gate
from kulanz.core.access.http import KulanzRequest
from kulanz.core.search.api import suggestion
from kulanz.interfaces.desk.cases.filters import (
    KEPT,
    LIST_KEY,
    TEXT_FILTERS,
    TITLES,
    address_of,
    read_filters,
)
from kulanz.interfaces.desk.cases.letters import count_to_print
from kulanz.interfaces.desk.cases.many import views_of
from kulanz.interfaces.desk.cases.newness import news_of
from kulanz.interfaces.desk.cases.presenting import row_badge
from kulanz.masterdata.parties.models import Membership, Party, Team

EMPTY: Final = {
    View.MINE: (
        _("Nichts auf Ihrem Tisch"),
        _("Nehmen Sie sich einen nicht zugewiesenen Vorgang (Taste g, dann u)."),
    ),
    View.OVERDUE: (_("Nichts überfällig"), _("Alle versprochenen Nachrichten sind rechtzeitig unterwegs.")),
    View.UNASSIGNED: (_("Alles verteilt"), _("Jeder offene Vorgang hat jemanden, der zuständig ist.")),
    View.SPAM: (
        _("Kein Spam"),
        _("Als Spam markierte Vorgänge erscheinen hier und lassen sich zurückholen."),
    ),
}
_EMPTY_OTHERWISE: Final = (
    _("Keine Vorgänge"),
    _("Ändern Sie die Filter oder legen Sie einen Vorgang an (Taste n)."),
)
_COUNTED: Final = (View.MINE, View.TEAM, View.UNASSIGNED, View.OVERDUE, View.FOLLOW_UP)


@gate(ActorKind.STAFF)
def worklist(request: KulanzRequest) -> HttpResponse:
    """One page of a view. htmx asks for the rows alone."""
    now = clock.now()
    filters = read_filters(request.GET)
    if "view" not in request.GET and not filters.query:
        filters = filters.without(view=_start_view(request))
    return _render(request, filters, now, "desk/cases/worklist.html")


def _start_view(request: KulanzRequest) -> View:
    """Where a day begins: one's own cases, or the unassigned ones where there are none."""
    today = local_date(request.tenant, clock.now())
    return View.MINE if count_up_to(request.actor, Filters(view=View.MINE), today, 0) else View.OPEN


@gate(ActorKind.STAFF)
def search(request: KulanzRequest) -> HttpResponse:
    """The one search box: a number jumps to its case, anything else lists what it finds."""
    now = clock.now()
    text = request.GET.get("q", "").replace("\x00", "").strip()[:200]
    year = local_date(request.tenant, now).year
    case = find_by_number(request.actor, text, case_prefix=request.tenant.case_prefix, year=year)
    if case is not None:
        return redirect("desk:case", number=case.number)
    if not text:
        return redirect("desk:worklist")
    return _render(request, read_filters(request.GET), now, "desk/cases/search.html")


def _render(request: KulanzRequest, filters: Filters, now: datetime, template: str) -> HttpResponse:
    actor, today = request.actor, local_date(request.tenant, now)
    language = (get_language() or "de")[:2]
    page = list_cases(actor, filters, today=today, cursor=request.GET.get("cursor", ""), language=language)
    fresh = news_of(request, page.rows, at=now)
    context: dict[str, Any] = {
        "filters": filters,
        "rows": [(row, row_badge(row), fresh[row.pk]) for row in page.rows],
        "more_url": _more_url(request, filters, page),
        "title": TITLES[filters.view],
        "empty": EMPTY.get(filters.view, _EMPTY_OTHERWISE),
        "menu_current": filters.view.value,
        "loaded_at": now.isoformat(),
    }
    if request.headers.get("HX-Request"):
        return render(request, "desk/cases/worklist_rows.html", context)
    _remember(request, filters)
    if filters.query and not page.rows:
        context["suggestion"] = suggestion(filters.query)
    return render(request, template, context | _chrome(request, filters))


def _remember(request: KulanzRequest, filters: Filters) -> None:
    """The case page goes on with this list; written only when it is another one."""
    query = urlencode(address_of(filters))
    if request.session.get(LIST_KEY) != query:
        request.session[LIST_KEY] = query


def _more_url(request: KulanzRequest, filters: Filters, page: Page) -> str:
    if not page.next_cursor:
        return ""
    parameters = request.GET.copy()
    parameters["view"] = filters.view.value
    parameters["cursor"] = page.next_cursor
    return f"?{parameters.urlencode()}"


def _chrome(request: KulanzRequest, filters: Filters) -> dict[str, Any]:
    """Menu figures and filter choices: only for the whole page."""
    actor = request.actor
    today = local_date(request.tenant, clock.now())
    counted = [view for view in _COUNTED if view is not View.TEAM or actor.team_id is not None]
    found = counts_up_to(actor, counted, today)
    counts = {view.value: _bounded(count) for view, count in found.items()}
    to_print = count_to_print(actor)
    named = {"owner_id": filters.owner_id, "team_id": filters.team_id, "dealer_id": filters.dealer_id}
    return {
        "menu_counts": counts | {"letters": to_print or ""},
        "may_work": allows(actor, Action.WORK),
        "kinds": choices.KIND,
        "severities": choices.SEVERITY,
        "claims": choices.CLAIM_STATUS,
        "waits": choices.WAITS_FOR,
        "steps": choices.STEP,
        "owners": list(
            Membership.objects.filter(kind=ActorKind.STAFF, active=True)
            .order_by("name")
            .values("pk", "name")[:200]
        ),
        "teams": list(Team.objects.filter(active=True).values("pk", "name")),
        "saved_views": _saved_views(request),
        "kept_filters": [
            ("view", filters.view.value),
            *((k, v) for k, v in request.GET.items() if k in KEPT),
        ],
        "active_filters": [f for f in TEXT_FILTERS if getattr(filters, f)]
        + [name for name, value in named.items() if value is not None],
        "dealer_name": Party.objects.filter(pk=filters.dealer_id).values_list("name", flat=True).first()
        if filters.dealer_id
        else "",
    }


def _saved_views(request: KulanzRequest) -> list[dict[str, Any]]:
    return [
        {
            "pk": view.pk,
            "name": view.name,
            "own": view.membership_id == request.actor.membership_id,
            "query": urlencode(view.filters),
        }
        for view in views_of(request)
    ]


def _bounded(count: int) -> str:
    return f"{COUNT_BOUND}+" if count > COUNT_BOUND else str(count) if count else ""


@gate(ActorKind.STAFF)
def news(request: KulanzRequest) -> HttpResponse:
    """What moved in this view since it was loaded: a bar with a button, or nothing."""
    filters = read_filters(request.GET)
    try:
        since = datetime.fromisoformat(request.GET.get("since", ""))
    except ValueError:
        return HttpResponse(status=204)
    if since.tzinfo is None or filters.query:
        return HttpResponse(status=204)
    today = local_date(request.tenant, clock.now())
    count = changed_since(request.actor, filters, today, since)
    if not count:
        return HttpResponse(status=204)
    parameters = request.GET.copy()
    for name in ("since", "cursor"):
        parameters.pop(name, None)
    return render(
        request,
        "desk/cases/worklist_news.html",
        {"count": count, "bound": COUNT_BOUND, "url": f"{reverse('desk:worklist')}?{parameters.urlencode()}"},
    )
