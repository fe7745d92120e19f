"""A tenant's connection to its ERP, and the files exchanged with it."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from kulanz.core.tenancy.models import TenantModel
from kulanz.stages.execution.models.orders import Order

FILE = "file"
LONGEST_FOLDER = 400
CONNECTION_KIND = [(FILE, _("Dateien"))]


class ErpConnection(TenantModel):
    """How orders and credit notes reach the tenant's ERP. Empty folders are the installation's own."""

    kind = models.CharField(max_length=12, choices=CONNECTION_KIND, default=FILE)
    folder_out = models.CharField(max_length=LONGEST_FOLDER, blank=True, default="")
    folder_in = models.CharField(max_length=LONGEST_FOLDER, blank=True, default="")
    active = models.BooleanField(default=False)
    last_read_at = models.DateTimeField(null=True)
    last_error = models.CharField(max_length=500, blank=True, default="")
    changed_at = models.DateTimeField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=("tenant",), name="erp_connection_one"),)


class Exchanged(models.TextChoices):
    """What became of a file. `planned` is written down before the file is, so that a crash can be seen."""

    PLANNED = "planned", _("wird geschrieben")
    FAILED = "failed", _("nicht geschrieben")
    WRITTEN = "written", _("übergeben")
    WITHDRAWN = "withdrawn", _("zurückgenommen")
    """Noted, and cancelled before anybody knew whether it had been written: the withdrawal has gone out."""
    TAKEN = "taken", _("übernommen")
    REJECTED = "rejected", _("abgewiesen")
    DUPLICATE = "duplicate", _("schon bekannt")


class ExchangedFile(TenantModel):
    """A file read from or written to the ERP's folder; the same content is taken once."""

    direction = models.CharField(max_length=3, choices=[("out", "out"), ("in", "in")])
    name = models.CharField(max_length=200)
    sha256 = models.CharField(max_length=64)
    order = models.ForeignKey(Order, null=True, on_delete=models.SET_NULL, related_name="exchanged_files")
    number = models.CharField(max_length=30, blank=True, default="", help_text="of what was handed over")
    version = models.PositiveSmallIntegerField(null=True)
    action = models.CharField(max_length=10, blank=True, default="", help_text="place, cancel or credit")
    outcome = models.CharField(max_length=10, choices=Exchanged.choices, default=Exchanged.PLANNED)
    problem = models.CharField(max_length=500, blank=True, default="")
    report = models.JSONField(default=dict, help_text="what was taken, and each problem with its line")
    at = models.DateTimeField()

    class Meta:
        ordering = ("-id",)
        constraints = (
            models.UniqueConstraint(fields=("tenant", "direction", "name", "sha256"), name="exchanged_once"),
            models.UniqueConstraint(
                fields=("tenant", "number", "version"),
                condition=Q(direction="out"),
                name="exchanged_version_once",
            ),
        )
        indexes = (
            models.Index(fields=("tenant", "-id"), name="exchanged_recent"),
            models.Index(fields=("tenant", "sha256"), name="exchanged_content"),
        )
