"""The customer's appointment: choice, confirmation, moves within the rules, and two who want one hour."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from kulanz.cases.models import Task
from kulanz.core.protocol.models import ProtocolEntry
from kulanz.core.protocol.working import work_once
from kulanz.core.refusal import NotAllowed
from kulanz.masterdata.parties.models import Certificate
from kulanz.masterdata.parties.refusals_of_interlock import NotCleared
from kulanz.stages.contact.models import OutgoingMail
from kulanz.stages.execution.commands.appointments import put_slots
from kulanz.stages.execution.models import Booking, Visit, VisitSlot
from kulanz.stages.execution.queries.appointments import free_slots, open_slots
from kulanz.stages.execution.queries.customers_appointments import slots_to_move_to
from kulanz.stages.execution.refusals_of_appointments import (
    AppointmentRefused,
    SlotGone,
    SlotsMissing,
    SlotTooSoon,
    WishMissing,
)
from kulanz.stages.execution.refusals_of_visits import NoSuchTechnician
from kulanz.stages.execution.rules.appointments import Act, No, Standing, refuses
from kulanz.stages.execution.rules.visits import VisitState
from kulanz.workflows.appointment_mails import send_appointment
from kulanz.workflows.appointments import (
    choose_slot,
    confirm_appointment,
    move_appointment,
    offer_slots,
    say_none_suits,
)
from kulanz.workflows.visits import cancel_visit, take_off_plan
from tests.execution.visits_world import AT, NINE, World

HOURS = timedelta(hours=1)


def offered(world: World, *starts: datetime) -> Visit:
    """A visit whose customer has a choice of Fritz's times."""
    visit = world.visit()
    slots = [(world.fritz.pk, start) for start in starts or (NINE, NINE + 3 * HOURS)]
    return offer_slots(actor=world.people.anna, visit_id=visit.pk, slots=slots, at=AT)


def standing(state: VisitState, *, hours: float = 48, moves: int = 0, begun: bool = False) -> Standing:
    starts_at = None
    if state not in (VisitState.TO_PLAN, VisitState.OFFERED):
        starts_at = AT - HOURS if begun else AT + timedelta(days=5)
    return Standing(state, starts_at, moves, timedelta(hours=hours), AT)


@pytest.mark.parametrize(
    ("state", "given", "choose", "confirm", "move", "none_suits"),
    [
        (VisitState.TO_PLAN, {}, No.NOT_OFFERED, No.NOTHING_PLANNED, No.NOTHING_PLANNED, No.NOTHING_PLANNED),
        (VisitState.OFFERED, {}, None, No.NOTHING_PLANNED, No.NOTHING_PLANNED, None),
        (VisitState.PLANNED, {}, No.NOT_OFFERED, None, None, None),
        (VisitState.PLANNED, {"hours": 24}, No.NOT_OFFERED, None, None, None),
        (VisitState.PLANNED, {"hours": 23.9}, No.NOT_OFFERED, None, No.TOO_LATE, No.TOO_LATE),
        (VisitState.PLANNED, {"moves": 1}, No.NOT_OFFERED, None, None, None),
        (VisitState.PLANNED, {"moves": 2}, No.NOT_OFFERED, None, No.TOO_OFTEN, None),
        (VisitState.PLANNED, {"begun": True}, No.BEGUN, No.BEGUN, No.BEGUN, No.BEGUN),
        (VisitState.CONFIRMED, {}, No.NOT_OFFERED, No.CONFIRMED_ALREADY, None, None),
        (VisitState.UNDER_WAY, {}, No.BEGUN, No.BEGUN, No.BEGUN, No.BEGUN),
        (VisitState.DONE, {}, No.ENDED, No.ENDED, No.ENDED, No.ENDED),
        (VisitState.FUTILE, {}, No.ENDED, No.ENDED, No.ENDED, No.ENDED),
        (VisitState.CANCELLED, {}, No.ENDED, No.ENDED, No.ENDED, No.ENDED),
    ],
)
def test_the_rules(
    state: VisitState,
    given: dict[str, float],
    choose: No | None,
    confirm: No | None,
    move: No | None,
    none_suits: No | None,
) -> None:
    wanted = (choose, confirm, move, none_suits)
    now = standing(state, **given)  # type: ignore[arg-type]  # the values' types are mixed
    assert tuple(refuses(act, now) for act in (Act.CHOOSE, Act.CONFIRM, Act.MOVE, Act.NONE_SUITS)) == wanted


def test_chosen_it_is_booked_and_confirmed(world: World) -> None:
    visit = offered(world)
    assert (visit.state, visit.case.waits_for) == ("offered", "customer")
    customer = world.people.customer_link(visit.case_id)
    visit = choose_slot(actor=customer, visit_id=visit.pk, starts_at=NINE, at=AT)
    assert (visit.state, visit.starts_at) == ("confirmed", NINE)
    assert Booking.objects.get(visit=visit).technician == world.fritz
    assert VisitSlot.objects.filter(chosen_at__isnull=False).count() == 1
    entry = ProtocolEntry.objects.get(event="appointment.answered")
    assert (entry.stream, entry.facts["act"]) == (visit.case.stream, "choose")
    with pytest.raises(AppointmentRefused):
        choose_slot(actor=customer, visit_id=visit.pk, starts_at=NINE + 3 * HOURS, at=AT)
    assert Booking.objects.count() == 1


def test_a_time_that_is_taken_meanwhile_is_gone_and_the_others_stay(world: World) -> None:
    visit = offered(world)
    world.planned(starts_at=NINE, case=world.harmless)
    assert [slot.starts_at for slot in open_slots(visit, at=AT)] == [NINE + 3 * HOURS]
    customer = world.people.customer_link(visit.case_id)
    with pytest.raises(SlotGone):
        choose_slot(actor=customer, visit_id=visit.pk, starts_at=NINE, at=AT)
    visit.refresh_from_db()
    assert (visit.state, visit.starts_at) == ("offered", None)
    choose_slot(actor=customer, visit_id=visit.pk, starts_at=NINE + 3 * HOURS, at=AT)


def test_who_is_no_longer_cleared_is_not_offered(world: World) -> None:
    visit = world.visit()
    uncleared = [(world.felix.pk, NINE)]
    with pytest.raises(NotCleared):
        offer_slots(actor=world.people.anna, visit_id=visit.pk, slots=uncleared, at=AT)
    visit.refresh_from_db()
    assert visit.state == "to_plan"
    assert ProtocolEntry.objects.filter(event="case.interlock_refused").count() <= 1
    visit = offered(world)
    Certificate.objects.filter(holder=world.fritz.person).update(revoked_on=AT.date())
    assert open_slots(visit, at=AT) == []
    with pytest.raises(SlotGone):
        choose_slot(actor=world.people.customer_link(visit.case_id), visit_id=visit.pk, starts_at=NINE, at=AT)
    assert not Booking.objects.exists()


def test_free_times_are_those_of_people_who_may(world: World) -> None:
    visit = world.visit()
    found = free_slots(visit, at=AT)
    assert found
    assert {slot.technician for slot in found} <= {world.fritz, world.dario, world.paula}
    assert len({slot.starts_at for slot in found}) == len(found)
    assert all(slot.starts_at > AT for slot in found)


def test_another_dealers_people_are_not_sent_to_a_competitors_customer(world: World) -> None:
    visit = world.visit()
    visit.case.dealer = world.people.fremd
    visit.case.save(update_fields=["dealer"])
    assert world.dario not in {slot.technician for slot in free_slots(visit, at=AT, most=50)}
    with pytest.raises(NoSuchTechnician):
        put_slots(actor=world.people.anna, visit_id=visit.pk, slots=[(world.dario.pk, NINE)], at=AT)
    assert not VisitSlot.objects.exists()


def test_confirmed_once(world: World) -> None:
    visit = world.planned()
    customer = world.people.customer_link(visit.case_id)
    before = visit.version
    for _time in range(2):
        visit = confirm_appointment(actor=customer, visit_id=visit.pk, at=AT)
    assert (visit.state, visit.version) == ("confirmed", before + 1)
    assert ProtocolEntry.objects.filter(event="appointment.answered").count() == 1


def test_moved_twice_at_most_and_in_time(world: World) -> None:
    start = datetime(2026, 11, 27, 8, tzinfo=UTC)
    visit = world.planned(starts_at=start)
    customer = world.people.customer_link(visit.case_id)
    for count in (1, 2):
        other = slots_to_move_to(visit, at=AT)[-1]
        visit = move_appointment(actor=customer, visit_id=visit.pk, starts_at=other.starts_at, at=AT)
        assert (visit.state, visit.starts_at, visit.customer_moves) == ("confirmed", other.starts_at, count)
    for when in (AT, visit.starts_at - timedelta(hours=3) if visit.starts_at else AT):
        with pytest.raises(AppointmentRefused):
            move_appointment(actor=customer, visit_id=visit.pk, starts_at=start, at=when)
    again = Visit.objects.get(pk=visit.pk)
    assert (again.starts_at, again.customer_moves) == (visit.starts_at, 2)
    assert Booking.objects.count() == 1


def test_none_suits(world: World) -> None:
    visit = offered(world)
    customer = world.people.customer_link(visit.case_id)
    with pytest.raises(WishMissing):
        say_none_suits(actor=customer, visit_id=visit.pk, wish=" ", at=AT)
    visit.refresh_from_db()
    assert visit.state == "offered"
    visit = say_none_suits(actor=customer, visit_id=visit.pk, wish="Nur freitags", at=AT)
    assert (visit.state, visit.case.waits_for) == ("to_plan", "us")
    assert "Nur freitags" in visit.off_plan_reason
    assert "Nur freitags" in Task.objects.get().title
    planned = world.planned(case=world.harmless)
    late = world.people.customer_link(planned.case_id)
    planned.refresh_from_db()
    with pytest.raises(AppointmentRefused):
        # tomorrow at nine is too near to be changed by the page
        say_none_suits(actor=late, visit_id=planned.pk, wish="Später", at=AT)
    planned.refresh_from_db()
    assert planned.state == "planned"


def test_what_cannot_be_offered(world: World) -> None:
    visit = world.visit()
    given = {"actor": world.people.anna, "visit_id": visit.pk, "at": AT}
    with pytest.raises(SlotsMissing):
        put_slots(slots=[], **given)
    with pytest.raises(SlotTooSoon):
        put_slots(slots=[(world.fritz.pk, AT + HOURS)], **given)
    for actor in (world.people.otto, world.people.tom, world.people.blatt_house):
        with pytest.raises(NotAllowed):
            put_slots(**{**given, "actor": actor, "slots": [(world.fritz.pk, NINE)]})
    assert not VisitSlot.objects.exists()


# --- Mails --------------------------------------------------------------------------------------------------


def told() -> list[str]:
    return list(
        OutgoingMail.objects.filter(kind="appointment").order_by("pk").values_list("subject", flat=True)
    )


def test_asked_told_and_told_of_its_end(world: World) -> None:
    visit = offered(world)
    assert send_appointment(actor=world.people.anna, visit_id=visit.pk, at=AT) == 1
    customer = world.people.customer_link(visit.case_id)
    choose_slot(actor=customer, visit_id=visit.pk, starts_at=NINE, at=AT)
    work_once(AT)
    take_off_plan(actor=world.people.anna, visit_id=visit.pk, reason="krank", at=AT)
    work_once(AT)
    work_once(AT)
    subjects = told()
    assert len(subjects) == 3
    assert "wählen Sie Ihren Termin" in subjects[0]
    assert "17. November 2026" in subjects[1]
    assert "fällt aus" in subjects[2]


def test_who_was_never_told_hears_of_no_change(world: World) -> None:
    visit = world.planned()
    cancel_visit(actor=world.people.anna, visit_id=visit.pk, reason="doppelt", at=AT)
    work_once(AT)
    assert told() == []
