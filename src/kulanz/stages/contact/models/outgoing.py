"""Mail out: composed once, with a fixed Message-ID, sent from the stored bytes."""

from __future__ import annotations

from django.db import models

from kulanz.cases.models import Case, Message
from kulanz.core.tenancy.models import TenantModel


class OutgoingState(models.TextChoices):
    WAITING = "waiting"
    SENDING = "sending"
    SENT = "sent"
    FAILED = "failed"
    CANCELLED = "cancelled"


class OutgoingMail(TenantModel):
    """One mail to one recipient. `key` is deterministic, so the same news is never composed twice."""

    key = models.CharField(max_length=120)
    case = models.ForeignKey(Case, null=True, on_delete=models.SET_NULL, related_name="outgoing_mails")
    message = models.ForeignKey(Message, null=True, on_delete=models.SET_NULL, related_name="outgoing_mails")
    kind = models.CharField(max_length=30, help_text="such as answer, acknowledgement, news, letter, reset")
    recipient = models.EmailField()
    recipient_name = models.CharField(max_length=200, blank=True, default="")
    party_id = models.BigIntegerField(null=True)
    membership_id = models.BigIntegerField(null=True)
    subject = models.CharField(max_length=300)
    mail_id = models.CharField(max_length=255, help_text="the fixed Message-ID")
    storage_key = models.CharField(max_length=120, help_text="the composed bytes in the file store")
    files = models.JSONField(
        default=list, help_text="name and size of each attachment, and the case's file it is a copy of"
    )
    is_automatic = models.BooleanField(default=True)
    state = models.CharField(max_length=10, choices=OutgoingState.choices, default=OutgoingState.WAITING)
    attempts = models.PositiveSmallIntegerField(default=0)
    last_error = models.CharField(max_length=300, blank=True, default="")
    created_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("tenant", "key"), name="outgoing_key"),
            models.UniqueConstraint(fields=("tenant", "mail_id"), name="outgoing_mail_id"),
        )
        indexes = (
            models.Index(fields=("tenant", "state", "id"), name="outgoing_state"),
            models.Index(fields=("tenant", "case", "id"), name="outgoing_case"),
            models.Index(fields=("tenant", "recipient", "created_at"), name="outgoing_recipient"),
        )


class TextModule(TenantModel):
    """A ready text for messages; placeholders like {number} are checked when saved."""

    name = models.CharField(max_length=80)
    shortcut = models.CharField(max_length=20, blank=True, default="")
    subject = models.CharField(max_length=200, blank=True, default="")
    body_de = models.TextField()
    body_en = models.TextField(blank=True, default="")
    audience = models.CharField(max_length=10, blank=True, default="", help_text="empty: for every audience")
    active = models.BooleanField(default=True)

    class Meta:
        ordering = ("name",)
        constraints = (models.UniqueConstraint(fields=("tenant", "name"), name="text_module_name"),)
