"""Who supplies articles: a party with that role."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from django.db import transaction

from kulanz.core.access.actor import Actor
from kulanz.core.protocol.recording import record
from kulanz.masterdata.catalog.events_of_executors import SupplierCreated
from kulanz.masterdata.catalog.permissions import require_keeper
from kulanz.masterdata.parties.commands.recording import NewParty, record_party
from kulanz.masterdata.parties.models import Party, PartyRoleKind


def create_supplier(*, actor: Actor, party: NewParty, at: datetime) -> Party:
    """Record a party as supplier. Raises MissingValue("name"), InvalidValue, NotAllowed."""
    require_keeper(actor)
    with transaction.atomic():
        row = record_party(actor=actor, party=replace(party, roles=(PartyRoleKind.SUPPLIER,)), at=at)
        record(SupplierCreated(party_id=row.pk), actor=actor, stream=f"party:{row.pk}", at=at)
        return row
