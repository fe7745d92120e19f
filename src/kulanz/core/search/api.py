"""What other parts of the product ask of the search: store a document, find documents."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from typing import Final

from django.db import connection

from kulanz.core.search.audiences import codes
from kulanz.core.search.compounds import Vocabulary
from kulanz.core.search.terms import SearchText, document_words, query_groups
from kulanz.core.search.vocabulary import suggestion, tenant_vocabulary

__all__ = [
    "SearchText",
    "extend_document",
    "find_documents",
    "index_document",
    "index_documents",
    "remove_document",
    "suggestion",
]

# Ids of different things must not mix; the name is stored with every word, hence so short.
DOCUMENTS: Final = "d"
# Hundreds of words as one text: an array of them takes the driver many times as long.
_WORDS: Final = "string_to_array(%s, chr(10))"


def index_document(
    *,
    document_id: int,
    texts: Mapping[str, SearchText],
    vocabulary: Vocabulary | None = None,
    collection: str = DOCUMENTS,
) -> None:
    """Store what the document is found by, per audience; replaces what was stored before."""
    _store("search_index", document_id, texts, vocabulary, collection)


def index_documents(
    documents: Mapping[int, Mapping[str, SearchText]], *, collection: str = DOCUMENTS
) -> None:
    """`index_document` for many at once: document → its texts."""
    if not documents:
        return
    vocabulary = tenant_vocabulary()
    rows = [
        (collection, document_id, *_stored(texts, vocabulary)) for document_id, texts in documents.items()
    ]
    statement = f"SELECT search_index(%s, %s, {_WORDS}, {_WORDS})"
    with connection.cursor() as cursor:
        if len(rows) == 1:
            # as a statement of its own, so that it can be measured again by itself
            cursor.execute(statement, rows[0])
        else:
            cursor.executemany(statement, rows)


def extend_document(
    *,
    document_id: int,
    texts: Mapping[str, SearchText],
    vocabulary: Vocabulary | None = None,
    collection: str = DOCUMENTS,
) -> None:
    """Add to what the document is found by, such as a new message; nothing stored before is read again."""
    _store("search_extend", document_id, texts, vocabulary, collection)


def _store(
    function: str,
    document_id: int,
    texts: Mapping[str, SearchText],
    vocabulary: Vocabulary | None,
    collection: str,
) -> None:
    audiences, stored = _stored(texts, tenant_vocabulary() if vocabulary is None else vocabulary)
    with connection.cursor() as cursor:
        statement = f"SELECT {function}(%s, %s, {_WORDS}, {_WORDS})"  # ours alone, never of what comes in
        cursor.execute(statement, [collection, document_id, audiences, stored])


def _stored(texts: Mapping[str, SearchText], vocabulary: Vocabulary) -> tuple[str, str]:
    """The words as they are stored, and beside each the code of its audience; one a line."""
    coded = codes(texts)
    words = document_words(texts, vocabulary)
    audiences = [coded[audience] for audience, found in words.items() for _ in found]
    return "\n".join(audiences), "\n".join(word for found in words.values() for word in found)


def remove_document(document_id: int, *, collection: str = DOCUMENTS) -> None:
    """The document is no longer found."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT search_remove(%s, %s)", [collection, document_id])


def find_documents(
    *,
    query: str,
    audiences: Collection[str],
    limit: int = 50,
    before: int | None = None,
    collection: str = DOCUMENTS,
) -> list[int]:
    """Ids of the documents in which these audiences find every word of the query, newest first.

    The words may stand in texts of different audiences. `before` continues a list: the last id of the
    page before. The caller still filters by its own visibility rule.
    """
    groups = query_groups(query)
    if not groups or not audiences or limit < 1:
        return []
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT search_find(%s, %s::jsonb, %s::text[], %s, %s)",
            [collection, json.dumps(groups), sorted(codes(audiences).values()), before, limit],
        )
        return [row[0] for row in cursor.fetchall()]
