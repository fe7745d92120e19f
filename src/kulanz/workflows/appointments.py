"""The customer's appointment: offered as a choice, chosen, confirmed, moved, or none suits.

The plan itself is made by `plan_visit`, so that the interlock and the database decide here as everywhere.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from django.db import transaction

from kulanz.cases.calendar import local_date
from kulanz.cases.commands.people import add_task
from kulanz.cases.commands.state import touch, turn_to
from kulanz.cases.rules import WaitsFor
from kulanz.core.access.actor import Actor
from kulanz.core.refusal import Refusal
from kulanz.core.tenancy.models import Tenant
from kulanz.masterdata.parties.refusals_of_interlock import NotCleared
from kulanz.stages.execution.commands.appointments import (
    Slot,
    come_along,
    find_appointment,
    note_answer,
    put_slots,
)
from kulanz.stages.execution.locking import lock_visit
from kulanz.stages.execution.models import Visit, VisitSlot
from kulanz.stages.execution.queries.appointments import FreeSlot, open_slots, standing_of
from kulanz.stages.execution.queries.clearance import require_clearance
from kulanz.stages.execution.queries.customers_appointments import slots_to_move_to
from kulanz.stages.execution.refusals_of_appointments import (
    AppointmentLinkInvalid,
    AppointmentRefused,
    SlotGone,
    WishMissing,
)
from kulanz.stages.execution.refusals_of_visits import (
    NoSuchTechnician,
    OtherDealersTechnician,
    OtherHouse,
    TechnicianTaken,
)
from kulanz.stages.execution.rules.appointments import Act, refuses
from kulanz.stages.execution.rules.plan_reasons import Because, Why
from kulanz.stages.execution.rules.visits import VisitState
from kulanz.workflows.appointment_words import appointment_word
from kulanz.workflows.filing import for_the_house
from kulanz.workflows.interlock import record_refused
from kulanz.workflows.links import actor_of_link
from kulanz.workflows.visit_turns import planner_of, turn_by_visits
from kulanz.workflows.visits import plan_visit, take_off_plan

# A slot that was to be had a moment ago, and no longer is.
_GONE = (TechnicianTaken, NotCleared, NoSuchTechnician, OtherDealersTechnician, OtherHouse)


def offer_slots(
    *, actor: Actor, visit_id: int, slots: Sequence[Slot], at: datetime, together: Sequence[int] = ()
) -> Visit:
    """Put times before the customer; `appointment_mails.send_choice` tells him. It is his turn then.

    `together` is a crew whose people all come, as in `put_slots`.
    Raises NotCleared (kept in the protocol, as planning does) and as `put_slots` does.
    """
    try:
        with transaction.atomic():
            visit = put_slots(actor=actor, visit_id=visit_id, slots=slots, together=together, at=at)
            zone = ZoneInfo(Tenant.objects.only("time_zone").get(pk=visit.tenant_id).time_zone)
            for technician_id, starts_at in slots:
                day = starts_at.astimezone(zone).date()
                coming = [technician_id, *come_along(technician_id, together)]
                require_clearance(visit, coming, on=day, step="plan")
            touch(visit.case, at)
            held = WaitsFor(visit.case.waits_for)
            visit.case = turn_by_visits(actor=actor, case_id=visit.case_id, held=held, at=at)
            return visit
    except NotCleared as refused:
        visit = Visit.objects.select_related("case").get(pk=visit_id)
        record_refused(actor=actor, case=visit.case, refused=refused, at=at, visit_number=visit.number)
        raise


def appointment_for_link(*, secret: str, at: datetime) -> tuple[Actor, Visit]:
    """The customer and the visit of a link. Raises AppointmentLinkInvalid."""
    token, visit = find_appointment(secret=secret, at=at)
    actor = actor_of_link(token)
    if actor is None:
        raise AppointmentLinkInvalid
    return actor, visit


def choose_slot(*, actor: Actor, visit_id: int, starts_at: datetime, at: datetime) -> Visit:
    """The customer takes one of the times before him; it is booked and confirmed in the same step.

    Raises AppointmentRefused, SlotGone: the others are still to be had.
    """
    gone = False
    with transaction.atomic():
        visit = _visit_for(Act.CHOOSE, visit_id, at)
        slot = next((s for s in open_slots(visit, at=at) if s.starts_at == starts_at), None)
        if slot is None:
            raise SlotGone
        planned = _plan(actor, visit, slot, at)
        if planned is None:
            # withdrawn for good: what made it impossible stays, and the page shows the others
            slot.withdrawn_at = at
            slot.save(update_fields=["withdrawn_at"])
            gone = True
        else:
            visit = note_answer(actor=actor, visit=planned, act=Act.CHOOSE, slot=slot, at=at)
    if gone:
        raise SlotGone
    return visit


def confirm_appointment(*, actor: Actor, visit_id: int, at: datetime) -> Visit:
    """The customer says that the appointment suits him. Saying so twice changes nothing."""
    with transaction.atomic():
        visit = lock_visit(visit_id)
        if visit.state == VisitState.CONFIRMED:
            return visit
        _require(Act.CONFIRM, visit, at)
        touch(visit.case, at)
        return note_answer(actor=actor, visit=visit, act=Act.CONFIRM, at=at)


def move_appointment(*, actor: Actor, visit_id: int, starts_at: datetime, at: datetime) -> Visit:
    """The customer takes another free time, within the rules. Raises AppointmentRefused, SlotGone."""
    gone = False
    with transaction.atomic():
        visit = _visit_for(Act.MOVE, visit_id, at)
        slots = slots_to_move_to(visit, at=at)
        slot = next((s for s in slots if s.starts_at == starts_at), None)
        if slot is None or starts_at == visit.starts_at:
            raise SlotGone
        planned = _plan(actor, visit, slot, at)
        if planned is None:
            gone = True
        else:
            visit = note_answer(actor=actor, visit=planned, act=Act.MOVE, at=at)
    if gone:
        raise SlotGone
    return visit


def say_none_suits(*, actor: Actor, visit_id: int, wish: str, at: datetime) -> Visit:
    """None of the times suits, or the appointment does not any more: the office plans by the wish.

    An appointment that is planned stays until the office has found another one. Raises WishMissing,
    AppointmentRefused.
    """
    text = " ".join(wish.replace("\x00", "").split())[:500]
    if not text:
        raise WishMissing
    with transaction.atomic():
        visit = _visit_for(Act.NONE_SUITS, visit_id, at)
        house = for_the_house(actor)
        note_answer(actor=actor, visit=visit, act=Act.NONE_SUITS, wish=text, at=at)
        tenant = Tenant.objects.defer("logo").get(pk=visit.tenant_id)
        if visit.state == VisitState.OFFERED:
            said = Why(Because.CUSTOMERS_WISH, text=text)
            visit.slots.filter(chosen_at=None, withdrawn_at=None).update(withdrawn_at=at)
            visit = take_off_plan(actor=house, visit_id=visit.pk, reason=said, at=at)
        case = visit.case
        if case.is_open:
            owner = case.owner if case.owner is not None and case.owner.active else None
            add_task(
                actor=house,
                case_id=case.pk,
                title=appointment_word("task", tenant.language, number=visit.number, wish=text)[:200],
                due_on=local_date(tenant, at),
                assignee_id=owner.pk if owner is not None else None,
                at=at,
            )
            turn_to(actor=house, case=case, waits_for=planner_of(visit, case.dealer_id), at=at)
        touch(case, at)
        return visit


def _visit_for(act: Act, visit_id: int, at: datetime) -> Visit:
    visit = lock_visit(visit_id)
    _require(act, visit, at)
    return visit


def _require(act: Act, visit: Visit, at: datetime) -> None:
    no = refuses(act, standing_of(visit, at=at))
    if no is not None:
        raise AppointmentRefused(no)


def _plan(actor: Actor, visit: Visit, slot: FreeSlot | VisitSlot, at: datetime) -> Visit | None:
    """Booked for the customer by the program, under his name; None when the time is no longer to be had."""
    try:
        with transaction.atomic():
            return plan_visit(
                actor=for_the_house(actor),
                visit_id=visit.pk,
                crew=slot.crew_ids,
                starts_at=slot.starts_at,
                ends_at=slot.ends_at,
                at=at,
            )
    except _GONE as refusal:
        _keep_refused(actor, visit, refusal, at)
        return None


def _keep_refused(actor: Actor, visit: Visit, refusal: Refusal, at: datetime) -> None:
    """What the interlock refused is kept, although the booking was undone."""
    if isinstance(refusal, NotCleared):
        record_refused(actor=actor, case=visit.case, refused=refusal, at=at, visit_number=visit.number)
