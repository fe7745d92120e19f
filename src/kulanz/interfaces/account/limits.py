"""Limits against guessing: per account and per address, counted in the database over all processes."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from allauth.account.adapter import get_adapter
from django import forms
from django.http import HttpRequest
from django.utils.translation import ngettext

from kulanz.core import clock
from kulanz.core.access import throttle


@dataclass(frozen=True, slots=True)
class Limit:
    """How many tries one account and one address may make within the window."""

    scope: str
    per_account: int
    per_address: int
    window_seconds: int


LOGIN: Final = Limit("login", 10, 60, 15 * 60)
SECOND_FACTOR: Final = Limit("second-factor", 10, 60, 15 * 60)
RESET: Final = Limit("reset", 5, 30, 60 * 60)
APPLY: Final = Limit("apply", 3, 10, 60 * 60)
FIRST_RUN: Final = Limit("first-run", 20, 10, 15 * 60)


class TooManyAttempts(forms.ValidationError):
    """Says when to try again."""

    def __init__(self, seconds: int) -> None:
        minutes = max(1, math.ceil(seconds / 60))
        super().__init__(
            ngettext(
                "Zu viele Versuche, bitte in %(minutes)s Minute noch einmal.",
                "Zu viele Versuche, bitte in %(minutes)s Minuten noch einmal.",
                minutes,
            )
            % {"minutes": minutes},
            code="too_many_attempts",
        )


@dataclass(frozen=True, slots=True)
class Attempt:
    """A counted try; `was_right` uncounts it, so that rightful use never fills the limit."""

    limit: Limit
    account: str
    address: str
    at: datetime

    def was_right(self) -> None:
        for part, subject in (("account", self.account), ("address", self.address)):
            throttle.take_back(
                f"{self.limit.scope}-{part}",
                subject,
                window_seconds=self.limit.window_seconds,
                at=self.at,
            )


def count_attempt(request: HttpRequest, limit: Limit, account: str) -> Attempt:
    """Count before checking, so that tries at the same moment cannot slip past. Raises TooManyAttempts.

    The account is what was typed, whether it exists or not: the answer is the same.
    """
    at = clock.now()
    address = str(get_adapter().get_client_ip(request))
    for part, subject, allowed in (
        ("account", account, limit.per_account),
        ("address", address, limit.per_address),
    ):
        within = throttle.hit(
            f"{limit.scope}-{part}", subject, limit=allowed, window_seconds=limit.window_seconds, at=at
        )
        if not within:
            raise TooManyAttempts(throttle.seconds_left(window_seconds=limit.window_seconds, at=at))
    return Attempt(limit, account, address, at)
