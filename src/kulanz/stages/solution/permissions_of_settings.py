"""Who sets up the deciding: remedies, matrix and reasons; and who sets the limits."""

from __future__ import annotations

from typing import Final

from kulanz.core.access.actor import Actor, Role
from kulanz.core.refusal import NotAllowed
from kulanz.masterdata.catalog.permissions import KEEPERS, require_keeper

LIMIT_KEEPERS: Final = frozenset({Role.DIVISION, Role.ADMINISTRATOR})
"""Nobody below sets how much he may decide himself."""

__all__ = ["KEEPERS", "LIMIT_KEEPERS", "may_set_limits", "require_keeper", "require_limit_keeper"]


def may_set_limits(actor: Actor) -> bool:
    return actor.is_system or actor.has(*LIMIT_KEEPERS)


def require_limit_keeper(actor: Actor) -> None:
    if not may_set_limits(actor):
        raise NotAllowed
