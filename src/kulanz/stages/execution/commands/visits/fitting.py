"""Parts that only a named person assembles go to the house he works for; a visit brings and fits them."""

from __future__ import annotations

from datetime import datetime

from kulanz.core.access.actor import Actor
from kulanz.masterdata.parties.models import Party, Technician
from kulanz.masterdata.parties.rules.interlock import House
from kulanz.stages.execution.commands.visits.joining import join_order, visit_to_join
from kulanz.stages.execution.commands.visits.making import PartInput, make_visit
from kulanz.stages.execution.models import Order, OrderLine, Visit
from kulanz.stages.execution.models.visits import OPEN_VISITS
from kulanz.stages.execution.queries.clearance_of_parts import SENT, relevant_lines
from kulanz.stages.execution.refusals_of_visits import NobodyToVisit, OwnVisitUnderWay
from kulanz.stages.execution.rules.visits import VisitKind
from kulanz.stages.solution.models import ServiceDetail
from kulanz.stages.solution.rules.remedies import OrderKind


def fitter_of(order: Order) -> Technician | None:
    """Who was named to assemble what a goods order sends, where he works now; None where nobody has to."""
    decision = order.decision
    if order.kind not in SENT or decision is None or decision.assembler_id is None:
        return None
    found = Technician.objects.filter(
        tenant_id=order.tenant_id, person_id=decision.assembler_id, active=True
    ).select_related("organisation")
    rows = sorted(found.order_by("pk"), key=lambda row: row.organisation_id != order.recipient_id)
    return rows[0] if rows else None


def visit_to_fit(actor: Actor, order: Order, *, at: datetime) -> Visit | None:
    """The visit of a locked goods order whose parts somebody named has to assemble, made once a decision.

    None where nobody has to, or where the remedy orders a service beside: that one fits them. Where the
    house has made itself a visit for the case that nobody has begun, the order joins that.
    """
    fitter, decision = fitter_of(order), order.decision
    if fitter is None or decision is None or OrderKind.SERVICE in decision.remedy.orders:
        return None
    standing = Visit.objects.filter(OPEN_VISITS, order__decision=decision).order_by("pk").first()
    if standing is not None:
        return standing
    lines = relevant_lines(order, list(order.lines.select_related("article__work_kind").order_by("pk")))
    works, parts = _works(order, lines), [_part(line) for line in lines]
    own = _own_visit(order, fitter.organisation) if fitter.house == House.DEALER else None
    if own is not None:
        return join_order(actor=actor, visit=own, order=order, work_kind_ids=works, part_inputs=parts, at=at)
    try:
        return make_visit(
            actor=actor,
            case=order.case,
            kind=VisitKind.REPAIR if order.kind == OrderKind.PART_DELIVERY else VisitKind.ASSEMBLY,
            work_kind_ids=works,
            task=_task(order),
            order=order,
            wanted_on=order.wanted_on,
            part_inputs=parts,
            organisation=fitter.organisation,
            at=at,
        )
    except NobodyToVisit:
        return None


def _own_visit(order: Order, house: Party) -> Visit | None:
    """A visit that is under way knows nothing of the parts: they need one of their own."""
    try:
        return visit_to_join(order, house)
    except OwnVisitUnderWay:
        return None


def _works(order: Order, lines: list[OrderLine]) -> list[int]:
    """What assembling the parts is; where no part says so, what the office named for the case."""
    kinds = [line.article.work_kind for line in lines if line.article is not None]
    found = [kind.pk for kind in kinds if kind is not None and kind.active]
    if not found:
        named = ServiceDetail.objects.filter(case=order.case, work_kind__active=True)
        found = [pk for pk in named.values_list("work_kind_id", flat=True) if pk is not None]
    return list(dict.fromkeys(found))


def _part(line: OrderLine) -> PartInput:
    return PartInput(line.article_id, line.name, line.quantity)


def _task(order: Order) -> str:
    """Who assembles, as the order says it, and what it is about."""
    detail = ServiceDetail.objects.filter(case=order.case).values_list("task", flat=True).first()
    decided = order.case.positions.filter(decisions__decision=order.decision).order_by("pk")
    symptoms = [symptom.strip() for symptom in decided.values_list("symptom", flat=True) if symptom.strip()]
    about = detail or "\n".join(dict.fromkeys(symptoms)) or order.case.title
    return "\n\n".join(words for words in (about, order.text) if words)
