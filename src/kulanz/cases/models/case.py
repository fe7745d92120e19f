"""The case: the one record everything refers to."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from kulanz.cases.models import choices
from kulanz.cases.rules import CarriedOutBy, Kind, Safety, Severity, Step, WaitsFor
from kulanz.core.tenancy.models import TenantModel
from kulanz.masterdata.catalog.models import Article, ProductGroup
from kulanz.masterdata.parties.models import Address, Membership, Party, Team

# The dealer's own people carry it out, and it is his or their turn: nobody of the office has to take it.
WITH_THE_DEALER = Q(
    carried_out_by=CarriedOutBy.DEALER.value,
    waits_for__in=[WaitsFor.DEALER.value, WaitsFor.TECHNICIAN.value],
)
OPEN = Q(step__in=[Step.RECORDED.value, Step.IN_PROGRESS.value], is_spam=False, merged_into=None)


class Case(TenantModel):
    number = models.CharField(max_length=24)
    kind = models.CharField(max_length=12, choices=choices.KIND, default=Kind.INQUIRY.value)
    channel = models.CharField(max_length=12)
    title = models.CharField(max_length=200)
    description = models.TextField(blank=True, default="")
    language = models.CharField(max_length=5, default="de")

    step = models.CharField(max_length=12, choices=choices.STEP, default=Step.RECORDED.value)
    # null, not empty: there is no claim at all
    claim_status = models.CharField(max_length=16, choices=choices.CLAIM_STATUS, null=True)  # noqa: DJ001
    claim_reason = models.TextField(blank=True, default="")
    coverage = models.CharField(max_length=12, choices=choices.COVERAGE, blank=True, default="")
    severity = models.CharField(max_length=20, choices=choices.SEVERITY, default=Severity.MINOR.value)
    safety = models.CharField(max_length=8, choices=choices.SAFETY, default=Safety.UNKNOWN.value)

    waits_for = models.CharField(max_length=12, choices=choices.WAITS_FOR, default=WaitsFor.US.value)
    state_since = models.DateTimeField(help_text="since when step and waits_for are as they are")
    next_news_on = models.DateField(null=True, help_text="promised date of the next news")
    follow_up_on = models.DateField(
        null=True, help_text="Wiedervorlage: comes back to its owner on this date"
    )

    customer = models.ForeignKey(Party, null=True, on_delete=models.PROTECT, related_name="cases_as_customer")
    dealer = models.ForeignKey(Party, null=True, on_delete=models.PROTECT, related_name="cases_as_dealer")
    dealer_part = models.CharField(max_length=12, choices=choices.DEALER_PART, blank=True, default="")
    dealer_reference = models.CharField(max_length=80, blank=True, default="")
    dealer_team = models.CharField(max_length=80, blank=True, default="")
    carried_out_by = models.CharField(max_length=8, choices=choices.CARRIED_OUT_BY, blank=True, default="")
    wished_technician = models.ForeignKey(
        Party,
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text="the person the dealer picked when filing (R120)",
    )
    writer = models.CharField(
        max_length=10,
        blank=True,
        default="",
        help_text="who writes to the customer; empty: as the contract says",
    )
    customer_reference = models.CharField(max_length=80, blank=True, default="")
    place_of_use = models.ForeignKey(Address, null=True, on_delete=models.SET_NULL, related_name="+")
    place_note = models.CharField(
        max_length=200, blank=True, default="", help_text="floor, room, on-site contact"
    )

    owner = models.ForeignKey(Membership, null=True, on_delete=models.SET_NULL, related_name="owned_cases")
    team = models.ForeignKey(Team, null=True, on_delete=models.SET_NULL, related_name="cases")

    created_at = models.DateTimeField()
    created_by_membership = models.ForeignKey(
        Membership, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    created_by_clerk = models.ForeignKey(Party, null=True, on_delete=models.SET_NULL, related_name="+")
    created_by_name = models.CharField(max_length=200, blank=True, default="")
    updated_at = models.DateTimeField(help_text="last activity anybody would call one")

    solution = models.TextField(blank=True, default="")
    solved_by_name = models.CharField(max_length=200, blank=True, default="")
    solved_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    closed_by = models.CharField(max_length=10, choices=choices.CLOSED_BY, blank=True, default="")
    customer_confirmed = models.BooleanField(null=True, help_text="the customer said solved or not solved")

    is_spam = models.BooleanField(default=False)
    merged_into = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="merged_cases")
    withdrawn_at = models.DateTimeField(null=True)
    erased_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("tenant", "number"), name="case_number"),
            models.CheckConstraint(
                condition=Q(kind=Kind.COMPLAINT.value, claim_status__isnull=False)
                | (~Q(kind=Kind.COMPLAINT.value) & Q(claim_status=None)),
                name="case_claim_only_for_complaints",
            ),
            models.CheckConstraint(
                condition=(Q(step=Step.CLOSED.value) & Q(closed_at__isnull=False) & ~Q(closed_by=""))
                | (~Q(step=Step.CLOSED.value) & Q(closed_by="")),
                name="case_closed_says_how",
            ),
            models.CheckConstraint(
                condition=~Q(step=Step.CLOSED.value, claim_status="under_review"),
                name="case_closed_is_decided",
            ),
        )
        indexes = (
            models.Index(fields=("tenant", "-updated_at", "-id"), name="case_recent"),
            models.Index(fields=("tenant", "-updated_at", "-id"), name="case_open_recent", condition=OPEN),
            models.Index(fields=("tenant", "owner", "-updated_at", "-id"), name="case_owner", condition=OPEN),
            models.Index(fields=("tenant", "team", "-updated_at", "-id"), name="case_team", condition=OPEN),
            models.Index(fields=("tenant", "next_news_on", "id"), name="case_news", condition=OPEN),
            models.Index(fields=("tenant", "follow_up_on", "id"), name="case_follow_up", condition=OPEN),
            models.Index(
                fields=("tenant", "waits_for", "-updated_at", "-id"), name="case_waits", condition=OPEN
            ),
            models.Index(
                fields=("tenant", "claim_status", "-updated_at", "-id"), name="case_claim", condition=OPEN
            ),
            models.Index(fields=("tenant", "step", "-updated_at", "-id"), name="case_step"),
            models.Index(fields=("tenant", "step", "owner", "-updated_at", "-id"), name="case_step_owner"),
            models.Index(fields=("tenant", "dealer", "-updated_at", "-id"), name="case_dealer"),
            models.Index(fields=("tenant", "dealer", "created_at"), name="case_dealer_recorded"),
            models.Index(fields=("tenant", "customer", "-updated_at", "-id"), name="case_customer"),
            models.Index(fields=("tenant", "dealer_reference"), name="case_dealer_reference"),
        )

    def __str__(self) -> str:
        return self.number

    @property
    def stream(self) -> str:
        """The case's stream in the protocol."""
        return f"case:{self.pk}"

    @property
    def is_with_the_dealer(self) -> bool:
        """As `WITH_THE_DEALER` says."""
        turn = self.waits_for in (WaitsFor.DEALER, WaitsFor.TECHNICIAN)
        return turn and self.carried_out_by == CarriedOutBy.DEALER

    @property
    def is_open(self) -> bool:
        return self.step in (Step.RECORDED, Step.IN_PROGRESS)


class Position(TenantModel):
    """What the case is about: an article (or free text), how many, and what is wrong with it."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="positions")
    article = models.ForeignKey(Article, null=True, on_delete=models.PROTECT, related_name="+")
    product_group = models.ForeignKey(ProductGroup, null=True, on_delete=models.PROTECT, related_name="+")
    item_text = models.CharField(
        max_length=200, blank=True, default="", help_text="where no article is known"
    )
    serial_number = models.CharField(max_length=80, blank=True, default="")
    quantity = models.DecimalField(max_digits=10, decimal_places=2, default=1)
    symptom = models.TextField(blank=True, default="")
    failure_code = models.CharField(max_length=40, blank=True, default="")
    supplier = models.ForeignKey(Party, null=True, on_delete=models.PROTECT, related_name="+")
    safety_relevant = models.BooleanField(null=True)
    price_paid = models.DecimalField(max_digits=12, decimal_places=2, null=True)
    tax_rate = models.DecimalField(max_digits=5, decimal_places=2, null=True)
    currency = models.CharField(max_length=3, blank=True, default="")
    invoice_number = models.CharField(max_length=60, blank=True, default="")
    invoice_date = models.DateField(null=True)
    delivered_on = models.DateField(null=True)
    sold_by = models.CharField(
        max_length=12, blank=True, default="", help_text="dealer, online_shop or direct"
    )
    wish = models.CharField(max_length=200, blank=True, default="", help_text="what the customer asks for")
    wished_remedy = models.CharField(max_length=12, choices=choices.WISHED_REMEDY, blank=True, default="")
    # null, not empty: there is no claim at all
    claim_status = models.CharField(max_length=16, choices=choices.CLAIM_STATUS, null=True)  # noqa: DJ001
    claim_reason = models.TextField(blank=True, default="")

    class Meta:
        ordering = ("id",)
        indexes = (models.Index(fields=("tenant", "case"), name="position_case"),)

    @property
    def label(self) -> str:
        return str(self.article) if self.article_id else self.item_text


class ParticipantRole(models.TextChoices):
    CUSTOMER = "customer"
    DEALER = "dealer"
    TECHNICIAN = "technician"
    SUPPLIER = "supplier"
    CONTACT = "contact"


class Participant(TenantModel):
    """A further person or organisation taking part. Customer and dealer stand on the case itself."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="participants")
    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="participations")
    role = models.CharField(max_length=12, choices=ParticipantRole.choices)
    added_at = models.DateTimeField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=("case", "party", "role"), name="participant_once"),)
        indexes = (models.Index(fields=("tenant", "party", "role", "case"), name="participant_party"),)


class LinkKind(models.TextChoices):
    RELATED = "related"
    DUPLICATE = "duplicate"
    SPLIT_FROM = "split_from"
    FOLLOWS = "follows"


class CaseLink(TenantModel):
    source = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="links_out")
    target = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="links_in")
    kind = models.CharField(max_length=12, choices=LinkKind.choices, default=LinkKind.RELATED)
    created_at = models.DateTimeField()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("source", "target", "kind"), name="case_link_once"),
            models.CheckConstraint(condition=~Q(source=models.F("target")), name="case_link_not_itself"),
        )
