"""Taking over an article list: all of it or nothing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from kulanz.core.access.actor import Actor
from kulanz.core.protocol.recording import record, record_all
from kulanz.core.tables.reading import Table
from kulanz.masterdata.catalog.commands.articles import suppliers
from kulanz.masterdata.catalog.commands.classifying import article_classified
from kulanz.masterdata.catalog.events import ArticlesImported
from kulanz.masterdata.catalog.indexing import index_articles
from kulanz.masterdata.catalog.models import Article, FreightUnit, ProductGroup
from kulanz.masterdata.catalog.permissions import require_classifier, require_keeper
from kulanz.masterdata.catalog.refusals import ListRefused
from kulanz.masterdata.catalog.rules.lists import ArticleRow, Flaw, Problem, article_rows, read_articles
from kulanz.masterdata.parties.rules.safety import UNCLASSIFIED

_FIELDS = (
    "name", "name_en", "product_group_id", "weight_kg", "is_spare_part", "active", "cost_price",
    "cost_currency", "freight_unit_id", "units_per_piece", "supplier_id", "deliverable", "safety",
    "is_original",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class ImportedArticles:
    created: int
    changed: int
    unchanged: int


@dataclass(frozen=True, slots=True)
class _Known:
    """What the codes of a list stand for."""

    groups: dict[str, int]
    units: dict[str, int]
    suppliers: dict[str, int]


def import_articles(*, actor: Actor, text: str, at: datetime) -> ImportedArticles:
    """Create and change articles by a CSV list; columns it lacks stay, unknown product groups are created."""
    require_keeper(actor)
    return _take_over(actor, *read_articles(text), at)


def import_article_table(*, actor: Actor, table: Table, at: datetime) -> ImportedArticles:
    """The same for a list that has been read from a CSV or XLSX file."""
    require_keeper(actor)
    rows, problems = article_rows(table.headings, ((row.line, row.cells) for row in table.rows))
    return _take_over(
        actor, rows, [*(Problem(f.line, f.column, f.flaw) for f in table.faults), *problems], at
    )


def _take_over(
    actor: Actor, rows: Sequence[ArticleRow], problems: Sequence[Problem], at: datetime
) -> ImportedArticles:
    known = _known(actor.tenant_id, rows)
    problems = [*problems, *_unknown(rows, known)]
    if problems:
        raise ListRefused(sorted(problems, key=lambda problem: problem.line))
    with transaction.atomic():
        known.groups.update(_groups(actor.tenant_id, rows))
        there = {
            a.number: a
            for a in Article.objects.select_for_update()
            .filter(tenant_id=actor.tenant_id, number__in=[row.number for row in rows])
            .order_by("pk")
        }
        created: list[Article] = []
        changed: list[Article] = []
        before = {article.number: article.safety for article in there.values()}
        for row in rows:
            article = there.get(row.number)
            if article is None:
                article = Article(tenant_id=actor.tenant_id, number=row.number)
                _apply(article, row, known)
                created.append(article)
            elif _apply(article, row, known):
                changed.append(article)
        classified = [a for a in [*created, *changed] if a.safety != before.get(a.number, UNCLASSIFIED)]
        if classified:
            require_classifier(actor)
        Article.objects.bulk_create(created, batch_size=1000)
        Article.objects.bulk_update(changed, _FIELDS, batch_size=500)
        index_articles([*created, *changed])
        result = ImportedArticles(len(created), len(changed), len(rows) - len(created) - len(changed))
        event = ArticlesImported(created=result.created, changed=result.changed, unchanged=result.unchanged)
        record(event, actor=actor, stream="catalog", at=at)
        record_all(
            [article_classified(a, before.get(a.number, UNCLASSIFIED)) for a in classified],
            actor=actor,
            at=at,
        )
    return result


def _known(tenant_id: int, rows: Sequence[ArticleRow]) -> _Known:
    """Freight units by their code, suppliers by number or, where only one is called so, by name."""
    units = FreightUnit.objects.filter(tenant_id=tenant_id).values_list("code", "pk")
    named: dict[str, int] = {}
    if any(row.supplier for row in rows):
        found = list(suppliers(tenant_id).values_list("pk", "number", "name"))
        times = Counter(name.casefold() for _pk, _number, name in found)
        named = {name.casefold(): pk for pk, _number, name in found if times[name.casefold()] == 1}
        named |= {number.casefold(): pk for pk, number, _name in found if number}
    return _Known({}, {code.casefold(): pk for code, pk in units}, named)


def _unknown(rows: Sequence[ArticleRow], known: _Known) -> Iterator[Problem]:
    for row in rows:
        if row.freight_unit and row.freight_unit.casefold() not in known.units:
            yield Problem(row.line, "freight_unit", Flaw.NO_SUCH_UNIT, row.freight_unit)
        if row.supplier and row.supplier.casefold() not in known.suppliers:
            yield Problem(row.line, "supplier", Flaw.NO_SUCH_SUPPLIER, row.supplier)


def _groups(tenant_id: int, rows: Sequence[ArticleRow]) -> dict[str, int]:
    codes = {row.group for row in rows if row.group}
    ProductGroup.objects.bulk_create(
        [ProductGroup(tenant_id=tenant_id, code=code, name=code) for code in sorted(codes)],
        ignore_conflicts=True,
    )
    return dict(ProductGroup.objects.filter(tenant_id=tenant_id, code__in=codes).values_list("code", "pk"))


def _apply(article: Article, row: ArticleRow, known: _Known) -> bool:
    """Whether the row changes the article; empty cells of numbers and references say nothing."""
    wanted = {
        "name": row.name,
        "name_en": row.name_en,
        "product_group_id": known.groups[row.group] if row.group else None,
        "weight_kg": row.weight_kg,
        "is_spare_part": row.is_spare_part,
        "active": row.active,
        "cost_price": row.cost_price,
        "cost_currency": row.cost_currency,
        "freight_unit_id": known.units[row.freight_unit.casefold()] if row.freight_unit else None,
        "units_per_piece": row.units_per_piece,
        "supplier_id": known.suppliers[row.supplier.casefold()] if row.supplier else None,
        "deliverable": row.deliverable,
        "safety": row.safety,
        "is_original": row.is_original,
    }
    differing = {f: v for f, v in wanted.items() if v is not None and getattr(article, f) != v}
    for field, value in differing.items():
        setattr(article, field, value)
    return bool(differing)
