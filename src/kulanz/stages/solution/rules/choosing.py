"""What choosing a remedy needs beside the choice: reasons, consent, figures. Pure."""

from __future__ import annotations

from collections.abc import Collection
from decimal import Decimal
from enum import StrEnum

from kulanz.stages.solution.rules.figures import Comparison
from kulanz.stages.solution.rules.remedies import Nature


class Need(StrEnum):
    """What is missing before the remedy may be decided."""

    FIGURES = "figures"
    AMOUNT = "amount"
    EXECUTOR = "executor"
    LIFTED_EXCLUSION = "lifted_exclusion"
    ADMISSIBLE = "admissible"
    DEARER_REASON = "dearer_reason"
    ROOM_REASON = "room_reason"
    WISH = "wish"


_CHOSEN_BY_BUYER = frozenset({Nature.REPAIR, Nature.REPLACEMENT})


def needs(
    comparison: Comparison,
    remedy: str,
    *,
    nature: Nature,
    needs_executor: bool,
    has_executor: bool,
    offered: Decimal | None,
    wishes: Collection[str],
    is_statutory: bool,
    has_reason: bool,
    has_wish_answer: bool,
) -> list[Need]:
    """Everything still missing, in the order in which it should be asked for.

    `wishes` are the natures the customer asked for; under statutory coverage he chooses between repair and
    replacement (§ 439 BGB), so another remedy needs his consent or the ground of refusal.
    """
    column = comparison.column(remedy)
    found: list[Need] = []
    if column.excluded:
        found.append(Need.LIFTED_EXCLUSION)
    if column.obstacle is not None:
        found.append(Need.ADMISSIBLE)
    if nature is Nature.REDUCTION:
        if offered is None or offered <= 0:
            found.append(Need.AMOUNT)
    elif column.total is None:
        found.append(Need.FIGURES)
    if needs_executor and not has_executor:
        found.append(Need.EXECUTOR)
    if column.is_dearer and not has_reason:
        found.append(Need.DEARER_REASON)
    elif nature is Nature.REDUCTION and offered is not None and not has_reason:
        limit = comparison.room.limit
        if limit is not None and offered > limit:
            found.append(Need.ROOM_REASON)
    asked = {wish for wish in wishes if wish in _CHOSEN_BY_BUYER}
    if is_statutory and asked and asked != {nature.value} and not has_wish_answer:
        found.append(Need.WISH)
    return found
