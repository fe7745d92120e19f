"""Which cases go out to a partner, and by whose writing: an interface that knows the format registers it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from typing import IO, Final
from zoneinfo import ZoneInfo

from django.db.models import QuerySet

from kulanz.cases.models import Case
from kulanz.cases.permissions import visible_to
from kulanz.core.access.actor import Actor
from kulanz.core.tenancy.models import Tenant
from kulanz.stages.contact.models import Partner, PartnerFile
from kulanz.workflows.partner_taking import actor_of_partner

MOST_AT_ONCE: Final = 500
"""Cases in one answer to a screen or a machine; the command line knows no limit."""


@dataclass(frozen=True, slots=True)
class Outgoing:
    """A file for a partner, open at its beginning."""

    name: str
    content: IO[bytes]
    content_type: str
    cases: int
    more: bool = False
    """Whether there are more cases behind these."""


@dataclass(frozen=True, slots=True)
class Format:
    """`write(partner, actor, cases, at, with_files)`; `results(file)` is what became of one that came."""

    write: Callable[[Partner, Actor, Sequence[Case] | QuerySet[Case], datetime, bool], Outgoing]
    results: Callable[[PartnerFile], bytes]


_formats: list[Format] = []


def register_format(made: Format) -> None:
    """Called at start-up; a second one replaces the first."""
    _formats[:] = [made]


def results_file(file: PartnerFile) -> bytes:
    """What became of each record, for whoever sent the file; it comes from `partner_files`."""
    return _formats[0].results(file)


def export_cases(
    *,
    partner: Partner,
    at: datetime,
    number: str = "",
    since: date | None = None,
    limit: int | None = MOST_AT_ONCE,
    page: int = 1,
    with_files: bool = True,
) -> Outgoing:
    """The cases that the dealer's house sees, the newest first; the partner comes from who may ask for it.

    `since`: only what has happened from that day on, in the tenant's time. `page`: of `limit` cases each.
    """
    actor = actor_of_partner(partner)
    cases = visible_to(actor).filter(merged_into=None)
    if number:
        cases = cases.filter(number=number.strip().upper().replace("\x00", ""))
    if since is not None:
        zone = Tenant.objects.values_list("time_zone", flat=True).get(pk=partner.tenant_id)
        cases = cases.filter(updated_at__gte=datetime.combine(since, time(), ZoneInfo(zone)))
    found = cases.select_related("customer", "place_of_use").order_by("-updated_at", "-pk")
    if limit is None:
        return _formats[0].write(partner, actor, found, at, with_files)
    first = (page - 1) * limit
    rows = list(found[first : first + limit + 1])
    outgoing = _formats[0].write(partner, actor, rows[:limit], at, with_files)
    return replace(outgoing, more=len(rows) > limit)
