"""How long the link to an appointment works, and for whom."""

from __future__ import annotations

from kulanz.cases.models import Case
from kulanz.core import clock
from kulanz.masterdata.parties.models import Party
from kulanz.workflows.links import AFTER_CLOSING, revoke_case_links, shorten_links
from tests.execution.test_appointment_page import browser, link_to
from tests.execution.test_appointments import offered
from tests.execution.visits_world import AT, HOUR, World


def test_the_office_ends_it_with_the_links_of_the_case(world: World) -> None:
    visit = offered(world)
    path, client = link_to(world, visit), browser(world)
    with clock.frozen(AT):
        assert client.get(path).status_code == 200
        revoke_case_links(actor=world.people.anna, case_id=visit.case_id, at=AT)
        assert client.get(path).status_code == 404
        answer = client.post(path, {"act": "none_suits", "wish": "nie"})
    assert answer.status_code == 404
    visit.refresh_from_db()
    assert visit.state == "offered"


def test_a_former_customer_moves_nothing(world: World) -> None:
    visit = offered(world)
    path, client = link_to(world, visit), browser(world)
    other = Party.objects.create(tenant=world.tenant, name="Nachfolger GmbH", created_at=AT)
    Case.objects.filter(pk=visit.case_id).update(customer=other)
    with clock.frozen(AT):
        assert client.get(path).status_code == 404
        assert client.post(path, {"act": "none_suits", "wish": "nie"}).status_code == 404
    visit.refresh_from_db()
    assert visit.state == "offered"


def test_it_ends_some_time_after_the_case(world: World) -> None:
    visit = offered(world)
    path, client = link_to(world, visit), browser(world)
    shorten_links(case=visit.case, at=AT)
    with clock.frozen(AT + AFTER_CLOSING - HOUR):
        assert client.get(path).status_code == 200
    with clock.frozen(AT + AFTER_CLOSING):
        assert client.get(path).status_code == 404
