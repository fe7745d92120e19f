"""Articles and failure codes looked up once for many positions."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from kulanz.masterdata.catalog.failures import codes_of_group
from kulanz.masterdata.catalog.models import Article


class KnownArticles:
    """The articles with these ids, and the failure codes of any group as they are asked for."""

    def __init__(self, tenant_id: int, article_ids: Iterable[int | None]) -> None:
        self.tenant_id: Final = tenant_id
        wanted = {pk for pk in article_ids if pk}
        self._articles = Article.objects.in_bulk(wanted) if wanted else {}
        self._codes: dict[int | None, frozenset[str]] = {}

    def article(self, article_id: int | None) -> Article | None:
        return self._articles.get(article_id or 0)

    def supplier_of(self, article_id: int | None) -> int | None:
        article = self.article(article_id)
        return article.supplier_id if article else None

    def group_of(self, group_id: int | None, article_id: int | None) -> int | None:
        """The product group that was named, else the article's."""
        article = self.article(article_id)
        return group_id or (article.product_group_id if article else None)

    def is_code(self, group_id: int | None, code: str) -> bool:
        """Whether the code may stand at such a thing: any may while there are none to pick from."""
        if group_id not in self._codes:
            codes = codes_of_group(self.tenant_id, group_id).values_list("code", flat=True)
            self._codes[group_id] = frozenset(codes)
        known = self._codes[group_id]
        return not known or code in known
