"""Work that comes round again: who has such work registers it, and the worker does it.

Several workers may run the same job one after the other, so each must do no harm when run twice.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta


@dataclass(frozen=True, slots=True)
class PeriodicJob:
    """`run(tenant_id, at)` is called for every tenant in use and opens its own `tenant_context`.

    With `finishes_intake` it belongs to "everything due now" (`kulanz work --once`); reaching out to other
    machines does not.
    """

    name: str
    every: timedelta
    run: Callable[[int, datetime], object]
    finishes_intake: bool = False


_jobs: dict[str, PeriodicJob] = {}


def register_periodic(job: PeriodicJob) -> None:
    """Called at start-up; a second job of the same name replaces the first."""
    _jobs[job.name] = job


def periodic_jobs() -> list[PeriodicJob]:
    return list(_jobs.values())
