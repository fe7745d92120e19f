"""What a tenant decides about its cases: wording, promised dates, assignment."""

from __future__ import annotations

from django.db import models

from kulanz.cases.models import choices
from kulanz.core.tenancy.models import TenantModel
from kulanz.masterdata.catalog.models import ProductGroup
from kulanz.masterdata.parties.models import Membership, Party, Team


class StateWording(TenantModel):
    """A tenant's own words for one state and reader; without a row the default of `wording` stands."""

    state = models.CharField(max_length=40, help_text="step, or step:closed_by, or claim status")
    waits_for = models.CharField(max_length=12, choices=choices.WAITS_FOR)
    reader = models.CharField(max_length=12)
    language = models.CharField(max_length=5)
    text = models.CharField(max_length=300)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("tenant", "state", "waits_for", "reader", "language"), name="state_wording_once"
            ),
        )


class StatePromise(TenantModel):
    """Working days until the next news in a state; without a row the default of `rules` stands."""

    step = models.CharField(max_length=12, choices=choices.STEP)
    waits_for = models.CharField(max_length=12, choices=choices.WAITS_FOR)
    days = models.PositiveSmallIntegerField()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("tenant", "step", "waits_for"), name="state_promise_once"),
        )


class AssignmentRule(TenantModel):
    """New cases that match all filled conditions go to the team; the lowest position wins."""

    position = models.PositiveSmallIntegerField(default=0)
    product_group = models.ForeignKey(ProductGroup, null=True, on_delete=models.CASCADE, related_name="+")
    dealer = models.ForeignKey(Party, null=True, on_delete=models.CASCADE, related_name="+")
    postcode_prefix = models.CharField(max_length=10, blank=True, default="")
    country = models.CharField(max_length=2, blank=True, default="")
    kind = models.CharField(max_length=12, choices=choices.KIND, blank=True, default="")
    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="assignment_rules")
    owner = models.ForeignKey(Membership, null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        ordering = ("position", "id")
