"""The dealer's contract: make or buy, service levels, and the rounds in which dealers decide."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from kulanz.core.files.models import StoredFile
from kulanz.core.tenancy.models import HEX_COLOR, TenantModel
from kulanz.masterdata.parties.models.party import Party


class ServiceOption(models.TextChoices):
    """A and B of the dealer's standing choice; B where nobody chose (R100)."""

    DEALER = "dealer", _("Option A: Händlerkundendienst")
    FACTORY = "factory", _("Option B: Werkskundendienst")


class Writer(models.TextChoices):
    """Who writes to the customer."""

    DEALER = "dealer", _("der Fachhandelspartner selbst")
    OFFICE_FOR_DEALER = "office_for", _("das Servicebüro im Namen des Fachhandelspartners")
    OFFICE = "office", _("das Servicebüro")


class DealerContract(TenantModel):
    dealer = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="dealer_contracts")
    number = models.CharField(max_length=60, blank=True, default="")
    concluded_on = models.DateField(null=True)
    writer = models.CharField(max_length=10, choices=Writer.choices, default=Writer.OFFICE)
    delegates_guarantee = models.BooleanField(
        default=True, help_text="guarantee cases go to the factory service even under option A (R071)"
    )
    mediates_repairs = models.BooleanField(
        default=True, help_text="paid repairs are mediated to the factory service (R072)"
    )
    response_hours = models.PositiveSmallIntegerField(
        null=True, help_text="agreed service level: business hours until the first answer"
    )
    visit_days = models.PositiveSmallIntegerField(
        null=True, help_text="agreed service level: working days until somebody is on site"
    )
    solution_days = models.PositiveSmallIntegerField(
        null=True, help_text="agreed service level: working days until it is solved"
    )
    note = models.TextField(blank=True, default="")
    changed_at = models.DateTimeField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=("tenant", "dealer"), name="dealer_contract_once"),)


class OptionPeriod(TenantModel):
    """From a day on the dealer works under this option; until the next row. No row: option B."""

    dealer = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="option_periods")
    option = models.CharField(max_length=8, choices=ServiceOption.choices)
    valid_from = models.DateField()
    decided_at = models.DateTimeField()
    decided_by_name = models.CharField(max_length=200)
    source = models.CharField(max_length=10, help_text="link, portal, desk, letter or default")
    note = models.CharField(max_length=300, blank=True, default="")

    class Meta:
        ordering = ("dealer", "-valid_from")
        constraints = (
            models.UniqueConstraint(fields=("tenant", "dealer", "valid_from"), name="option_once_a_day"),
        )


class OptionRound(TenantModel):
    """The concept is announced and every dealer decides by a deadline (R011–R014)."""

    title = models.CharField(max_length=160)
    text = models.TextField(help_text="goals, requirements and procedure, as the dealers read it")
    text_en = models.TextField(blank=True, default="")
    takes_effect_on = models.DateField()
    deadline = models.DateField()
    announced_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField()
    created_by_name = models.CharField(max_length=200)

    class Meta:
        ordering = ("-id",)
        constraints = (
            models.CheckConstraint(
                condition=Q(takes_effect_on__gte=models.F("deadline")), name="option_round_in_order"
            ),
        )


class OptionDecision(TenantModel):
    """One dealer in one round: asked, reminded, decided, or B by default after the deadline."""

    round = models.ForeignKey(OptionRound, on_delete=models.CASCADE, related_name="decisions")
    dealer = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="option_decisions")
    option = models.CharField(max_length=8, choices=ServiceOption.choices, blank=True, default="")
    token_id = models.BigIntegerField(null=True)
    sent_at = models.DateTimeField(null=True)
    sent_to = models.CharField(max_length=254, blank=True, default="")
    reminded_at = models.DateTimeField(null=True)
    decided_at = models.DateTimeField(null=True)
    decided_by_name = models.CharField(max_length=200, blank=True, default="")
    source = models.CharField(max_length=10, blank=True, default="")
    remark = models.TextField(blank=True, default="")

    class Meta:
        ordering = ("id",)
        constraints = (models.UniqueConstraint(fields=("round", "dealer"), name="option_decision_once"),)


class HouseBrand(TenantModel):
    """A dealer's own face: on the portal, the tablet, and on letters and reports in his name (R025, R118)."""

    organisation = models.ForeignKey(Party, on_delete=models.CASCADE, related_name="brands")
    logo = models.ForeignKey(StoredFile, null=True, on_delete=models.PROTECT, related_name="+")
    brand_color = models.CharField(max_length=7, blank=True, default="", validators=[HEX_COLOR])
    accent_color = models.CharField(max_length=7, blank=True, default="", validators=[HEX_COLOR])
    sender_name = models.CharField(max_length=120, blank=True, default="")
    letterhead_sender = models.CharField(max_length=200, blank=True, default="")
    letterhead_footer = models.TextField(blank=True, default="")
    changed_at = models.DateTimeField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=("tenant", "organisation"), name="house_brand_once"),)


class OfficeContact(TenantModel):
    """Whom dealers and technicians may ask at the office, and about what (R132)."""

    area = models.CharField(max_length=120, help_text="such as Schnittstelle, or Andere Hersteller")
    area_en = models.CharField(max_length=120, blank=True, default="")
    person = models.CharField(max_length=120)
    phone = models.CharField(max_length=40, blank=True, default="")
    email = models.EmailField(blank=True, default="")
    languages = models.CharField(max_length=80, blank=True, default="", help_text="such as Deutsch, Englisch")
    hours = models.CharField(max_length=120, blank=True, default="")
    hours_en = models.CharField(max_length=120, blank=True, default="")
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ("position", "id")
