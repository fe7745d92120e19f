"""A case recorded by a machine, with its customer."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from django.db import transaction

from kulanz.cases.commands.recording import NewCase, record_case
from kulanz.cases.models import Case
from kulanz.cases.permissions import Action, require
from kulanz.core.access.actor import Actor, ActorKind, system_actor
from kulanz.masterdata.parties.commands.recording import NewParty, party_of_email, record_party
from kulanz.masterdata.parties.models import Party
from kulanz.workflows.execution import house_at, note_execution


def record_by_api(*, actor: Actor, case: NewCase, customer: NewParty | None, at: datetime) -> Case:
    """Record the case. Staff's keys recognise a known customer by his mail address; a dealer's key always
    makes a customer of its own, so that nobody learns through it whom the office knows.

    Raises what record_party and record_case raise; then nothing was saved.
    """
    require(actor, Action.RECORD)
    with transaction.atomic():
        party: Party | None = None
        if customer is not None:
            if actor.is_staff and customer.email.strip():
                party = party_of_email(actor.tenant_id, customer.email)
            # the right to record a case includes its customer; recording parties otherwise is the office's
            party = party or record_party(
                actor=system_actor(actor.tenant_id, channel=actor.channel), party=customer, at=at
            )
            case = replace(case, customer_id=party.pk, language=party.language)
        if actor.organisation_id is None or actor.kind is not ActorKind.DEALER:
            return record_case(actor=actor, case=case, at=at)
        settled, why = house_at(actor.tenant_id, actor.organisation_id, at).settle(case)
        row = record_case(actor=actor, case=settled, at=at)
        note_execution(actor=actor, case=row, wished=case.carried_out_by, why=why, at=at)
        return row
