"""INSERT … SELECT with the model's own defaults for what is not said, for rows in great numbers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import connections, models
from django.db.models.fields import NOT_PROVIDED
from psycopg import sql
from psycopg.types.json import Jsonb

from kulanz.config.demo.writing import OWNER


def insert(
    model: type[models.Model], source: str, values: Mapping[str, str], given: Mapping[str, Any]
) -> int:
    """`values` are the expressions of columns, `source` what stands behind FROM; returns how many rows."""
    parts: dict[str, sql.Composable] = {}
    for field in model._meta.concrete_fields:
        if field.primary_key and field.column not in values:
            continue
        if field.column in values:
            parts[field.column] = _expression(values[field.column])
        elif not field.null:
            parts[field.column] = sql.Literal(_default(field))
    statement = sql.SQL("INSERT INTO {} ({}) SELECT {} FROM {}").format(
        sql.Identifier(model._meta.db_table),
        sql.SQL(", ").join(map(sql.Identifier, parts)),
        sql.SQL(", ").join(parts.values()),
        _expression(source),
    )
    return run(statement, given)


def run(statement: sql.Composable | str, given: Mapping[str, Any]) -> int:
    """One statement as the owner; returns how many rows it wrote."""
    connections[OWNER].ensure_connection()
    with connections[OWNER].cursor() as cursor:
        text = statement if isinstance(statement, str) else statement.as_string(cursor.connection)
        cursor.execute(text, given)
        return int(cursor.rowcount)


def _expression(text: str) -> sql.SQL:
    return sql.SQL(text)  # type: ignore[arg-type]  # written in this package, never made of what comes in


def _default(field: models.Field[Any, Any]) -> Any:
    if field.default is not NOT_PROVIDED:
        value = field.get_default()
        return Jsonb(value) if isinstance(field, models.JSONField) else value
    if isinstance(field, (models.CharField, models.TextField)):
        return ""
    raise TypeError(f"{field} needs a value")
