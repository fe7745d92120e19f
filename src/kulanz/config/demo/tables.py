"""Rows on their way into the database by COPY: text as PostgreSQL reads it, columns as the models say."""

from __future__ import annotations

import functools
import json
from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import models

_ESCAPED = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})


@functools.cache
def columns_of(model: type[models.Model]) -> tuple[str, ...]:
    """The columns of a model's table, in the order rows are written."""
    return tuple(_defaults_of(model))


@functools.cache
def _defaults_of(model: type[models.Model]) -> dict[str, Any]:
    fields = [field for field in model._meta.concrete_fields if not field.generated]
    return {str(field.column): field.get_default() for field in fields}


def copy_statement(model: type[models.Model]) -> str:
    columns = ", ".join(f'"{column}"' for column in columns_of(model))
    return f'COPY "{model._meta.db_table}" ({columns}) FROM STDIN'


def copy_line(model: type[models.Model], values: dict[str, Any]) -> str:
    """One row; columns not given hold the model's default. A column that does not exist is an error."""
    row = _defaults_of(model) | values
    if len(row) != len(columns_of(model)):
        raise KeyError(f"{model.__name__}: {sorted(set(row) - set(columns_of(model)))}")
    return "\t".join([_text(value) for value in row.values()]) + "\n"


def plain_line(values: Iterable[Any]) -> str:
    """One row of a table that has no model."""
    return "\t".join([_text(value) for value in values]) + "\n"


def _text(value: Any) -> str:
    if value is None:
        return "\\N"
    if isinstance(value, str):
        return value.translate(_ESCAPED)
    if value is True or value is False:
        return "t" if value else "f"
    if isinstance(value, int | Decimal):
        return str(value)
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, dict | list):
        return json.dumps(value, ensure_ascii=False).translate(_ESCAPED)
    raise TypeError(f"COPY of {type(value).__name__}")
