"""What a tenant decides about deciding: remedies and their cost kinds, reasons, limits."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from kulanz.core.names import named
from kulanz.core.tenancy.models import TenantModel
from kulanz.masterdata.catalog.models import CostKind
from kulanz.stages.solution.models import choices
from kulanz.stages.solution.rules.remedies import Ends, Goods


class Remedy(TenantModel):
    """Maßnahme. Its code never changes; the order of `position` breaks ties of cost."""

    code = models.CharField(max_length=30)
    name = models.CharField(max_length=80)
    name_en = models.CharField(max_length=80, blank=True, default="")
    nature = models.CharField(max_length=12, choices=choices.NATURE)
    goods = models.CharField(max_length=10, choices=choices.GOODS, default=Goods.POSITIONS.value)
    orders = ArrayField(models.CharField(max_length=20, choices=choices.ORDER_KIND), default=list, blank=True)
    letters = ArrayField(models.CharField(max_length=20), default=list, blank=True)
    ends = models.CharField(max_length=12, choices=choices.ENDS, default=Ends.ORDERS_DONE.value)
    needs_executor = models.BooleanField(default=False)
    is_benchmark = models.BooleanField(default=False)
    position = models.PositiveSmallIntegerField(default=0)
    active = models.BooleanField(default=True)

    class Meta:
        ordering = ("position", "id")
        constraints = (
            models.UniqueConstraint(fields=("tenant", "code"), name="remedy_code"),
            models.UniqueConstraint(
                fields=("tenant",), condition=Q(is_benchmark=True), name="remedy_one_benchmark"
            ),
        )

    def __str__(self) -> str:
        return named(self)


class RemedyCostKind(TenantModel):
    """A cell of the matrix Maßnahme-Kostenart; no row means that the cost kind does not count."""

    remedy = models.ForeignKey(Remedy, on_delete=models.CASCADE, related_name="cells")
    cost_kind = models.ForeignKey(CostKind, on_delete=models.PROTECT, related_name="cells")
    required = models.BooleanField(help_text="optional and empty: does not apply")

    class Meta:
        constraints = (models.UniqueConstraint(fields=("remedy", "cost_kind"), name="remedy_cost_kind_once"),)


class Reason(TenantModel):
    purpose = models.CharField(max_length=20, choices=choices.REASON_PURPOSE)
    name = models.CharField(max_length=160)
    name_en = models.CharField(max_length=160, blank=True, default="", help_text="as the customer reads it")
    position = models.PositiveSmallIntegerField(default=0)
    active = models.BooleanField(default=True)

    class Meta:
        ordering = ("purpose", "position", "id")
        constraints = (models.UniqueConstraint(fields=("tenant", "purpose", "name"), name="reason_once"),)

    def __str__(self) -> str:
        return named(self)


class DecisionLimit(TenantModel):
    """Up to which calculated cost, and which credit or reduction, a role decides alone. Null: without."""

    role = models.CharField(max_length=20)
    cost = models.DecimalField(max_digits=12, decimal_places=2, null=True)
    credit = models.DecimalField(max_digits=12, decimal_places=2, null=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("tenant", "role"), name="decision_limit_role"),)


class SolutionSettings(TenantModel):
    repair_preference_percent = models.DecimalField(
        max_digits=6,
        decimal_places=2,
        null=True,
        help_text="a repair is recommended before a cheaper replacement up to this extra cost",
    )
    offer_days = models.PositiveSmallIntegerField(default=14, help_text="days until an offer expires")
    reminder_days = models.PositiveSmallIntegerField(default=4, help_text="days before that to remind")

    class Meta:
        constraints = (models.UniqueConstraint(fields=("tenant",), name="solution_settings_once"),)
