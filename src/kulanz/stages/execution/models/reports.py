"""What technicians report: check-lists, service reports, and the devices and entries they come from."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from kulanz.cases.models import CaseFile
from kulanz.core.tenancy.models import TenantModel
from kulanz.masterdata.catalog.models import Article
from kulanz.masterdata.parties.models import Membership, Technician, WorkKind
from kulanz.stages.execution.models import choices
from kulanz.stages.execution.models.visits import Visit
from kulanz.stages.execution.rules.report_corrections import CORRECTABLE, LONGEST_REASON, Times


class ChecklistItem(TenantModel):
    """One line of a kind of work's check-list."""

    class Kind(models.TextChoices):
        CHECK = "check", _("Abhaken")
        VALUE = "value", _("Messwert")
        TEXT = "text", _("Text")

    work_kind = models.ForeignKey(WorkKind, on_delete=models.CASCADE, related_name="checklist")
    text = models.CharField(max_length=200)
    text_en = models.CharField(max_length=200, blank=True, default="")
    kind = models.CharField(max_length=5, choices=Kind.choices, default=Kind.CHECK)
    unit = models.CharField(max_length=20, blank=True, default="")
    required = models.BooleanField(default=True)
    position = models.PositiveSmallIntegerField(default=0)
    active = models.BooleanField(default=True)

    class Meta:
        ordering = ("work_kind", "position", "id")


class ServiceReport(TenantModel):
    """Servicebericht: as it came from the device, never changed afterwards."""

    number = models.CharField(max_length=30)
    visit = models.ForeignKey(Visit, on_delete=models.CASCADE, related_name="reports")
    client_id = models.UUIDField(help_text="made on the device: the same report arrives once")
    technician = models.ForeignKey(Technician, null=True, on_delete=models.PROTECT, related_name="+")
    technician_name = models.CharField(max_length=200)
    authorised = models.BooleanField(
        help_text="False: ohne gültige Berechtigung, it does not count as solved"
    )
    unproven = models.BooleanField(
        default=False,
        help_text="solved, but a required check of safety-relevant work was not possible: does not count",
    )
    bars = models.JSONField(default=list, help_text="why not: grounds of the interlock with their words")
    result = models.CharField(max_length=12, choices=choices.RESULT)
    result_reason = models.CharField(max_length=500, blank=True, default="")
    work_done = models.TextField(blank=True, default="")
    defects = models.TextField(blank=True, default="")
    safety = models.CharField(max_length=10, choices=choices.SAFETY_STATEMENT, default="not_judged")
    safety_note = models.CharField(max_length=500, blank=True, default="")
    arrived_at = models.DateTimeField(null=True)
    left_at = models.DateTimeField(null=True)
    travel_minutes = models.PositiveIntegerField(null=True)
    travel_km = models.DecimalField(max_digits=8, decimal_places=1, null=True)
    checklist = models.JSONField(
        default=list, help_text="text, kind, done, value and unit of each line; unable: why not"
    )
    values = models.JSONField(default=list, help_text="name, value and unit of each measured value")
    signed_by_name = models.CharField(max_length=200, blank=True, default="")
    signature = models.ForeignKey(CaseFile, null=True, on_delete=models.SET_NULL, related_name="+")
    signature_refused = models.CharField(max_length=300, blank=True, default="")
    signed_at = models.DateTimeField(null=True, help_text="by the device's clock")
    rating = models.PositiveSmallIntegerField(null=True, help_text="1 to 5, only the office reads it")
    rating_note = models.TextField(blank=True, default="")
    photos_named = models.PositiveSmallIntegerField(default=0, help_text="how many the report names")
    document = models.ForeignKey(CaseFile, null=True, on_delete=models.SET_NULL, related_name="+")
    customers_copy = models.ForeignKey(
        CaseFile,
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text="the document in the customer's language, where that is another than the tenant's",
    )
    finished_at = models.DateTimeField(help_text="by the device's clock")
    received_at = models.DateTimeField()
    device = models.CharField(max_length=36, blank=True, default="")
    correction = models.ForeignKey(
        "ReportCorrection",
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text="the newest: its times count instead of those above, which stay as they came",
    )

    class Meta:
        ordering = ("id",)
        constraints = (
            models.UniqueConstraint(fields=("tenant", "number"), name="service_report_number"),
            models.UniqueConstraint(fields=("tenant", "client_id"), name="service_report_once"),
            models.CheckConstraint(
                condition=Q(rating=None) | (Q(rating__gte=1) & Q(rating__lte=5)), name="service_report_rating"
            ),
        )
        indexes = (
            models.Index(fields=("tenant", "visit"), name="service_report_visit"),
            models.Index(fields=("tenant", "-received_at", "-id"), name="service_report_recent"),
        )

    @property
    def counts(self) -> bool:
        """Whether what it says was solved is solved."""
        return self.authorised and not self.unproven

    @property
    def reported_times(self) -> Times:
        """As they came."""
        return Times(**{name: getattr(self, name) for name in CORRECTABLE})

    @property
    def times(self) -> Times:
        """Those that count: as the office put them right, else as they came."""
        return self.correction.times if self.correction is not None else self.reported_times


class ReportCorrection(TenantModel):
    """Berichtigung: what the office put right in a report's times and travel; several stand in their order.

    It holds everything as it counts from then on, and as it counted before; the database refuses to change
    either. Its documents are drawn later, and anew when photos come.
    """

    report = models.ForeignKey(ServiceReport, on_delete=models.CASCADE, related_name="corrections")
    number = models.PositiveSmallIntegerField(help_text="from 1 within the report")
    reason = models.CharField(max_length=LONGEST_REASON)
    arrived_at = models.DateTimeField(null=True)
    left_at = models.DateTimeField(null=True)
    travel_minutes = models.PositiveIntegerField(null=True)
    travel_km = models.DecimalField(max_digits=8, decimal_places=1, null=True)
    former_arrived_at = models.DateTimeField(null=True)
    former_left_at = models.DateTimeField(null=True)
    former_travel_minutes = models.PositiveIntegerField(null=True)
    former_travel_km = models.DecimalField(max_digits=8, decimal_places=1, null=True)
    made_by_name = models.CharField(max_length=200)
    made_at = models.DateTimeField()
    document = models.ForeignKey(CaseFile, null=True, on_delete=models.SET_NULL, related_name="+")
    customers_copy = models.ForeignKey(CaseFile, null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        ordering = ("number",)
        constraints = (
            models.UniqueConstraint(fields=("report", "number"), name="report_correction_number"),
            models.CheckConstraint(condition=~Q(reason=""), name="report_correction_reason"),
        )

    @property
    def times(self) -> Times:
        return Times(**{name: getattr(self, name) for name in CORRECTABLE})

    @property
    def former_times(self) -> Times:
        return Times(**{name: getattr(self, f"former_{name}") for name in CORRECTABLE})


class ReportPart(TenantModel):
    report = models.ForeignKey(ServiceReport, on_delete=models.CASCADE, related_name="parts")
    article = models.ForeignKey(Article, null=True, on_delete=models.PROTECT, related_name="+")
    number = models.CharField(max_length=60, blank=True, default="")
    name = models.CharField(max_length=200)
    quantity = models.DecimalField(max_digits=10, decimal_places=2)
    serial_number = models.CharField(max_length=80, blank=True, default="")
    from_stock = models.BooleanField(default=True)
    needed = models.BooleanField(default=False, help_text="not used: still needed and ordered")
    ordered = models.BooleanField(default=False, help_text="needed, and ordered on the spot already")

    class Meta:
        ordering = ("id",)


class ReportPhoto(TenantModel):
    """A photo a device sent. It may arrive before the report that names it, or after."""

    client_id = models.UUIDField()
    visit = models.ForeignKey(Visit, on_delete=models.CASCADE, related_name="photos")
    report = models.ForeignKey(ServiceReport, null=True, on_delete=models.SET_NULL, related_name="photos")
    file = models.ForeignKey(CaseFile, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=12, blank=True, default="")
    caption = models.CharField(max_length=200, blank=True, default="")
    position = models.PositiveSmallIntegerField(default=0)
    received_at = models.DateTimeField()

    class Meta:
        ordering = ("position", "id")
        constraints = (models.UniqueConstraint(fields=("tenant", "client_id"), name="report_photo_once"),)


class FieldDevice(TenantModel):
    """A tablet or phone on which a technician is signed in."""

    key = models.UUIDField()
    membership = models.ForeignKey(Membership, on_delete=models.CASCADE, related_name="devices")
    name = models.CharField(max_length=120, blank=True, default="")
    first_seen_at = models.DateTimeField()
    last_seen_at = models.DateTimeField()
    left_at = models.DateTimeField(null=True, help_text="logged out and cleared by its user")
    revoked_at = models.DateTimeField(null=True)
    revoked_by_name = models.CharField(max_length=200, blank=True, default="")
    cleared_at = models.DateTimeField(null=True, help_text="it came back after that and was told to clear")

    class Meta:
        ordering = ("-last_seen_at",)
        constraints = (models.UniqueConstraint(fields=("membership", "key"), name="field_device_once"),)


class FieldEntry(TenantModel):
    """What a device sent, once each, with the answer it got; a conflict keeps its version here."""

    client_id = models.UUIDField()
    membership = models.ForeignKey(Membership, null=True, on_delete=models.SET_NULL, related_name="+")
    device = models.CharField(max_length=36)
    visit = models.ForeignKey(Visit, null=True, on_delete=models.CASCADE, related_name="entries")
    sequence = models.BigIntegerField()
    kind = models.CharField(max_length=12)
    payload = models.JSONField()
    base = models.PositiveIntegerField(default=0)
    made_at = models.DateTimeField(help_text="by the device's clock")
    received_at = models.DateTimeField()
    outcome = models.CharField(max_length=10)
    answer = models.JSONField(default=dict)

    class Meta:
        ordering = ("id",)
        constraints = (models.UniqueConstraint(fields=("tenant", "client_id"), name="field_entry_once"),)
        indexes = (models.Index(fields=("tenant", "visit"), name="field_entry_visit"),)
