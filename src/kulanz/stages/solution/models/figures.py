"""What is entered in one case for its calculation."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from kulanz.cases.models import Case, Position
from kulanz.core.tenancy.models import TenantModel
from kulanz.masterdata.catalog.models import Article, CostKind, Executor
from kulanz.masterdata.parties.models import Membership, WorkKind
from kulanz.stages.solution.models.settings import Remedy


class SparePart(TenantModel):
    """A part that would mend it: an article or free text, its cost price by hand (R285)."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="spare_parts")
    article = models.ForeignKey(Article, null=True, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=200)
    quantity = models.DecimalField(max_digits=10, decimal_places=2, default=1)
    cost_price = models.DecimalField(max_digits=12, decimal_places=2, null=True)
    currency = models.CharField(max_length=3, blank=True, default="", help_text="empty: the tenant's")
    weight_kg = models.DecimalField(max_digits=10, decimal_places=3, null=True)
    deliverable = models.BooleanField(default=True)
    added_at = models.DateTimeField()
    added_by_name = models.CharField(max_length=200)

    class Meta:
        ordering = ("id",)
        indexes = (models.Index(fields=("tenant", "case"), name="spare_part_case"),)


class CostEntry(TenantModel):
    """A figure entered by hand. Over an automatic one it replaces the line's total.

    Without a remedy it counts for every remedy with that cost kind; without position and part for the
    line as a whole.
    """

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="cost_entries")
    remedy = models.ForeignKey(Remedy, null=True, on_delete=models.PROTECT, related_name="+")
    cost_kind = models.ForeignKey(CostKind, on_delete=models.PROTECT, related_name="+")
    position = models.ForeignKey(Position, null=True, on_delete=models.CASCADE, related_name="+")
    part = models.ForeignKey(SparePart, null=True, on_delete=models.CASCADE, related_name="+")
    amount = models.DecimalField(max_digits=12, decimal_places=2)
    currency = models.CharField(max_length=3)
    reason = models.CharField(max_length=300, blank=True, default="")
    entered_at = models.DateTimeField()
    entered_by = models.ForeignKey(Membership, null=True, on_delete=models.SET_NULL, related_name="+")
    entered_by_name = models.CharField(max_length=200)
    ended_at = models.DateTimeField(null=True, help_text="undone, or replaced by a newer entry")

    class Meta:
        ordering = ("id",)
        constraints = (
            models.UniqueConstraint(
                fields=("case", "remedy", "cost_kind", "position", "part"),
                condition=Q(ended_at=None),
                name="cost_entry_one_holds",
                nulls_distinct=False,
            ),
            models.CheckConstraint(condition=Q(amount__gte=0), name="cost_entry_not_negative"),
        )
        indexes = (models.Index(fields=("tenant", "case"), name="cost_entry_case"),)


class Exclusion(TenantModel):
    """A remedy that is out of the question for this case, and why."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="exclusions")
    remedy = models.ForeignKey(Remedy, on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(max_length=300)
    excluded_at = models.DateTimeField()
    excluded_by_name = models.CharField(max_length=200)
    lifted_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("case", "remedy"), condition=Q(lifted_at=None), name="exclusion_one_holds"
            ),
        )
        indexes = (models.Index(fields=("tenant", "case"), name="exclusion_case"),)


class ServiceDetail(TenantModel):
    """Detail-Fremdkundendienst: who would carry it out. Its prices are cost entries."""

    case = models.OneToOneField(Case, on_delete=models.CASCADE, related_name="service_detail")
    executor = models.ForeignKey(Executor, null=True, on_delete=models.PROTECT, related_name="+")
    task = models.TextField(blank=True, default="", help_text="what is to be done")
    work_kind = models.ForeignKey(WorkKind, null=True, on_delete=models.PROTECT, related_name="+")
    changed_at = models.DateTimeField()
