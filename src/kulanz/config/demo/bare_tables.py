"""Large loads: tables without foreign keys and secondary indexes meanwhile, built in one go at the end."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Sequence
from typing import Final

from django.db.backends.utils import CursorWrapper

_FOREIGN_KEYS: Final = """
    SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint
    WHERE contype = 'f' AND conrelid = ANY (%s::regclass[]) ORDER BY conname
"""
_INDEXES: Final = """
    SELECT i.indexrelid::regclass::text, pg_get_indexdef(i.indexrelid) FROM pg_index i
    WHERE i.indrelid = ANY (%s::regclass[])
      AND NOT EXISTS (SELECT 1 FROM pg_constraint c WHERE c.conindid = i.indexrelid) ORDER BY 1
"""


@contextlib.contextmanager
def bare(cursor: CursorWrapper, tables: Sequence[str]) -> Iterator[None]:
    """Inside the caller's transaction: an interrupted load leaves everything as it was."""
    quoted = [f'"{table}"' for table in tables]
    cursor.execute(_FOREIGN_KEYS, [quoted])
    keys = cursor.fetchall()
    cursor.execute(_INDEXES, [quoted])
    indexes = cursor.fetchall()
    for table, name, _definition in keys:
        cursor.execute(f'ALTER TABLE {table} DROP CONSTRAINT "{name}"')
    for name, _definition in indexes:
        cursor.execute(f"DROP INDEX {name}")
    yield
    cursor.execute("SET LOCAL maintenance_work_mem = '256MB'")
    for _name, definition in indexes:
        cursor.execute(definition)
    for table, name, definition in keys:
        cursor.execute(f'ALTER TABLE {table} ADD CONSTRAINT "{name}" {definition}')
