"""From bytes to a checked document. Whatever is wrong is said with its place; nothing is guessed."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator
from decimal import Decimal, InvalidOperation
from typing import Any, BinaryIO, Final

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from kulanz.config.comparison.schema import OF_THE_TENANT, Document
from kulanz.config.comparison.wording import Place, Problem, WrongInput

MEGABYTES: Final = 10
MOST_FIELDS: Final = 100
# Errors of pydantic that say the same as another one.
_SAME: Final = {
    "decimal_parsing": "number",
    "decimal_type": "number",
    "list_type": "tuple_type",
    "string_unicode": "unreadable",
}


class _Object(dict[str, Any]):
    """A JSON object that remembers a field written twice."""

    twice: str = ""


def read_document(source: BinaryIO, *, for_tenant: bool = False) -> Document:
    """Raises WrongInput with everything that is wrong in itself."""
    raw = source.read(MEGABYTES * 1024 * 1024 + 1)
    if len(raw) > MEGABYTES * 1024 * 1024:
        raise WrongInput(Problem((), "too_big", {"megabytes": MEGABYTES}))
    value = _parsed(raw)
    misshapen = list(_misshapen(value))
    if misshapen:
        raise WrongInput(*misshapen)
    if for_tenant and isinstance(value, dict):
        foreign = [Problem((name,), "of_the_tenant") for name in OF_THE_TENANT if name in value]
        if foreign:
            raise WrongInput(*foreign)
    try:
        return Document.model_validate(value)
    except ValidationError as wrong:
        found = [_problem(error) for error in wrong.errors(include_url=False)]
        raise WrongInput(*_without_echoes(found)) from wrong


def _parsed(raw: bytes) -> Any:
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as wrong:
        raise WrongInput(Problem((), "not_utf8", {"byte": wrong.start + 1})) from wrong
    try:
        return json.loads(
            text,
            object_pairs_hook=_object,
            parse_float=_decimal,
            parse_int=_decimal,
            # NaN and Infinity: the field refuses them, with its place
            parse_constant=float,
        )
    except json.JSONDecodeError as wrong:
        where = {"line": wrong.lineno, "column": wrong.colno, "why": wrong.msg}
        raise WrongInput(Problem((), "not_json", where)) from wrong
    except RecursionError as wrong:
        raise WrongInput(Problem((), "too_deep")) from wrong


def _object(pairs: list[tuple[str, Any]]) -> _Object:
    found = _Object(pairs)
    if len(found) < len(pairs):
        counted = Counter(name for name, _value in pairs)
        found.twice = next(name for name, times in counted.items() if times > 1)
    return found


def _decimal(text: str) -> Decimal | str:
    try:
        return Decimal(text)
    except InvalidOperation:
        # an exponent beyond all bounds: as text the field refuses it, with its place
        return text


def _misshapen(value: Any) -> Iterator[Problem]:
    """Fields written twice, and objects with more fields than anything has."""
    waiting: list[tuple[Place, Any]] = [((), value)]
    while waiting:
        place, one = waiting.pop()
        if isinstance(one, _Object):
            if one.twice:
                yield Problem((*place, one.twice), "key_twice")
            if len(one) > MOST_FIELDS:
                yield Problem(place, "too_many_fields", {"most": MOST_FIELDS})
                continue
            inner: Iterable[tuple[str | int, Any]] = one.items()
        else:
            inner = enumerate(one) if isinstance(one, list) else ()
        waiting += [((*place, step), value) for step, value in inner if isinstance(value, dict | list)]


def _problem(error: ErrorDetails) -> Problem:
    place = tuple(step for step in error["loc"] if step != "[key]")
    given = error["input"] if isinstance(error["input"], str | Decimal | bool) else None
    key = _SAME.get(error["type"], error["type"])
    return Problem(place, key, error.get("ctx", {}), None if key == "extra_forbidden" else given)


def _without_echoes(problems: list[Problem]) -> list[Problem]:
    """A list whose entries are wrong is not also too short."""
    inside = {problem.place[:length] for problem in problems for length in range(1, len(problem.place))}
    return [problem for problem in problems if problem.key != "too_short" or problem.place not in inside]
