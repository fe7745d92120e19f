"""What dealers compare with in the demo: spare parts bought, rates of their own, the published prices."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Final
from zoneinfo import ZoneInfo

from django.db import connection

from kulanz.config.demo.world import World
from kulanz.core.tenancy.context import tenant_context
from kulanz.core.tenancy.models import Tenant
from kulanz.stages.improvement.models import DealerRates, FactoryPrice
from kulanz.stages.improvement.rules.options import EARLIEST, PriceItem
from kulanz.stages.improvement.rules.rate import month_of, months_after

MONTHS: Final = 26
_PRICES: Final = {
    PriceItem.CALL_OUT: ("79.00", "84.00"),
    PriceItem.HOUR: ("84.00", "88.00"),
    PriceItem.KILOMETRE: ("0.60", "0.62"),
}
_RATES: Final = {
    "hour": "58.00", "kilometre": "0.45", "training": "450.00", "technicians": "2", "vehicle": "2400.00",
    "vehicles": "1", "stock": "800.00", "administration": "900.00", "work_hours": "1.5",
    "travel_hours": "1", "visit_kilometres": "40", "synergy_percent": "40", "synergy_amount": "600.00",
}  # fmt: skip
# As many parts as a dealer has cases; what is chance hangs on numbers alone.
_BUY: Final = """
    WITH buyers AS (
        SELECT role.party_id AS id,
               (SELECT count(*) FROM cases_case c WHERE c.dealer_id = role.party_id) AS cases
        FROM parties_partyrole role WHERE role.tenant_id = %(tenant)s AND role.role = 'dealer'
    ), goods AS (
        SELECT id, coalesce(cost_price, 20) * 1.6 AS price FROM catalog_article
        WHERE tenant_id = %(tenant)s AND is_spare_part
    ), bought AS (
        SELECT month, b.id AS dealer_id, g.id AS article_id, g.price,
               abs(hashtext(month || 'p' || g.id || 'p' || b.id)) %% 1000 AS chance, b.cases
        FROM unnest(%(months)s::date[]) AS month, buyers b, goods g
    )
    INSERT INTO improvement_sparepartsale (tenant_id, month, dealer_id, article_id, quantity, amount)
    SELECT %(tenant)s, month, dealer_id, article_id, 1 + chance %% 4, round(price * (1 + chance %% 4), 2)
    FROM bought WHERE chance < least(20 + cases * 2, 400)
"""


def tell_dealing(world: World, now: datetime) -> None:
    """Two years of parts, two price lists, and the rates of houses that sign in."""
    this_month = month_of(now, ZoneInfo(world.zone))
    months = [months_after(this_month, -n) for n in range(1, MONTHS + 1)]
    with tenant_context(world.tenant_id):
        currency = Tenant.objects.values_list("currency", flat=True).get(pk=world.tenant_id)
        FactoryPrice.objects.bulk_create(
            FactoryPrice(
                tenant_id=world.tenant_id, item=item.value, valid_from=day, amount=Decimal(amounts[at]),
                currency=currency, published_at=now, published_by_name="Serviceleitung",
            )
            for at, day in enumerate((date(this_month.year - 2, 1, 1), date(this_month.year, 1, 1)))
            for item, amounts in _PRICES.items()
        )  # fmt: skip
        DealerRates.objects.bulk_create(
            DealerRates(
                tenant_id=world.tenant_id, dealer_id=dealer.party.id, valid_from=EARLIEST, entered_at=now,
                entered_by_name=dealer.account.name,
                **{name: Decimal(amount) for name, amount in _RATES.items()},
            )
            for dealer in world.dealers
            if dealer.account is not None
        )  # fmt: skip
        with connection.cursor() as cursor:
            cursor.execute(_BUY, {"tenant": world.tenant_id, "months": months})
