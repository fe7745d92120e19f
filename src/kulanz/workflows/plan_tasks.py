"""The task to plan a visit again is done once somebody goes again, or nobody is to go any more."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from django.db import transaction
from django.db.models import Q

from kulanz.cases.commands.people import set_task_done
from kulanz.cases.models import Task
from kulanz.core.access.actor import system_actor
from kulanz.core.protocol.models import Transmission
from kulanz.stages.execution.locking import lock_visit
from kulanz.stages.execution.models import Visit
from kulanz.stages.execution.rules.visits import VisitState
from kulanz.workflows.certificate_words import planning_task_begins

_OPEN: Final = frozenset({VisitState.TO_PLAN.value, VisitState.OFFERED.value})


def close_planning_tasks(transmission: Transmission, at: datetime) -> None:
    """Tick off what `plan_checks` wrote down for this visit, unless it has to be planned once more. Doing it
    twice changes nothing.
    """
    facts = transmission.entry.facts
    with transaction.atomic():
        if not Visit.objects.filter(pk=facts["visit_id"]).exists():
            return
        visit = lock_visit(facts["visit_id"])
        if visit.state in _OPEN:
            return
        titles = Q(pk=None)
        for beginning in planning_task_begins(visit.number):
            titles |= Q(title__startswith=beginning)
        for task in Task.objects.filter(titles, case_id=visit.case_id, done_at=None).order_by("pk"):
            set_task_done(actor=system_actor(visit.tenant_id), task_id=task.pk, done=True, at=at)
