"""Credit notes, where they are paid to, and what a remedy really cost."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from kulanz.cases.models import Case, CaseFile
from kulanz.core.tenancy.models import TenantModel
from kulanz.masterdata.catalog.models import CostKind
from kulanz.masterdata.parties.models import Membership, Party
from kulanz.stages.billing.models import choices
from kulanz.stages.billing.rules.credit import CreditState
from kulanz.stages.execution.models import Order
from kulanz.stages.solution.models import Decision, Offer


class CreditNote(TenantModel):
    """Gutschrift: a commercial credit note. It waits for its release by hand and for the ERP."""

    number = models.CharField(max_length=30)
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="credit_notes")
    decision = models.ForeignKey(Decision, on_delete=models.PROTECT, related_name="credit_notes")
    offer = models.OneToOneField(Offer, null=True, on_delete=models.PROTECT, related_name="credit_note")
    order = models.ForeignKey(
        Order, null=True, on_delete=models.PROTECT, related_name="+", help_text="whose goods it waits for"
    )
    party = models.ForeignKey(Party, null=True, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=16, choices=choices.CREDIT_STATE)
    state_since = models.DateTimeField()
    net = models.DecimalField(max_digits=12, decimal_places=2)
    tax_rate = models.DecimalField(max_digits=5, decimal_places=2)
    tax = models.DecimalField(max_digits=12, decimal_places=2)
    gross = models.DecimalField(max_digits=12, decimal_places=2)
    rounding = models.DecimalField(
        max_digits=4, decimal_places=2, default=0, help_text="so that the promised gross is paid to the cent"
    )
    currency = models.CharField(max_length=3)
    pay_out = models.BooleanField(default=True, help_text="paid to an account, not set off")
    invoice_number = models.CharField(max_length=60, blank=True, default="", help_text="what it credits")
    declaration_at = models.DateTimeField(null=True, help_text="when the customer's declaration arrived")
    declaration = models.CharField(max_length=300, blank=True, default="", help_text="how it arrived")
    declaration_file = models.ForeignKey(CaseFile, null=True, on_delete=models.SET_NULL, related_name="+")
    released_at = models.DateTimeField(null=True)
    released_by = models.ForeignKey(Membership, null=True, on_delete=models.SET_NULL, related_name="+")
    released_by_name = models.CharField(max_length=200, blank=True, default="")
    confirmed_at = models.DateTimeField(null=True)
    external_number = models.CharField(max_length=60, blank=True, default="", help_text="in the ERP")
    cancelled_reason = models.CharField(max_length=300, blank=True, default="")
    document = models.ForeignKey(CaseFile, null=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField()
    created_by_name = models.CharField(max_length=200)

    class Meta:
        ordering = ("id",)
        constraints = (
            models.UniqueConstraint(fields=("tenant", "number"), name="credit_note_number"),
            models.UniqueConstraint(
                fields=("decision",),
                condition=~Q(state=CreditState.CANCELLED.value),
                name="credit_note_one_of_a_decision",
            ),
            models.CheckConstraint(
                condition=Q(gross=models.F("net") + models.F("tax") + models.F("rounding")),
                name="credit_note_adds_up",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=[CreditState.RELEASED.value, CreditState.CONFIRMED.value])
                | Q(declaration_at__isnull=False),
                name="credit_note_released_is_declared",
            ),
        )
        indexes = (
            models.Index(fields=("tenant", "case"), name="credit_note_case"),
            models.Index(
                fields=("tenant", "state", "state_since"),
                name="credit_note_open",
                condition=~Q(state__in=[CreditState.CONFIRMED.value, CreditState.CANCELLED.value]),
            ),
        )


class PaymentDetails(TenantModel):
    """Where a credit is paid to: encrypted, shown masked, erased after the hand-over."""

    credit_note = models.OneToOneField(CreditNote, on_delete=models.CASCADE, related_name="payment_details")
    holder_sealed = models.BinaryField(null=True)
    iban_sealed = models.BinaryField(null=True)
    iban_masked = models.CharField(max_length=40)
    given_at = models.DateTimeField()
    erased_at = models.DateTimeField(null=True)


class ActualCost(TenantModel):
    """What something of a decision really cost, beside what was calculated. Corrected by a new row."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="actual_costs")
    decision = models.ForeignKey(Decision, null=True, on_delete=models.PROTECT, related_name="actual_costs")
    order = models.ForeignKey(Order, null=True, on_delete=models.PROTECT, related_name="actual_costs")
    cost_kind = models.ForeignKey(CostKind, on_delete=models.PROTECT, related_name="+")
    amount = models.DecimalField(max_digits=12, decimal_places=2, help_text="negative where it takes back")
    currency = models.CharField(max_length=3)
    note = models.CharField(max_length=200, blank=True, default="")
    key = models.CharField(max_length=80, help_text="of the form or file it came from")
    booked_at = models.DateTimeField()
    booked_by_name = models.CharField(max_length=200)

    class Meta:
        ordering = ("id",)
        constraints = (models.UniqueConstraint(fields=("tenant", "key"), name="actual_cost_key"),)
        indexes = (models.Index(fields=("tenant", "case"), name="actual_cost_case"),)
