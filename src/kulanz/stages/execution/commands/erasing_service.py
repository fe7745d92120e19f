"""Erasing people from visits, maintenance plans and offers of maintenance; numbers, days and states stay."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime

from django.db import transaction
from django.db.models import F, Q
from django.db.models.functions import Least

from kulanz.core.access.actor import Actor
from kulanz.core.protocol.erasing import erase_streams
from kulanz.masterdata.parties.permissions import require_administration
from kulanz.stages.execution.commands.erasing import ERASED
from kulanz.stages.execution.models import (
    MaintenancePlan,
    ServiceOffer,
    ServiceOfferState,
    Visit,
    VisitSlot,
)


def erase_visits(*, actor: Actor, own_cases: Collection[int]) -> int:
    """Erase where visits of a customer's own cases went and what was to be done there."""
    require_administration(actor)
    with transaction.atomic():
        visits = Visit.objects.filter(tenant_id=actor.tenant_id, case__in=list(own_cases))
        VisitSlot.objects.filter(visit__in=visits, chosen_at=None).delete()
        return visits.update(
            name=ERASED,
            street="",
            postcode="",
            city="",
            place_note="",
            contact="",
            phone="",
            task="",
            off_plan_reason="",
            off_plan_why=None,
            draft=None,
        )


def erase_maintenance(
    *, actor: Actor, party_id: int, own_cases: Collection[int], today: date, at: datetime
) -> int:
    """End and erase a person's maintenance plans and offers; an order that was accepted goes with its case.

    Returns how many rows that were.
    """
    require_administration(actor)
    with transaction.atomic():
        plans = MaintenancePlan.objects.filter(tenant_id=actor.tenant_id, customer_id=party_id)
        offers = ServiceOffer.objects.filter(tenant_id=actor.tenant_id, customer_id=party_id)
        offers.filter(state=ServiceOfferState.OPEN).update(state=ServiceOfferState.WITHDRAWN)
        gone = offers.filter(
            ~Q(state=ServiceOfferState.ACCEPTED) | Q(case=None) | Q(case__in=list(own_cases))
        )
        streams = [
            *(f"maintenance:{pk}" for pk in plans.values_list("pk", flat=True)),
            *(f"service_offer:{pk}" for pk in gone.values_list("pk", flat=True)),
        ]
        erase_streams(tenant_id=actor.tenant_id, streams=streams, at=at)
        count = plans.update(name=ERASED, items=ERASED, active=False, ends_on=Least(F("ends_on"), today))
        return count + gone.update(text=ERASED, answered_by_name="", answer_text="", evidence={}, place=None)
