"""Houses under option A or B, with or without certificate, contract and brand."""

from __future__ import annotations

import io
from datetime import date, timedelta
from typing import Any

from PIL import Image

from kulanz.masterdata.parties.models import (
    Certificate,
    DealerContract,
    OptionPeriod,
    Party,
    ServiceOption,
    Technician,
)
from tests.cases.people import AT, People

MONDAY = AT.date()


def under_option_a(people: People, dealer: Party | None = None, *, since: date | None = None) -> Party:
    """The dealer works with its own service from this day on."""
    house = dealer or people.blatt
    OptionPeriod.objects.create(
        tenant=people.tenant,
        dealer=house,
        option=ServiceOption.DEALER,
        valid_from=since or MONDAY - timedelta(days=30),
        decided_at=AT,
        decided_by_name="Lena Luchs",
        source="desk",
    )
    return house


def certified(people: People, house: Party, *, until: date | None = None) -> Certificate:
    """The organisation's own certificate."""
    return Certificate.objects.create(
        tenant=people.tenant,
        holder=house,
        issued_on=MONDAY - timedelta(days=60),
        valid_until=until or MONDAY + timedelta(days=3650),
        created_at=AT,
    )


def technician_of(people: People, house: Party, *, active: bool = True) -> Technician:
    """Tom as a technician of this house."""
    return Technician.objects.create(
        tenant=people.tenant,
        person=people.tom_party,
        organisation=house,
        house="dealer",
        name=people.tom_party.name,
        active=active,
        created_at=AT,
    )


def contract(people: People, **fields: Any) -> DealerContract:
    """Blatt's contract."""
    return DealerContract.objects.create(tenant=people.tenant, dealer=people.blatt, changed_at=AT, **fields)


def picture(color: str = "#aa2211", size: tuple[int, int] = (60, 20)) -> bytes:
    """A small PNG."""
    target = io.BytesIO()
    Image.new("RGB", size, color).save(target, "PNG")
    return target.getvalue()
