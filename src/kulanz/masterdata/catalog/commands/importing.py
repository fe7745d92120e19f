"""Taking over an article list: all of it or nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from kulanz.core.access.actor import Actor
from kulanz.core.protocol.recording import record
from kulanz.masterdata.catalog.events import ArticlesImported
from kulanz.masterdata.catalog.indexing import index_articles
from kulanz.masterdata.catalog.models import Article, ProductGroup
from kulanz.masterdata.catalog.permissions import require_keeper
from kulanz.masterdata.catalog.refusals import ListRefused
from kulanz.masterdata.catalog.rules.lists import ArticleRow, read_articles

_FIELDS = ("name", "name_en", "product_group_id", "weight_kg", "is_spare_part", "active")


@dataclass(frozen=True, slots=True)
class ImportedArticles:
    created: int
    changed: int
    unchanged: int


def import_articles(*, actor: Actor, text: str, at: datetime) -> ImportedArticles:
    """Create and change articles by a CSV list; columns it lacks stay, unknown product groups are created."""
    require_keeper(actor)
    rows, problems = read_articles(text)
    if problems:
        raise ListRefused(problems)
    with transaction.atomic():
        groups = _groups(actor.tenant_id, rows)
        known = {
            a.number: a
            for a in Article.objects.select_for_update()
            .filter(tenant_id=actor.tenant_id, number__in=[row.number for row in rows])
            .order_by("pk")
        }
        created: list[Article] = []
        changed: list[Article] = []
        for row in rows:
            article = known.get(row.number)
            if article is None:
                article = Article(tenant_id=actor.tenant_id, number=row.number)
                _apply(article, row, groups)
                created.append(article)
            elif _apply(article, row, groups):
                changed.append(article)
        Article.objects.bulk_create(created, batch_size=1000)
        Article.objects.bulk_update(changed, _FIELDS, batch_size=500)
        index_articles([*created, *changed])
        result = ImportedArticles(len(created), len(changed), len(rows) - len(created) - len(changed))
        event = ArticlesImported(created=result.created, changed=result.changed, unchanged=result.unchanged)
        record(event, actor=actor, stream="catalog", at=at)
    return result


def _groups(tenant_id: int, rows: Sequence[ArticleRow]) -> dict[str, int]:
    codes = {row.group for row in rows if row.group}
    ProductGroup.objects.bulk_create(
        [ProductGroup(tenant_id=tenant_id, code=code, name=code) for code in sorted(codes)],
        ignore_conflicts=True,
    )
    return dict(ProductGroup.objects.filter(tenant_id=tenant_id, code__in=codes).values_list("code", "pk"))


def _apply(article: Article, row: ArticleRow, groups: dict[str, int]) -> bool:
    """Whether the row changes the article; empty cells of group and weight say nothing."""
    wanted = {
        "name": row.name,
        "name_en": row.name_en,
        "product_group_id": groups[row.group] if row.group else None,
        "weight_kg": row.weight_kg,
        "is_spare_part": row.is_spare_part,
        "active": row.active,
    }
    differing = {f: v for f, v in wanted.items() if v is not None and getattr(article, f) != v}
    for field, value in differing.items():
        setattr(article, field, value)
    return bool(differing)
