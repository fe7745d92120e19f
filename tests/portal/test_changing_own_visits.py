"""The dealer moves, takes off and cancels what his people have, or gives the case to the factory service."""

from __future__ import annotations

from datetime import timedelta

from kulanz.cases.models import Case, Message
from kulanz.cases.permissions import visible_to
from kulanz.core.protocol.models import ProtocolEntry
from kulanz.masterdata.catalog.models import Executor
from kulanz.masterdata.catalog.rules.costs import ExecutorKind
from kulanz.stages.execution.commands.placing import place_order
from kulanz.stages.execution.models import Booking, Order, Visit
from kulanz.stages.execution.rules.orders import OrderState
from kulanz.stages.execution.rules.visits import VisitKind
from kulanz.stages.solution.rules.remedies import OrderKind
from kulanz.workflows.visits import start_visit
from tests.execution.visits_world import AT, HOUR, NINE
from tests.portal.sending import House


def address(visit: Visit, word: str) -> str:
    return f"/portal/einsaetze/{visit.number}/{word}/"


def ordered(house: House) -> Order:
    """The office orders it of the dealer's technicians."""
    executor = Executor.objects.create(
        tenant=house.world.tenant, kind=ExecutorKind.DEALER.value, name="Techniker des Händlers"
    )
    return place_order(
        actor=house.world.people.anna,
        case=Case.objects.get(pk=house.case.pk),
        decision=None,
        kind=OrderKind.SERVICE,
        lines=[],
        recipient="customer",
        executor=executor,
        text="Feder tauschen",
        at=AT,
    )


def test_he_moves_it(house: House) -> None:
    visit, client = house.sent(), house.client()
    page = client.get(f"/portal/einsaetze/{visit.number}/").content.decode()
    assert 'value="2026-11-17T09:00"' in page, "where it stands now"
    given = {"crew": [house.world.dario.pk], "starts": "2026-11-18T10:00", "version": visit.version}
    assert client.post(address(visit, "planen"), given).status_code == 302
    visit.refresh_from_db()
    assert visit.starts_at == NINE + timedelta(hours=25)
    check = house.nothing_happened()
    answer = client.post(address(visit, "planen"), {**given, "starts": "2026-11-19T10:00"})
    assert answer.status_code == 409, "moved by somebody since it was looked at"
    assert 'value="2026-11-19T10:00"' in answer.content.decode(), "what was typed is kept"
    check()


def test_the_interlock_judges_the_new_day(house: House) -> None:
    visit = house.sent()
    certificate = house.world.dario.person.certificates.get()
    certificate.valid_until = NINE.date()
    certificate.save()
    check = house.nothing_happened()
    given = {"crew": [house.world.dario.pk], "starts": "2026-11-18T10:00"}
    answer = house.client().post(address(visit, "planen"), given)
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "gilt nur bis 17.11.2026" in page
    assert house.factory in page
    assert "Fritz" not in page
    check()


def test_he_takes_it_off_the_plan(house: House) -> None:
    visit = house.sent()
    assert house.client().post(address(visit, "vom-plan"), {"reason": "Dario ist krank"}).status_code == 302
    visit.refresh_from_db()
    assert (visit.state, visit.off_plan_reason) == ("to_plan", "Dario ist krank")
    assert not Booking.objects.exists()
    assert not visible_to(house.world.dario_actor).filter(pk=house.case.pk).exists()
    house.case.refresh_from_db()
    assert house.case.waits_for == "dealer"


def test_he_cancels_it_with_a_reason(house: House) -> None:
    visit, client = house.sent(), house.client()
    check = house.nothing_happened()
    answer = client.post(address(visit, "absagen"), {"reason": " "})
    assert answer.status_code == 409
    assert "Bitte einen Grund angeben." in answer.content.decode()
    check()
    assert client.post(address(visit, "absagen"), {"reason": "Kunde verreist"}).status_code == 302
    visit.refresh_from_db()
    assert (visit.state, visit.off_plan_reason) == ("cancelled", "Kunde verreist")
    assert not Booking.objects.exists()
    event = ProtocolEntry.objects.get(event="visit.cancelled")
    assert (event.actor_kind, event.personal.data["reason"]) == ("dealer", "Kunde verreist")
    assert "Kunde verreist" in client.get(f"/portal/einsaetze/{visit.number}/").content.decode()


def test_what_the_office_ordered_the_office_cancels(house: House) -> None:
    order = ordered(house)
    visit = order.visits.get()
    check, client = house.nothing_happened(), house.client()
    answer = client.post(address(visit, "absagen"), {"reason": "keine Lust"})
    assert answer.status_code == 409
    assert "gehört ein Auftrag des Servicebüros" in answer.content.decode()
    check()
    order.refresh_from_db()
    assert order.is_open
    assert address(visit, "absagen") not in client.get(f"/portal/einsaetze/{visit.number}/").content.decode()


def test_a_second_look_after_unauthorised_work_the_office_cancels(house: House) -> None:
    first = house.sent()
    again = house.world.visit(kind=VisitKind.INSPECTION, follows=first, organisation=house.world.people.blatt)
    Visit.objects.filter(pk=again.pk).update(reinspects=True)
    check = house.nothing_happened()
    answer = house.client().post(address(again, "absagen"), {"reason": "schon gut"})
    assert answer.status_code == 409
    assert "Nachprüfung" in answer.content.decode()
    check()


def test_another_dealer_and_a_technician_change_nothing(house: House) -> None:
    visit = house.sent()
    check = house.nothing_happened()
    for actor in (house.world.people.fremd_house, house.world.dario_actor):
        for word in ("planen", "vom-plan", "absagen"):
            given = {"reason": "weg", "crew": [house.world.dario.pk], "starts": "2026-11-18T10:00"}
            assert house.client(actor).post(address(visit, word), given).status_code == 404
    check()


def test_visits_of_the_factory_are_not_his_to_change(house: House) -> None:
    visit = house.world.planned(organisation=house.world.factory)
    check = house.nothing_happened()
    for word in ("planen", "vom-plan", "absagen"):
        given = {"reason": "weg", "crew": [house.world.dario.pk], "starts": "2026-11-18T10:00"}
        assert house.client().post(address(visit, word), given).status_code == 404
    check()


# --- to the factory service --------------------------------------------------------------------------------


def test_one_button_gives_it_to_the_factory_and_tells_the_office(house: House) -> None:
    visit = house.sent()
    assert house.client().post(house.factory, {"reason": "Keiner frei"}).status_code == 302
    case = Case.objects.get(pk=house.case.pk)
    assert (case.carried_out_by, case.wished_technician, case.waits_for) == ("factory", None, "us")
    visit.refresh_from_db()
    assert (visit.state, visit.organisation, visit.task) == (
        "to_plan",
        house.world.factory,
        "Gasfeder tauschen",
    )
    assert not Booking.objects.exists()
    assert not visible_to(house.world.dario_actor).filter(pk=case.pk).exists()
    message = Message.objects.get(case=case)
    assert (message.audience, message.author_name) == ("dealer", "Bürohaus Blatt")
    assert "Werkskundendienst" in message.body
    assert "Keiner frei" in message.body
    event = ProtocolEntry.objects.get(event="case.given_to_factory")
    assert (event.actor_kind, event.personal.data["reason"]) == ("dealer", "Keiner frei")
    desk = house.client(house.world.people.anna)
    history = desk.get(f"/desk/vorgang/{case.number}/protokoll/").content.decode()
    assert "An den Werkskundendienst gegeben" in history
    assert "gewünscht war Dario Dohle" in history
    assert visit.number in desk.get("/desk/einsatzplan/").content.decode()
    page = house.client().get(house.page).content.decode()
    assert house.factory not in page
    assert f"/portal/einsaetze/{visit.number}/" not in page, "not his to plan any more"


def test_given_twice_it_is_given_once(house: House) -> None:
    assert house.client().post(house.factory).status_code == 302
    check = house.nothing_happened()
    assert house.client().post(house.factory).status_code == 404
    check()


def test_while_somebody_is_there_it_is_not_given_away(house: House) -> None:
    visit = house.sent()
    start_visit(actor=house.world.dario_actor, visit_id=visit.pk, at=NINE)
    check = house.nothing_happened()
    answer = house.client().post(house.factory)
    assert answer.status_code == 409
    assert f"Der Einsatz {visit.number} des Händlers läuft gerade." in answer.content.decode()
    check()


def test_what_the_office_ordered_of_him_has_failed_then(house: House) -> None:
    """Its cost was decided on with his people: the office decides anew."""
    order = ordered(house)
    visit = order.visits.get()
    assert house.client().post(house.factory, {"reason": "Keiner frei"}).status_code == 302
    order.refresh_from_db()
    visit.refresh_from_db()
    assert (order.state, visit.state) == (OrderState.FAILED, "cancelled")
    assert "Keiner frei" in order.failure


def test_who_was_there_still_reads_what_he_did(house: House) -> None:
    visit = house.sent()
    Visit.objects.filter(pk=visit.pk).update(state="done", ended_at=NINE + HOUR)
    assert house.client().post(house.factory).status_code == 302
    visit.refresh_from_db()
    assert (visit.state, visit.organisation) == ("done", house.world.people.blatt)
    assert visible_to(house.world.dario_actor).filter(pk=house.case.pk).exists()
