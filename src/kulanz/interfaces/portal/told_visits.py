"""From a remedy's step to the visit that came of it, for whoever sees that visit."""

from __future__ import annotations

from typing import Final

from django.urls import reverse
from django.utils.translation import gettext as _

from kulanz.cases.models import Case
from kulanz.core.access.actor import Actor, ActorKind
from kulanz.stages.execution.models import Visit
from kulanz.stages.execution.queries.visits import visits_of_orders
from kulanz.workflows.remedies_told import StepLink

_BELOW: Final = "#visits-title"
"""The list of the visits on the same page."""


def visit_links(actor: Actor, found: Case) -> dict[int, list[StepLink]]:
    """By order: his own house's visit has a page, the others stand further down with what he may read."""
    if actor.kind is not ActorKind.DEALER:
        return {}
    visits = visits_of_orders(actor, list(found.orders.values_list("pk", flat=True)))
    return {order: [_link(actor, visit) for visit in several] for order, several in visits.items()}


def _link(actor: Actor, visit: Visit) -> StepLink:
    own = visit.organisation_id is not None and visit.organisation_id == actor.organisation_id
    url = reverse("portal:visit", args=[visit.number]) if own else _BELOW
    return StepLink(_("Einsatz %(number)s") % {"number": visit.number}, url)
