"""What make or buy is worked out from besides the cases: parts sold, the dealer's rates, published prices."""

from __future__ import annotations

from decimal import Decimal

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from kulanz.core.tenancy.models import TenantModel
from kulanz.masterdata.catalog.models import Article
from kulanz.masterdata.parties.models import Party
from kulanz.stages.improvement.rules.options import RATE_NAMES, OwnRates, PriceItem

PRICE_ITEM = [
    (PriceItem.CALL_OUT.value, _("Anfahrt je Einsatz")),
    (PriceItem.HOUR.value, _("Arbeitsstunde")),
    (PriceItem.KILOMETRE.value, _("Kilometer")),
]


class SparePartSale(TenantModel):
    """Spare parts sold to a dealer in a month, net of returns, in the tenant's currency without tax."""

    month = models.DateField(help_text="its first day")
    dealer = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="+")
    article = models.ForeignKey(Article, on_delete=models.PROTECT, related_name="+")
    quantity = models.IntegerField(help_text="below zero where more came back than was sold")
    amount = models.DecimalField(max_digits=14, decimal_places=2)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("tenant", "dealer", "month", "article"), name="spare_part_sale_once"
            ),
        )
        indexes = (models.Index(fields=("tenant", "month"), name="spare_part_sale_month"),)


def _amount(help_text: str = "") -> models.DecimalField[Decimal | None, Decimal | None]:
    return models.DecimalField(max_digits=12, decimal_places=2, null=True, help_text=help_text)


class DealerRates(TenantModel):
    """What a dealer says its own service costs it, from the first day of a month on (R093, R094).

    The house's own secret: nobody outside the dealer reads it. Null is not entered.
    """

    dealer = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="+")
    valid_from = models.DateField(help_text="first day of a month")
    hour = _amount()
    kilometre = _amount()
    training = _amount("for each technician and year")
    technicians = _amount()
    vehicle = _amount("for each vehicle and year")
    vehicles = _amount()
    stock = _amount("parts and tools, a year")
    administration = _amount("a year")
    work_hours = _amount("for a visit nobody reported")
    travel_hours = _amount("for a visit nobody reported")
    visit_kilometres = _amount("for a visit nobody reported")
    synergy_percent = _amount("of vehicles, stock and administration")
    synergy_amount = _amount("a year")
    synergy_note = models.CharField(max_length=300, blank=True, default="")
    entered_at = models.DateTimeField()
    entered_by_name = models.CharField(max_length=200)

    class Meta:
        ordering = ("-valid_from",)
        constraints = (
            models.UniqueConstraint(fields=("tenant", "dealer", "valid_from"), name="dealer_rates_once"),
            models.CheckConstraint(
                condition=Q(synergy_percent=None) | Q(synergy_percent__lte=100), name="dealer_rates_share"
            ),
        )

    def as_rates(self) -> OwnRates:
        return OwnRates(self.valid_from, **{name: getattr(self, name) for name in RATE_NAMES})


class FactoryPrice(TenantModel):
    """A line of the published price list of the factory service, from a day on; both sides read it.

    A row without amount says that the item has no price from then on.
    """

    item = models.CharField(max_length=12, choices=PRICE_ITEM)
    valid_from = models.DateField()
    amount = models.DecimalField(max_digits=10, decimal_places=2, null=True, help_text="net")
    currency = models.CharField(max_length=3)
    published_at = models.DateTimeField()
    published_by_name = models.CharField(max_length=200)

    class Meta:
        ordering = ("-valid_from", "id")
        constraints = (
            models.UniqueConstraint(fields=("tenant", "item", "valid_from"), name="factory_price_once"),
            models.CheckConstraint(
                condition=Q(amount=None) | Q(amount__gte=0), name="factory_price_not_negative"
            ),
        )
