"""Pick-up for credit: the credit waits for the goods, the customer says where to pay to on his page."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

from django.test import Client

from kulanz.cases.models import Case
from kulanz.cases.rules import ClosedBy, Step
from kulanz.core import clock
from kulanz.stages.billing.commands.crediting import record_credit_note
from kulanz.stages.billing.models import CreditNote, PaymentDetails
from kulanz.stages.execution.models import Order
from kulanz.workflows.links import issue_case_link
from kulanz.workflows.remedy_progress import check_decision
from tests.cases.people import People
from tests.offers.reduced import complaint, decision_for, remedy_of

IBAN = "AT61 1904 3002 3457 3201"


def picked_up(people: People) -> tuple[Case, Order, CreditNote]:
    at = clock.now()
    case = complaint(people, people.karla, at)
    remedy = remedy_of(people.tenant, "pick_up_credit", name="Abholung", nature="refund")
    decision = decision_for(case, remedy, at, credit=Decimal("504.20"))
    order = Order.objects.create(
        tenant=people.tenant,
        number="A-2026-00001",
        case=case,
        decision=decision,
        kind="pick_up_for_credit",
        state="under_way",
        state_since=at,
        name="Karla Kunde",
        created_at=at,
        created_by_name="Anna",
    )
    credit = record_credit_note(
        actor=people.anna,
        case=case,
        decision=decision,
        net=Decimal("504.20"),
        tax_rate=Decimal(19),
        gross=Decimal("600.00"),
        currency="EUR",
        order=order,
        waits_for_goods=True,
        at=at,
    )
    return case, order, credit


def test_recorded_when_the_goods_are_back_which_ends_the_case(people: People) -> None:
    case, order, credit = picked_up(people)
    check_decision(actor=people.anna, decision_id=credit.decision_id, at=clock.now())
    credit.refresh_from_db()
    assert credit.state == "waits_for_goods", "not before they are"
    Order.objects.filter(pk=order.pk).update(state="done")
    for _ in range(2):
        check_decision(actor=people.anna, decision_id=credit.decision_id, at=clock.now())
    credit.refresh_from_db()
    assert credit.state == "recorded"
    assert "Ware zurück am" in credit.declaration
    case.refresh_from_db()
    assert (case.step, case.closed_by) == (Step.CLOSED, ClosedBy.REMEDY)


def test_the_customer_says_where_to_pay_to(people: People, browser: Callable[..., Client]) -> None:
    case, _order, credit = picked_up(people)
    url = issue_case_link(case=case, party_id=people.karla.pk, address="karla@kundin.test", at=clock.now())
    path, client = "/f/" + url.rsplit("/f/", 1)[1], browser()
    assert "Bankverbindung angeben" in client.get(path).content.decode()
    inside = f"{path}gutschrift/{credit.pk}/"
    page = client.get(inside).content.decode().replace("\xa0", " ")
    assert "600,00 €" in page
    wrong = client.post(inside, {"holder": "Karla", "iban": "DE00"}, headers={"origin": "null"})
    assert wrong.status_code == 422
    assert not PaymentDetails.objects.exists()
    assert (
        client.post(inside, {"holder": "Karla", "iban": IBAN}, headers={"origin": "null"}).status_code == 302
    )
    page = client.get(inside).content.decode()
    assert "AT61 •••• 3201" in page
    assert "1904" not in page
    assert "Bankverbindung angeben" not in client.get(path).content.decode()


def test_nobody_else_says_it(people: People, browser: Callable[..., Client]) -> None:
    case, _order, credit = picked_up(people)
    other = complaint(people, people.karla, clock.now())
    url = issue_case_link(case=other, party_id=people.karla.pk, address="karla@kundin.test", at=clock.now())
    path = "/f/" + url.rsplit("/f/", 1)[1]
    client = browser()
    assert client.get(f"{path}gutschrift/{credit.pk}/").status_code == 404
    assert client.post(f"{path}gutschrift/{credit.pk}/", {"holder": "X", "iban": IBAN}).status_code == 404
    url = issue_case_link(case=case, party_id=people.blatt.pk, address="service@blatt.test", at=clock.now())
    path = "/f/" + url.rsplit("/f/", 1)[1]
    assert client.get(f"{path}gutschrift/{credit.pk}/").status_code == 404
    assert not PaymentDetails.objects.exists()
