"""How long the law keeps what, and what is told about it. Pure; no Django, no clock.

Commercial letters six years, vouchers eight, each from the end of the calendar year; the duty to keep goes
before a wish for erasure.
"""

from __future__ import annotations

from datetime import date, timedelta
from enum import StrEnum
from typing import Final


class Duty(StrEnum):
    """Why a case is kept."""

    NONE = "none"
    LETTER = "letter"
    VOUCHER = "voucher"
    OPEN = "open"


YEARS: Final[dict[Duty, int]] = {Duty.LETTER: 6, Duty.VOUCHER: 8}


def duty_of(*, is_open: bool, is_spam: bool, has_voucher: bool, has_letter: bool) -> Duty:
    """The strongest reason to keep a case. Spam is no correspondence."""
    if is_spam:
        return Duty.NONE
    if is_open:
        return Duty.OPEN
    if has_voucher:
        return Duty.VOUCHER
    return Duty.LETTER if has_letter else Duty.NONE


def last_day(duty: Duty, ended_on: date) -> date | None:
    """The last day on which it must still be there; None without a fixed one."""
    years = YEARS.get(duty)
    return date(ended_on.year + years, 12, 31) if years else None


def look_again_on(duty: Duty, ended_on: date, today: date) -> date:
    """When the duty has to be judged anew: the day after its last, or next year where none is fixed."""
    last = last_day(duty, ended_on)
    return last + timedelta(days=1) if last else date(today.year + 1, 1, 1)
