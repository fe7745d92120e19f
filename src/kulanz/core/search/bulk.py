"""Loading many documents at once, as the owner of the table: the demo's and an import's way."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

from django.db import connections, transaction

from kulanz.core.search.api import DOCUMENTS
from kulanz.core.search.audiences import codes
from kulanz.core.search.compounds import Vocabulary
from kulanz.core.search.terms import SearchText, document_words

COPY_STATEMENT: Final = "COPY search_document (tenant_id, collection, document_id, tsv) FROM STDIN"

Row = tuple[int, str, int, str]


def document_row(
    tenant_id: int,
    document_id: int,
    texts: Mapping[str, SearchText],
    vocabulary: Vocabulary,
    *,
    collection: str = DOCUMENTS,
) -> Row:
    """One row for COPY_STATEMENT; the last column is a tsvector in its text form."""
    coded = codes(texts)
    lexemes: list[str] = []
    for audience, found in document_words(texts, vocabulary).items():
        start = f"{tenant_id}:{collection}:{coded[audience]}:"
        joined = f"' '{start}".join(found)
        if joined.count("'") > 2 * (len(found) - 1) or "\\" in joined:
            joined = f"' '{start}".join(w.replace("\\", "\\\\").replace("'", "''") for w in found)
        if found:
            lexemes.append(f"'{start}{joined}'")
    return tenant_id, collection, document_id, " ".join(lexemes)


def load_documents(rows: Iterable[Row], *, many: bool = True, using: str = "owner") -> int:
    """Copy new documents in; with `many` the text index is built once at the end. Returns their number."""
    count = 0
    with transaction.atomic(using=using), connections[using].cursor() as cursor:
        if many:
            cursor.execute("DROP INDEX search_document_tsv")
        with cursor.copy(COPY_STATEMENT) as copy:
            for row in rows:
                copy.write_row(row)
                count += 1
        if many:
            cursor.execute("SET LOCAL maintenance_work_mem = '256MB'")
            cursor.execute(
                "CREATE INDEX search_document_tsv ON search_document USING gin (tsv) WITH (fastupdate = off)"
            )
    with connections[using].cursor() as cursor:
        cursor.execute("ANALYZE search_document (tenant_id)")
    return count
