"""Orders that follow from a decision."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from kulanz.cases.models import Case, CaseFile, Position
from kulanz.core.tenancy.models import TenantModel
from kulanz.masterdata.catalog.models import Article, Executor
from kulanz.masterdata.parties.models import Party
from kulanz.stages.execution.models import choices
from kulanz.stages.execution.plan_words import said
from kulanz.stages.execution.rules.orders import ENDED, OrderState
from kulanz.stages.solution.models import Decision, SparePart
from kulanz.stages.solution.models.choices import ORDER_KIND

OPEN_ORDERS = ~Q(state__in=sorted(state.value for state in ENDED))


class Order(TenantModel):
    """One delivery, pick-up or service. Address and lines are as they were when it was placed."""

    number = models.CharField(max_length=30)
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="orders")
    decision = models.ForeignKey(Decision, null=True, on_delete=models.PROTECT, related_name="orders")
    kind = models.CharField(max_length=20, choices=ORDER_KIND)
    state = models.CharField(max_length=12, choices=choices.ORDER_STATE, default=OrderState.RECORDED.value)
    state_since = models.DateTimeField()
    executor = models.ForeignKey(Executor, null=True, on_delete=models.PROTECT, related_name="+")
    recipient = models.ForeignKey(Party, null=True, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=200)
    street = models.CharField(max_length=200, blank=True, default="")
    postcode = models.CharField(max_length=20, blank=True, default="")
    city = models.CharField(max_length=120, blank=True, default="")
    country = models.CharField(max_length=2, blank=True, default="")
    place_note = models.CharField(max_length=200, blank=True, default="")
    contact = models.CharField(max_length=200, blank=True, default="", help_text="whom to call on site")
    text = models.TextField(blank=True, default="", help_text="what is to be done, disposal text")
    wanted_on = models.DateField(null=True)
    planned_on = models.DateField(null=True, help_text="the date confirmed by whoever carries it out")
    planned_at = models.TimeField(null=True)
    planned_until = models.TimeField(null=True, help_text="end of the time window that begins at planned_at")
    people = ArrayField(
        models.BigIntegerField(), default=list, help_text="technicians named for it, as it was told"
    )
    done_on = models.DateField(null=True)
    external_number = models.CharField(max_length=60, blank=True, default="", help_text="in the ERP")
    failure = models.CharField(max_length=300, blank=True, default="", help_text="why it failed")
    failure_why = models.JSONField(
        null=True, help_text="the same as a code with its facts, where it is one of the program's reasons"
    )
    token_id = models.BigIntegerField(null=True, help_text="the executor's link")
    document = models.ForeignKey(CaseFile, null=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField()
    created_by_name = models.CharField(max_length=200)
    handed_over_at = models.DateTimeField(null=True)
    handed_over_by = models.CharField(max_length=20, blank=True, default="", help_text="file, mail or hand")

    class Meta:
        ordering = ("id",)
        constraints = (
            models.UniqueConstraint(fields=("tenant", "number"), name="order_number"),
            models.UniqueConstraint(
                fields=("decision", "kind"),
                condition=~Q(state=OrderState.CANCELLED.value),
                name="order_one_of_a_kind",
            ),
        )
        indexes = (
            models.Index(fields=("tenant", "case"), name="order_case"),
            models.Index(fields=("tenant", "state", "state_since"), name="order_open", condition=OPEN_ORDERS),
            models.Index(fields=("tenant", "-id"), name="order_recent"),
            models.Index(fields=("tenant", "-id"), name="order_open_recent", condition=OPEN_ORDERS),
            models.Index(
                fields=("tenant", "-id"),
                name="order_failed",
                condition=Q(state=OrderState.FAILED.value),
            ),
        )

    @property
    def failure_said(self) -> str:
        """Why it failed, in its reader's language."""
        return said(self.failure_why, self.failure)

    @property
    def is_open(self) -> bool:
        return self.state not in [state.value for state in ENDED]


class OrderLine(TenantModel):
    order = models.ForeignKey(Order, on_delete=models.CASCADE, related_name="lines")
    position = models.ForeignKey(Position, null=True, on_delete=models.SET_NULL, related_name="+")
    part = models.ForeignKey(SparePart, null=True, on_delete=models.SET_NULL, related_name="+")
    article = models.ForeignKey(Article, null=True, on_delete=models.PROTECT, related_name="+")
    article_number = models.CharField(max_length=60, blank=True, default="")
    name = models.CharField(max_length=200)
    serial_number = models.CharField(max_length=80, blank=True, default="")
    quantity = models.DecimalField(max_digits=10, decimal_places=2)
    weight_kg = models.DecimalField(max_digits=12, decimal_places=3, null=True)

    class Meta:
        ordering = ("id",)
