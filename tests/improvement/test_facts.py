"""What the facts say of a case, and that they follow it through everything that happens."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from kulanz.cases.commands.closing import cancel_case
from kulanz.cases.commands.editing import edit_fields
from kulanz.cases.commands.joining import merge_cases, undo_merge
from kulanz.cases.commands.recording import NewCase, NewPosition, record_case
from kulanz.cases.models import Case
from kulanz.cases.rules import Kind
from kulanz.core.protocol.working import work_once
from kulanz.masterdata.catalog.commands.articles import change_article
from kulanz.masterdata.parties.commands.editing import save_party_address
from kulanz.masterdata.parties.commands.recording import NewAddress
from kulanz.stages.improvement.commands.facts import rebuild_facts, refresh_facts, repair_facts
from kulanz.stages.improvement.models import ComplaintFact
from kulanz.stages.improvement.queries.facts import stale_cases
from tests.improvement.house import AT, House, month


def facts_of(case: Case) -> list[ComplaintFact]:
    return list(ComplaintFact.objects.filter(case=case).order_by("position_id"))


def test_what_a_fact_says(house: House) -> None:
    house.lives_in(house.people.karla, "AT")
    case = house.complaint(
        "2026-10-31T23:30:00+00:00",  # half past midnight in Berlin, already November
        {"article": house.arve, "quantity": Decimal("2.5"), "failure_code": "GF", "claim_status": "accepted"},
        {"article": house.buche, "supplier": house.feder, "delivered_on": date(2024, 2, 29)},
        {"item_text": "Tisch", "product_group": house.tables, "claim_status": "remedy_started"},
        dealer=house.people.blatt,
    )
    house.told()

    first, second, third = facts_of(case)
    assert (first.day, first.month) == (date(2026, 11, 1), month("2026-11"))
    assert (first.article_id, first.product_group_id) == (house.arve.pk, house.chairs.pk)
    assert first.supplier_id == house.feder.pk  # the article's
    assert (first.hundredths, first.failure_code, first.accepted) == (250, "GF", True)
    assert (first.dealer_id, first.country) == (house.people.blatt.pk, "AT")
    assert second.supplier_id == house.feder.pk  # the position's, its article has none
    assert (second.delivered_month, second.accepted) == (month("2024-02"), False)
    assert (third.article_id, third.product_group_id, third.accepted) == (None, house.tables.pk, True)


def test_the_country(house: House) -> None:
    """Place of use, else the customer's main address, else the tenant's country."""
    nowhere = house.complaint("2026-10-01")
    refresh_facts(tenant_id=house.people.tenant.pk, case_ids=[nowhere.pk])
    assert facts_of(nowhere)[0].country == "DE"

    house.lives_in(house.people.karla, "AT")
    site = house.lives_in(house.people.blatt, "CH")
    home, away = house.complaint("2026-10-02"), house.complaint("2026-10-03", place_of_use=site)
    house.told()
    assert [facts_of(case)[0].country for case in (nowhere, home, away)] == ["AT", "AT", "CH"]


@pytest.mark.parametrize(
    "fields", [{"kind": "repair", "claim_status": None}, {"is_spam": True}, {"step": "cancelled"}]
)
def test_what_does_not_count(house: House, fields: dict[str, object]) -> None:
    case = house.complaint("2026-10-01", {"article": house.arve}, **fields)
    house.told()

    assert facts_of(case) == []


def test_they_follow_the_case(house: House) -> None:
    """Recorded, edited, merged, parted, cancelled: after the queue was worked off nothing is stale."""
    people, tenant_id = house.people, house.people.tenant.pk
    house.lives_in(people.karla, "DE")

    def settled() -> None:
        work_once(AT, [tenant_id])
        assert stale_cases(tenant_id) == []

    new = NewCase(
        title="Sinkt ab",
        kind=Kind.COMPLAINT,
        customer_id=people.karla.pk,
        positions=(NewPosition(article_id=house.arve.pk), NewPosition(article_id=house.tanne.pk)),
    )
    case, other = (record_case(actor=people.anna, case=new, at=AT) for _ in range(2))
    settled()
    assert len(facts_of(case)) == 2

    edit_fields(actor=people.anna, case_id=case.pk, values={"dealer_id": people.blatt.pk}, base={}, at=AT)
    settled()
    assert facts_of(case)[0].dealer_id == people.blatt.pk

    merge_cases(actor=people.lena, source_id=other.pk, target_id=case.pk, at=AT)
    settled()
    assert facts_of(other) == []
    undo_merge(actor=people.lena, source_id=other.pk, at=AT)
    settled()
    assert len(facts_of(other)) == 2

    change_article(actor=people.lena, article_id=house.arve.pk, product_group_id=house.tables.pk, at=AT)
    settled()
    assert facts_of(case)[0].product_group_id == house.tables.pk

    save_party_address(
        actor=people.otto, party_id=people.karla.pk, address_id=people.karla.addresses.get().pk,
        address=NewAddress(street="Gasse 1", country="AT"), at=AT,
    )  # fmt: skip
    settled()
    assert facts_of(case)[0].country == "AT"

    cancel_case(actor=people.anna, case_id=case.pk, reason="doppelt", at=AT)
    settled()
    assert facts_of(case) == []


def test_what_went_past_the_protocol_is_found_and_repaired(house: House) -> None:
    tenant_id = house.people.tenant.pk
    kept, changed, new, gone = (house.complaint("2026-10-01", {"article": house.arve}) for _ in range(4))
    house.told()
    new_facts = ComplaintFact.objects.filter(case=new)
    new_facts.delete()
    changed.positions.update(quantity=7)
    Case.objects.filter(pk=gone.pk).update(is_spam=True)

    assert stale_cases(tenant_id) == [changed.pk, new.pk, gone.pk]
    assert repair_facts(tenant_id=tenant_id) == 3
    assert stale_cases(tenant_id) == []
    assert [len(facts_of(case)) for case in (kept, changed, new, gone)] == [1, 1, 1, 0]
    before = list(ComplaintFact.objects.order_by("case_id").values_list("case_id", "hundredths", "repeats"))
    rebuild_facts(tenant_id=tenant_id)
    after = ComplaintFact.objects.order_by("case_id").values_list("case_id", "hundredths", "repeats")
    assert list(after) == before
