"""The only place that reads the time of day. Interfaces ask it; commands take `at` as an argument."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from contextvars import ContextVar
from datetime import UTC, datetime

_frozen: ContextVar[datetime | None] = ContextVar("kulanz_frozen_clock", default=None)


def now() -> datetime:
    """The present instant, aware, in UTC; or the instant set by `frozen`."""
    return _frozen.get() or datetime.now(UTC)


@contextlib.contextmanager
def frozen(at: datetime) -> Iterator[None]:
    """Make `now` answer `at`: for `kulanz tick --now` and tests."""
    if at.tzinfo is None:
        raise ValueError("the clock needs an aware datetime")
    token = _frozen.set(at.astimezone(UTC))
    try:
        yield
    finally:
        _frozen.reset(token)
