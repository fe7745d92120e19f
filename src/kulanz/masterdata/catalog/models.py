"""Articles and product groups."""

from __future__ import annotations

from django.db import models

from kulanz.core.tenancy.models import TenantModel


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
        return self.name


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
    active = models.BooleanField(default=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("tenant", "number"), name="article_number"),)
        indexes = (models.Index(fields=("tenant", "name"), name="article_name"),)

    def __str__(self) -> str:
        return f"{self.number} {self.name}"
