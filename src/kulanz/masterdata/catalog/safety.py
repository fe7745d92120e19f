"""How relevant articles and failures are to safety."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from django.db.models import Q

from kulanz.masterdata.catalog.models import Article, FailureCode
from kulanz.masterdata.parties.rules.safety import Relevance, relevance_of, strictest


def relevance_of_article(article: Article | None) -> Relevance:
    """Free text, which is no article, is assumed to be relevant."""
    return Relevance.ASSUMED if article is None else relevance_of(article.safety)


def relevance_of_articles(articles: Iterable[Article | None]) -> Relevance:
    return strictest(relevance_of_article(article) for article in articles)


def relevance_of_codes(
    tenant_id: int, codes: Collection[tuple[int | None, str]]
) -> dict[tuple[int | None, str], Relevance]:
    """By (product group, code): the group's own code before the one that serves all groups.

    A code that is in no list is free text.
    """
    wanted = {code for _group, code in codes if code}
    if not wanted:
        return {}
    groups = {group for group, code in codes if code and group is not None}
    rows = FailureCode.objects.filter(
        Q(product_group=None) | Q(product_group_id__in=groups), tenant_id=tenant_id, code__in=wanted
    ).values_list("product_group_id", "code", "safety")
    known: dict[tuple[int | None, str], Relevance] = {
        (group, code): relevance_of(safety) for group, code, safety in rows
    }
    return {
        (group, code): known.get((group, code), known.get((None, code), Relevance.ASSUMED))
        for group, code in codes
        if code
    }
