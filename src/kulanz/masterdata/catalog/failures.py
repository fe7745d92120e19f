"""The failure codes a thing can have: those of its product group, and those of all of them."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from kulanz.masterdata.catalog.models import Article, FailureCode


def codes_of_group(tenant_id: int, group_id: int | None) -> QuerySet[FailureCode]:
    """The codes in use to pick from; without a group only those that serve all of them."""
    own = Q(product_group=None) | Q(product_group_id=group_id) if group_id else Q(product_group=None)
    return FailureCode.objects.filter(own, tenant_id=tenant_id, active=True).order_by("code")


def group_of(tenant_id: int, *, product_group_id: int | None, article_id: int | None) -> int | None:
    """The product group that was named, else the article's."""
    if product_group_id or not article_id:
        return product_group_id
    return (
        Article.objects.filter(tenant_id=tenant_id, pk=article_id)
        .values_list("product_group_id", flat=True)
        .first()
    )
