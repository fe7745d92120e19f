"""Who may log in to a tenant, as what, for which organisation."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from kulanz.core.access.actor import ActorKind, Role, Scope
from kulanz.core.access.models import User
from kulanz.core.tenancy.models import TenantModel
from kulanz.masterdata.parties.models.party import Party

MEMBER_KINDS = [
    (ActorKind.STAFF.value, _("Servicebüro")),
    (ActorKind.DEALER.value, _("Fachhandelspartner")),
    (ActorKind.TECHNICIAN.value, _("Servicetechniker")),
    (ActorKind.CUSTOMER.value, _("Kunde")),
    (ActorKind.SUPPLIER.value, _("Lieferant")),
]
ROLE_CHOICES = [
    (Role.AGENT.value, _("Sachbearbeitung")),
    (Role.LEAD.value, _("Leitung")),
    (Role.DIVISION.value, _("Bereichsleitung")),
    (Role.EXECUTIVE.value, _("Geschäftsleitung")),
    (Role.QUALITY.value, _("Qualität")),
    (Role.FINANCE.value, _("Finanzen")),
    (Role.ADMINISTRATOR.value, _("Administration")),
]
SCOPE_CHOICES = [
    (Scope.OWN.value, _("eigene Vorgänge")),
    (Scope.TEAM.value, _("Vorgänge des Teams")),
    (Scope.COMPANY.value, _("alle Vorgänge des Hauses")),
]


class Team(TenantModel):
    """A team of the service office."""

    name = models.CharField(max_length=80)
    active = models.BooleanField(default=True)

    class Meta:
        ordering = ("name",)
        constraints = (models.UniqueConstraint(fields=("tenant", "name"), name="team_name"),)

    def __str__(self) -> str:
        return self.name


class Membership(TenantModel):
    """A login's place in a tenant. One person may hold several, one per organisation he acts for."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="memberships")
    kind = models.CharField(max_length=12, choices=MEMBER_KINDS)
    roles = ArrayField(models.CharField(max_length=16, choices=ROLE_CHOICES), default=list, blank=True)
    scope = models.CharField(max_length=8, choices=SCOPE_CHOICES, default=Scope.COMPANY.value)
    organisation = models.ForeignKey(Party, null=True, on_delete=models.PROTECT, related_name="memberships")
    person = models.ForeignKey(Party, null=True, on_delete=models.PROTECT, related_name="logins")
    team = models.ForeignKey(Team, null=True, on_delete=models.SET_NULL, related_name="members")
    dealer_team = models.CharField(max_length=80, blank=True, default="")
    is_house_account = models.BooleanField(default=False)
    name = models.CharField(max_length=150, help_text="as others read it")
    manages_house = models.BooleanField(
        default=False, help_text="may end accesses and keep the recipients of the dealer's house"
    )
    news = models.JSONField(default=dict, help_text="per-person notification settings")
    tour_seen_at = models.DateTimeField(null=True, help_text="the guided tour was seen or skipped")
    active = models.BooleanField(default=True)
    ended_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField()

    class Meta:
        indexes = (
            models.Index(fields=("tenant", "user"), name="membership_user"),
            models.Index(fields=("tenant", "organisation"), name="membership_organisation"),
        )
        constraints = (
            models.UniqueConstraint(
                fields=("tenant", "user", "kind", "organisation"),
                name="membership_once",
                nulls_distinct=False,
            ),
        )

    def __str__(self) -> str:
        return self.name


class NotificationRecipient(TenantModel):
    """An address of a dealer's house that is told about its cases (R110–R112); any number."""

    organisation = models.ForeignKey(Party, on_delete=models.CASCADE, related_name="notification_recipients")
    name = models.CharField(max_length=120, blank=True, default="")
    email = models.EmailField()
    language = models.CharField(max_length=5, default="de")
    at_creation = models.BooleanField(default=True)
    at_closing = models.BooleanField(default=True)
    at_changes = models.BooleanField(default=False)
    created_at = models.DateTimeField()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("organisation", "email"), name="notification_recipient_once"),
        )


class ClerkRequestState(models.TextChoices):
    PENDING = "pending", _("beantragt")
    APPROVED = "approved", _("freigegeben")
    DECLINED = "declined", _("abgelehnt")


class ClerkRequest(TenantModel):
    """A dealer asks for an access for one of its people, or a new firm for itself (R105, R114, R115)."""

    organisation = models.ForeignKey(
        Party, null=True, on_delete=models.CASCADE, related_name="clerk_requests"
    )
    company = models.CharField(
        max_length=200,
        blank=True,
        default="",
        help_text="the firm as it names itself, where we do not know it",
    )
    phone = models.CharField(max_length=40, blank=True, default="")
    remark = models.TextField(blank=True, default="")
    name = models.CharField(max_length=150)
    email = models.EmailField()
    scope = models.CharField(max_length=8, choices=SCOPE_CHOICES, default=Scope.COMPANY.value)
    dealer_team = models.CharField(max_length=80, blank=True, default="")
    requested_by = models.CharField(max_length=150)
    requested_at = models.DateTimeField()
    state = models.CharField(
        max_length=10, choices=ClerkRequestState.choices, default=ClerkRequestState.PENDING
    )
    decided_by = models.CharField(max_length=150, blank=True, default="")
    decided_at = models.DateTimeField(null=True)
    reason = models.CharField(max_length=300, blank=True, default="")
