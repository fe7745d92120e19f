"""Articles, product groups, and what freight and failures of articles are told by."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from kulanz.core.names import named
from kulanz.core.tenancy.models import TenantModel
from kulanz.masterdata.parties.models import RELEVANCE, Party, WorkKind
from kulanz.masterdata.parties.rules.safety import UNCLASSIFIED


class ProductGroup(TenantModel):
    """What cases are assigned and counted by; `code` is its stable name in imports."""

    code = models.CharField(max_length=40)
    name = models.CharField(max_length=120)
    name_en = models.CharField(max_length=120, blank=True, default="")
    active = models.BooleanField(default=True)

    class Meta:
        ordering = ("name",)
        constraints = (models.UniqueConstraint(fields=("tenant", "code"), name="product_group_code"),)

    def __str__(self) -> str:
        return named(self)


class FreightUnit(TenantModel):
    """Frachteinheit: what freight is paid by, such as parcel, pallet or forwarder's load."""

    code = models.CharField(max_length=20)
    name = models.CharField(max_length=60)
    name_en = models.CharField(max_length=60, blank=True, default="")
    position = models.PositiveSmallIntegerField(default=0)
    active = models.BooleanField(default=True)

    class Meta:
        ordering = ("position", "code")
        constraints = (models.UniqueConstraint(fields=("tenant", "code"), name="freight_unit_code"),)

    def __str__(self) -> str:
        return named(self)


class WeightClass(TenantModel):
    """Weights up to and including this many kilograms, down to the next lighter class."""

    up_to_kg = models.DecimalField(max_digits=10, decimal_places=3)
    active = models.BooleanField(default=True)

    class Meta:
        ordering = ("up_to_kg",)
        constraints = (
            models.UniqueConstraint(fields=("tenant", "up_to_kg"), name="weight_class_once"),
            models.CheckConstraint(condition=Q(up_to_kg__gt=0), name="weight_class_weighs"),
        )


class FailureCode(TenantModel):
    """What broke, flat per product group; without a group it serves all of them."""

    product_group = models.ForeignKey(
        ProductGroup, null=True, on_delete=models.PROTECT, related_name="failure_codes"
    )
    code = models.CharField(max_length=40)
    name = models.CharField(max_length=120)
    name_en = models.CharField(max_length=120, blank=True, default="")
    safety = models.CharField(max_length=8, choices=RELEVANCE, blank=True, default=UNCLASSIFIED)
    active = models.BooleanField(default=True)

    class Meta:
        ordering = ("code",)
        constraints = (
            models.UniqueConstraint(
                fields=("tenant", "product_group", "code"), name="failure_code_once", nulls_distinct=False
            ),
        )

    def __str__(self) -> str:
        return f"{self.code} {named(self)}"


class Article(TenantModel):
    """Something sold or a part of it. Found while typing through the search, not by columns of its own."""

    number = models.CharField(max_length=60)
    name = models.CharField(max_length=200)
    name_en = models.CharField(max_length=200, blank=True, default="")
    product_group = models.ForeignKey(
        ProductGroup, null=True, on_delete=models.PROTECT, related_name="articles"
    )
    weight_kg = models.DecimalField(max_digits=10, decimal_places=3, null=True)
    is_spare_part = models.BooleanField(default=False)
    cost_price = models.DecimalField(
        max_digits=12, decimal_places=2, null=True, help_text="EK2: manufacturing cost of one piece, net"
    )
    cost_currency = models.CharField(max_length=3, blank=True, default="", help_text="empty: the tenant's")
    freight_unit = models.ForeignKey(
        FreightUnit, null=True, on_delete=models.PROTECT, related_name="articles"
    )
    units_per_piece = models.DecimalField(
        max_digits=8, decimal_places=3, default=1, help_text="freight units one piece takes"
    )
    supplier = models.ForeignKey(Party, null=True, on_delete=models.PROTECT, related_name="supplied_articles")
    deliverable = models.BooleanField(default=True, help_text="it can be delivered now")
    safety = models.CharField(max_length=8, choices=RELEVANCE, blank=True, default=UNCLASSIFIED)
    work_kind = models.ForeignKey(
        WorkKind,
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text="the kind of work it is to assemble it: what its assembler is certified for",
    )
    is_original = models.BooleanField(
        default=True, help_text="the manufacturer's own; repairs take no other parts (R084)"
    )
    active = models.BooleanField(default=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("tenant", "number"), name="article_number"),)
        indexes = (models.Index(fields=("tenant", "name"), name="article_name"),)

    def __str__(self) -> str:
        return f"{self.number} {self.name}"
