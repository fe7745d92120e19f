"""The form of a position at the desk, and the part of it on the form of a new case."""

from __future__ import annotations

import re
from decimal import Decimal
from html import unescape

import pytest
from django.test import Client

from kulanz.cases.commands.recording import NewCase, NewPosition, record_case
from kulanz.cases.models import Case, Position
from kulanz.cases.rules import Kind
from kulanz.core import clock
from kulanz.core.protocol.models import ProtocolEntry
from kulanz.masterdata.catalog.models import Article, FailureCode, ProductGroup
from kulanz.masterdata.parties.models import PartyRoleKind
from tests.cases.people import AT, People, make_party


@pytest.fixture
def chair(people: People) -> Article:
    group = ProductGroup.objects.create(tenant=people.tenant, code="STUHL", name="Stühle")
    FailureCode.objects.create(tenant=people.tenant, product_group=group, code="F01", name="sinkt ab")
    supplier = make_party(people.tenant, "Werk Süd", role=PartyRoleKind.SUPPLIER)
    return Article.objects.create(
        tenant=people.tenant, number="DS-1", name="Drehstuhl", product_group=group, supplier=supplier
    )


@pytest.fixture
def case(people: People) -> Case:
    position = NewPosition(item_text="Drehstuhl", quantity=Decimal(4))
    new = NewCase(title="Stühle sinken", kind=Kind.COMPLAINT, positions=(position,))
    return record_case(actor=people.anna, case=new, at=AT)


FORM = {
    "item_text": "", "quantity": "2", "symptom": "sinkt", "failure_code": "F01", "price_paid": "1.234,50",
    "currency": "EUR", "tax_rate": "19", "invoice_number": "R-7", "invoice_date": "2026-03-01",
    "delivered_on": "2026-03-02", "sold_by": "dealer", "wished_remedy": "replacement", "wish": "bald",
}  # fmt: skip


def test_a_position_with_everything(anna: Client, case: Case, chair: Article) -> None:
    url = f"/desk/vorgang/{case.number}/position/"
    answer = anna.post(url, {**FORM, "article_id": str(chair.pk)})
    assert answer.status_code == 302
    row = Position.objects.get(article=chair)
    assert (row.price_paid, row.currency, row.tax_rate) == (Decimal("1234.50"), "EUR", Decimal(19))
    assert (row.failure_code, row.wished_remedy, row.sold_by) == ("F01", "replacement", "dealer")
    assert row.supplier_id == chair.supplier_id
    page = anna.get(f"{url}{row.pk}/").content.decode()
    assert "F01 sinkt ab" in page
    assert "Werk Süd" in page


def form_of(page: str) -> dict[str, str]:
    """What a browser would send of the first form of the page."""
    first = page[page.index('<form method="post" novalidate') :].split("</form>", 1)[0]
    sent: dict[str, str] = {}
    for tag in re.findall(r"<input[^>]*>", first):
        if name := re.search(r'name="([^"]+)"', tag):
            value = re.search(r'value="([^"]*)"', tag)
            sent[name[1]] = unescape(value[1]) if value else ""
    for name, text in re.findall(r'<textarea name="([^"]+)"[^>]*>\s*(.*?)</textarea>', first, re.DOTALL):
        sent[name] = unescape(text)
    for name, options in re.findall(r'<select[^>]*name="([^"]+)"[^>]*>(.*?)</select>', first, re.DOTALL):
        chosen = re.search(r'value="([^"]*)" selected', options)
        sent[name] = unescape(chosen[1]) if chosen else ""
    return sent


def test_a_form_sent_back_as_it_is_shown_changes_nothing(anna: Client, case: Case, chair: Article) -> None:
    url = f"/desk/vorgang/{case.number}/position/"
    anna.post(url, {**FORM, "article_id": str(chair.pk)})
    row = Position.objects.get(article=chair)
    before, entries = Position.objects.filter(pk=row.pk).values().get(), ProtocolEntry.objects.count()
    shown = form_of(anna.get(f"{url}{row.pk}/").content.decode())
    assert (shown["price_paid"], shown["failure_code"]) == ("1234,50", "F01")
    assert anna.post(f"{url}{row.pk}/", shown).status_code == 302
    assert Position.objects.filter(pk=row.pk).values().get() == before
    assert ProtocolEntry.objects.count() == entries
    # And one figure changed is one change, no conflict.
    assert (
        anna.post(f"{url}{row.pk}/", {**shown, "price_paid": "1.200,00", "quantity": "3"}).status_code == 302
    )
    entry = ProtocolEntry.objects.filter(event="case.position_changed").latest("pk")
    assert entry.facts["after"] == {"price_paid": "1200", "quantity": "3"}
    # Changed by somebody else meanwhile it is one.
    Position.objects.filter(pk=row.pk).update(tax_rate=7)
    late = anna.post(f"{url}{row.pk}/", {**shown, "price_paid": "1.200,00", "quantity": "3", "tax_rate": "0"})
    assert late.status_code == 422
    assert "inzwischen von jemand anderem geändert" in late.content.decode()
    row.refresh_from_db()
    assert row.tax_rate == 7


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"quantity": "1e5"}, "Bitte eine Zahl angeben."),
        ({"tax_rate": "190"}, "Bitte höchstens 99,99 angeben."),
        ({"currency": "QQQ"}, "Die Währung „QQQ“ gibt es nicht."),
        ({"invoice_date": "2050-01-01"}, "Das Rechnungsdatum liegt in der Zukunft."),
    ],
)
def test_a_slip_is_named_and_changes_nothing(
    anna: Client, case: Case, chair: Article, typed: dict[str, str], said: str
) -> None:
    url = f"/desk/vorgang/{case.number}/position/"
    answer = anna.post(url, {**FORM, "article_id": str(chair.pk), **typed})
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert case.positions.count() == 1


def test_an_unknown_code_stands_beside_its_field(anna: Client, case: Case, chair: Article) -> None:
    url = f"/desk/vorgang/{case.number}/position/"
    answer = anna.post(url, {**FORM, "article_id": str(chair.pk), "failure_code": "XYZ"})
    assert answer.status_code == 422
    assert "Bitte einen aus der Liste wählen." in answer.content.decode()
    assert case.positions.count() == 1


def test_the_codes_follow_the_article(anna: Client, chair: Article) -> None:
    url = "/desk/finden/fehlercodes/"
    with_codes = anna.get(url, {"article_id": chair.pk}).content.decode()
    assert "<select" in with_codes
    assert "F01 sinkt ab" in with_codes
    without = anna.get(url, {"failure_code": 'x"y'}).content.decode()
    assert "<input" in without
    assert 'value="x&quot;y"' in without


@pytest.mark.parametrize("text", ["9999999999999", "-1", "abc"])
def test_absurd_prices_are_refused_at_the_form(anna: Client, case: Case, text: str) -> None:
    answer = anna.post(
        f"/desk/vorgang/{case.number}/position/",
        {**FORM, "failure_code": "", "item_text": "Stuhl", "price_paid": text},
    )
    assert answer.status_code == 422
    assert case.positions.count() == 1


def test_a_position_is_split_at_the_desk(anna: Client, case: Case) -> None:
    row = case.positions.get()
    url = f"/desk/vorgang/{case.number}/position/{row.pk}/teilen/"
    refused = anna.post(url, {"quantity": "4"})
    assert refused.status_code == 422
    assert "weniger als alle 4 Stück" in refused.content.decode()
    assert case.positions.count() == 1
    assert anna.post(url, {"quantity": "1,5"}).status_code == 302
    assert sorted(case.positions.values_list("quantity", flat=True)) == [Decimal("1.5"), Decimal("2.5")]
    page = anna.get(f"/desk/vorgang/{case.number}/protokoll/").content.decode()
    assert "Position geteilt: 1,5 Stück abgetrennt, 2,5 bleiben" in page


def test_a_new_case_with_what_is_known(anna: Client, chair: Article) -> None:
    form = {
        "channel": "phone", "title": "Stuhl sinkt", "kind": "complaint", "safety": "no",
        "severity": "minor", "article_id": str(chair.pk), "failure_code": "F01", "price_paid": "99",
        "currency": "EUR", "wished_remedy": "repair",
    }  # fmt: skip
    assert anna.post("/desk/neu/", form).status_code == 302
    row = Position.objects.get(article=chair)
    assert (row.failure_code, row.price_paid, row.wished_remedy) == ("F01", Decimal(99), "repair")


def test_facts_without_a_product_are_not_lost(anna: Client) -> None:
    form = {
        "channel": "phone", "title": "Stuhl sinkt", "kind": "complaint", "safety": "no",
        "severity": "minor", "price_paid": "99", "currency": "EUR",
    }  # fmt: skip
    answer = anna.post("/desk/neu/", form)
    assert answer.status_code == 422
    assert "Bitte das Produkt nennen" in answer.content.decode()
    assert not Case.objects.exists()


def test_a_day_that_has_not_come_is_said_with_everything_else(anna: Client) -> None:
    form = {
        "channel": "phone", "title": "", "kind": "complaint", "safety": "no", "severity": "minor",
        "item_text": "Stuhl", "new_email": "karla", "price_paid": "viel", "delivered_on": "2026-11-17",
        "invoice_date": "2026-11-18",
    }  # fmt: skip
    with clock.frozen(AT):
        answer = anna.post("/desk/neu/", form)
    assert answer.status_code == 422
    assert {"title", "new_email", "price_paid", "delivered_on", "invoice_date"} <= set(
        answer.context["form"].errors
    )
    assert "Das Lieferdatum liegt in der Zukunft." in answer.content.decode()
    assert not Case.objects.exists()
