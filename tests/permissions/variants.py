"""One address with its parameters filled in, and who reaches what stands there."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from tests.permissions.who import Who


@dataclass(frozen=True)
class Variant:
    """One address with its parameters filled in, and who reaches what stands there."""

    label: str
    values: Mapping[str, object] = field(default_factory=dict)
    reach: Callable[[Who], bool] = lambda _who: True
    main: bool = True
    """Here whoever may change something must be able to."""
    mixed: bool = False
    """Parts of two cases in one address: nothing may change, whatever the answer says."""


class UnknownParameters(Exception):
    """A new route has parameters this table has no objects for."""


def nobody(_who: Who) -> bool:
    return False


def everybody(_who: Who) -> bool:
    return True


def only(*people: str) -> Callable[[Who], bool]:
    return lambda who: who.person in people
