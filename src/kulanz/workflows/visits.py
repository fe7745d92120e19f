"""A visit moves: the interlock is asked, the order keeps step, the case waits for the right one."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet

from kulanz.cases.calendar import local_date
from kulanz.cases.commands.state import touch
from kulanz.cases.locking import lock_case
from kulanz.cases.rules import WaitsFor
from kulanz.core.access.actor import Actor, ActorKind
from kulanz.core.tenancy.models import Tenant
from kulanz.masterdata.parties.models import Technician
from kulanz.masterdata.parties.refusals_of_interlock import NotCleared
from kulanz.stages.execution.commands.visits.crews import require_its_house
from kulanz.stages.execution.commands.visits.ending import begin, call_off, end
from kulanz.stages.execution.commands.visits.executors import order_follows
from kulanz.stages.execution.commands.visits.following import go_again, inspect_again
from kulanz.stages.execution.commands.visits.making import PartInput, VisitInput, change_visit
from kulanz.stages.execution.commands.visits.planning import off_plan, put_on_plan
from kulanz.stages.execution.locking import lock_visit
from kulanz.stages.execution.models import Visit
from kulanz.stages.execution.permissions_of_visits import technicians_of
from kulanz.stages.execution.queries.board import people_on_board
from kulanz.stages.execution.queries.clearance import require_clearance, require_clearance_throughout
from kulanz.stages.execution.queries.houses import may_be_sent
from kulanz.stages.execution.refusals_of_visits import NoSuchTechnician, NoSuchVisit, VisitStepNotPossible
from kulanz.stages.execution.rules.plan_reasons import Reason
from kulanz.stages.execution.rules.visits import ENDS_AS, GO_AGAIN, ON_PLAN, Result, VisitState
from kulanz.workflows.interlock import record_refused
from kulanz.workflows.orders import by_right, order_planned
from kulanz.workflows.visit_orders import order_cancelled_with, order_done_with, order_unplanned
from kulanz.workflows.visit_turns import turn_by_visits, turn_held


def plan_visit(
    *,
    actor: Actor,
    visit_id: int,
    crew: Sequence[int],
    starts_at: datetime,
    at: datetime,
    ends_at: datetime | None = None,
    house_id: int | None = None,
    expected_version: int | None = None,
) -> Visit:
    """Put a visit on the plan, or move it: the first of `crew` (technicians' ids) leads.

    With `house_id` the office gives it to that house (an organisation's id) in the same step, with its order
    (`order_follows`); without, all must be of the house that carries it out. Everybody must be cleared for
    each day it lasts. Raises NotCleared, which is kept in the protocol if the caller answers it within his
    transaction, and as `put_on_plan`, `change_visit` and `order_follows` do.
    """
    try:
        with transaction.atomic():
            if house_id is not None:
                expected_version = _to_house(actor, visit_id, house_id, expected_version, at)
            visit = put_on_plan(
                actor=actor,
                visit_id=visit_id,
                crew=crew,
                starts_at=starts_at,
                ends_at=ends_at,
                expected_version=expected_version,
                at=at,
            )
            require_clearance_throughout(visit, crew, step="plan", among=_instead(actor))
            order_planned(actor=actor, visit=visit, at=at)
            if visit.case.is_open:
                touch(visit.case, at)
                # an appointment answers whatever anybody was asked before it
                held = WaitsFor(visit.case.waits_for)
                visit.case = turn_by_visits(actor=actor, case_id=visit.case_id, held=held, at=at)
            return visit
    except NotCleared as refused:
        _keep(actor, visit_id, refused, at)
        raise


def take_off_plan(
    *, actor: Actor, visit_id: int, reason: Reason, at: datetime, expected_version: int | None = None
) -> Visit:
    """The visit has to be planned again; `reason` is shown to whoever does. Raises as `off_plan` does."""
    with transaction.atomic():
        held = turn_held(visit_id)
        visit = off_plan(
            actor=actor, visit_id=visit_id, reason=reason, expected_version=expected_version, at=at
        )
        order_unplanned(visit)
        _hand_on(actor, visit, held, at)
        return visit


def cancel_visit(*, actor: Actor, visit_id: int, reason: str, at: datetime) -> Visit:
    """Nobody goes; an order that has no other visit is cancelled with it. Raises as `call_off` does."""
    with transaction.atomic():
        held = turn_held(visit_id)
        visit = call_off(actor=actor, visit_id=visit_id, reason=reason, at=at)
        order_cancelled_with(actor=actor, visit=visit, reason=reason, at=at)
        _hand_on(actor, visit, held, at)
        return visit


def start_visit(*, actor: Actor, visit_id: int, at: datetime) -> Visit:
    """The crew begins. Who starts must be cleared on the day: a technician for himself, the office for the
    crew that is booked. Raises NotCleared as `plan_visit` does, VisitStepNotPossible also for a technician
    who is not booked for it (any more), and as `begin` does.
    """
    try:
        with transaction.atomic():
            visit = begin(actor=actor, visit_id=visit_id, at=at)
            booked = list(visit.crew.values_list("technician_id", flat=True))
            going = booked
            if actor.kind is ActorKind.TECHNICIAN:
                # whoever was on its crew once and is no more starts nothing
                going = list(technicians_of(actor).filter(pk__in=booked).values_list("pk", flat=True))
                if not going:
                    raise VisitStepNotPossible
            require_clearance(visit, going, on=local_date(_tenant(visit), at), step="start")
            return visit
    except NotCleared as refused:
        _keep(actor, visit_id, refused, at)
        raise


def finish_visit(
    *,
    actor: Actor,
    visit_id: int,
    result: Result,
    authorised: bool,
    at: datetime,
    proven: bool = True,
    usable: bool = True,
    reason: str = "",
    needed: Sequence[PartInput] = (),
    told_at: datetime | None = None,
) -> Visit:
    """A report says how the visit ended; the order is done when it is solved, else somebody goes again.

    Work that was not `authorised`, and safety that is not `proven`, never count as solved: somebody who may
    looks at it. `needed` are the parts for the next visit, `told_at` is as for `end`. A visit that has ended
    already stays as it is, and so does its order; what does not count is inspected all the same, once. Of
    what is not `usable` afterwards the order stays open without a day: the office decides what comes next.
    Raises NoSuchVisit.
    """
    with transaction.atomic():
        held = turn_held(visit_id)
        visit, ended = end(
            actor=actor,
            visit_id=visit_id,
            result=result,
            authorised=authorised,
            proven=proven,
            reason=reason,
            at=at,
            told_at=told_at,
        )
        system = by_right(actor)
        if ended and result in GO_AGAIN:
            go_again(actor=system, visit=visit, result=result, reason=reason, needed=needed, at=at)
            order_unplanned(visit)
        elif ended and (result is Result.FUTILE or not usable):
            order_unplanned(visit)
        elif ended and authorised and proven:
            order_done_with(actor=actor, visit=visit, at=at)
        if not (authorised and proven) and ENDS_AS[result] is VisitState.DONE:
            inspect_again(actor=system, visit=visit, authorised=authorised, at=at)
        if ended:
            _hand_on(system, visit, held, at)
        return visit


def edit_visit(
    *, actor: Actor, visit_id: int, given: VisitInput, at: datetime, expected_version: int | None = None
) -> Visit:
    """`change_visit`; other work or parts must not be more than a crew that is planned already may do, nor
    may it go to a house that crew is not of. An order it carries out goes with it (`order_follows`).
    """
    try:
        with transaction.atomic():
            held = turn_held(visit_id)
            house = Visit.objects.values_list("organisation_id", flat=True).filter(pk=visit_id).first()
            visit = change_visit(
                actor=actor, visit_id=visit_id, given=given, expected_version=expected_version, at=at
            )
            if visit.organisation_id != house:
                order_follows(actor, visit, at=at)
            if VisitState(visit.state) in ON_PLAN:
                if visit.organisation_id != house:
                    require_its_house(visit, [row.technician for row in visit.crew.all()])
                crew = list(visit.crew.order_by("-leads", "pk").values_list("technician_id", flat=True))
                require_clearance_throughout(visit, crew, step="plan", among=_instead(actor))
            if given.organisation_id is not None:
                # others plan it now
                visit.case = turn_by_visits(actor=actor, case_id=visit.case_id, held=held, at=at)
            return visit
    except NotCleared as refused:
        _keep(actor, visit_id, refused, at)
        raise


def _to_house(actor: Actor, visit_id: int, house_id: int, version: int | None, at: datetime) -> int:
    """Give the visit to another house whose people are planned next; answers its version then."""
    visit = lock_visit(visit_id)
    given = VisitInput(organisation_id=house_id)
    if not may_be_sent(people_on_board(actor), visit.case).filter(organisation_id=house_id).exists():
        raise NoSuchTechnician
    moved = change_visit(actor=actor, visit_id=visit_id, given=given, expected_version=version, at=at)
    order_follows(actor, moved, at=at)
    return moved.version


def _instead(actor: Actor) -> QuerySet[Technician] | None:
    """A dealer is offered his own people only, who might else stand behind those of the factory."""
    return people_on_board(actor) if actor.kind is ActorKind.DEALER else None


def _hand_on(actor: Actor, visit: Visit, held: WaitsFor | None, at: datetime) -> None:
    touch(lock_case(visit.case_id), at)
    visit.case = turn_by_visits(actor=actor, case_id=visit.case_id, held=held, at=at)


def _keep(actor: Actor, visit_id: int, refused: NotCleared, at: datetime) -> None:
    """That the interlock refused stays, although what was refused is undone."""
    visit = Visit.objects.select_related("case").filter(pk=visit_id).first()
    if visit is None:
        raise NoSuchVisit
    record_refused(actor=actor, case=visit.case, refused=refused, at=at, visit_number=visit.number)


def _tenant(visit: Visit) -> Tenant:
    return Tenant.objects.defer("logo").get(pk=visit.tenant_id)
