"""What was sold: the denominator of the complaint rate."""

from __future__ import annotations

from django.db import models

from kulanz.core.tenancy.models import TenantModel
from kulanz.masterdata.catalog.models import Article
from kulanz.masterdata.parties.models import Party


class SalesFigure(TenantModel):
    """Units delivered in a month, net of cancellations; without a dealer they were sold directly."""

    month = models.DateField(help_text="its first day")
    article = models.ForeignKey(Article, on_delete=models.PROTECT, related_name="+")
    dealer = models.ForeignKey(Party, null=True, on_delete=models.PROTECT, related_name="+")
    country = models.CharField(max_length=2)
    quantity = models.IntegerField(help_text="below zero where more was cancelled than sold")

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("tenant", "month", "article", "dealer", "country"),
                name="sales_figure_once",
                nulls_distinct=False,
            ),
        )
