"""Visits, who is booked when, and what a visit needs."""

from __future__ import annotations

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, DateTimeRangeField, RangeOperators
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Func, Q

from kulanz.cases.models import Case
from kulanz.core.tenancy.models import TenantModel
from kulanz.masterdata.catalog.models import Article
from kulanz.masterdata.parties.models import RELEVANCE, Party, Technician, WorkKind
from kulanz.stages.execution.models import choices
from kulanz.stages.execution.models.orders import Order
from kulanz.stages.execution.models.resources import Tool
from kulanz.stages.execution.plan_words import said
from kulanz.stages.execution.rules.visits import ENDED, VisitState

OPEN_VISITS = ~Q(state__in=sorted(state.value for state in ENDED))


class Visit(TenantModel):
    """Serviceeinsatz. Address and contact are as they were when it was made; `version` counts changes."""

    number = models.CharField(max_length=30)
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="visits")
    order = models.ForeignKey(Order, null=True, on_delete=models.PROTECT, related_name="visits")
    follows = models.ForeignKey("self", null=True, on_delete=models.SET_NULL, related_name="followed_by")
    kind = models.CharField(max_length=12, choices=choices.VISIT_KIND)
    state = models.CharField(max_length=10, choices=choices.VISIT_STATE, default=VisitState.TO_PLAN.value)
    state_since = models.DateTimeField()
    version = models.PositiveIntegerField(default=1)
    organisation = models.ForeignKey(
        Party, null=True, on_delete=models.PROTECT, related_name="+", help_text="whose technicians go"
    )
    duration_minutes = models.PositiveSmallIntegerField(default=60)
    starts_at = models.DateTimeField(null=True)
    ends_at = models.DateTimeField(null=True)
    wanted_on = models.DateField(null=True, help_text="the day that was asked for; due day of maintenance")
    material_relevance = models.CharField(
        max_length=8, choices=RELEVANCE, help_text="of articles, parts and failures, when it was made"
    )
    task = models.TextField(blank=True, default="")
    name = models.CharField(max_length=200)
    street = models.CharField(max_length=200, blank=True, default="")
    postcode = models.CharField(max_length=20, blank=True, default="")
    city = models.CharField(max_length=120, blank=True, default="")
    country = models.CharField(max_length=2, blank=True, default="")
    place_note = models.CharField(max_length=200, blank=True, default="")
    contact = models.CharField(max_length=200, blank=True, default="")
    phone = models.CharField(max_length=60, blank=True, default="")
    off_plan_reason = models.CharField(
        max_length=300, blank=True, default="", help_text="why it was taken off the plan again"
    )
    off_plan_why = models.JSONField(
        null=True, help_text="the same as a code with its facts, where it is one of the program's reasons"
    )
    customer_moves = models.PositiveSmallIntegerField(
        default=0, help_text="how often the customer has moved it by his link"
    )
    token_id = models.BigIntegerField(null=True, help_text="the customer's link")
    people = ArrayField(
        models.BigIntegerField(), default=list, help_text="technicians who are or were on its crew"
    )
    reinspects = models.BooleanField(default=False, help_text="looks again at work that does not count")
    draft = models.JSONField(null=True, help_text="the report as far as it is written on a device")
    draft_version = models.PositiveIntegerField(default=0)
    draft_device = models.CharField(max_length=36, blank=True, default="")
    draft_by_name = models.CharField(max_length=200, blank=True, default="")
    started_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField()
    created_by_name = models.CharField(max_length=200)

    class Meta:
        ordering = ("id",)
        constraints = (
            models.UniqueConstraint(fields=("tenant", "number"), name="visit_number"),
            models.CheckConstraint(
                condition=Q(starts_at=None, ends_at=None) | Q(ends_at__gt=F("starts_at")),
                name="visit_ends_after_it_began",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["planned", "confirmed", "under_way"]) | Q(starts_at__isnull=False),
                name="visit_on_plan_has_a_time",
            ),
        )
        indexes = (
            models.Index(fields=("tenant", "case"), name="visit_case"),
            models.Index(fields=("tenant", "starts_at", "id"), name="visit_by_time"),
            GinIndex(fields=("people",), name="visit_people"),
            models.Index(
                fields=("tenant", "wanted_on", "id"),
                name="visit_to_plan",
                condition=Q(state__in=[VisitState.TO_PLAN.value, VisitState.OFFERED.value]),
            ),
            models.Index(fields=("tenant", "state", "starts_at"), name="visit_open", condition=OPEN_VISITS),
        )

    @property
    def off_plan_said(self) -> str:
        """Why it came off the plan or was called off, in its reader's language."""
        return said(self.off_plan_why, self.off_plan_reason)

    @property
    def is_open(self) -> bool:
        return self.state not in [state.value for state in ENDED]


class Booking(TenantModel):
    """A technician is taken: by a visit as one of its crew, or by an absence.

    The database refuses two that overlap, whatever screen or device they come from.
    """

    technician = models.ForeignKey(Technician, on_delete=models.PROTECT, related_name="bookings")
    visit = models.ForeignKey(Visit, null=True, on_delete=models.CASCADE, related_name="crew")
    leads = models.BooleanField(default=True, help_text="first of the crew: writes the report")
    absence = models.CharField(max_length=120, blank=True, default="", help_text="such as Urlaub or Schulung")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    created_at = models.DateTimeField()
    created_by_name = models.CharField(max_length=200)

    class Meta:
        ordering = ("starts_at", "id")
        constraints = (
            ExclusionConstraint(
                name="booking_one_at_a_time",
                expressions=[
                    ("technician", RangeOperators.EQUAL),
                    (
                        Func(
                            F("starts_at"),
                            F("ends_at"),
                            function="tstzrange",
                            output_field=DateTimeRangeField(),
                        ),
                        RangeOperators.OVERLAPS,
                    ),
                ],
            ),
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="booking_lasts"),
            models.CheckConstraint(
                condition=Q(visit__isnull=False, absence="") | (Q(visit=None) & ~Q(absence="")),
                name="booking_visit_or_absence",
            ),
            models.UniqueConstraint(fields=("visit", "technician"), name="booking_once_a_visit"),
            models.UniqueConstraint(
                fields=("visit",), condition=Q(leads=True, visit__isnull=False), name="booking_one_leads"
            ),
        )
        indexes = (
            models.Index(fields=("tenant", "technician", "starts_at"), name="booking_technician"),
            models.Index(fields=("tenant", "ends_at"), name="booking_by_end"),
            # absences may be long, so those that reach into a week are looked for by their end
            models.Index(
                fields=("tenant", "ends_at"), name="booking_absence", condition=Q(visit__isnull=True)
            ),
        )


class VisitWork(TenantModel):
    visit = models.ForeignKey(Visit, on_delete=models.CASCADE, related_name="works")
    work_kind = models.ForeignKey(WorkKind, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ("id",)
        constraints = (models.UniqueConstraint(fields=("visit", "work_kind"), name="visit_work_once"),)


class VisitPart(TenantModel):
    """A part the technician should have with him."""

    visit = models.ForeignKey(Visit, on_delete=models.CASCADE, related_name="parts")
    article = models.ForeignKey(Article, null=True, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=200)
    quantity = models.DecimalField(max_digits=10, decimal_places=2, default=1)

    class Meta:
        ordering = ("id",)
        constraints = (models.CheckConstraint(condition=Q(quantity__gt=0), name="visit_part_is_some"),)


class VisitTool(TenantModel):
    visit = models.ForeignKey(Visit, on_delete=models.CASCADE, related_name="tools")
    tool = models.ForeignKey(Tool, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ("id",)
        constraints = (models.UniqueConstraint(fields=("visit", "tool"), name="visit_tool_once"),)


class VisitSlot(TenantModel):
    """A time the customer may choose by his link. It holds nobody: the booking is made when he chooses."""

    visit = models.ForeignKey(Visit, on_delete=models.CASCADE, related_name="slots")
    technician = models.ForeignKey(Technician, on_delete=models.PROTECT, related_name="+")
    others = ArrayField(
        models.BigIntegerField(), default=list, help_text="technicians of the crew who come along"
    )
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    chosen_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("starts_at", "id")
        constraints = (
            models.UniqueConstraint(fields=("visit", "technician", "starts_at"), name="visit_slot_once"),
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="visit_slot_lasts"),
        )

    @property
    def crew_ids(self) -> list[int]:
        """Who comes then; the first leads."""
        return [self.technician_id, *self.others]
