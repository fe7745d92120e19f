"""The administration's page: settings, what waits, what was rejected and why, and trying again."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client

from kulanz.core.protocol.models import ProtocolEntry
from kulanz.core.protocol.working import work_once
from kulanz.interfaces.exchange.reading import read_answers
from kulanz.stages.execution.models import ErpConnection, Exchanged, ExchangedFile, Order
from kulanz.stages.execution.rules.orders import OrderState
from kulanz.workflows.reactions import ERP
from tests.exchange.conftest import SignIn
from tests.exchange.erp import Erp, credit_response, order_response
from tests.exchange.test_credits import a_credit
from tests.execution.placed import AT, Placed

PAGE = "/desk/verwaltung/warenwirtschaft/"


@pytest.fixture
def admin(placed: Placed, signed_in: SignIn) -> Client:
    return signed_in(placed.people.otto)


def shown(client: Client, path: str = PAGE) -> str:
    response = client.get(path)
    assert response.status_code == 200
    return response.content.decode()


def test_setting_it_up_trying_and_handing_over(placed: Placed, admin: Client) -> None:
    placed.order()
    page = shown(admin)
    assert "von Hand übergeben" in page
    assert "/schema/kulanz-orders-1.xsd" in page
    admin.post(PAGE, {"folder_out": "", "folder_in": "", "active": "on"})
    assert ErpConnection.objects.get().active
    answer = admin.post(f"{PAGE}pruefen/", follow=True)
    assert "Beide Ordner sind da" in answer.content.decode()
    answer = admin.post(f"{PAGE}uebergeben/", follow=True)
    assert "1 Beleg wird übergeben" in answer.content.decode()
    work_once(AT.replace(year=2099), [placed.people.tenant.pk], consumers=[ERP])
    assert Order.objects.get().state == OrderState.HANDED_OVER
    answer = admin.post(f"{PAGE}uebergeben/", follow=True)
    assert "Es wartet nichts" in answer.content.decode()


def test_a_folder_that_is_not_allowed_stands_beside_its_field(placed: Placed, admin: Client) -> None:
    answer = admin.post(PAGE, {"folder_out": "/etc", "folder_in": "", "active": "on"})
    assert answer.status_code == 422
    text = answer.content.decode()
    assert "Dieser Ordner ist nicht erlaubt" in text
    assert 'value="/etc"' in text
    assert not ErpConnection.objects.exists()


def test_a_rejected_file_says_why_and_is_read_again(placed: Placed, erp: Erp, admin: Client) -> None:
    tenant_id = placed.people.tenant.pk
    erp.say("1.xml", order_response("A-2026-00001"))
    read_answers(tenant_id=tenant_id, at=AT)
    page = shown(admin, f"{PAGE}?outcome=rejected")
    assert "Zeile 2, number: A-2026-00001: Einen Auftrag mit dieser Nummer gibt es nicht." in page
    row = ExchangedFile.objects.get()
    order = placed.order()
    assert order.number == "A-2026-00001"
    again = f"{PAGE}{row.pk}/wiederholen/"
    answer = admin.post(again, follow=True)
    assert "wird noch einmal gelesen" in answer.content.decode()
    assert (erp.into / "1.xml").is_file()
    assert not list((erp.into / "rejected").iterdir())
    read_answers(tenant_id=tenant_id, at=AT)
    row.refresh_from_db()
    assert (row.outcome, row.problem) == (Exchanged.TAKEN, "")
    assert Order.objects.get().state == OrderState.CONFIRMED
    answer = admin.post(again, follow=True)
    assert "nicht mehr bei den abgewiesenen" in answer.content.decode()
    assert ProtocolEntry.objects.filter(event="erp.file_offered_again").count() == 1
    assert "Noch einmal lesen" not in shown(admin)


def test_a_file_that_has_been_taken_away_cannot_be_read_again(
    placed: Placed, erp: Erp, admin: Client
) -> None:
    erp.say("1.xml", order_response("A-1999-00001"))
    read_answers(tenant_id=placed.people.tenant.pk, at=AT)
    (erp.into / "rejected" / "1.xml").unlink()
    answer = admin.post(f"{PAGE}{ExchangedFile.objects.get().pk}/wiederholen/", follow=True)
    assert "nicht mehr bei den abgewiesenen" in answer.content.decode()


def test_what_waits_under_the_name_is_not_overwritten(placed: Placed, erp: Erp, admin: Client) -> None:
    erp.say("1.xml", order_response("A-1999-00001"))
    read_answers(tenant_id=placed.people.tenant.pk, at=AT)
    newer = erp.say("1.xml", order_response("A-1999-00002"))
    kept = newer.read_bytes()
    admin.post(f"{PAGE}{ExchangedFile.objects.get().pk}/wiederholen/")
    assert newer.read_bytes() == kept
    assert len(list(erp.into.glob("*.xml"))) == 2


def test_files_are_listed_with_their_orders_in_few_queries(
    placed: Placed, erp: Erp, admin: Client, django_assert_max_num_queries: object
) -> None:
    for _ in range(12):
        placed.order()
    work_once(AT, [placed.people.tenant.pk], consumers=[ERP])
    shown(admin)
    with django_assert_max_num_queries(25):  # type: ignore[operator]  # a fixture of pytest-django
        page = shown(admin)
    assert page.count('href="/desk/auftraege/A-') == 12


def test_the_order_s_page_tells_what_the_erp_said_in_vain(
    placed: Placed, erp: Erp, signed_in: SignIn
) -> None:
    order = placed.order()
    work_once(AT, [placed.people.tenant.pk], consumers=[ERP])
    costs = '<cost id="1" kind="rocket" currency="EUR">1</cost>'
    erp.say("1.xml", order_response(order.number, "done", costs=costs))
    read_answers(tenant_id=placed.people.tenant.pk, at=AT)
    page = shown(signed_in(placed.people.anna), f"/desk/auftraege/{order.number}/")
    assert "Eine Kostenart „rocket“ gibt es nicht." in page


def test_the_credit_note_s_page_tells_what_is_wrong(placed: Placed, erp: Erp, signed_in: SignIn) -> None:
    note = a_credit(placed)
    address = f"/desk/gutschriften/{note.pk}/"
    erp.out.parent.mkdir(parents=True)
    erp.out.write_text("here should be a folder")
    work_once(AT, [placed.people.tenant.pk], consumers=[ERP])
    client = signed_in(placed.people.lena)
    assert "Die Übergabe wird wiederholt" in shown(client, address)
    erp.say("1.xml", credit_response(note.number, confirmed=False, reason="Konto gesperrt"))
    read_answers(tenant_id=placed.people.tenant.pk, at=AT)
    assert "nicht gebucht: Konto gesperrt" in shown(client, address)
    erp.say("2.xml", credit_response(note.number))
    read_answers(tenant_id=placed.people.tenant.pk, at=AT + timedelta(hours=1))
    assert "Konto gesperrt" not in shown(client, address)


def test_only_administrators_see_it(placed: Placed, signed_in: SignIn) -> None:
    for actor, status in ((placed.people.anna, 403), (placed.people.blatt_house, 404)):
        client = signed_in(actor)
        assert client.get(PAGE).status_code == status
        for path in ("pruefen/", "uebergeben/", "1/wiederholen/", ""):
            assert client.post(PAGE + path).status_code == status
