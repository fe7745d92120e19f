"""Complaints and sales as the statistics count them: derived rows that can be told anew at any time.

Article, supplier and the like are plain ids without a constraint: what they name cannot vanish while the case
itself or the sales figure refers to it.
"""

from __future__ import annotations

from django.db import models

from kulanz.cases.models import Case, Position
from kulanz.core.tenancy.models import TenantModel
from kulanz.masterdata.catalog.models import Article, ProductGroup
from kulanz.masterdata.parties.models import Party
from kulanz.stages.solution.models import Remedy


class ComplaintFact(TenantModel):
    """One position of a complaint that counts, or the complaint itself while it has no position.

    Cancelled, merged and spam cases have no rows. Kept by `commands.facts`.
    """

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="+")
    position = models.ForeignKey(Position, null=True, on_delete=models.CASCADE, related_name="+")
    day = models.DateField(help_text="of recording, in the tenant's zone")
    month = models.DateField(help_text="first day of its month")
    article = models.ForeignKey(
        Article, null=True, on_delete=models.DO_NOTHING, db_constraint=False, related_name="+"
    )
    product_group = models.ForeignKey(
        ProductGroup,
        null=True,
        on_delete=models.DO_NOTHING,
        db_constraint=False,
        db_index=False,
        related_name="+",
        help_text="the article's, else the position's own",
    )
    supplier = models.ForeignKey(
        Party,
        null=True,
        on_delete=models.DO_NOTHING,
        db_constraint=False,
        db_index=False,
        related_name="+",
        help_text="the position's, else the article's",
    )
    dealer = models.ForeignKey(
        Party,
        null=True,
        on_delete=models.DO_NOTHING,
        db_constraint=False,
        db_index=False,
        related_name="+",
    )
    country = models.CharField(max_length=2)
    failure_code = models.CharField(max_length=40, blank=True, default="")
    remedy = models.ForeignKey(
        Remedy,
        null=True,
        on_delete=models.DO_NOTHING,
        db_constraint=False,
        db_index=False,
        related_name="+",
    )
    hundredths = models.BigIntegerField(help_text="pieces complained of, in hundredths of a piece")
    accepted = models.BooleanField(help_text="found justified, whether or not a remedy was started")
    delivered_month = models.DateField(null=True, help_text="first day of the month of delivery")
    repeats = models.SmallIntegerField(help_text="rules.repeats: groups an earlier row of the case has too")
    repeats_accepted = models.SmallIntegerField(help_text="the same among accepted rows alone")

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("case", "position"), name="fact_once", nulls_distinct=False),
        )
        indexes = (
            models.Index(fields=("tenant", "month"), name="fact_month"),
            models.Index(fields=("tenant", "delivered_month"), name="fact_delivered"),
        )


class SalesTotal(TenantModel):
    """Sales of a month summed up; `by` says what besides the month is told apart.

    Written together with the sales figures of the month.
    """

    class By(models.TextChoices):
        ARTICLE = "article"
        ARTICLE_COUNTRY = "article_country"
        DEALER_COUNTRY = "dealer_country"

    by = models.CharField(max_length=16, choices=By.choices)
    month = models.DateField()
    article = models.ForeignKey(
        Article,
        null=True,
        on_delete=models.DO_NOTHING,
        db_constraint=False,
        db_index=False,
        related_name="+",
    )
    dealer = models.ForeignKey(
        Party,
        null=True,
        on_delete=models.DO_NOTHING,
        db_constraint=False,
        db_index=False,
        related_name="+",
    )
    country = models.CharField(max_length=2, blank=True, default="")
    quantity = models.BigIntegerField()

    class Meta:
        indexes = (models.Index(fields=("tenant", "by", "month"), name="sales_total_month"),)
