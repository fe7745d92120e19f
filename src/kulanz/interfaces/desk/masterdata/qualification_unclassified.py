"""Nicht eingestuft: articles, failure codes and kinds of work nobody has said are safe; many at once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.contrib import messages as notices
from django.db.models import Model, Q, QuerySet
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext, pgettext_lazy
from django.views.decorators.http import require_GET, require_POST

from kulanz.core import clock
from kulanz.core.access.actor import Actor
from kulanz.core.access.http import KulanzRequest
from kulanz.core.refusal import Refusal
from kulanz.interfaces.desk.administration.door import number_of
from kulanz.interfaces.desk.masterdata.door import certifiers, show
from kulanz.masterdata.catalog.commands.classifying import classify_articles, classify_failure_codes
from kulanz.masterdata.catalog.models import Article, FailureCode, ProductGroup
from kulanz.masterdata.parties.commands.work_kinds import classify_work_kinds
from kulanz.masterdata.parties.models import RELEVANCE, WorkKind
from kulanz.masterdata.parties.rules.safety import UNCLASSIFIED

HERE: Final = "unclassified"
PAGE: Final = 50
COUNTED: Final = 1000
MOST_AT_ONCE: Final = 500
MOST_OF_FILTER: Final = 5000


class TooManyTicked(Refusal):
    message = _("Bitte höchstens %(most)s auf einmal ankreuzen. Es ist nichts eingestuft.")


class OthersFitMeanwhile(Refusal):
    message = _(
        "Inzwischen sind es andere, als auf der Seite stand. Es ist nichts eingestuft. Bitte sehen Sie die "
        "Liste noch einmal an."
    )


@dataclass(frozen=True, slots=True)
class Sort:
    """One of the three things that are classified."""

    key: str
    label: str | Promise
    model: type[Model]
    told_by: str
    url_name: str
    classify: Callable[..., int]

    def rows(self, tenant_id: int) -> QuerySet[Any]:
        return self.model._default_manager.filter(tenant_id=tenant_id, safety=UNCLASSIFIED, active=True)


def _articles(*, actor: Actor, ids: list[int], safety: str, at: datetime) -> int:
    return classify_articles(actor=actor, article_ids=ids, safety=safety, at=at)


def _codes(*, actor: Actor, ids: list[int], safety: str, at: datetime) -> int:
    return classify_failure_codes(actor=actor, failure_code_ids=ids, safety=safety, at=at)


def _kinds(*, actor: Actor, ids: list[int], safety: str, at: datetime) -> int:
    return classify_work_kinds(actor=actor, work_kind_ids=ids, safety=safety, at=at)


SORTS: Final = (
    Sort("articles", pgettext_lazy("several", "Artikel"), Article, "number", "desk:article", _articles),
    Sort("codes", _("Fehlercodes"), FailureCode, "code", "desk:failure_code", _codes),
    Sort("kinds", _("Arbeitsarten"), WorkKind, "code", "desk:work_kind", _kinds),
)


@certifiers
@require_GET
def unclassified(request: KulanzRequest) -> HttpResponse:
    """Page by page in the order in which they were recorded."""
    tenant_id = request.tenant.pk
    sort = _sort(request.GET.get("of"))
    group, query = _narrowed(request.GET)
    rows = _fitting(sort, tenant_id, group, query)
    fits = rows[: MOST_OF_FILTER + 1].count()
    newest = rows.order_by("-pk").values_list("pk", flat=True).first()
    if sort.key != "kinds":
        rows = rows.select_related("product_group")
    after = number_of(request.GET.get("cursor"))
    if after is not None:
        rows = rows.filter(pk__gt=after)
    found = list(rows.order_by("pk")[: PAGE + 1])
    context = {
        "sorts": [(one, _count(one, tenant_id), one is sort) for one in SORTS],
        "sort": sort,
        "rows": [
            (row, getattr(row, sort.told_by), reverse(sort.url_name, args=[row.pk])) for row in found[:PAGE]
        ],
        "next_cursor": str(found[PAGE - 1].pk) if len(found) > PAGE else "",
        "fits": fits if PAGE < fits <= MOST_OF_FILTER else 0,
        "newest": newest,
        "most": MOST_OF_FILTER if fits > MOST_OF_FILTER else 0,
        "classes": [(value, name) for value, name in RELEVANCE if value != UNCLASSIFIED],
        "group": group,
        "groups": ProductGroup.objects.filter(tenant_id=tenant_id),
        "query": query,
    }
    return show(request, "unclassified.html", HERE, context)


@certifiers
@require_POST
def classify(request: KulanzRequest) -> HttpResponse:
    """What was ticked, or all that fits the filter, as the button says; back to where it was."""
    sort = _sort(request.POST.get("of"))
    try:
        ids = _all_shown(request, sort) if "fits" in request.POST else _ticked(request)
        count = sort.classify(
            actor=request.actor, ids=ids, safety=request.POST.get("safety", "?"), at=clock.now()
        )
    except Refusal as refusal:
        notices.error(request, str(refusal))
    else:
        text = ngettext("Einer ist eingestuft.", "%(count)s sind eingestuft.", count)
        notices.success(request, text % {"count": count})
    kept = {name: request.POST.get(name, "") for name in ("group", "q", "cursor")}
    query = urlencode({"of": sort.key, **{name: value for name, value in kept.items() if value}})
    return redirect(f"{reverse('desk:unclassified')}?{query}")


def _ticked(request: KulanzRequest) -> list[int]:
    given = request.POST.getlist("row")
    if len(given) > MOST_AT_ONCE:
        raise TooManyTicked(most=MOST_AT_ONCE)
    return [number for number in map(number_of, given) if number is not None]


def _all_shown(request: KulanzRequest, sort: Sort) -> list[int]:
    """All that fits the filter, if those stood on the page: nobody classifies what came since."""
    rows = _fitting(sort, request.tenant.pk, *_narrowed(request.POST))
    ids = list(rows.order_by("pk").values_list("pk", flat=True)[: MOST_OF_FILTER + 1])
    shown = [number_of(request.POST.get(name)) for name in ("fits", "newest")]
    if not ids or len(ids) > MOST_OF_FILTER or [len(ids), ids[-1]] != shown:
        raise OthersFitMeanwhile
    return ids


def _narrowed(given: QueryDict) -> tuple[int | None, str]:
    """Product group and words of the filter."""
    return number_of(given.get("group")), " ".join(given.get("q", "").split())[:80]


def _fitting(sort: Sort, tenant_id: int, group: int | None, query: str) -> QuerySet[Any]:
    rows = sort.rows(tenant_id)
    if group is not None and sort.key != "kinds":
        rows = rows.filter(product_group_id=group)
    if query:
        rows = rows.filter(Q(name__icontains=query) | Q(**{f"{sort.told_by}__icontains": query}))
    return rows


def _sort(given: str | None) -> Sort:
    return next((sort for sort in SORTS if sort.key == given), SORTS[0])


def _count(sort: Sort, tenant_id: int) -> str:
    """Exact up to a bound."""
    count = sort.rows(tenant_id)[: COUNTED + 1].count()
    return f"{COUNTED}+" if count > COUNTED else str(count)
