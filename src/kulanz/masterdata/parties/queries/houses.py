"""The people of a dealer's house."""

from __future__ import annotations

from kulanz.masterdata.parties.models import Party


def people_of_house(organisation_id: int | None) -> list[Party]:
    """Who may be picked in the house account, by name."""
    return list(
        Party.objects.filter(
            affiliations__organisation_id=organisation_id, affiliations__active=True, active=True
        )
        .distinct()
        .order_by("name", "id")[:200]
    )
