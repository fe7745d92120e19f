"""The kind of work of an order is named anew, or parts are sent that somebody has to fit: its visits that
nobody has begun take that work as well.
"""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from kulanz.cases.locking import lock_case
from kulanz.core.access.actor import Actor, system_actor
from kulanz.masterdata.parties.models import WorkKind
from kulanz.masterdata.parties.refusals_of_skills import NoSuchWorkKind
from kulanz.stages.execution.commands.visits.making import VisitInput, change_visit
from kulanz.stages.execution.models import Order
from kulanz.stages.execution.models.orders import OPEN_ORDERS
from kulanz.stages.execution.queries.carried import sent_parts
from kulanz.stages.execution.queries.clearance import fitting
from kulanz.stages.execution.queries.clearance_of_orders import named_kinds
from kulanz.stages.execution.rules.visits import VisitKind, VisitState
from kulanz.stages.solution.commands.figures import plan_service
from kulanz.stages.solution.models import ServiceDetail
from kulanz.stages.solution.rules.remedies import OrderKind

_NOT_BEGUN = (
    VisitState.TO_PLAN.value,
    VisitState.OFFERED.value,
    VisitState.PLANNED.value,
    VisitState.CONFIRMED.value,
)


def carry_over(*, case_id: int, at: datetime) -> None:
    """It is put to what the visits have; nothing is taken from them, which is the planner's to do.

    Whoever is planned is not asked here: `plan_rechecks` does that next. Doing it twice changes nothing.
    """
    case = lock_case(case_id)
    sent = fitting(sent_parts([case_id]).get(case_id, []))
    for order in case.orders.filter(OPEN_ORDERS, kind=OrderKind.SERVICE.value).order_by("pk"):
        named = named_kinds(order) | sent
        visits = order.visits.filter(state__in=_NOT_BEGUN).exclude(kind=VisitKind.INSPECTION.value)
        for visit in visits.order_by("pk"):
            has = set(visit.works.values_list("work_kind_id", flat=True))
            if named - has:
                change_visit(
                    actor=system_actor(case.tenant_id),
                    visit_id=visit.pk,
                    given=VisitInput(work_kind_ids=sorted(has | named)),
                    at=at,
                )


def name_work_kind(*, actor: Actor, order: Order, work_kind_id: int | None, at: datetime) -> ServiceDetail:
    """The office says on an order which kind of work it is; who comes and what for stays as it was planned.

    Raises NoSuchWorkKind, CaseEnded, NotAllowed; then nothing has changed.
    """
    with transaction.atomic():
        lock_case(order.case_id)
        kinds = WorkKind.objects.filter(tenant_id=order.tenant_id, active=True)
        if not kinds.filter(pk=work_kind_id or 0).exists():
            raise NoSuchWorkKind
        before = ServiceDetail.objects.filter(case_id=order.case_id).first()
        return plan_service(
            actor=actor,
            case_id=order.case_id,
            executor_id=before.executor_id if before is not None else None,
            task=before.task if before is not None else "",
            work_kind_id=work_kind_id,
            at=at,
        )
