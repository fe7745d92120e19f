"""What remedies cost: cost kinds, their dated rates, exchange rates, and who carries out a service."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from kulanz.core.names import named
from kulanz.core.tenancy.models import TenantModel
from kulanz.masterdata.catalog.models.goods import FreightUnit, WeightClass
from kulanz.masterdata.catalog.rules.costs import ExecutorKind, Scope
from kulanz.masterdata.parties.models import Party

SCOPE = [
    (Scope.COST_PRICE.value, _("Artikelstamm × Stück")),
    (Scope.ONCE.value, _("ein Standardsatz")),
    (Scope.WEIGHT_COUNTRY.value, _("je Gewichtsklasse und Land")),
    (Scope.UNIT_COUNTRY.value, _("je Frachteinheit und Land")),
    (Scope.UNIT.value, _("je Frachteinheit")),
    (Scope.COUNTRY.value, _("je Land")),
    (Scope.ENTERED.value, _("im Vorgang eingetragen")),
]
EXECUTOR_KIND = [
    (ExecutorKind.FIRM.value, _("Servicepartner")),
    (ExecutorKind.FACTORY.value, _("Werkskundendienst")),
    (ExecutorKind.DEALER.value, _("Händlerkundendienst")),
]


class CostKind(TenantModel):
    """Kostenart: `code` never changes, `scope` says what its rates hang on."""

    code = models.CharField(max_length=30)
    name = models.CharField(max_length=80)
    name_en = models.CharField(max_length=80, blank=True, default="")
    scope = models.CharField(max_length=16, choices=SCOPE)
    is_revenue = models.BooleanField(default=False, help_text="subtracted from the cost")
    position = models.PositiveSmallIntegerField(default=0)
    active = models.BooleanField(default=True)

    class Meta:
        ordering = ("position", "code")
        constraints = (models.UniqueConstraint(fields=("tenant", "code"), name="cost_kind_code"),)

    def __str__(self) -> str:
        return named(self)


class Rate(TenantModel):
    """What a cost kind costs from a day on. A row without amount and share ends the rate."""

    cost_kind = models.ForeignKey(CostKind, on_delete=models.PROTECT, related_name="rates")
    freight_unit = models.ForeignKey(FreightUnit, null=True, on_delete=models.PROTECT, related_name="rates")
    weight_class = models.ForeignKey(WeightClass, null=True, on_delete=models.PROTECT, related_name="rates")
    country = models.CharField(max_length=2, blank=True, default="")
    valid_from = models.DateField()
    amount = models.DecimalField(max_digits=12, decimal_places=2, null=True)
    share_percent = models.DecimalField(
        max_digits=7, decimal_places=3, null=True, help_text="of the cost price; customs only"
    )
    currency = models.CharField(max_length=3)
    created_at = models.DateTimeField()
    created_by_name = models.CharField(max_length=200, blank=True, default="")

    class Meta:
        ordering = ("cost_kind", "country", "freight_unit", "weight_class", "-valid_from")
        constraints = (
            models.UniqueConstraint(
                fields=("tenant", "cost_kind", "freight_unit", "weight_class", "country", "valid_from"),
                name="rate_once_a_day",
                nulls_distinct=False,
            ),
            models.CheckConstraint(
                condition=Q(amount=None) | Q(share_percent=None), name="rate_amount_or_share"
            ),
            models.CheckConstraint(
                condition=(Q(amount=None) | Q(amount__gte=0))
                & (Q(share_percent=None) | Q(share_percent__gte=0)),
                name="rate_not_negative",
            ),
        )


class ExchangeRate(TenantModel):
    """How much of the tenant's currency one unit of `currency` is worth from a day on."""

    currency = models.CharField(max_length=3)
    valid_from = models.DateField()
    rate = models.DecimalField(max_digits=18, decimal_places=8)
    created_at = models.DateTimeField()
    created_by_name = models.CharField(max_length=200, blank=True, default="")

    class Meta:
        ordering = ("currency", "-valid_from")
        constraints = (
            models.UniqueConstraint(
                fields=("tenant", "currency", "valid_from"), name="exchange_rate_once_a_day"
            ),
            models.CheckConstraint(condition=Q(rate__gt=0), name="exchange_rate_positive"),
        )


class Executor(TenantModel):
    """Ausführender of a service: a firm with its usual prices, the factory service, dealers' technicians."""

    kind = models.CharField(max_length=8, choices=EXECUTOR_KIND)
    name = models.CharField(max_length=120)
    party = models.ForeignKey(Party, null=True, on_delete=models.PROTECT, related_name="+")
    call_out = models.DecimalField(max_digits=12, decimal_places=2, null=True)
    material = models.DecimalField(max_digits=12, decimal_places=2, null=True)
    futile_visit = models.DecimalField(max_digits=12, decimal_places=2, null=True)
    currency = models.CharField(max_length=3, blank=True, default="", help_text="empty: the tenant's")
    note = models.CharField(max_length=300, blank=True, default="", help_text="region, hours, conditions")
    active = models.BooleanField(default=True)

    class Meta:
        ordering = ("name",)
        constraints = (
            models.UniqueConstraint(fields=("tenant", "name"), name="executor_name"),
            models.CheckConstraint(
                condition=~Q(kind=ExecutorKind.FIRM.value) | Q(party__isnull=False),
                name="executor_firm_is_a_party",
            ),
        )

    def __str__(self) -> str:
        return self.name
