"""Maintenance that comes again, and what is offered to customers: maintenance and cleaning (R088, R089)."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from kulanz.cases.models import Case
from kulanz.core.tenancy.models import TenantModel
from kulanz.masterdata.parties.models import Address, Membership, Party, WorkKind
from kulanz.stages.execution.models import choices
from kulanz.stages.execution.models.visits import Visit
from kulanz.stages.execution.rules.visits import VisitKind


class MaintenancePlan(TenantModel):
    """Every so many months a case with a visit is made, some days before it is due."""

    name = models.CharField(max_length=160)
    customer = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="+")
    dealer = models.ForeignKey(Party, null=True, on_delete=models.PROTECT, related_name="+")
    place = models.ForeignKey(Address, null=True, on_delete=models.SET_NULL, related_name="+")
    kind = models.CharField(max_length=12, choices=choices.VISIT_KIND, default=VisitKind.MAINTENANCE.value)
    work_kind = models.ForeignKey(WorkKind, on_delete=models.PROTECT, related_name="+")
    items = models.TextField(help_text="what is maintained, one item a line")
    interval_months = models.PositiveSmallIntegerField()
    lead_days = models.PositiveSmallIntegerField(default=30)
    duration_minutes = models.PositiveSmallIntegerField(default=60)
    next_due_on = models.DateField()
    anchor_day = models.PositiveSmallIntegerField(
        default=1, help_text="day of the month that is meant, also where a month is shorter"
    )
    ends_on = models.DateField(null=True)
    carried_out_by = models.CharField(
        max_length=12, blank=True, default="", help_text="as its dealer chose; empty: not asked"
    )
    dealer_part = models.CharField(
        max_length=12, blank=True, default="", help_text="the dealer's part: who gets the factory's invoice"
    )
    active = models.BooleanField(default=True)
    created_at = models.DateTimeField()
    created_by_name = models.CharField(max_length=200)

    class Meta:
        ordering = ("next_due_on", "id")
        constraints = (
            models.CheckConstraint(condition=Q(interval_months__gt=0), name="maintenance_comes_again"),
        )
        indexes = (
            models.Index(
                fields=("tenant", "next_due_on", "id"), name="maintenance_due", condition=Q(active=True)
            ),
        )


class MaintenanceDue(TenantModel):
    """A due date and what was made of it: once each, however often the job runs."""

    plan = models.ForeignKey(MaintenancePlan, on_delete=models.CASCADE, related_name="dues")
    due_on = models.DateField()
    case = models.ForeignKey(Case, null=True, on_delete=models.SET_NULL, related_name="+")
    visit = models.ForeignKey(Visit, null=True, on_delete=models.SET_NULL, related_name="+")
    made_at = models.DateTimeField()

    class Meta:
        ordering = ("-due_on",)
        constraints = (models.UniqueConstraint(fields=("plan", "due_on"), name="maintenance_due_once"),)


class ServiceOfferState(models.TextChoices):
    OPEN = "open", _("offen")
    ACCEPTED = "accepted", _("angenommen")
    DECLINED = "declined", pgettext_lazy("offer", "abgelehnt")
    EXPIRED = "expired", _("abgelaufen")
    WITHDRAWN = "withdrawn", _("zurückgezogen")


class ServiceOffer(TenantModel):
    """Maintenance or cleaning offered to a customer, by the office or a dealer; accepted by a link."""

    number = models.CharField(max_length=30)
    kind = models.CharField(max_length=12, choices=choices.VISIT_KIND)
    customer = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="+")
    dealer = models.ForeignKey(Party, null=True, on_delete=models.PROTECT, related_name="+")
    made_for_dealer = models.BooleanField(default=False, help_text="the dealer made it himself")
    place = models.ForeignKey(Address, null=True, on_delete=models.SET_NULL, related_name="+")
    work_kind = models.ForeignKey(WorkKind, on_delete=models.PROTECT, related_name="+")
    text = models.TextField()
    pieces = models.PositiveIntegerField(null=True, help_text="such as the number of chairs")
    net = models.DecimalField(max_digits=12, decimal_places=2)
    tax_rate = models.DecimalField(max_digits=5, decimal_places=2)
    gross = models.DecimalField(max_digits=12, decimal_places=2)
    currency = models.CharField(max_length=3)
    interval_months = models.PositiveSmallIntegerField(null=True, help_text="null: once")
    carried_out_by = models.CharField(
        max_length=12, blank=True, default="", help_text="as its dealer chose; empty: not asked"
    )
    dealer_part = models.CharField(
        max_length=12, blank=True, default="", help_text="the dealer's part: who gets the factory's invoice"
    )
    state = models.CharField(max_length=10, choices=ServiceOfferState.choices, default=ServiceOfferState.OPEN)
    token_id = models.BigIntegerField(null=True)
    expires_on = models.DateField()
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(Membership, null=True, on_delete=models.SET_NULL, related_name="+")
    made_by_name = models.CharField(max_length=200)
    answered_at = models.DateTimeField(null=True)
    answered_by_name = models.CharField(max_length=200, blank=True, default="")
    answer_text = models.TextField(blank=True, default="")
    evidence = models.JSONField(default=dict, help_text="what was shown when it was answered")
    case = models.ForeignKey(Case, null=True, on_delete=models.SET_NULL, related_name="+")
    plan = models.ForeignKey(MaintenancePlan, null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        ordering = ("-id",)
        constraints = (
            models.UniqueConstraint(fields=("tenant", "number"), name="service_offer_number"),
            models.CheckConstraint(condition=Q(net__gt=0) & Q(gross__gt=0), name="service_offer_is_positive"),
        )
        indexes = (
            models.Index(
                fields=("tenant", "expires_on", "id"),
                name="service_offer_open",
                condition=Q(state="open"),
            ),
            models.Index(fields=("tenant", "dealer", "made_at"), name="service_offer_dealer"),
        )
