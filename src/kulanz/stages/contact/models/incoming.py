"""Mail in: the mailbox it came to, the raw bytes, and what became of them."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from kulanz.cases.models import Case, Message
from kulanz.core.tenancy.models import TenantModel


class Mailbox(TenantModel):
    """An address the tenant receives at. The password lies in a file of mode 0600, not here."""

    name = models.CharField(max_length=80)
    address = models.EmailField(help_text="where customers write; reply addresses are made from it")
    other_addresses = models.JSONField(default=list)
    imap_host = models.CharField(
        max_length=255, blank=True, default="", help_text="empty: mail comes by `mail in`"
    )
    imap_port = models.PositiveIntegerField(default=993)
    imap_security = models.CharField(max_length=10, default="tls", help_text="tls, starttls or none")
    imap_user = models.CharField(max_length=255, blank=True, default="")
    folder = models.CharField(max_length=120, default="INBOX")
    active = models.BooleanField(default=True)
    is_default = models.BooleanField(default=False, help_text="replies go here where a case knows no mailbox")
    team_id = models.BigIntegerField(null=True, help_text="new cases of this mailbox go to this team")
    language = models.CharField(max_length=5, blank=True, default="")
    last_fetch_at = models.DateTimeField(null=True)
    last_error = models.CharField(max_length=300, blank=True, default="")

    class Meta:
        ordering = ("id",)
        constraints = (models.UniqueConstraint(fields=("tenant", "address"), name="mailbox_address"),)

    def __str__(self) -> str:
        return self.address


class RawMailOutcome(models.TextChoices):
    WAITING = "waiting"
    NEW_CASE = "new_case"
    APPENDED = "appended"
    DUPLICATE = "duplicate"
    BOUNCE = "bounce"
    AUTOMATIC = "automatic"
    QUARANTINED = "quarantined"
    DISCARDED = "discarded"


class RawMail(TenantModel):
    """The bytes as received, committed before anything is done with them; never changed."""

    mailbox = models.ForeignKey(Mailbox, null=True, on_delete=models.SET_NULL, related_name="+")
    storage_key = models.CharField(max_length=120, help_text="where the bytes lie in the file store")
    sha256 = models.CharField(max_length=64, help_text="of the whole raw mail")
    size = models.BigIntegerField()
    identity = models.CharField(
        max_length=64, blank=True, default="", help_text="same mail, whatever its way here"
    )
    mail_id = models.CharField(max_length=500, blank=True, default="", help_text="its Message-ID")
    sender = models.CharField(
        max_length=254, blank=True, default="", help_text="what the sender line claims, for lists"
    )
    subject = models.CharField(max_length=300, blank=True, default="")
    received_at = models.DateTimeField()
    outcome = models.CharField(max_length=12, choices=RawMailOutcome.choices, default=RawMailOutcome.WAITING)
    reason = models.CharField(max_length=400, blank=True, default="")
    attempts = models.PositiveSmallIntegerField(default=0)
    processed_at = models.DateTimeField(null=True)
    case = models.ForeignKey(Case, null=True, on_delete=models.SET_NULL, related_name="+")
    message = models.ForeignKey(Message, null=True, on_delete=models.SET_NULL, related_name="+")
    duplicate_of = models.ForeignKey("self", null=True, on_delete=models.SET_NULL, related_name="duplicates")

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("tenant", "identity"),
                name="raw_mail_identity",
                condition=~Q(identity="") & ~Q(outcome="duplicate"),
            ),
        )
        indexes = (
            models.Index(fields=("tenant", "outcome", "id"), name="raw_mail_outcome"),
            models.Index(fields=("tenant", "mail_id"), name="raw_mail_mail_id"),
            models.Index(fields=("tenant", "sha256"), name="raw_mail_sha256"),
        )
