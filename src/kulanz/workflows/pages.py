"""Addresses of pages that our mails lead to. The interfaces own them; here they are only named."""

from __future__ import annotations

from django.urls import NoReverseMatch, reverse


def desk_path(number: str) -> str:
    """The case at the desk."""
    return _named("desk:case", {"number": number}, f"/desk/{number}")


def portal_path(number: str) -> str:
    """The case in the dealers' portal."""
    return _named("portal:case", {"number": number}, f"/portal/{number}")


def public_path(secret: str) -> str:
    """The case's page behind a link."""
    return _named("public:case", {"token": secret}, f"/v/{secret}")


def _named(name: str, kwargs: dict[str, str], otherwise: str) -> str:
    try:
        return reverse(name, kwargs=kwargs)
    except NoReverseMatch:
        # an installation without that interface (a worker of its own, a test)
        return otherwise
