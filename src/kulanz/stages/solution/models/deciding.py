"""Decisions with the calculation they were taken on, and what was offered to the customer."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from kulanz.cases.models import Case, CaseFile, Position
from kulanz.core.tenancy.models import TenantModel
from kulanz.masterdata.catalog.models import Executor
from kulanz.masterdata.parties.models import Membership, Party
from kulanz.stages.solution.models import choices
from kulanz.stages.solution.models.settings import Remedy
from kulanz.stages.solution.rules.remedies import LIVE, DecisionState, OfferState


class Decision(TenantModel):
    """One remedy for some positions of a case. `calculation` is frozen with all inputs at the proposal."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="decisions")
    remedy = models.ForeignKey(Remedy, on_delete=models.PROTECT, related_name="decisions")
    state = models.CharField(max_length=10, choices=choices.DECISION_STATE)
    key = models.CharField(max_length=64, help_text="of the form it came from: twice the same is once")
    calculation = models.JSONField(help_text="inputs and result as rules.frozen writes them")
    currency = models.CharField(max_length=3)
    total = models.DecimalField(
        max_digits=12, decimal_places=2, null=True, help_text="calculated cost, net; null while incomplete"
    )
    benchmark_total = models.DecimalField(max_digits=12, decimal_places=2, null=True)
    cheapest_total = models.DecimalField(max_digits=12, decimal_places=2, null=True)
    cheapest_code = models.CharField(max_length=30, blank=True, default="")
    recommended_code = models.CharField(max_length=30, blank=True, default="")
    credit = models.DecimalField(
        max_digits=12, decimal_places=2, null=True, help_text="net amount offered or to be credited"
    )
    dearer_reason = models.CharField(max_length=300, blank=True, default="")
    wish_reason = models.CharField(max_length=300, blank=True, default="")
    wish_consent = models.BooleanField(default=False, help_text="the customer agreed to another remedy")
    note = models.TextField(blank=True, default="")
    executor = models.ForeignKey(Executor, null=True, on_delete=models.PROTECT, related_name="+")
    recipient = models.CharField(
        max_length=10, blank=True, default="", help_text="who gets the goods: customer, dealer or technician"
    )
    assembler = models.ForeignKey(
        Party,
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text="who assembles safety-relevant parts: a certified person, by name (R085)",
    )
    assembly_declared_by = models.CharField(
        max_length=200, blank=True, default="", help_text="who declared that only he assembles them"
    )
    proposed_at = models.DateTimeField()
    proposed_by = models.ForeignKey(Membership, null=True, on_delete=models.SET_NULL, related_name="+")
    proposed_by_name = models.CharField(max_length=200)
    decided_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(Membership, null=True, on_delete=models.SET_NULL, related_name="+")
    decided_by_name = models.CharField(max_length=200, blank=True, default="")
    ended_at = models.DateTimeField(null=True)
    ended_reason = models.CharField(max_length=300, blank=True, default="")

    class Meta:
        ordering = ("id",)
        constraints = (models.UniqueConstraint(fields=("tenant", "key"), name="decision_key"),)
        indexes = (
            models.Index(fields=("tenant", "case"), name="decision_case"),
            models.Index(
                fields=("tenant", "id"),
                name="decision_to_approve",
                condition=Q(state=DecisionState.PROPOSED.value),
            ),
            models.Index(fields=("tenant", "proposed_at"), name="decision_by_time"),
        )

    @property
    def is_live(self) -> bool:
        return self.state in [state.value for state in LIVE]


class DecisionPosition(TenantModel):
    """A position of a decision. While the decision holds it is the only one for its position."""

    decision = models.ForeignKey(Decision, on_delete=models.CASCADE, related_name="positions")
    position = models.ForeignKey(Position, on_delete=models.CASCADE, related_name="decisions")
    holds = models.BooleanField(default=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("position",), condition=Q(holds=True), name="decision_one_holds"),
            models.UniqueConstraint(fields=("decision", "position"), name="decision_position_once"),
        )


class Offer(TenantModel):
    """An amount offered to the customer instead of a cure. What was promised gross is paid to the cent."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="offers")
    decision = models.ForeignKey(Decision, on_delete=models.CASCADE, related_name="offers")
    state = models.CharField(max_length=10, choices=choices.OFFER_STATE, default=OfferState.OPEN.value)
    net = models.DecimalField(max_digits=12, decimal_places=2)
    tax_rate = models.DecimalField(max_digits=5, decimal_places=2)
    gross = models.DecimalField(max_digits=12, decimal_places=2)
    currency = models.CharField(max_length=3)
    shown_gross = models.BooleanField(help_text="consumers read gross, businesses net")
    pay_out = models.BooleanField(default=True, help_text="paid to an account, not set off")
    text = models.TextField(blank=True, default="", help_text="added to the letter")
    token_id = models.BigIntegerField(null=True)
    made_at = models.DateTimeField()
    made_by_name = models.CharField(max_length=200)
    expires_on = models.DateField()
    reminded_at = models.DateTimeField(null=True)
    answered_at = models.DateTimeField(null=True)
    answered_by_name = models.CharField(max_length=200, blank=True, default="")
    answered_channel = models.CharField(
        max_length=12, blank=True, default="", help_text="public, or how the office learned it"
    )
    answer_text = models.TextField(blank=True, default="")
    counter_amount = models.DecimalField(max_digits=12, decimal_places=2, null=True)
    evidence = models.JSONField(default=dict, help_text="what was shown and by whom it was answered")
    evidence_file = models.ForeignKey(CaseFile, null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        ordering = ("id",)
        constraints = (
            models.UniqueConstraint(
                fields=("decision",), condition=Q(state=OfferState.OPEN.value), name="offer_one_open"
            ),
            models.CheckConstraint(condition=Q(net__gt=0) & Q(gross__gt=0), name="offer_is_positive"),
        )
        indexes = (
            models.Index(
                fields=("tenant", "expires_on", "id"),
                name="offer_open",
                condition=Q(state=OfferState.OPEN.value),
            ),
            models.Index(
                fields=("tenant", "-expires_on", "-id"),
                name="offer_expired",
                condition=Q(state=OfferState.EXPIRED.value),
            ),
        )
