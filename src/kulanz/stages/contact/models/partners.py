"""Partners whose own systems exchange cases with us as XML: what was set up, came in, and is known."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from kulanz.cases.models import Case, CaseFile, Message
from kulanz.core.tenancy.models import TenantModel
from kulanz.masterdata.parties.models import Membership, Party

LONGEST_FOLDER = 400


class Partner(TenantModel):
    """A dealer's house whose system speaks with us. Empty folders are the installation's own."""

    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="+")
    code = models.CharField(max_length=40, help_text="how its files name it")
    origin = models.CharField(
        max_length=32, help_text="our sign in the ids of what we send it; never changes"
    )
    reads_folder = models.BooleanField(default=False)
    sends_cases = models.BooleanField(
        default=False, help_text="cases that changed are written to its folder by themselves"
    )
    folder_in = models.CharField(max_length=LONGEST_FOLDER, blank=True, default="")
    folder_out = models.CharField(max_length=LONGEST_FOLDER, blank=True, default="")
    active = models.BooleanField(default=True)
    last_read_at = models.DateTimeField(null=True)
    last_sent_at = models.DateTimeField(null=True)
    last_error = models.CharField(max_length=500, blank=True, default="")
    created_at = models.DateTimeField()
    changed_at = models.DateTimeField()

    class Meta:
        ordering = ("code",)
        constraints = (
            models.UniqueConstraint(fields=("tenant", "party"), name="partner_party_once"),
            models.UniqueConstraint(fields=("tenant", "code"), name="partner_code_once"),
        )

    def __str__(self) -> str:
        return self.code


class PartnerCase(TenantModel):
    """Their reference beside our number, unique both ways, and how the case stands with them."""

    partner = models.ForeignKey(Partner, on_delete=models.CASCADE, related_name="cases")
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="partner_cases")
    their_reference = models.CharField(max_length=80, blank=True, default="")
    their_state = models.CharField(max_length=300, blank=True, default="")
    their_state_at = models.DateTimeField(null=True)
    informs_customer = models.BooleanField(
        default=True, help_text="the customer gets our acknowledgement; no where the partner does that"
    )
    sent_digest = models.CharField(max_length=64, blank=True, default="")
    sent_at = models.DateTimeField(null=True)
    sent_files = models.JSONField(default=list, help_text="the ids of its files that were sent")

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("partner", "case"), name="partner_case_once"),
            models.UniqueConstraint(
                fields=("partner", "their_reference"),
                condition=~Q(their_reference=""),
                name="partner_reference_once",
            ),
        )
        indexes = (models.Index(fields=("tenant", "case"), name="partner_case_case"),)


class PartnerFileState(models.TextChoices):
    WAITING = "waiting", _("wird gelesen")
    TAKEN = "taken", _("übernommen")
    PARTLY = "partly", _("teilweise übernommen")
    REFUSED = "refused", _("abgewiesen")


class PartnerFile(TenantModel):
    """A file as it came, kept before anything is done with it, and what became of it."""

    partner = models.ForeignKey(Partner, on_delete=models.CASCADE, related_name="files")
    way = models.CharField(
        max_length=8,
        choices=[
            ("portal", _("Portal")),
            ("desk", _("Servicebüro")),
            ("folder", _("Ordner")),
            ("api", _("Schnittstelle")),
            ("command", pgettext_lazy("way a file came in", "Befehl")),
        ],
    )
    name = models.CharField(max_length=200)
    sha256 = models.CharField(max_length=64)
    size = models.BigIntegerField()
    storage_key = models.CharField(max_length=120, blank=True, default="", help_text="empty once erased")
    membership = models.ForeignKey(Membership, null=True, on_delete=models.SET_NULL, related_name="+")
    sent_by_name = models.CharField(max_length=200, blank=True, default="")
    state = models.CharField(max_length=8, choices=PartnerFileState.choices, default=PartnerFileState.WAITING)
    records = models.PositiveIntegerField(default=0)
    read = models.PositiveIntegerField(default=0, help_text="so many records have an outcome")
    taken = models.PositiveIntegerField(default=0)
    known = models.PositiveIntegerField(default=0)
    refused = models.PositiveIntegerField(default=0)
    questions = models.PositiveIntegerField(default=0)
    problems = models.JSONField(default=list, help_text="against the whole file")
    received_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)
    put_away_at = models.DateTimeField(null=True, help_text="moved out of the folder it came in")

    class Meta:
        ordering = ("-id",)
        indexes = (
            models.Index(fields=("tenant", "partner", "-id"), name="partner_file_recent"),
            models.Index(fields=("tenant", "partner", "sha256"), name="partner_file_content"),
            models.Index(fields=("tenant", "id"), name="partner_file_waiting", condition=Q(state="waiting")),
        )

    def __str__(self) -> str:
        return self.name


class PartnerRecordKind(models.TextChoices):
    CASE = "case"
    NOTE = "note"
    FILE = "file"
    WITH_CASE = "casefile"
    """An attachment of a new case; with its place behind the reference."""
    WITH_NOTE = "notefile"


class PartnerRecord(TenantModel):
    """Something of theirs that is with us: the same a second time is known, and never sent back to them."""

    partner = models.ForeignKey(Partner, on_delete=models.CASCADE, related_name="records")
    kind = models.CharField(max_length=8, choices=PartnerRecordKind.choices)
    reference = models.CharField(max_length=140)
    digest = models.CharField(max_length=64, help_text="of its content, as it was understood")
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="+")
    message = models.ForeignKey(Message, null=True, on_delete=models.CASCADE, related_name="+")
    case_file = models.ForeignKey(CaseFile, null=True, on_delete=models.CASCADE, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("partner", "kind", "reference"), name="partner_record_once"),
        )
        indexes = (models.Index(fields=("tenant", "case"), name="partner_record_case"),)


class PartnerOutcome(models.TextChoices):
    TAKEN = "taken", _("übernommen")
    KNOWN = "known", _("schon bekannt")
    REFUSED = "refused", _("abgewiesen")


class PartnerResult(TenantModel):
    """What became of one record of a file."""

    file = models.ForeignKey(PartnerFile, on_delete=models.CASCADE, related_name="results")
    position = models.PositiveIntegerField(help_text="from 1, as they stand in the file")
    line = models.PositiveIntegerField(default=0)
    kind = models.CharField(max_length=16)
    reference = models.CharField(max_length=120, blank=True, default="")
    outcome = models.CharField(max_length=8, choices=PartnerOutcome.choices)
    case = models.ForeignKey(Case, null=True, on_delete=models.SET_NULL, related_name="+")
    number = models.CharField(max_length=30, blank=True, default="")
    answer = models.JSONField(default=dict, help_text="how the case stood, where that was asked")
    problems = models.JSONField(default=list)

    class Meta:
        ordering = ("position",)
        constraints = (models.UniqueConstraint(fields=("file", "position"), name="partner_result_once"),)
        indexes = (models.Index(fields=("tenant", "file", "outcome"), name="partner_result_outcome"),)
