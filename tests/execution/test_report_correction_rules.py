"""What a correction of a report may hold: the limits of reports, as they were when it came in."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kulanz.stages.execution.rules.report_corrections import (
    CORRECTABLE,
    Fault,
    Times,
    Unfit,
    changed_fields,
    faults,
)
from kulanz.stages.execution.rules.report_limits import AHEAD, AMOUNTS, BEHIND, can_be

RECEIVED = datetime(2026, 11, 17, 9, 0, tzinfo=UTC)
PLANNED = RECEIVED - timedelta(hours=1)
MONTHS_LATER = RECEIVED + timedelta(days=120)
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
STANDING = Times(RECEIVED - DAY, RECEIVED - DAY + HOUR, 25, Decimal("12.5"))


def found(before: Times = STANDING, *, at: datetime = MONTHS_LATER, **now: Any) -> list[tuple[str, Unfit]]:
    after = replace(before, **now)
    flaws = faults(before, after, received_at=RECEIVED, planned=PLANNED, at=at)
    return [(fault.field, fault.unfit) for fault in flaws]


@pytest.mark.parametrize(
    ("now", "flaws"),
    [
        ({"arrived_at": RECEIVED - HOUR, "left_at": RECEIVED}, []),
        ({"arrived_at": None, "left_at": None, "travel_minutes": None, "travel_km": None}, []),
        ({"left_at": RECEIVED + AHEAD}, []),
        ({"left_at": RECEIVED + AHEAD + HOUR}, [("left_at", Unfit.AFTER_RECEIPT)]),
        ({"left_at": MONTHS_LATER + DAY}, [("left_at", Unfit.FUTURE)]),
        ({"arrived_at": PLANNED - BEHIND}, []),
        ({"arrived_at": PLANNED - BEHIND - HOUR}, [("arrived_at", Unfit.PAST)]),
        ({"arrived_at": RECEIVED - HOUR}, [("arrived_at", Unfit.ORDER)]),
        ({"left_at": RECEIVED - 2 * DAY}, [("left_at", Unfit.ORDER)]),
        ({"travel_minutes": 5000, "travel_km": Decimal(9999)}, []),
        ({"travel_minutes": 5001}, [("travel_minutes", Unfit.RANGE)]),
        ({"travel_minutes": -1}, [("travel_minutes", Unfit.RANGE)]),
        ({"travel_km": Decimal("9999.1")}, [("travel_km", Unfit.RANGE)]),
        ({"travel_km": Decimal("NaN")}, [("travel_km", Unfit.RANGE)]),
    ],
)
def test_the_limits_of_reports_hold(now: dict[str, Any], flaws: list[tuple[str, Unfit]]) -> None:
    assert found(**now) == flaws


def test_what_stands_already_is_not_asked_again() -> None:
    """A visit moved since, or an older limit: the kilometres can be put right all the same."""
    odd = Times(RECEIVED - 90 * DAY, RECEIVED - 91 * DAY, 25, Decimal(12))
    assert found(odd, travel_km=Decimal(14)) == []
    assert found(odd, left_at=RECEIVED - 92 * DAY) == [("left_at", Unfit.PAST), ("left_at", Unfit.ORDER)]


moments = st.none() | st.integers(-80 * 24, 170 * 24).map(lambda hours: RECEIVED + hours * HOUR)
times = st.builds(
    Times,
    moments,
    moments,
    st.none() | st.integers(-10, 6_000),
    st.none() | st.decimals(-10, 12_000, places=1),
)


@given(before=times, after=times, planned=moments)
def test_what_passes_is_within_the_limits_and_what_is_refused_is_not(
    before: Times, after: Times, planned: datetime | None
) -> None:
    flaws: list[Fault] = list(faults(before, after, received_at=RECEIVED, planned=planned, at=MONTHS_LATER))
    named = {fault.field for fault in flaws if fault.unfit is not Unfit.ORDER}
    changed = changed_fields(before, after)
    assert named <= set(changed)
    for name in CORRECTABLE:
        value: Any = getattr(after, name)
        if value is None or name not in changed:
            continue
        if isinstance(value, datetime):
            fits = can_be(value, now=RECEIVED, planned=planned)
        else:
            fits = AMOUNTS[name].least <= value <= AMOUNTS[name].most
        assert fits == (name not in named)
    touched = {"arrived_at", "left_at"} & set(changed)
    reversed_ = bool(after.arrived_at and after.left_at and after.left_at < after.arrived_at)
    assert any(fault.unfit is Unfit.ORDER for fault in flaws) == (reversed_ and bool(touched))
