"""One case's life through its commands, and what each refusal leaves untouched."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from kulanz.cases.commands.claiming import decide_claim
from kulanz.cases.commands.closing import cancel_case, close_case
from kulanz.cases.commands.editing import edit_fields
from kulanz.cases.commands.messages import add_message, withdraw_message
from kulanz.cases.commands.people import assign_case
from kulanz.cases.commands.recording import NewCase, NewPosition, record_case
from kulanz.cases.commands.reopening import confirm_solution, object_to_decision, reopen_case
from kulanz.cases.commands.state import set_follow_up, set_waiting
from kulanz.cases.models import Case
from kulanz.cases.permissions import visible_to
from kulanz.cases.queries.case_page import case_messages, history
from kulanz.cases.queries.worklist import Filters, View, list_cases
from kulanz.cases.refusals import (
    AudienceNotAllowed,
    ClaimUndecided,
    DateInPast,
    EditConflict,
    FollowUpTooFar,
    MessageEmpty,
    ReasonMissing,
    SolutionMissing,
    TooLateToWithdraw,
)
from kulanz.cases.rules import Audience, ClosedBy, Kind, WaitsFor
from kulanz.core.protocol.models import ProtocolEntry, Transmission, TransmissionState
from kulanz.core.protocol.verification import altered_personal_data, broken_entries
from kulanz.core.refusal import NotAllowed
from tests.cases.people import AT, People

TODAY = date(2026, 11, 16)


def complaint(people: People) -> Case:
    return record_case(
        actor=people.blatt_house,
        at=AT,
        case=NewCase(
            title="Gasfeder sinkt ab",
            kind=Kind.COMPLAINT,
            description="Der Drehstuhl sinkt langsam ab.",
            customer_id=people.karla.pk,
            positions=(NewPosition(item_text="Drehstuhl Arve", symptom="sinkt ab"),),
        ),
    )


def trace(case: Case) -> tuple[object, ...]:
    """Everything a refusal must leave as it was."""
    row = Case.objects.values_list().get(pk=case.pk)
    return (
        row,
        ProtocolEntry.objects.filter(stream=case.stream).count(),
        Transmission.objects.count(),
        case.messages.count(),
    )


def test_from_first_message_to_closing(people: People) -> None:
    case = complaint(people)
    assert case.number == "NO-2026-00001"
    assert (case.step, case.claim_status, case.waits_for) == ("recorded", "under_review", "us")
    assert case.next_news_on == date(2026, 11, 17)

    assign_case(actor=people.anna, case_id=case.pk, owner_id=people.anna.membership_id, team_id=None, at=AT)
    add_message(
        actor=people.anna,
        case_id=case.pk,
        body="Bitte ein Foto der Gasfeder.",
        audience=Audience.CUSTOMER,
        waits_for=WaitsFor.CUSTOMER,
        at=AT,
    )
    case.refresh_from_db()
    assert (case.step, case.waits_for) == ("in_progress", "customer")
    assert case.next_news_on == date(2026, 11, 23)

    later = AT + timedelta(hours=2)
    add_message(actor=people.customer_link(case.pk), case_id=case.pk, body="Hier ist es.", at=later)
    case.refresh_from_db()
    assert case.waits_for == "us"

    before = trace(case)
    with pytest.raises(ClaimUndecided):
        close_case(actor=people.anna, case_id=case.pk, closed_by=ClosedBy.ANSWER, solution="x", at=later)
    assert trace(case) == before
    with pytest.raises(SolutionMissing):
        close_case(actor=people.anna, case_id=case.pk, closed_by=ClosedBy.ANSWER, accepted=True, at=later)
    assert trace(case) == before

    close_case(
        actor=people.anna,
        case_id=case.pk,
        closed_by=ClosedBy.ANSWER,
        accepted=True,
        solution="Gasfeder getauscht.",
        at=later,
    )
    case.refresh_from_db()
    assert (case.step, case.claim_status, case.waits_for) == ("closed", "accepted", "nobody")
    assert case.solved_by_name == "Anna Amsel"

    confirm_solution(
        actor=people.customer_link(case.pk), case_id=case.pk, solved=False, reason="Sinkt noch.", at=later
    )
    case.refresh_from_db()
    said = case_messages(people.customer_link(case.pk), case, at=later)
    assert said[-1].body == "Sinkt noch."  # found again in the conversation, not only in the history
    assert (case.step, case.waits_for) == ("in_progress", "us")
    assert broken_entries() == []
    assert altered_personal_data() == []


def test_rejection_objection_and_new_decision(people: People) -> None:
    case = complaint(people)
    before = trace(case)
    with pytest.raises(ReasonMissing):
        decide_claim(actor=people.anna, case_id=case.pk, accepted=False, reason=" ", at=AT)
    assert trace(case) == before
    close_case(
        actor=people.anna,
        case_id=case.pk,
        closed_by=ClosedBy.REJECTION,
        accepted=False,
        reason="Abnutzung",
        at=AT,
    )
    object_to_decision(
        actor=people.customer_link(case.pk), case_id=case.pk, reason="Erst 3 Monate alt", at=AT
    )
    case.refresh_from_db()
    assert (case.step, case.claim_status) == ("in_progress", "under_review")


def test_outsiders_decide_nothing(people: People) -> None:
    case = complaint(people)
    before = trace(case)
    for actor in (
        people.blatt_house,
        people.customer_link(case.pk),
        people.tom,
        people.fremd_house,
        people.otto,
    ):
        with pytest.raises(NotAllowed):
            decide_claim(actor=actor, case_id=case.pk, accepted=True, reason="", at=AT)
    for actor in (people.fremd_house, people.tom, people.customer_link(case.pk + 1)):
        with pytest.raises(NotAllowed):
            add_message(actor=actor, case_id=case.pk, body="Ich auch", at=AT)
        with pytest.raises(NotAllowed):
            cancel_case(actor=actor, case_id=case.pk, reason="weg", at=AT)
    assert trace(case) == before


def test_who_sees_it(people: People) -> None:
    case = complaint(people)
    sees = {
        "anna": True,
        "otto": True,
        "blatt_house": True,
        "britta": False,  # she sees only what she filed herself
        "fremd_house": False,
        "tom": False,
    }
    for name, expected in sees.items():
        assert visible_to(getattr(people, name)).filter(pk=case.pk).exists() is expected, name
    assert visible_to(people.customer_link(case.pk)).count() == 1
    assert visible_to(people.customer_link(case.pk + 1)).count() == 0


def test_internal_words_lead_nobody_else_to_the_case(people: People) -> None:
    case = complaint(people)
    add_message(actor=people.anna, case_id=case.pk, body="Verdacht auf Sabotage", at=AT)
    query = Filters(view=View.ALL, query="sabotage")
    assert [r.number for r in list_cases(people.anna, query, today=TODAY).rows] == [case.number]
    assert list_cases(people.blatt_house, query, today=TODAY).rows == []
    house = [m.body for m in case_messages(people.blatt_house, case, at=AT + timedelta(minutes=1))]
    assert "Verdacht auf Sabotage" not in house
    assert all(not entry.personal for entry in history(people.blatt_house, case))


def test_a_sent_message_can_be_taken_back_for_ten_seconds(people: People) -> None:
    case = complaint(people)
    message = add_message(
        actor=people.anna, case_id=case.pk, body="Zu früh", audience=Audience.CUSTOMER, at=AT
    )
    karla = people.customer_link(case.pk)
    assert case_messages(karla, case, at=AT + timedelta(seconds=5)) == []
    withdraw_message(actor=people.anna, message_id=message.pk, at=AT + timedelta(seconds=9))
    assert case_messages(karla, case, at=AT + timedelta(minutes=1)) == []
    waiting = Transmission.objects.filter(
        entry__facts__message_id=message.pk,
        entry__event="case.message_added",
        state=TransmissionState.WAITING,
    )
    assert not waiting.exists()
    second = add_message(actor=people.anna, case_id=case.pk, body="Jetzt", audience=Audience.CUSTOMER, at=AT)
    before = trace(case)
    for actor, seconds in ((people.anna, 10), (people.lena, 1)):
        with pytest.raises(TooLateToWithdraw):
            withdraw_message(actor=actor, message_id=second.pk, at=AT + timedelta(seconds=seconds))
    assert trace(case) == before


def test_two_people_edit_the_same_field(people: People) -> None:
    case = complaint(people)
    base = {"title": case.title}
    edit_fields(actor=people.anna, case_id=case.pk, values={"title": "Annas Titel"}, base=base, at=AT)
    before = trace(case)
    with pytest.raises(EditConflict) as caught:
        edit_fields(
            actor=people.lena,
            case_id=case.pk,
            values={"title": "Lenas Titel", "place_note": "3. OG"},
            base=base | {"place_note": ""},
            at=AT,
        )
    assert (caught.value.theirs, caught.value.mine) == ("Annas Titel", "Lenas Titel")
    assert trace(case) == before
    edit_fields(
        actor=people.lena,
        case_id=case.pk,
        values={"title": "Lenas Titel"},
        base={"title": "Annas Titel"},
        at=AT,
    )
    case.refresh_from_db()
    assert case.title == "Lenas Titel"


def test_refusals_leave_nothing(people: People) -> None:
    case = complaint(people)
    before = trace(case)
    with pytest.raises(MessageEmpty):
        add_message(actor=people.anna, case_id=case.pk, body=" \n", at=AT)
    with pytest.raises(AudienceNotAllowed):
        add_message(actor=people.blatt_house, case_id=case.pk, body="x", audience=Audience.INTERNAL, at=AT)
    with pytest.raises(DateInPast):
        set_waiting(
            actor=people.anna,
            case_id=case.pk,
            waits_for=WaitsFor.SUPPLIER,
            next_news_on=date(2026, 11, 13),
            at=AT,
        )
    with pytest.raises(FollowUpTooFar):
        set_follow_up(actor=people.anna, case_id=case.pk, on=date(9999, 12, 31), at=AT)
    assert trace(case) == before


def test_cancel_and_reopen(people: People) -> None:
    case = complaint(people)
    cancel_case(actor=people.customer_link(case.pk), case_id=case.pk, reason="", at=AT)
    case.refresh_from_db()
    assert (case.step, case.withdrawn_at) == ("cancelled", AT)
    reopen_case(actor=people.anna, case_id=case.pk, reason="Kunde hat sich gemeldet", at=AT)
    case.refresh_from_db()
    assert (case.step, case.withdrawn_at, case.closed_at) == ("in_progress", None, None)


def test_worklist_pages_by_key(people: People) -> None:
    numbers = []
    for minute in range(7):
        case = record_case(
            actor=people.anna, at=AT + timedelta(minutes=minute // 2), case=NewCase(title=f"Anfrage {minute}")
        )
        numbers.append(case.number)
    seen: list[str] = []
    cursor = ""
    while True:
        page = list_cases(people.anna, Filters(view=View.OPEN), today=TODAY, cursor=cursor, size=3)
        seen += [row.number for row in page.rows]
        cursor = page.next_cursor
        if not cursor:
            break
    assert seen == numbers[::-1]
