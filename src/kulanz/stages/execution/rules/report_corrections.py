"""What the office puts right in a report: its times and its travel, within the limits of reports. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import Final

from kulanz.stages.execution.rules.report_limits import AHEAD, AMOUNTS, Amount, can_be

CORRECTABLE: Final = ("arrived_at", "left_at", "travel_minutes", "travel_km")
_MOMENTS: Final = ("arrived_at", "left_at")
LONGEST_REASON: Final = 500


@dataclass(frozen=True, slots=True)
class Times:
    """When somebody was there and how he got there; None is not known."""

    arrived_at: datetime | None = None
    left_at: datetime | None = None
    travel_minutes: int | None = None
    travel_km: Decimal | None = None


class Unfit(StrEnum):
    """Why a value cannot be right."""

    FUTURE = "future"
    AFTER_RECEIPT = "after_receipt"
    PAST = "past"
    ORDER = "order"
    RANGE = "range"
    WHOLE = "whole"


@dataclass(frozen=True, slots=True)
class Fault:
    field: str
    unfit: Unfit
    limit: Amount | None = None


def changed_fields(before: Times, after: Times) -> tuple[str, ...]:
    return tuple(name for name in CORRECTABLE if getattr(before, name) != getattr(after, name))


def faults(
    before: Times, after: Times, *, received_at: datetime, planned: datetime | None, at: datetime
) -> Iterator[Fault]:
    """What cannot be right among what is to change.

    A time is measured as it was when the report came in, however late it is corrected. What stands already
    is not asked again.
    """
    changed = changed_fields(before, after)
    for name in changed:
        value = getattr(after, name)
        if value is None:
            continue
        unfit = (
            _of_moment(value, received_at=received_at, planned=planned, at=at)
            if name in _MOMENTS
            else _of_amount(value, AMOUNTS[name])
        )
        if unfit is not None:
            yield Fault(name, unfit, AMOUNTS.get(name))
    if after.arrived_at is None or after.left_at is None or after.left_at >= after.arrived_at:
        return
    # beside the one that was touched
    if "left_at" in changed or "arrived_at" in changed:
        yield Fault("left_at" if "left_at" in changed else "arrived_at", Unfit.ORDER)


def _of_moment(
    claimed: datetime, *, received_at: datetime, planned: datetime | None, at: datetime
) -> Unfit | None:
    if can_be(claimed, now=received_at, planned=planned):
        return None
    if claimed > at + AHEAD:
        return Unfit.FUTURE
    return Unfit.AFTER_RECEIPT if claimed > received_at else Unfit.PAST


def _of_amount(value: Decimal | int, limit: Amount) -> Unfit | None:
    found = Decimal(value)
    if not found.is_finite() or not limit.least <= found <= limit.most:
        return Unfit.RANGE
    return Unfit.WHOLE if limit.whole and found != found.to_integral_value() else None
