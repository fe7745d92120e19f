"""Who may do which work: kinds of work, courses, certificates by name, technicians and their regions."""

from __future__ import annotations

from datetime import time

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from kulanz.core.files.models import StoredFile
from kulanz.core.names import named
from kulanz.core.tenancy.models import TenantModel
from kulanz.masterdata.parties.models.party import Party
from kulanz.masterdata.parties.rules.interlock import House
from kulanz.masterdata.parties.rules.safety import UNCLASSIFIED, Relevance

RELEVANCE = [
    (UNCLASSIFIED, _("nicht eingestuft – gilt als anzunehmen")),
    (Relevance.GIVEN.value, _("sicherheitsrelevant")),
    (Relevance.ASSUMED.value, _("anzunehmen")),
    (Relevance.NONE.value, _("nicht sicherheitsrelevant")),
]
HOUSE = [
    (House.FACTORY.value, _("Werkskundendienst")),
    (House.DEALER.value, _("Händlerkundendienst")),
    (House.PARTNER.value, _("Servicepartner")),
]


class WorkKind(TenantModel):
    """Arbeitsart, such as changing a gas spring: what certificates are made out for."""

    code = models.CharField(max_length=40)
    name = models.CharField(max_length=120)
    name_en = models.CharField(max_length=120, blank=True, default="")
    safety = models.CharField(max_length=8, choices=RELEVANCE, blank=True, default=UNCLASSIFIED)
    duration_minutes = models.PositiveSmallIntegerField(default=60, help_text="usual time on site")
    active = models.BooleanField(default=True)

    class Meta:
        ordering = ("name",)
        constraints = (
            models.UniqueConstraint(fields=("tenant", "code"), name="work_kind_code"),
            models.CheckConstraint(condition=Q(duration_minutes__gt=0), name="work_kind_lasts"),
        )

    def __str__(self) -> str:
        return named(self)


class Course(TenantModel):
    """A course that entitles to a kind of work for some months (R082: every two years)."""

    work_kind = models.ForeignKey(WorkKind, on_delete=models.PROTECT, related_name="courses")
    name = models.CharField(max_length=160)
    name_en = models.CharField(max_length=160, blank=True, default="")
    validity_months = models.PositiveSmallIntegerField(default=24)
    active = models.BooleanField(default=True)

    class Meta:
        ordering = ("name",)
        constraints = (
            models.UniqueConstraint(fields=("tenant", "name"), name="course_name"),
            models.CheckConstraint(condition=Q(validity_months__gt=0), name="course_is_valid_for_some_time"),
        )

    def __str__(self) -> str:
        return named(self)


class Certificate(TenantModel):
    """An entitlement made out to one named person, or to an organisation as a whole. Never transferable:
    holder and kind of work of a row do not change, a renewal is a row of its own.
    """

    holder = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="certificates")
    work_kind = models.ForeignKey(
        WorkKind,
        null=True,
        on_delete=models.PROTECT,
        related_name="certificates",
        help_text="null: an organisation as a whole",
    )
    course = models.ForeignKey(Course, null=True, on_delete=models.PROTECT, related_name="certificates")
    number = models.CharField(max_length=60, blank=True, default="")
    issued_on = models.DateField()
    valid_until = models.DateField(help_text="last day on which it holds")
    renews = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="renewals")
    evidence = models.ForeignKey(StoredFile, null=True, on_delete=models.PROTECT, related_name="+")
    revoked_on = models.DateField(null=True, help_text="first day on which it no longer holds")
    revoked_reason = models.CharField(max_length=300, blank=True, default="")
    created_at = models.DateTimeField()
    created_by_name = models.CharField(max_length=200, blank=True, default="")

    class Meta:
        ordering = ("holder", "work_kind", "-valid_until")
        constraints = (
            models.CheckConstraint(
                condition=Q(valid_until__gte=F("issued_on")), name="certificate_ends_after_it_began"
            ),
            models.UniqueConstraint(
                fields=("tenant", "holder", "work_kind", "issued_on"),
                condition=Q(revoked_on=None),
                name="certificate_once_a_day",
                nulls_distinct=False,
            ),
        )
        indexes = (
            models.Index(fields=("tenant", "holder", "work_kind"), name="certificate_holder"),
            models.Index(
                fields=("tenant", "valid_until", "id"),
                name="certificate_ending",
                condition=Q(revoked_on=None),
            ),
        )


class CertificateReminder(TenantModel):
    """That somebody was told of an end so many days before: once each."""

    certificate = models.ForeignKey(Certificate, on_delete=models.CASCADE, related_name="reminders")
    days = models.PositiveSmallIntegerField()
    sent_at = models.DateTimeField()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("certificate", "days"), name="certificate_reminder_once"),
        )


class Technician(TenantModel):
    """A named person who goes to customers, for the factory service, a dealer or a service partner."""

    person = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="technician_places")
    organisation = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="technicians")
    house = models.CharField(max_length=8, choices=HOUSE)
    name = models.CharField(max_length=200, help_text="as the board and the customer read it")
    day_start = models.TimeField(default=time(8), help_text="local time")
    day_end = models.TimeField(default=time(17), help_text="local time")
    note = models.CharField(max_length=300, blank=True, default="")
    active = models.BooleanField(default=True)
    created_at = models.DateTimeField()

    class Meta:
        ordering = ("name", "id")
        constraints = (
            models.UniqueConstraint(fields=("tenant", "person", "organisation"), name="technician_once"),
            models.CheckConstraint(condition=Q(day_end__gt=F("day_start")), name="technician_day_has_hours"),
        )
        indexes = (models.Index(fields=("tenant", "organisation"), name="technician_house"),)

    def __str__(self) -> str:
        return self.name


class TechnicianRegion(TenantModel):
    """Postcodes that begin like this, in one country, are this technician's. Empty: the whole country."""

    technician = models.ForeignKey(Technician, on_delete=models.CASCADE, related_name="regions")
    country = models.CharField(max_length=2, default="DE")
    prefix = models.CharField(max_length=10, blank=True, default="")

    class Meta:
        ordering = ("country", "prefix")
        constraints = (
            models.UniqueConstraint(
                fields=("technician", "country", "prefix"), name="technician_region_once"
            ),
        )
