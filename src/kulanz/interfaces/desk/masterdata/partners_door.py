"""Who keeps dealers' contracts, options and brands: leads and administrators."""

from __future__ import annotations

from typing import Final

from django.http import Http404

from kulanz.core.access.actor import ActorKind, Role
from kulanz.core.access.gates import gate
from kulanz.core.access.http import KulanzRequest
from kulanz.masterdata.parties.models import Party, PartyRoleKind
from kulanz.masterdata.parties.permissions import visible_to

partner_keepers: Final = gate(
    ActorKind.STAFF, roles=frozenset({Role.LEAD, Role.DIVISION, Role.ADMINISTRATOR})
)


def dealer_or_404(request: KulanzRequest, dealer_id: int) -> Party:
    """A dealer of this tenant, also one that is out of use."""
    found = visible_to(request.actor).filter(pk=dealer_id, roles__role=PartyRoleKind.DEALER, erased_at=None)
    dealer = found.first()
    if dealer is None:
        raise Http404
    return dealer
