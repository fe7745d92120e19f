"""Where our open cases are: by country and postcode, to be held against technicians' regions (R068)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Count, F, Min, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from kulanz.cases.models.case import OPEN
from kulanz.cases.permissions import visible_to
from kulanz.core.access.actor import Actor
from kulanz.masterdata.parties.models import Address


@dataclass(frozen=True, slots=True)
class Place:
    """`number` is the case that has waited longest there."""

    country: str
    postcode: str
    cases: int
    number: str


def places_of_open_cases(actor: Actor, *, but: QuerySet[Any] | None = None) -> list[Place]:
    """Of the place of use, else of the customer's main address; cases without either are left out, and those
    whose keys `but` gives.
    """
    main = Address.objects.filter(party_id=OuterRef("customer_id")).order_by("-is_main", "pk")
    cases = visible_to(actor).filter(OPEN)
    if but is not None:
        cases = cases.exclude(pk__in=but)
    rows = (
        cases.annotate(
            country=Coalesce(F("place_of_use__country"), Subquery(main.values("country")[:1])),
            postcode=Coalesce(F("place_of_use__postcode"), Subquery(main.values("postcode")[:1])),
        )
        .exclude(country=None)
        .values("country", "postcode")
        .annotate(cases=Count("pk"), first=Min("number"))
        .order_by("-cases", "country", "postcode")
    )
    return [Place(row["country"], row["postcode"], row["cases"], row["first"]) for row in rows]
