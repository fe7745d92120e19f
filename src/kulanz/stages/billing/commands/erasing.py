"""Erasing a customer from his credit notes: the figures of a voucher stay, his words and account go."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from kulanz.core.access.actor import Actor
from kulanz.masterdata.parties.permissions import require_administration
from kulanz.stages.billing.commands.accounts import erase_account
from kulanz.stages.billing.models import ActualCost, CreditNote


def erase_credits(*, actor: Actor, own_cases: Collection[int], at: datetime) -> None:
    """In these cases, which are about the person erased. Runs inside the caller's transaction."""
    require_administration(actor)
    notes = CreditNote.objects.filter(tenant_id=actor.tenant_id, case_id__in=list(own_cases))
    for note in notes.filter(payment_details__erased_at=None, payment_details__isnull=False):
        erase_account(actor=actor, credit=note, at=at)
    notes.update(declaration="", cancelled_reason="", created_by_name="")
    ActualCost.objects.filter(tenant_id=actor.tenant_id, case_id__in=list(own_cases)).update(note="")
