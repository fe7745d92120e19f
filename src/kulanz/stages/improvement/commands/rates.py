"""What the dealer's own service costs it, as the dealer enters it; and the published price list."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Final

from django.db import connection, transaction

from kulanz.core.access.actor import Actor
from kulanz.core.protocol.recording import record
from kulanz.core.refusal import InvalidValue, NotAllowed
from kulanz.core.tenancy.models import Tenant
from kulanz.stages.improvement.events import DealerRatesEntered, DealerRatesRemoved, PricesPublished
from kulanz.stages.improvement.models import DealerRates, FactoryPrice
from kulanz.stages.improvement.permissions import StatisticsAction, require_statistics
from kulanz.stages.improvement.permissions_of_cockpit import rates_visible_to, require_rates_entry
from kulanz.stages.improvement.queries.rate import zone_of
from kulanz.stages.improvement.refusals import NoPrices, NothingEntered, PriceInForce
from kulanz.stages.improvement.rules.options import EARLIEST, RATE_NAMES, OwnRates, PriceItem

STREAM_OF_PRICES: Final = "factory_prices"
_MOST: Final = Decimal(10_000_000)
_SHARE: Final = Decimal(100)
# Only has to differ from other locks of the database.
_LOCK: Final = 726_105


def most_of(name: str) -> Decimal:
    """The largest figure of that name."""
    return _SHARE if name == "synergy_percent" else _MOST


def enter_rates(*, actor: Actor, rates: OwnRates, note: str = "", at: datetime) -> DealerRates:
    """Write the house's rates from a month on, in place of what stands there for the same month.

    Raises NotAllowed, NothingEntered, InvalidValue of a figure or "valid_from".
    """
    require_rates_entry(actor)
    figures = rates.of(*RATE_NAMES)
    for name, value in figures.items():
        if value is not None and not 0 <= value <= most_of(name):
            raise InvalidValue(name)
    if rates.valid_from.day != 1 or rates.valid_from < EARLIEST:
        raise InvalidValue("valid_from")
    named = tuple(name for name, value in figures.items() if value is not None)
    if not named:
        raise NothingEntered
    with transaction.atomic():
        row, _created = DealerRates.objects.update_or_create(
            tenant_id=actor.tenant_id,
            dealer_id=actor.organisation_id,
            valid_from=rates.valid_from,
            defaults={
                **figures,
                "synergy_note": note.strip()[:300],
                "entered_at": at,
                "entered_by_name": actor.name,
            },
        )
        event = DealerRatesEntered(dealer_id=row.dealer_id, valid_from=row.valid_from, figures=named)
        record(event, actor=actor, stream=_stream(row.dealer_id), at=at)
    return row


def remove_rates(*, actor: Actor, rates_id: int, at: datetime) -> None:
    """What was valid before is valid again. Raises NotAllowed, also for another house's."""
    require_rates_entry(actor)
    with transaction.atomic():
        row = rates_visible_to(actor).select_for_update().filter(pk=rates_id).first()
        if row is None:
            raise NotAllowed
        event = DealerRatesRemoved(dealer_id=row.dealer_id, valid_from=row.valid_from)
        row.delete()
        record(event, actor=actor, stream=_stream(event.dealer_id), at=at)


def publish_prices(
    *, actor: Actor, valid_from: date, prices: Mapping[PriceItem, Decimal | None], at: datetime
) -> None:
    """Publish the whole list from a day on. Only the very first one may begin in the past.

    Raises NotAllowed, NoPrices, PriceInForce, InvalidValue of an item or "valid_from".
    """
    require_statistics(actor, StatisticsAction.PUBLISH_PRICES)
    for item, amount in prices.items():
        if amount is not None and not 0 <= amount <= _MOST:
            raise InvalidValue(item.value)
    if all(amount is None for amount in prices.values()):
        raise NoPrices
    today = at.astimezone(zone_of(actor.tenant_id)).date()
    if not EARLIEST <= valid_from <= today + timedelta(days=1096):
        raise InvalidValue("valid_from")
    with transaction.atomic():
        with connection.cursor() as cursor:  # two at once would both be the first
            cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [_LOCK, actor.tenant_id])
        in_force = FactoryPrice.objects.filter(tenant_id=actor.tenant_id, valid_from__lte=today)
        if valid_from <= today and in_force.exists():
            raise PriceInForce(day=f"{today + timedelta(days=1):%d.%m.%Y}")
        currency = Tenant.objects.values_list("currency", flat=True).get(pk=actor.tenant_id)
        for item in PriceItem:
            FactoryPrice.objects.update_or_create(
                tenant_id=actor.tenant_id,
                item=item.value,
                valid_from=valid_from,
                defaults={
                    "amount": prices.get(item),
                    "currency": currency,
                    "published_at": at,
                    "published_by_name": actor.name,
                },
            )
        told = tuple((item.value, str(amount)) for item, amount in prices.items() if amount is not None)
        event = PricesPublished(valid_from=valid_from, prices=told, currency=currency)
        record(event, actor=actor, stream=STREAM_OF_PRICES, at=at)


def _stream(dealer_id: int) -> str:
    return f"dealer_rates:{dealer_id}"
