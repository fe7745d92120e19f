"""What can happen to articles and product groups."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from kulanz.core.protocol.events import Event


@dataclass(frozen=True)
class ArticleCreated(Event):
    name: ClassVar[str] = "article.created"
    number: str
    article_name: str


@dataclass(frozen=True)
class ArticleChanged(Event):
    name: ClassVar[str] = "article.changed"
    number: str
    changed: tuple[str, ...]


@dataclass(frozen=True)
class ArticlesImported(Event):
    name: ClassVar[str] = "article.imported"
    created: int
    changed: int
    unchanged: int


@dataclass(frozen=True)
class ProductGroupSaved(Event):
    name: ClassVar[str] = "product_group.saved"
    code: str
    group_name: str
    active: bool
