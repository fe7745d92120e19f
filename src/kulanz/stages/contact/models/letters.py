"""Letters on the letterhead, and whether somebody still has to print one; their texts of a tenant's own."""

from __future__ import annotations

from typing import Final

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from kulanz.cases.models import Case, CaseFile
from kulanz.core.tenancy.models import TenantModel


class LetterKind(models.TextChoices):
    PHOTO_REQUEST = "photo_request", _("Fotoanforderung")
    CONFIRMATION = "confirmation", _("Reklamationsbestätigung")
    QUERY = "query", _("Rückfrage")
    SERVICE_NOTICE = "service_notice", _("Kundendienst-Hinweis")
    DISCOUNT_OFFER = "discount_offer", _("Preisnachlass-Angebot")
    ACCEPTANCE = "acceptance", _("Anerkennung")
    REJECTION = "rejection", _("Ablehnung")
    CREDIT_NOTE = "credit_note", _("Gutschrift")
    CLOSING = "closing", _("Abschlussbrief")
    FREE = "free", _("Brief")


# What a customer reads as the last word on his case.
ENDING: Final = (LetterKind.CLOSING, LetterKind.REJECTION)


class LetterState(models.TextChoices):
    TO_PRINT = "to_print", _("zu drucken")
    PRINTED = "printed", _("gedruckt")
    MAILED = "mailed", _("per E-Mail")
    FAXED = "faxed", _("per Fax")


class Letter(TenantModel):
    """One letter as it went out; `file` is its PDF, byte for byte, which the office alone opens: it holds
    the recipient's link. A copy without that hangs on it for everybody else.
    """

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="letters")
    file = models.OneToOneField(CaseFile, on_delete=models.CASCADE, related_name="letter")
    kind = models.CharField(max_length=20, choices=LetterKind.choices)
    state = models.CharField(max_length=10, choices=LetterState.choices)
    recipient = models.CharField(max_length=200)
    sent_to = models.CharField(
        max_length=254, blank=True, default="", help_text="mail address or fax number; empty on paper"
    )
    subject = models.CharField(max_length=300, blank=True, default="")
    text = models.TextField(blank=True, default="", help_text="what was added by hand")
    written_by_name = models.CharField(max_length=200, blank=True, default="")
    key = models.CharField(
        max_length=64, blank=True, default="", help_text="of the form it came from: twice the same is once"
    )
    photos_due = models.BooleanField(
        default=False, help_text="a photo request that may still be waiting; see photo_requests"
    )
    created_at = models.DateTimeField()
    printed_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("-id",)
        constraints = (
            models.UniqueConstraint(fields=("case", "key"), condition=~Q(key=""), name="letter_key"),
        )
        indexes = (
            models.Index(fields=("tenant", "id"), name="letter_to_print", condition=Q(state="to_print")),
            models.Index(
                fields=("tenant", "case", "created_at"),
                name="letter_photos_due",
                condition=Q(photos_due=True),
            ),
        )


class LetterTemplate(TenantModel):
    """A tenant's own text of a kind of letter; without a row the text that comes with the program."""

    kind = models.CharField(max_length=20, choices=LetterKind.choices)
    language = models.CharField(max_length=2)
    subject = models.CharField(max_length=200)
    body = models.TextField()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("tenant", "kind", "language"), name="letter_template_once"),
        )
