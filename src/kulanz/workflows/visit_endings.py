"""A case that has ended sends nobody to the customer any more."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from kulanz.cases.locking import lock_case
from kulanz.core.access.actor import system_actor
from kulanz.core.protocol.models import Transmission
from kulanz.core.protocol.working import TryAgain
from kulanz.stages.execution.commands.visits.ending import call_off
from kulanz.stages.execution.models.visits import OPEN_VISITS
from kulanz.stages.execution.rules.plan_reasons import Because, Why
from kulanz.stages.execution.rules.visits import VisitKind, VisitState


def call_off_visits(transmission: Transmission, at: datetime) -> TryAgain | None:
    """Call off what nobody has begun. Orders and their visits end by the decision; an inspection stays:
    whether something is safe is asked whatever became of the case.
    """
    case_id = int(transmission.entry.stream.partition(":")[2])
    with transaction.atomic():
        case = lock_case(case_id)
        if case.is_open:
            return None
        reason = Why(Because.CASE_ENDED)
        standing = case.visits.filter(OPEN_VISITS, order=None, reinspects=False)
        kept = standing.exclude(kind=VisitKind.INSPECTION.value).exclude(state=VisitState.UNDER_WAY.value)
        for visit in kept.order_by("pk"):
            call_off(actor=system_actor(case.tenant_id), visit_id=visit.pk, reason=reason, at=at)
    return None
