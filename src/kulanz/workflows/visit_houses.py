"""A case goes over to another dealer: the people of the one before neither go there nor read it any more."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet

from kulanz.cases.commands.state import turn_to
from kulanz.cases.locking import lock_case
from kulanz.cases.models import Case, Participant, ParticipantRole
from kulanz.cases.rules import WaitsFor
from kulanz.core.access.actor import system_actor
from kulanz.core.protocol.models import Transmission
from kulanz.masterdata.parties.models import Technician
from kulanz.stages.execution.models import VisitSlot
from kulanz.stages.execution.models.visits import OPEN_VISITS
from kulanz.stages.execution.queries.houses import may_be_sent
from kulanz.stages.execution.rules.plan_reasons import Because, Why
from kulanz.stages.execution.rules.visits import VisitState
from kulanz.workflows.visit_turns import turn_by_visits, turn_without_visits
from kulanz.workflows.visits import take_off_plan

_MOVABLE = (VisitState.PLANNED.value, VisitState.CONFIRMED.value)


def part_with_the_old_dealer(transmission: Transmission, at: datetime) -> None:
    """Take what his technicians were to do off the plan and end their part in the case; what they did
    stays. A visit under way goes on: its report is taken in as ever. Doing it twice changes nothing.
    """
    entry = transmission.entry
    if "dealer_id" not in entry.facts.get("fields_changed", ()):
        return
    with transaction.atomic():
        case = lock_case(int(entry.stream.partition(":")[2]))
        everybody = Technician.objects.filter(tenant_id=case.tenant_id)
        welcome = may_be_sent(everybody, case)
        strange = everybody.exclude(pk__in=welcome.values("pk"))
        reason = Why(Because.OTHER_DEALER)
        planned = case.visits.filter(state__in=_MOVABLE, crew__technician__in=strange).distinct()
        for pk in sorted(planned.values_list("pk", flat=True)):
            take_off_plan(actor=system_actor(case.tenant_id), visit_id=pk, reason=reason, at=at)
        VisitSlot.objects.filter(
            visit__case=case, technician__in=strange, chosen_at=None, withdrawn_at=None
        ).update(withdrawn_at=at)
        houses = strange.values("organisation_id")
        theirs = case.visits.filter(OPEN_VISITS, organisation__in=houses).exclude(
            organisation__in=welcome.values("organisation_id")
        )
        if theirs.update(organisation=None):
            # it was the dealer's turn for them, and is no more
            system = system_actor(case.tenant_id)
            turn_by_visits(actor=system, case_id=case.pk, held=WaitsFor(case.waits_for), at=at)
        elif case.is_open and case.waits_for == WaitsFor.DEALER and case.state_since <= entry.at:
            # the one before owed it
            turn = turn_without_visits(case, at)
            turn_to(actor=system_actor(case.tenant_id), case=case, waits_for=turn, at=at)
        _end_part(case, welcome, strange)


def _end_part(case: Case, welcome: QuerySet[Technician], strange: QuerySet[Technician]) -> None:
    """Nobody of them reads it any more, except who is also welcome for another house, or still there."""
    there = Technician.objects.filter(
        bookings__visit__case=case, bookings__visit__state=VisitState.UNDER_WAY.value
    )
    Participant.objects.filter(
        case=case, role=ParticipantRole.TECHNICIAN, party__in=strange.values("person_id")
    ).exclude(party__in=welcome.values("person_id")).exclude(party__in=there.values("person_id")).delete()
