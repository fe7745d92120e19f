"""What the tenant settles for all its figures: its currency, its country, its calendar day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from kulanz.core.tenancy.models import Tenant


@dataclass(frozen=True, slots=True)
class House:
    currency: str
    country: str
    time_zone: str

    def day(self, at: datetime) -> date:
        """The tenant's calendar day at an instant."""
        return at.astimezone(ZoneInfo(self.time_zone)).date()


def house_of(tenant_id: int) -> House:
    return House(*Tenant.objects.values_list("currency", "country", "time_zone").get(pk=tenant_id))
