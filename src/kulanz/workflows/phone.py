"""A case recorded by the office, with its customer created on the spot: one call, one transaction."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from django.db import transaction

from kulanz.cases.commands.people import assign_case
from kulanz.cases.commands.recording import NewCase, record_case
from kulanz.cases.models import Case
from kulanz.core.access.actor import Actor
from kulanz.core.refusal import InvalidValue
from kulanz.masterdata.parties.commands.recording import NewParty, record_party
from kulanz.masterdata.parties.models import Address, Party
from kulanz.masterdata.parties.permissions import visible_to
from kulanz.workflows.execution import house_at


@dataclass(frozen=True)
class Caller:
    """Who it is for: a known party, or a new one; neither is needed to record a case."""

    party_id: int | None = None
    new: NewParty | None = None


def record_for_caller(*, actor: Actor, case: NewCase, caller: Caller, take: bool, at: datetime) -> Case:
    """Record the case for a caller; with `take` the agent takes it at once.

    Raises what record_party, record_case and assign_case raise; then nothing at all was saved.
    """
    with transaction.atomic():
        customer = _customer(actor, caller, at)
        if customer is not None:
            place = Address.objects.filter(party=customer).order_by("-is_main", "id").first()
            case = replace(
                case,
                customer_id=customer.pk,
                language=customer.language,
                place_of_use_id=case.place_of_use_id or (place.pk if place else None),
            )
        if case.dealer_id is not None:
            case, _why = house_at(actor.tenant_id, case.dealer_id, at).settle(case)
        row = record_case(actor=actor, case=case, at=at)
        if take:
            assign_case(actor=actor, case_id=row.pk, owner_id=actor.membership_id, team_id=row.team_id, at=at)
        return row


def _customer(actor: Actor, caller: Caller, at: datetime) -> Party | None:
    if caller.party_id is not None:
        party = visible_to(actor).filter(pk=caller.party_id, active=True).first()
        if party is None:
            raise InvalidValue("customer")
        return party
    if caller.new is not None:
        return record_party(actor=actor, party=caller.new, at=at)
    return None
