"""INSERT … SELECT with the model's own defaults for what is not said, for rows in great numbers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
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
    for column, field in columns_of(model):
        if column in values:
            parts[column] = _expression(values[column])
        elif not field.primary_key and not field.null:
            parts[column] = sql.Literal(_default(field))
    statement = sql.SQL("INSERT INTO {} ({}) SELECT {} FROM {}").format(
        sql.Identifier(model._meta.db_table),
        sql.SQL(", ").join(map(sql.Identifier, parts)),
        sql.SQL(", ").join(parts.values()),
        _expression(source),
    )
    return run(statement, given)


def columns_of(model: type[models.Model]) -> Iterator[tuple[str, models.Field[Any, Any]]]:
    """The columns of its table by name."""
    for field in model._meta.concrete_fields:
        yield str(field.column), field


def run(statement: sql.Composable | str, given: Mapping[str, Any]) -> int:
    """One statement as the owner; returns how many rows it wrote."""
    connections[OWNER].ensure_connection()
    with connections[OWNER].cursor() as cursor:
        text = statement if isinstance(statement, str) else statement.as_string(cursor.connection)
        cursor.execute(text, given)
        return int(cursor.rowcount)


def _expression(text: str) -> sql.SQL:
    """Written in this package, never made of what comes in."""
    return sql.SQL(text)


def _default(field: models.Field[Any, Any]) -> Any:
    if field.default is not NOT_PROVIDED:
        value = field.get_default()
        return Jsonb(value) if isinstance(field, models.JSONField) else value
    if isinstance(field, (models.CharField, models.TextField)):
        return ""
    raise TypeError(f"{field} needs a value")
