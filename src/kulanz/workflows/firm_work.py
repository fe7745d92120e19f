"""What a firm says by its link of safety-relevant work: who comes or came, and whether he may."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from kulanz.cases.calendar import local_date
from kulanz.core.tenancy.models import Tenant
from kulanz.masterdata.parties.models import Technician
from kulanz.masterdata.parties.queries.interlock import Candidate
from kulanz.masterdata.parties.refusals_of_interlock import NotCleared
from kulanz.masterdata.parties.rules.interlock import Judgement
from kulanz.stages.execution.commands.answering import ExecutorAnswer
from kulanz.stages.execution.models import Order
from kulanz.stages.execution.queries.clearance_of_orders import judge_for_order, people_for
from kulanz.stages.execution.rules.orders import Answer

_PROMISES: Final = frozenset({Answer.ACCEPTS, Answer.DATE})


def judged_answer(order: Order, given: ExecutorAnswer, *, at: datetime) -> dict[str, Judgement]:
    """Whether the person the firm names may do it on the day it names; a promise he may not give is refused.

    A report of work that happened nevertheless is never refused: see `without_right`. Raises NotCleared.
    """
    tenant = Tenant.objects.defer("logo").get(pk=order.tenant_id)
    day = given.day or order.planned_on or local_date(tenant, at)
    named = [given.technician_id] if given.technician_id is not None else []
    judged = judge_for_order(order, named, on=day)
    barred = {name: one for name, one in judged.items() if not one.allowed}
    if given.answer in _PROMISES and barred:
        able = [person for person in people_for(order, on=day) if person.judgement.allowed]
        raise NotCleared(
            judged=barred,
            could=[Candidate(person.technician, False, None) for person in able],
            step="plan",
            field="technician",
        )
    return judged


def named_person(order: Order, given: ExecutorAnswer) -> Technician | None:
    """The technician who was named, if he is the firm's."""
    if given.technician_id is None or order.executor is None:
        return None
    known = Technician.objects.filter(
        pk=given.technician_id, tenant_id=order.tenant_id, organisation_id=order.executor.party_id
    )
    return known.first()
