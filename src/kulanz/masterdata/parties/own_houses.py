"""Of which houses somebody reads the work: what one dealer's own people did is not another one's to read."""

from __future__ import annotations

from kulanz.core.access.actor import Actor, ActorKind
from kulanz.masterdata.parties.models import Technician
from kulanz.masterdata.parties.rules.interlock import House


def only_of_houses(actor: Actor) -> frozenset[int] | None:
    """The dealers whose own people's work he reads, beside that of the factory service and of partners.

    None: of all. A dealer reads his own house's, and so does a technician who goes for dealers alone.
    """
    if actor.kind is ActorKind.DEALER:
        return frozenset({actor.organisation_id or 0})
    if actor.kind is not ActorKind.TECHNICIAN or actor.person_id is None:
        return None
    rows = Technician.objects.filter(tenant_id=actor.tenant_id, person_id=actor.person_id)
    found = dict(rows.values_list("organisation_id", "house"))
    goes_for_dealers = bool(found) and all(house == House.DEALER for house in found.values())
    return frozenset(found) if goes_for_dealers else None
