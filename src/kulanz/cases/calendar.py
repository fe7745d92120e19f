"""When the next news is due, in the tenant's working days and time zone."""

from __future__ import annotations

from datetime import date, datetime
from functools import lru_cache
from zoneinfo import ZoneInfo

from kulanz.cases.models import StatePromise
from kulanz.cases.rules import ENDED_STEPS, NEWS_DAYS, NEWS_DAYS_OTHERWISE, Step, WaitsFor
from kulanz.core.business_time.calendar import BusinessCalendar, default_calendar
from kulanz.core.tenancy.models import Tenant


@lru_cache(maxsize=256)
def _calendar(country: str, subdivision: str, zone: str) -> BusinessCalendar:
    return default_calendar(country, subdivision or None, zone)


def tenant_calendar(tenant: Tenant) -> BusinessCalendar:
    return _calendar(tenant.country, tenant.subdivision, tenant.time_zone)


def local_date(tenant: Tenant, at: datetime) -> date:
    """The tenant's calendar day at an instant."""
    return at.astimezone(ZoneInfo(tenant.time_zone)).date()


def news_days(tenant_id: int, step: Step, waits_for: WaitsFor) -> int:
    """Working days until the next news in this state: the tenant's own figure, else the default."""
    own = (
        StatePromise.objects.filter(tenant_id=tenant_id, step=step, waits_for=waits_for)
        .values_list("days", flat=True)
        .first()
    )
    return own if own is not None else NEWS_DAYS.get((step, waits_for), NEWS_DAYS_OTHERWISE)


def next_news(tenant: Tenant, step: Step, waits_for: WaitsFor, at: datetime) -> date | None:
    """The date promised when a case enters this state at `at`; None once it has ended."""
    if step in ENDED_STEPS:
        return None
    today = local_date(tenant, at)
    return tenant_calendar(tenant).add_working_days(today, news_days(tenant.pk, step, waits_for))
