"""What forms and pages ask of the catalog."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from kulanz.core.access.actor import Actor
from kulanz.masterdata.catalog.indexing import article_ids
from kulanz.masterdata.catalog.models import Article, ProductGroup
from kulanz.masterdata.catalog.permissions import groups_visible_to, visible_to

# More candidates than are shown: retired and otherwise filtered ones drop out afterwards.
_CANDIDATES = 200
_LONGEST_NAME = 200


def find_articles(
    *,
    actor: Actor,
    query: str,
    limit: int = 20,
    spare_parts: bool | None = None,
    retired: bool = False,
) -> list[Article]:
    """Articles while typing: the very number first, then numbers beginning so, then by name.

    `retired` shows the staff also what is out of use.
    """
    typed = query.strip()
    if not typed:
        return []
    articles = visible_to(actor).select_related("product_group", "freight_unit")
    if actor.is_staff and not retired:
        articles = articles.filter(active=True)
    if spare_parts is not None:
        articles = articles.filter(is_spare_part=spare_parts)
    exact = articles.filter(number__in={typed, typed.upper()})
    found = {a.pk: a for a in [*exact, *articles.filter(pk__in=article_ids(typed, _CANDIDATES))]}
    wanted = typed.casefold()

    def rank(article: Article) -> tuple[int, str, str]:
        number = article.number.casefold()
        near = 0 if number == wanted else 1 if number.startswith(wanted) else 2
        return near, article.name.casefold(), number

    return sorted(found.values(), key=rank)[:limit]


def article_of_number(*, actor: Actor, number: str) -> Article | None:
    return visible_to(actor).select_related("product_group").filter(number=number.strip()).first()


def article_typed(*, tenant_id: int, text: str) -> Article | None:
    """The article whose number or name somebody typed in full; None where it is none, or more than one.

    Also for guests, who describe their product and are shown no catalog.
    """
    typed = " ".join(text.replace("\x00", "").split())
    if not typed or len(typed) > _LONGEST_NAME:
        return None
    articles = Article.objects.filter(tenant_id=tenant_id, active=True)
    named = articles.filter(Q(name__iexact=typed) | Q(name_en__iexact=typed))
    for found in (articles.filter(number__iexact=typed), named.filter(is_spare_part=False), named):
        rows = list(found.order_by("pk")[:2])
        if rows:
            return rows[0] if len(rows) == 1 else None
    return None


def articles_after(
    *, actor: Actor, after: tuple[str, str] | None = None, limit: int = 50, group_id: int | None = None
) -> list[Article]:
    """The catalog page by page in the order of names; `after` is (name, number) of the last one shown."""
    articles = visible_to(actor).select_related("product_group", "freight_unit").order_by("name", "number")
    if group_id is not None:
        articles = articles.filter(product_group_id=group_id)
    if after is not None:
        name, number = after
        articles = articles.filter(name__gte=name).exclude(name=name, number__lte=number)
    return list(articles[:limit])


def product_groups(actor: Actor) -> QuerySet[ProductGroup]:
    """Active product groups in the order of their names: the choices of a form."""
    return groups_visible_to(actor).filter(active=True)
