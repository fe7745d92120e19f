"""Organisations and people, with roles, addresses and ways to reach them."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from kulanz.core.tenancy.models import TenantModel


class PartyKind(models.TextChoices):
    PERSON = "person", _("Person")
    ORGANISATION = "organisation", _("Organisation")


class PartyRoleKind(models.TextChoices):
    CUSTOMER = "customer", _("Kunde")
    DEALER = "dealer", _("Fachhandelspartner")
    FACTORY_SERVICE = "factory_service", _("Werkskundendienst")
    SERVICE_PARTNER = "service_partner", _("Servicepartner")
    SUPPLIER = "supplier", _("Hersteller/Lieferant")
    MANUFACTURER = "manufacturer", _("Hersteller")
    STAFF = "staff", _("Servicebüro")


class Party(TenantModel):
    kind = models.CharField(max_length=12, choices=PartyKind.choices)
    name = models.CharField(max_length=200, help_text="organisation's name, or the person's full name")
    first_name = models.CharField(max_length=100, blank=True, default="")
    last_name = models.CharField(max_length=100, blank=True, default="")
    salutation = models.CharField(max_length=40, blank=True, default="")
    number = models.CharField(max_length=40, blank=True, default="", help_text="customer or dealer number")
    language = models.CharField(max_length=5, default="de")
    is_business = models.BooleanField(default=False, help_text="a business customer, not a consumer")
    note = models.TextField(blank=True, default="")
    folded = models.TextField(blank=True, default="", help_text="folded text for search while typing")
    active = models.BooleanField(default=True)
    erase_on = models.DateField(
        null=True, help_text="an erasure was asked for; what the law keeps is looked at again on this day"
    )
    erased_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField()

    class Meta:
        indexes = (
            models.Index(fields=("tenant", "name"), name="party_name"),
            models.Index(fields=("tenant", "number"), name="party_number"),
            models.Index(
                fields=("tenant", "erase_on"),
                name="party_erase_on",
                condition=models.Q(erase_on__isnull=False),
            ),
        )

    def __str__(self) -> str:
        return self.name


class PartyRole(TenantModel):
    party = models.ForeignKey(Party, on_delete=models.CASCADE, related_name="roles")
    role = models.CharField(max_length=20, choices=PartyRoleKind.choices)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("party", "role"), name="party_role_once"),)
        indexes = (models.Index(fields=("tenant", "role", "party"), name="party_by_role"),)


class Address(TenantModel):
    party = models.ForeignKey(Party, on_delete=models.CASCADE, related_name="addresses")
    label = models.CharField(max_length=80, blank=True, default="", help_text="such as Lager or Filiale Ulm")
    street = models.CharField(max_length=200, blank=True, default="")
    postcode = models.CharField(max_length=20, blank=True, default="")
    city = models.CharField(max_length=120, blank=True, default="")
    country = models.CharField(max_length=2, default="DE")
    is_main = models.BooleanField(default=False)

    class Meta:
        indexes = (models.Index(fields=("tenant", "party"), name="address_party"),)

    def __str__(self) -> str:
        return ", ".join(part for part in (self.street, f"{self.postcode} {self.city}".strip()) if part)


class ContactKind(models.TextChoices):
    EMAIL = "email", _("E-Mail")
    PHONE = "phone", _("Telefon")
    MOBILE = "mobile", _("Mobil")
    FAX = "fax", _("Fax")


class ContactPoint(TenantModel):
    party = models.ForeignKey(Party, on_delete=models.CASCADE, related_name="contact_points")
    kind = models.CharField(max_length=8, choices=ContactKind.choices)
    value = models.CharField(max_length=254)
    normalized = models.CharField(max_length=254, help_text="lower case, phone numbers digits only")
    is_main = models.BooleanField(default=False)
    verified_at = models.DateTimeField(null=True, help_text="the address proved that it is read")
    bounced_at = models.DateTimeField(null=True)
    bounce_reason = models.CharField(max_length=300, blank=True, default="")

    class Meta:
        constraints = (models.UniqueConstraint(fields=("party", "kind", "normalized"), name="contact_once"),)
        indexes = (models.Index(fields=("tenant", "normalized"), name="contact_normalized"),)

    def __str__(self) -> str:
        return self.value


class Affiliation(TenantModel):
    """A person who works for an organisation; several at once are possible."""

    person = models.ForeignKey(Party, on_delete=models.CASCADE, related_name="affiliations")
    organisation = models.ForeignKey(Party, on_delete=models.CASCADE, related_name="people")
    function = models.CharField(max_length=100, blank=True, default="")
    active = models.BooleanField(default=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("person", "organisation"), name="affiliation_once"),)
