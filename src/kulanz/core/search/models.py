"""The words with which German compounds are split. Documents live in a table without a model."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from kulanz.core.tenancy.models import TenantModel

BY_HAND = "hand"


class SearchVocabulary(TenantModel):
    """One word as written; `folded` is its one spelling."""

    word = models.CharField(_("Wort"), max_length=64)
    folded = models.CharField(max_length=64, editable=False)
    origin = models.CharField(
        max_length=20, default=BY_HAND, help_text="'hand' for the list on the screen, else who taught it"
    )

    class Meta:
        ordering = ("folded",)
        constraints = (models.UniqueConstraint(fields=("tenant", "folded"), name="search_vocabulary_word"),)
        verbose_name = _("Suchwort")
        verbose_name_plural = _("Suchwörter")

    def __str__(self) -> str:
        return self.word
