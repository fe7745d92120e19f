"""Recording and changing one article."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Final

from django.db import IntegrityError, transaction
from django.db.models import QuerySet

from kulanz.core.access.actor import Actor
from kulanz.core.protocol.recording import record, record_all
from kulanz.core.refusal import InvalidValue, MissingValue
from kulanz.masterdata.catalog.commands.classifying import article_classified
from kulanz.masterdata.catalog.events import ArticleChanged, ArticleCreated
from kulanz.masterdata.catalog.indexing import index_articles
from kulanz.masterdata.catalog.models import Article, FreightUnit, ProductGroup
from kulanz.masterdata.catalog.permissions import require_classifier, require_keeper
from kulanz.masterdata.catalog.refusals import (
    FLAWS,
    ArticleNumberTaken,
    NoSuchArticle,
    NoSuchProductGroup,
    NoSuchSupplier,
)
from kulanz.masterdata.catalog.refusals_of_rates import RATE_FLAWS, NoSuchFreightUnit
from kulanz.masterdata.catalog.rules.costs import Scope
from kulanz.masterdata.catalog.rules.lists import HEAVIEST, LONGEST, Flaw, is_units
from kulanz.masterdata.catalog.rules.places import currencies
from kulanz.masterdata.catalog.rules.rates import Figure, RateFlaw, figure_faults
from kulanz.masterdata.parties.commands.work_kinds import require_class
from kulanz.masterdata.parties.models import Party, PartyRoleKind
from kulanz.masterdata.parties.rules.safety import UNCLASSIFIED

CHANGEABLE: Final = frozenset(
    {
        "name", "name_en", "product_group_id", "weight_kg", "is_spare_part", "active", "cost_price",
        "cost_currency", "freight_unit_id", "units_per_piece", "supplier_id", "deliverable", "safety",
        "is_original",
    }
)  # fmt: skip


def create_article(
    *,
    actor: Actor,
    number: str,
    name: str,
    at: datetime,
    name_en: str = "",
    product_group_id: int | None = None,
    weight_kg: Decimal | None = None,
    is_spare_part: bool = False,
    cost_price: Decimal | None = None,
    cost_currency: str = "",
    freight_unit_id: int | None = None,
    units_per_piece: Decimal = Decimal(1),
    supplier_id: int | None = None,
    deliverable: bool = True,
    safety: str = UNCLASSIFIED,
    is_original: bool = True,
) -> Article:
    """Record an article; its number is the tenant's own and unique. No currency: the tenant's."""
    require_keeper(actor)
    if safety != UNCLASSIFIED:
        require_classifier(actor)
    article = Article(
        tenant_id=actor.tenant_id,
        number=number.strip(),
        name=name.strip(),
        name_en=name_en.strip(),
        product_group_id=product_group_id,
        weight_kg=weight_kg,
        is_spare_part=is_spare_part,
        cost_price=cost_price,
        cost_currency=cost_currency.strip().upper(),
        freight_unit_id=freight_unit_id,
        units_per_piece=units_per_piece,
        supplier_id=supplier_id,
        deliverable=deliverable,
        safety=safety,
        is_original=is_original,
    )
    _check(article)
    with transaction.atomic():
        _save_new(article)
        index_articles([article])
        event = ArticleCreated(number=article.number, article_name=article.name)
        record(event, actor=actor, stream=f"article:{article.pk}", at=at)
        if safety != UNCLASSIFIED:
            record_all([article_classified(article, UNCLASSIFIED)], actor=actor, at=at)
    return article


def change_article(*, actor: Actor, article_id: int, at: datetime, **changes: object) -> Article:
    """Change the named fields (see CHANGEABLE); the number stays, it stands on paper and labels."""
    require_keeper(actor)
    if not changes.keys() <= CHANGEABLE:
        raise TypeError(f"not changeable: {sorted(changes.keys() - CHANGEABLE)}")
    with transaction.atomic():
        article = Article.objects.select_for_update().filter(pk=article_id, tenant_id=actor.tenant_id).first()
        if article is None:
            raise NoSuchArticle
        changed = [field for field, value in changes.items() if getattr(article, field) != value]
        safety_before = article.safety
        if "safety" in changed:
            require_classifier(actor)
        for field in changed:
            setattr(article, field, changes[field])
        _check(article)
        if not changed:
            return article
        article.save(update_fields=changed)
        if {"name", "name_en"} & set(changed):
            index_articles([article])
        event = ArticleChanged(number=article.number, changed=tuple(sorted(changed)))
        record(event, actor=actor, stream=f"article:{article.pk}", at=at)
        if "safety" in changed:
            record_all([article_classified(article, safety_before)], actor=actor, at=at)
    return article


def _check(article: Article) -> None:
    for field in ("number", "name", "name_en"):
        value = getattr(article, field)
        if not value and field != "name_en":
            raise MissingValue(field)
        if len(value) > LONGEST[field]:
            raise InvalidValue(field)
    if article.weight_kg is not None and not 0 <= article.weight_kg < HEAVIEST:
        raise InvalidValue("weight_kg")
    require_class(article.safety)
    _check_cost(article)
    group = article.product_group_id
    if group and not ProductGroup.objects.filter(pk=group, tenant_id=article.tenant_id).exists():
        raise NoSuchProductGroup


def _check_cost(article: Article) -> None:
    if article.cost_price is not None:
        faults = figure_faults(Scope.ONCE, Figure(article.cost_price, currency="EUR"))
        if faults:
            raise InvalidValue("cost_price", RATE_FLAWS[faults[0].flaw])
    if article.cost_currency and article.cost_currency not in currencies():
        raise InvalidValue("cost_currency", RATE_FLAWS[RateFlaw.CURRENCY_UNKNOWN])
    if not is_units(article.units_per_piece):
        raise InvalidValue("units_per_piece", FLAWS[Flaw.NO_UNITS])
    unit = article.freight_unit_id
    if unit and not FreightUnit.objects.filter(pk=unit, tenant_id=article.tenant_id).exists():
        raise NoSuchFreightUnit
    supplier = article.supplier_id
    if supplier and not suppliers(article.tenant_id).filter(pk=supplier).exists():
        raise NoSuchSupplier


def suppliers(tenant_id: int) -> QuerySet[Party]:
    """Who may stand as the supplier of an article; also those an article still names."""
    return Party.objects.filter(tenant_id=tenant_id, roles__role=PartyRoleKind.SUPPLIER.value).distinct()


def _save_new(article: Article) -> None:
    try:
        with transaction.atomic():
            article.save(force_insert=True)
    except IntegrityError as taken:
        if "article_number" not in str(taken):
            raise
        raise ArticleNumberTaken(number=article.number) from taken
