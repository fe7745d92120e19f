"""Rows on their way into the database by COPY: text as PostgreSQL reads it, columns as the models say."""

from __future__ import annotations

import functools
import json
import re
from collections.abc import Callable, Iterable
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final

from django.contrib.postgres.fields import ArrayField
from django.db import models

_SPECIAL = re.compile(r"[\\\t\n\r]")
_encode = json.JSONEncoder(ensure_ascii=False).encode
_ESCAPED = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})


@functools.cache
def columns_of(model: type[models.Model]) -> tuple[str, ...]:
    """The columns of a model's table, in the order rows are written."""
    return tuple(_defaults_of(model))


@functools.cache
def _defaults_of(model: type[models.Model]) -> dict[str, Any]:
    fields = [field for field in model._meta.concrete_fields if not field.generated]
    # an array's is a tuple: a list is written as JSON
    return {
        str(field.column): tuple(field.get_default())
        if isinstance(field, ArrayField)
        else field.get_default()
        for field in fields
    }


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


def _string(value: str) -> str:
    return value.translate(_ESCAPED) if _SPECIAL.search(value) else value


def _json(value: Any) -> str:
    return _string(_encode(value))


def _array(value: tuple[int, ...]) -> str:
    return "{" + ",".join(map(str, value)) + "}"


_WRITERS: Final[dict[type, Callable[[Any], str]]] = {
    type(None): lambda value: "\\N",
    str: _string,
    bool: lambda value: "t" if value else "f",
    int: str,
    Decimal: str,
    datetime: datetime.isoformat,
    date: date.isoformat,
    dict: _json,
    list: _json,
    tuple: _array,
}


def _text(value: Any) -> str:
    writer = _WRITERS.get(type(value))
    return writer(value) if writer else _string(str(value))
