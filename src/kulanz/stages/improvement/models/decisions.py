"""Decisions as the simulation calculates them anew: the frozen inputs, parted and written short."""

from __future__ import annotations

from django.db import models

from kulanz.cases.models import Case
from kulanz.core.tenancy.models import TenantModel
from kulanz.masterdata.catalog.models import Article
from kulanz.stages.solution.models import Decision


class CalculationFrame(TenantModel):
    """What the inputs of many decisions have in common (rules.cores.Frame); told apart by its digest."""

    digest = models.CharField(max_length=64)
    content = models.JSONField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=("tenant", "digest"), name="calculation_frame_once"),)


class DecisionFact(TenantModel):
    """A decision that holds. Kept by `commands.decisions`; can be told anew at any time."""

    decision = models.OneToOneField(Decision, on_delete=models.CASCADE, related_name="+")
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="+")
    month = models.DateField(help_text="first day of the month it was decided in, in the tenant's zone")
    article = models.ForeignKey(
        Article,
        null=True,
        on_delete=models.DO_NOTHING,
        db_constraint=False,
        db_index=False,
        related_name="+",
        help_text="of its first position",
    )
    remedy = models.CharField(max_length=30, help_text="code")
    cents = models.BigIntegerField(help_text="calculated cost")
    frame = models.ForeignKey(CalculationFrame, on_delete=models.PROTECT, related_name="+")
    core = models.TextField(help_text="rules.cores.Core as JSON")

    class Meta:
        indexes = (models.Index(fields=("tenant", "month"), name="decision_fact_month"),)
