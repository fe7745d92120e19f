"""Up to which amounts a person decides alone. Pure."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from decimal import Decimal

from kulanz.core.access.actor import Role


@dataclass(frozen=True, slots=True)
class Limit:
    """Up to and including which calculated cost and which credit or reduction; None: without limit."""

    cost: Decimal | None = None
    credit: Decimal | None = None

    def covers(self, cost: Decimal, credit: Decimal) -> bool:
        return (self.cost is None or cost <= self.cost) and (self.credit is None or credit <= self.credit)


def may_propose(limits: Mapping[Role, Limit], roles: Collection[Role]) -> bool:
    """A role without a limit of its own does not decide at all."""
    return any(role in limits for role in roles)


def decides_alone(
    limits: Mapping[Role, Limit], roles: Collection[Role], cost: Decimal, credit: Decimal
) -> bool:
    """Whether one of the person's roles covers both amounts; below nothing counts as nothing."""
    return any(
        limits[role].covers(max(cost, Decimal(0)), max(credit, Decimal(0)))
        for role in roles
        if role in limits
    )
