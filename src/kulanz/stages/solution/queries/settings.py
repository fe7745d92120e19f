"""What a tenant set up for deciding: remedies, matrix, reasons, limits; and whom a change concerns."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from kulanz.cases.models import Case, Position
from kulanz.cases.models.case import OPEN
from kulanz.cases.permissions import visible_to
from kulanz.cases.rules import ClaimStatus, Kind
from kulanz.core.access.actor import Actor, Role
from kulanz.stages.solution.models import (
    DecisionLimit,
    Exclusion,
    Reason,
    Remedy,
    RemedyCostKind,
    SolutionSettings,
)
from kulanz.stages.solution.rules.limits import Limit
from kulanz.stages.solution.rules.remedies import ReasonPurpose

CellKey = tuple[int, int]
"""Remedy and cost kind."""
MOST_COUNTED: Final = 999
_UNDECIDED: Final = [ClaimStatus.UNDER_REVIEW.value, ClaimStatus.ACCEPTED.value]


class Cell(StrEnum):
    """What a cost kind is to a remedy."""

    EMPTY = ""
    """Does not count."""
    REQUIRED = "required"
    OPTIONAL = "optional"
    """Counts when there is a figure."""


@dataclass(frozen=True, slots=True)
class Touched:
    """Open complaints not decided yet which a change would calculate differently."""

    count: int
    """Exact up to MOST_COUNTED."""
    more: bool
    first: tuple[Case, ...]


def remedies(tenant_id: int, *, active: bool | None = None) -> list[Remedy]:
    """In the order of the tenant."""
    rows = Remedy.objects.filter(tenant_id=tenant_id)
    return list(rows if active is None else rows.filter(active=active))


def cells_of(tenant_id: int) -> dict[CellKey, Cell]:
    """The filled cells of the matrix; what is missing is empty."""
    rows = RemedyCostKind.objects.filter(tenant_id=tenant_id)
    return {
        (remedy, kind): Cell.REQUIRED if required else Cell.OPTIONAL
        for remedy, kind, required in rows.values_list("remedy_id", "cost_kind_id", "required")
    }


def reasons(tenant_id: int, purpose: ReasonPurpose, *, active: bool | None = True) -> list[Reason]:
    """The ready reasons for a purpose, in the order of the tenant."""
    rows = Reason.objects.filter(tenant_id=tenant_id, purpose=purpose.value)
    return list(rows if active is None else rows.filter(active=active))


def limits(tenant_id: int) -> dict[Role, Limit]:
    """By role; a role without an entry may not decide."""
    known = {role.value: role for role in Role}
    return {
        known[row.role]: Limit(row.cost, row.credit)
        for row in DecisionLimit.objects.filter(tenant_id=tenant_id)
        if row.role in known
    }


def solution_settings(tenant_id: int) -> SolutionSettings:
    """The tenant's settings; the built-in ones, not saved, while it has none."""
    row = SolutionSettings.objects.filter(tenant_id=tenant_id).first()
    return row if row is not None else SolutionSettings(tenant_id=tenant_id)


def undecided_complaints(actor: Actor) -> QuerySet[Case]:
    """Open complaints with something still to decide; the calculation of each is done anew when opened."""
    positions = Position.objects.filter(case=OuterRef("pk"))
    undecided = Exists(positions.filter(claim_status__in=_UNDECIDED)) | (
        Q(claim_status__in=_UNDECIDED) & ~Exists(positions)
    )
    return visible_to(actor).filter(OPEN, undecided, kind=Kind.COMPLAINT.value)


def touched_by(actor: Actor, remedy_ids: Collection[int], *, limit: int = 20) -> Touched:
    """Whose comparison a change of these remedies alters: not where all of them are excluded."""
    in_use = set(
        Remedy.objects.filter(tenant_id=actor.tenant_id, pk__in=remedy_ids, active=True).values_list(
            "pk", flat=True
        )
    )
    if not in_use:
        return Touched(0, False, ())
    excluded = (
        Exclusion.objects.filter(case=OuterRef("pk"), remedy_id__in=in_use, lifted_at=None)
        .values("case")
        .annotate(number=Count("pk"))
        .filter(number=len(in_use))
    )
    cases = undecided_complaints(actor).exclude(Exists(excluded))
    found = cases[: MOST_COUNTED + 1].count()
    first = cases.select_related("customer").order_by("-updated_at", "-pk")[:limit]
    return Touched(min(found, MOST_COUNTED), found > MOST_COUNTED, tuple(first))
