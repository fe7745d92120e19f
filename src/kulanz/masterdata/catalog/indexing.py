"""Articles in the search: found while typing, and teaching it the words of their names."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from kulanz.core.search.api import SearchText, find_documents, index_document
from kulanz.core.search.vocabulary import learn_words
from kulanz.masterdata.catalog.models import Article

COLLECTION: Final = "a"
_EVERYBODY: Final = "all"


def search_texts(article: Article) -> dict[str, SearchText]:
    return {_EVERYBODY: SearchText(short=[article.number, article.name, article.name_en])}


def index_articles(articles: Iterable[Article]) -> None:
    """Learn the words of the names first, so that compounds are split, then store the articles."""
    articles = list(articles)
    learn_words((a.name for a in articles), origin="article")
    for article in articles:
        index_document(document_id=article.pk, texts=search_texts(article), collection=COLLECTION)


def article_ids(query: str, limit: int) -> list[int]:
    return find_documents(query=query, audiences=[_EVERYBODY], limit=limit, collection=COLLECTION)
