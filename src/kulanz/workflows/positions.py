"""Splitting a position, which a decision waiting for its approval holds fast."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

from django.db import transaction

from kulanz.cases.commands import positions
from kulanz.cases.locking import lock_case
from kulanz.cases.models import Position
from kulanz.cases.refusals import RemedyUnderWay
from kulanz.core.access.actor import Actor
from kulanz.stages.solution.models import DecisionPosition


def split_position(
    *, actor: Actor, case_id: int, position_id: int, quantity: Decimal, at: datetime
) -> Position:
    """As in cases; refused also while a proposal counts on all of the pieces. Raises RemedyUnderWay."""
    with transaction.atomic():
        _refuse_while_held(case_id, position_id)
        return positions.split_position(
            actor=actor, case_id=case_id, position_id=position_id, quantity=quantity, at=at
        )


def remove_position(*, actor: Actor, case_id: int, position_id: int, at: datetime) -> None:
    """As in cases; refused also while a proposal counts on it. Raises RemedyUnderWay."""
    with transaction.atomic():
        _refuse_while_held(case_id, position_id)
        positions.remove_position(actor=actor, position_id=position_id, at=at)


def _refuse_while_held(case_id: int, position_id: int) -> None:
    """Locks the case first: a proposal made meanwhile is seen."""
    lock_case(case_id)
    if DecisionPosition.objects.filter(position_id=position_id, position__case=case_id, holds=True).exists():
        raise RemedyUnderWay
