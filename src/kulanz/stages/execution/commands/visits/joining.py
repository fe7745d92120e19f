"""The office orders what a dealer's people have a visit for already: the order joins that visit."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from django.db import transaction

from kulanz.core.access.actor import Actor
from kulanz.masterdata.parties.models import Party
from kulanz.masterdata.parties.refusals_of_interlock import NotCleared
from kulanz.stages.execution.commands.visits.making import PartInput, VisitInput, change_visit
from kulanz.stages.execution.commands.visits.planning import off_plan
from kulanz.stages.execution.models import Order, Visit
from kulanz.stages.execution.models.visits import OPEN_VISITS
from kulanz.stages.execution.queries.clearance import require_clearance_throughout
from kulanz.stages.execution.refusals_of_visits import OwnVisitUnderWay
from kulanz.stages.execution.rules.plan_reasons import Because, Why
from kulanz.stages.execution.rules.visits import ON_PLAN, VisitKind, VisitState

# Looking at something, or upkeep, is other work than what is ordered.
ORDERABLE: Final = (VisitKind.REPAIR.value, VisitKind.ASSEMBLY.value)


def visit_to_join(order: Order, house: Party | None) -> Visit | None:
    """The visit these people have for the case without an order: the one with a time first, else the oldest.

    Raises OwnVisitUnderWay when all there is is a visit under way: who is there knows nothing of the order.
    """
    if house is None:
        return None
    own = order.case.visits.filter(OPEN_VISITS, order=None, organisation=house, kind__in=ORDERABLE)
    found = sorted(own.order_by("pk"), key=lambda visit: (_under_way(visit), visit.state not in ON_PLAN))
    if not found:
        return None
    if _under_way(found[0]):
        raise OwnVisitUnderWay(number=found[0].number)
    return found[0]


def join_order(
    *,
    actor: Actor,
    visit: Visit,
    order: Order,
    work_kind_ids: Sequence[int],
    part_inputs: Sequence[PartInput],
    at: datetime,
) -> Visit:
    """The visit carries the order out, with what the order adds to it.

    Who is planned must be entitled to that as well; if not, the visit comes off the plan again and says why.
    Raises as `change_visit` does.
    """
    with transaction.atomic():
        works = list(visit.works.filter(work_kind__active=True).values_list("work_kind_id", flat=True))
        wanted = list(dict.fromkeys([*works, *work_kind_ids]))
        taken = [PartInput(part.article_id, part.name, part.quantity) for part in visit.parts.all()]
        known = {(part.article_id, "" if part.article_id else part.name) for part in taken}
        added = [p for p in part_inputs if (p.article_id, "" if p.article_id else p.name) not in known]
        told = order.text.strip() if order.text.strip() not in visit.task else ""
        changed = change_visit(
            actor=actor,
            visit_id=visit.pk,
            given=VisitInput(
                order_id=order.pk,
                task="\n\n".join(words for words in (visit.task, told) if words),
                wanted_on=order.wanted_on if visit.wanted_on is None else None,
                work_kind_ids=wanted if wanted != works else None,
                parts=[*taken, *added] if added else None,
            ),
            at=at,
        )
        if VisitState(changed.state) not in ON_PLAN:
            return changed
        crew = list(changed.crew.order_by("-leads", "pk").values_list("technician_id", flat=True))
        try:
            require_clearance_throughout(changed, crew, step="plan")
        except NotCleared as refused:
            reason = Why(Because.WORK_ADDED, number=order.number, bars=refused.named_bars())
            changed = off_plan(actor=actor, visit_id=changed.pk, reason=reason, at=at)
        return changed


def _under_way(visit: Visit) -> bool:
    return visit.state == VisitState.UNDER_WAY
