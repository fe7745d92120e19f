"""What was said and shown: messages with their audience, and files."""

from __future__ import annotations

from django.db import models

from kulanz.cases.models import choices
from kulanz.cases.models.case import Case
from kulanz.core.files.models import StoredFile
from kulanz.core.tenancy.models import TenantModel
from kulanz.masterdata.parties.models import Membership, Party


class Direction(models.TextChoices):
    NOTE = "note"
    IN = "in"
    OUT = "out"


class Message(TenantModel):
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="messages")
    audience = models.CharField(max_length=10, choices=choices.AUDIENCE)
    dealer = models.ForeignKey(
        Party,
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
        db_index=False,
        help_text="the case's at that time; another one reads nothing that was for him alone",
    )
    direction = models.CharField(max_length=4, choices=Direction.choices, default=Direction.NOTE)
    channel = models.CharField(max_length=12)
    author_kind = models.CharField(max_length=12)
    author_name = models.CharField(max_length=200)
    author_membership = models.ForeignKey(Membership, null=True, on_delete=models.SET_NULL, related_name="+")
    author_party = models.ForeignKey(Party, null=True, on_delete=models.SET_NULL, related_name="+")
    subject = models.CharField(max_length=300, blank=True, default="")
    body = models.TextField(help_text="plain text; of a reply only what is new")
    full_text = models.TextField(
        blank=True, default="", help_text="the whole mail where `body` is a part of it"
    )
    html = models.TextField(blank=True, default="", help_text="cleaned; shown one click away")
    raw_mail_id = models.BigIntegerField(null=True)
    is_automatic = models.BooleanField(default=False, help_text="an autoresponder's or bounce's text")
    recipients = models.JSONField(default=list, help_text="[{name, email}] as shown before sending")
    created_at = models.DateTimeField()
    released_at = models.DateTimeField(help_text="until then it can be taken back and nobody else sees it")
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("created_at", "id")
        indexes = (models.Index(fields=("tenant", "case", "created_at", "id"), name="message_case"),)


class CaseFile(TenantModel):
    class Kind(models.TextChoices):
        ORDINARY = ""
        SIGNATURE = "signature"
        """Read in the document it was given for, and nowhere else: no list, no page and no export has it."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="files")
    message = models.ForeignKey(Message, null=True, on_delete=models.SET_NULL, related_name="files")
    stored = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+")
    copy_of = models.ForeignKey(
        "self",
        null=True,
        on_delete=models.CASCADE,
        related_name="copies",
        help_text="the original, which holds what only its recipient may have",
    )
    audience = models.CharField(max_length=10, choices=choices.AUDIENCE)
    dealer = models.ForeignKey(
        Party,
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
        db_index=False,
        help_text="the case's at that time; another one reads nothing that was for him alone",
    )
    name = models.CharField(max_length=200)
    kind = models.CharField(max_length=12, choices=Kind.choices, blank=True, default="")
    from_outside = models.BooleanField(default=False, help_text="came from outside the office")
    uploaded_by_name = models.CharField(max_length=200)
    created_at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("created_at", "id")
        indexes = (models.Index(fields=("tenant", "case", "created_at"), name="case_file_case"),)
