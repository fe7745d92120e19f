"""Whose turn it is while visits of a case are open: decided here alone, from the state of its visits."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Final

from kulanz.cases.calendar import local_date
from kulanz.cases.commands.state import turn_to
from kulanz.cases.locking import lock_case
from kulanz.cases.models import Case
from kulanz.cases.rules import CarriedOutBy, Kind, Safety, WaitsFor
from kulanz.cases.rules_of_execution import first_turn
from kulanz.core.access.actor import Actor
from kulanz.core.enums import member
from kulanz.core.tenancy.models import Tenant
from kulanz.stages.execution.models import Visit
from kulanz.stages.execution.models.visits import OPEN_VISITS
from kulanz.stages.execution.queries.houses import is_dealers_own_work
from kulanz.stages.execution.rules.visits import ON_PLAN, VisitState

# Who has to do something first, goes first: what has no date yet is planned before anybody waits for it.
_FIRST: Final = (WaitsFor.US, WaitsFor.DEALER, WaitsFor.CUSTOMER, WaitsFor.TECHNICIAN)
# Nobody of these was asked anything by somebody: the turn simply moves on.
_MOVES_ON: Final = frozenset({WaitsFor.US, WaitsFor.TECHNICIAN, WaitsFor.ERP})


def planner_of(visit: Visit, dealer_id: int | None) -> WaitsFor:
    """The dealer plans his own people's visits, the office every other one."""
    own = dealer_id is not None and visit.organisation_id == dealer_id
    return WaitsFor.DEALER if own else WaitsFor.US


def turn_of_visit(visit: Visit, dealer_id: int | None) -> WaitsFor | None:
    """Whom this visit waits for: to be planned, chosen, or carried out. None: it is over."""
    state = VisitState(visit.state)
    if state is VisitState.TO_PLAN:
        return planner_of(visit, dealer_id)
    if state is VisitState.OFFERED:
        return WaitsFor.CUSTOMER
    return WaitsFor.TECHNICIAN if state in ON_PLAN else None


def turn_of_visits(case: Case) -> WaitsFor | None:
    """Whom the case waits for by its open visits; None where there are none."""
    visits = case.visits.filter(OPEN_VISITS).only("state", "organisation_id")
    return _first(turn_of_visit(visit, case.dealer_id) for visit in visits)


def turn_held(visit_id: int) -> WaitsFor | None:
    """Who has the turn by this visit as it stands now, before it changes."""
    found = Visit.objects.select_related("case").filter(pk=visit_id).first()
    return turn_of_visit(found, found.case.dealer_id) if found is not None else None


def turn_held_by_order(order_id: int) -> WaitsFor | None:
    """The same of the visits of an order."""
    visits = Visit.objects.filter(OPEN_VISITS, order_id=order_id).select_related("case")
    return _first(turn_of_visit(visit, visit.case.dealer_id) for visit in visits)


def turn_by_visits(*, actor: Actor, case_id: int, at: datetime, held: WaitsFor | None = None) -> Case:
    """Hand the turn on after the visits of a case changed. Of an ended case nothing changes.

    `held` had it by the visit that changed and gives it away. Somebody who was asked something else keeps it:
    the dealer and the customer who owe an answer still do.
    """
    case = lock_case(case_id)
    now = WaitsFor(case.waits_for)
    if not case.is_open or not (now in _MOVES_ON or now is held):
        return case
    turn = turn_of_visits(case)
    if turn is None and now in (held, WaitsFor.TECHNICIAN):
        turn = turn_without_visits(case, at)
    if turn is not None:
        turn_to(actor=actor, case=case, waits_for=turn, at=at)
    return case


def turn_without_visits(case: Case, at: datetime) -> WaitsFor:
    """Whose turn it is where nobody is to go: still the dealer's, while his own people were not there."""
    been = case.visits.filter(state__in=[VisitState.DONE.value, VisitState.FUTILE.value])
    today = local_date(Tenant.objects.defer("logo").get(pk=case.tenant_id), at)
    if case.solution or been.exists() or not is_dealers_own_work(case, today):
        return WaitsFor.US
    by = member(CarriedOutBy, case.carried_out_by)
    return first_turn(carried_out_by=by, kind=Kind(case.kind), safety=Safety(case.safety))


def _first(turns: Iterable[WaitsFor | None]) -> WaitsFor | None:
    found = set(turns)
    return next((turn for turn in _FIRST if turn in found), None)
