"""Tenants: one service organisation each, with its brand; and the base of everything it owns."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib.postgres.fields import ArrayField
from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

HEX_COLOR = RegexValidator(r"^#[0-9a-fA-F]{6}$", _("Bitte eine Farbe wie #1f5f8b angeben."))

FAX_GATEWAY = RegexValidator(
    r"^[^\s@<>()\[\],;:\"\\{}]*\{number\}[^\s@<>()\[\],;:\"\\{}]*"
    r"@[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?(\.[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?)+$",
    _("Bitte eine E-Mail-Adresse angeben, in der {number} für die Faxnummer steht."),
)


class Tenant(models.Model):
    """The row has no tenant column and no policy: it is what a request is matched against."""

    slug = models.SlugField(max_length=40, unique=True)
    name = models.CharField(max_length=120)
    host = models.CharField(max_length=255, unique=True, help_text="host name without port")
    other_hosts = ArrayField(models.CharField(max_length=255), default=list, blank=True)
    base_url = models.URLField(
        blank=True, help_text="scheme and host for links; empty: built from host and port"
    )
    case_prefix = models.CharField(max_length=8, validators=[RegexValidator(r"^[A-Z][A-Z0-9]{0,7}$")])
    country = models.CharField(max_length=2, default="DE")
    subdivision = models.CharField(max_length=6, blank=True, default="")
    language = models.CharField(max_length=5, default="de")
    time_zone = models.CharField(max_length=64, default="Europe/Berlin")
    currency = models.CharField(max_length=3, default="EUR")
    # brand
    brand_color = models.CharField(max_length=7, default="#1f5f8b", validators=[HEX_COLOR])
    accent_color = models.CharField(max_length=7, default="#c8742b", validators=[HEX_COLOR])
    logo = models.BinaryField(null=True, blank=True, editable=False)
    logo_type = models.CharField(max_length=40, blank=True, default="")
    sender_name = models.CharField(max_length=120, blank=True, default="")
    sender_address = models.EmailField(
        blank=True, default="", help_text="where our mail comes from; replies use a token"
    )
    letterhead_sender = models.CharField(
        max_length=200, blank=True, default="", help_text="one line above the address"
    )
    letterhead_footer = models.TextField(blank=True, default="")
    fax_gateway = models.CharField(
        max_length=200,
        blank=True,
        default="",
        validators=[FAX_GATEWAY],
        help_text="mail address of a fax service, {number} where the number goes; empty: no fax",
    )
    # who the customer can turn to (on every page)
    contact_team = models.CharField(max_length=120, blank=True, default="")
    contact_phone = models.CharField(max_length=40, blank=True, default="")
    contact_hours = models.CharField(max_length=120, blank=True, default="")
    contact_hours_en = models.CharField(max_length=120, blank=True, default="")
    contact_email = models.EmailField(blank=True, default="")
    # law
    imprint = models.TextField(blank=True, default="")
    privacy_notice = models.TextField(blank=True, default="")
    accessibility_statement = models.TextField(blank=True, default="")
    # rules
    second_factor_required = models.BooleanField(default=False)
    embed_origins = ArrayField(models.CharField(max_length=255), default=list, blank=True)
    storage_quota_bytes = models.BigIntegerField(default=50 * 1024**3)
    public_daily_limit = models.PositiveIntegerField(default=500, help_text="public reports a day")
    is_demo = models.BooleanField(default=False)
    active = models.BooleanField(default=True)
    created_at = models.DateTimeField()

    class Meta:
        ordering = ("name",)

    def __str__(self) -> str:
        return self.name

    @property
    def sender(self) -> str:
        return self.sender_name or self.name

    @property
    def hours(self) -> str:
        """The opening hours as whoever reads the page reads them."""
        return self.hours_in(get_language() or "de")

    def hours_in(self, language: str) -> str:
        """In English where they are entered so, else as they are."""
        return (language.startswith("en") and self.contact_hours_en) or self.contact_hours


class TenantModel(models.Model):
    """Everything a tenant owns. Row-level security hangs on `tenant_id` (see rowsecurity)."""

    append_only: ClassVar[bool] = False
    """Its rows are written once: the app's role may neither change nor delete them."""
    erasable: ClassVar[tuple[str, ...]] = ()
    """Columns of such rows that hold names: erasing a person overwrites these, and nothing else ever."""

    tenant = models.ForeignKey(Tenant, on_delete=models.PROTECT, related_name="+", db_index=False)

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self.tenant_id is None:
            from kulanz.core.tenancy.context import current_tenant_id

            self.tenant_id = current_tenant_id()
        super().save(*args, **kwargs)
