"""A dealer of option A sends his own technician from the case, without waiting for the office."""

from __future__ import annotations

from kulanz.cases.models import Case
from kulanz.cases.permissions import visible_to
from kulanz.core.protocol.models import ProtocolEntry
from kulanz.masterdata.parties.rules.interlock import House as Kind
from kulanz.stages.execution.models import Booking, Visit
from tests.execution.visits_world import NINE, make_technician
from tests.portal.sending import House, second_technician


def refusals() -> int:
    return ProtocolEntry.objects.filter(event="interlock.refused").count()


# --- it works ----------------------------------------------------------------------------------------------


def test_one_form_makes_the_visit_and_sends_the_technician(house: House) -> None:
    client = house.client()
    assert "Einsatz anlegen" in client.get(house.page).content.decode()
    answer = client.post(house.form, house.given(duration_minutes="90"))
    visit = Visit.objects.get()
    assert (answer.status_code, answer["Location"]) == (302, f"/portal/einsaetze/{visit.number}/")
    assert (visit.state, visit.starts_at, visit.duration_minutes) == ("planned", NINE, 90)
    assert (visit.organisation, visit.order, visit.task) == (
        house.world.people.blatt,
        None,
        "Gasfeder tauschen",
    )
    assert visit.city == "Augsburg", "where the case is"
    assert [row.technician for row in visit.crew.all()] == [house.world.dario]
    assert visit.works.get().work_kind == house.world.spring
    house.case.refresh_from_db()
    assert house.case.waits_for == "technician"
    assert visible_to(house.world.dario_actor).filter(pk=house.case.pk).exists()
    assert "Dario Dohle" in client.get(house.page).content.decode()


def test_whom_he_wished_when_filing_stands_in_the_form(house: House) -> None:
    second_technician(house)
    page = house.client().get(house.form).content.decode()
    assert f'<option value="{house.world.dario.pk}" selected>' in page
    assert "sinkt ab" in page, "what was told of the product"
    assert "Fritz Fink" not in page


def test_the_office_sees_it_at_once(house: House) -> None:
    visit = house.sent()
    desk = house.client(house.world.people.anna)
    board = desk.get("/desk/einsatzplan/?tag=2026-11-17").content.decode()
    assert visit.number in board
    history = desk.get(f"/desk/vorgang/{house.case.number}/protokoll/").content.decode()
    assert f"Einsatz {visit.number} angelegt" in history
    assert f"Einsatz {visit.number} geplant" in history
    made = ProtocolEntry.objects.get(event="visit.made")
    assert (made.actor_kind, made.personal.data["actor"]) == ("dealer", "Bürohaus Blatt")


def test_without_a_time_it_waits_to_be_planned_and_who_was_chosen_stays_chosen(house: House) -> None:
    dora = second_technician(house)
    answer = house.send(starts_at="", technician=dora.pk, wanted_on="2026-11-20")
    visit = Visit.objects.get()
    assert (visit.state, str(visit.wanted_on), visit.organisation) == (
        "to_plan",
        "2026-11-20",
        house.world.people.blatt,
    )
    assert not Booking.objects.exists()
    assert visit.number in house.client(house.world.people.anna).get("/desk/einsatzplan/").content.decode()
    page = house.client().get(answer["Location"]).content.decode()
    assert f'value="{dora.pk}" checked' in page


def test_a_clerk_sends_for_the_cases_she_sees_and_for_no_other(house: House) -> None:
    clerk = house.world.people.britta
    check = house.nothing_happened()
    assert house.send(clerk).status_code == 404, "it is not hers"
    check()
    Case.objects.filter(pk=house.case.pk).update(created_by_membership_id=clerk.membership_id)
    assert house.send(clerk).status_code == 302


# --- the interlock -----------------------------------------------------------------------------------------


def test_the_interlock_names_the_bar_and_offers_who_could_of_the_house(house: House) -> None:
    dora = second_technician(house, certified=False)
    check, client = house.nothing_happened(), house.client()
    answer = client.post(house.form, house.given(technician=dora.pk, task="Feder hinten"))
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "Dora Drossel: Kein Zertifikat für „Gasfeder tauschen“." in page
    assert f'name="instead" value="{house.world.dario.pk}"' in page
    assert "Fritz" not in page, "nobody of the factory"
    assert "Paula" not in page
    assert "Feder hinten" in page, "what was typed is kept"
    assert "An den Werkskundendienst geben" in page
    check()
    refused = ProtocolEntry.objects.get(event="interlock.refused")
    assert refused.personal.data["could"] == "Dario Dohle"
    taken = client.post(house.form, house.given(technician=dora.pk, instead=house.world.dario.pk))
    assert taken.status_code == 302
    assert Booking.objects.get().technician == house.world.dario


def test_many_of_the_factory_do_not_hide_who_could_of_the_house(house: House) -> None:
    """Five are offered at most, and the factory's names come first in the alphabet."""
    for n in range(6):
        other = make_technician(house.world.tenant, f"Aa{n}", house.world.factory, Kind.FACTORY, prefix="86")
        house.world.certify(other.person, house.world.spring)
    dora = second_technician(house, certified=False)
    page = house.send(technician=dora.pk).content.decode()
    assert f'name="instead" value="{house.world.dario.pk}"' in page


def test_where_nobody_of_the_house_may_the_factory_is_the_way(house: House) -> None:
    house.world.dario.person.certificates.all().delete()
    check, client = house.nothing_happened(), house.client()
    page = client.post(house.form, house.given()).content.decode()
    assert "kann es an diesem Tag niemand" in page
    assert f'action="{house.factory}"' in page
    check()
    assert refusals() == 1
    assert client.post(house.factory, {"reason": "Kein Zertifikat"}).status_code == 302
    house.case.refresh_from_db()
    assert house.case.carried_out_by == "factory"


def test_a_house_without_certificate_sends_nobody(house: House) -> None:
    house.world.people.blatt.certificates.all().delete()
    check = house.nothing_happened()
    answer = house.send()
    assert answer.status_code == 409
    assert "als Betrieb nicht zertifiziert" in answer.content.decode()
    check()


def test_an_empty_kind_of_work_is_no_way_past_the_interlock(house: House) -> None:
    check = house.nothing_happened()
    answer = house.send(work_kinds=[])
    assert answer.status_code == 422
    assert "Bitte die Arbeitsart nennen" in answer.content.decode()
    check()
    assert house.send(work_kinds=[], kind="inspection").status_code == 409, (
        "the chair is relevant all the same"
    )
    check()
