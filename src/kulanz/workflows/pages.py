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
