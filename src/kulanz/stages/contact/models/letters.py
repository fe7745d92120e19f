"""Letters on the letterhead, and whether somebody still has to print one."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from kulanz.cases.models import Case, CaseFile
from kulanz.core.tenancy.models import TenantModel


class LetterKind(models.TextChoices):
    ACKNOWLEDGEMENT = "acknowledgement", _("Eingangsbestätigung")
    CLOSING = "closing", _("Abschlussbrief")
    FREE = "free", _("Brief")


class LetterState(models.TextChoices):
    TO_PRINT = "to_print", _("zu drucken")
    PRINTED = "printed", _("gedruckt")
    MAILED = "mailed", _("per E-Mail")


class Letter(TenantModel):
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="letters")
    file = models.OneToOneField(CaseFile, on_delete=models.CASCADE, related_name="letter")
    kind = models.CharField(max_length=20, choices=LetterKind.choices)
    state = models.CharField(max_length=10, choices=LetterState.choices)
    recipient = models.CharField(max_length=200)
    created_at = models.DateTimeField()
    printed_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("-id",)
        indexes = (
            models.Index(
                fields=("tenant", "id"), name="letter_to_print", condition=models.Q(state="to_print")
            ),
        )
