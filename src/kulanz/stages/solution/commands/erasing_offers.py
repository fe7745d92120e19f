"""Erasing a customer from offers and decisions: amounts, states and days stay, names and words go."""

from __future__ import annotations

from collections.abc import Collection

from kulanz.core.access.actor import Actor
from kulanz.masterdata.parties.permissions import require_administration
from kulanz.stages.solution.models import (
    CostEntry,
    Decision,
    Exclusion,
    Offer,
    ServiceDetail,
)


def erase_offers(*, actor: Actor, own_cases: Collection[int]) -> None:
    """In these cases, which are about the person erased. Runs inside the caller's transaction."""
    require_administration(actor)
    Offer.objects.filter(tenant_id=actor.tenant_id, case_id__in=list(own_cases)).update(
        text="", answered_by_name="", answer_text="", evidence={}
    )


def erase_decisions(*, actor: Actor, own_cases: Collection[int]) -> None:
    """What was written by hand while deciding these cases. What was calculated and why stays: it says
    nothing of the person. Runs inside the caller's transaction."""
    require_administration(actor)
    mine = {"tenant_id": actor.tenant_id, "case_id__in": list(own_cases)}
    Decision.objects.filter(**mine).update(note="", wish_reason="", ended_reason="")
    CostEntry.objects.filter(**mine).update(reason="")
    Exclusion.objects.filter(**mine).update(reason="")
    ServiceDetail.objects.filter(**mine).update(task="")
