"""What was agreed with the dealer about time, as days and hours of one case, and whether it was kept."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, tzinfo
from typing import Final
from zoneinfo import ZoneInfo

from django.db.models import Min, Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from kulanz.cases import events
from kulanz.cases.calendar import local_date, tenant_calendar
from kulanz.cases.models import Case, Direction
from kulanz.cases.rules import Audience, ClosedBy, Kind, Step
from kulanz.core.protocol.models import ProtocolEntry
from kulanz.core.tenancy.models import Tenant
from kulanz.masterdata.parties.queries.options import contract_of

_ANSWERS: Final = Q(event=events.LetterSent.name) | Q(
    event=events.MessageAdded.name,
    facts__direction=Direction.OUT.value,
    facts__automatic=False,
    facts__audience__in=[Audience.CUSTOMER.value, Audience.DEALER.value, Audience.ALL.value],
)


@dataclass(frozen=True, slots=True)
class AgreedUntil:
    """One level: what, and until when; `at` with the hour, `on` by the day. `met` is when it came about."""

    label: str | Promise
    at: datetime | None = None
    on: date | None = None
    met: datetime | None = None
    zone: tzinfo | None = None

    @property
    def kept(self) -> bool | None:
        """None: it has not come about."""
        if self.met is None:
            return None
        if self.at is not None:
            return self.met <= self.at
        return self.on is not None and self.met.astimezone(self.zone).date() <= self.on


def agreed_until(case: Case, *, visited_at: datetime | None = None) -> list[AgreedUntil]:
    """The levels agreed with the case's dealer, counted in business time from when the case was recorded.

    `visited_at` is when somebody was there first. Of an ended case only what came about is told: nothing is
    to come any more. Maintenance has its date; only an answer to it can be late.
    """
    if case.dealer_id is None:
        return []
    contract = contract_of(case.dealer_id)
    if contract.pk is None:
        return []
    tenant = Tenant.objects.defer("logo").get(pk=case.tenant_id)
    calendar, begun = tenant_calendar(tenant), local_date(tenant, case.created_at)
    zone = ZoneInfo(tenant.time_zone)
    found = []
    if contract.response_hours:
        until = calendar.advance(case.created_at, contract.response_hours * 3600)
        found.append(AgreedUntil(_("Erste Antwort"), at=until, met=_answered_at(case), zone=zone))
    for label, days, met in (
        (_("Jemand vor Ort"), contract.visit_days, visited_at),
        (_("Gelöst"), contract.solution_days, _solved_at(case)),
    ):
        if days and case.kind != Kind.MAINTENANCE:
            until_day = calendar.add_working_days(begun, days)
            found.append(AgreedUntil(label, on=until_day, met=met, zone=zone))
    return [level for level in found if case.is_open or level.met is not None]


def _answered_at(case: Case) -> datetime | None:
    """The first letter or message to customer or dealer that somebody wrote."""
    entries = ProtocolEntry.objects.filter(_ANSWERS, tenant_id=case.tenant_id, stream=case.stream)
    first: datetime | None = entries.aggregate(first=Min("at"))["first"]
    return first


def _solved_at(case: Case) -> datetime | None:
    solved = case.step == Step.CLOSED and case.closed_by != ClosedBy.REJECTION
    return case.closed_at if solved else None
