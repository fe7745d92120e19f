"""Addresses of pages that our mails lead to, by the names the interfaces gave them."""

from __future__ import annotations

from django.urls import reverse


def desk_path(number: str) -> str:
    """The case at the desk."""
    return reverse("desk:case", kwargs={"number": number})


def portal_path(number: str) -> str:
    """The case in the dealers' portal."""
    return reverse("portal:case", kwargs={"number": number})


def public_path(secret: str) -> str:
    """The case's page behind a link."""
    return reverse("public:case", kwargs={"token": secret})


def offer_path(secret: str) -> str:
    """The offer behind its own link."""
    return reverse("public:offer", kwargs={"token": secret})


def offer_of_case_path(secret: str, offer_id: int) -> str:
    """An offer by way of its case's page."""
    return reverse("public:case_offer", kwargs={"token": secret, "offer_id": offer_id})


def house_technicians_path() -> str:
    """A dealer's technicians and certificates in the portal."""
    return reverse("portal:technicians")


def service_offer_path(secret: str) -> str:
    """An offer of maintenance or cleaning behind its link."""
    return reverse("public:service_offer", kwargs={"token": secret})


def appointment_path(secret: str) -> str:
    """The appointments of a visit behind the customer's link."""
    return reverse("public:appointment", kwargs={"token": secret})


def desk_service_offer_path(number: str) -> str:
    return reverse("desk:service_offer", kwargs={"offer_number": number})


def portal_service_offer_path(number: str) -> str:
    return reverse("portal:service_offer", kwargs={"offer_number": number})


def option_path(secret: str) -> str:
    """Where a dealer chooses between its own service and the factory's, behind its link."""
    return reverse("public:option", kwargs={"token": secret})


def calendar_path(secret: str) -> str:
    """Somebody's own calendar."""
    return reverse("public:calendar", kwargs={"token": secret})


def desk_visit_path(number: str) -> str:
    return reverse("desk:visit", kwargs={"visit_number": number})


def field_path() -> str:
    """The technician's app."""
    return reverse("field:home")
