"""Erasing a customer from his offers: amounts, states and days stay, names, words and evidence go."""

from __future__ import annotations

from collections.abc import Collection

from kulanz.core.access.actor import Actor
from kulanz.masterdata.parties.permissions import require_administration
from kulanz.stages.solution.models import Offer


def erase_offers(*, actor: Actor, own_cases: Collection[int]) -> None:
    """In these cases, which are about the person erased. Runs inside the caller's transaction."""
    require_administration(actor)
    Offer.objects.filter(tenant_id=actor.tenant_id, case_id__in=list(own_cases)).update(
        text="", answered_by_name="", answer_text="", evidence={}
    )
