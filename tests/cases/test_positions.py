"""Positions: what was paid and wished for, codes of a list, the article's supplier, parts of a quantity."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from kulanz.cases.commands import positions as commands
from kulanz.cases.commands.claiming import Verdict, decide_positions
from kulanz.cases.commands.recording import NewCase, NewPosition, record_case
from kulanz.cases.models import Case, Position
from kulanz.cases.refusals import (
    CaseEnded,
    CurrencyUnknown,
    DeliveredInFuture,
    EditConflict,
    FailureCodeUnknown,
    InvoicedInFuture,
    NoSuchCase,
    QuantityInvalid,
    RemedyUnderWay,
    SplitNeedsLess,
)
from kulanz.core.protocol.models import ProtocolEntry
from kulanz.core.refusal import InvalidValue, NotAllowed, Refusal
from kulanz.masterdata.catalog.models import Article, FailureCode
from kulanz.masterdata.parties.models import Party, PartyRoleKind
from kulanz.stages.solution.models import Decision, DecisionPosition, Remedy
from kulanz.workflows import positions as workflow
from tests.cases.people import AT, People, make_party


def state() -> list[Any]:
    return [*Position.objects.order_by("pk").values(), *Case.objects.values(), ProtocolEntry.objects.count()]


def test_all_facts_are_taken_down_and_the_supplier_follows(case: Case, supplier: Party) -> None:
    row = case.positions.get()
    assert (row.supplier_id, row.currency, row.price_paid) == (supplier.pk, "EUR", Decimal("499.00"))
    assert (row.wished_remedy, row.failure_code, row.invoice_date) == (
        "replacement", "F01", date(2026, 3, 1),
    )  # fmt: skip


def test_a_named_supplier_goes_before_the_articles(people: People, case: Case, chair: Article) -> None:
    other = make_party(people.tenant, "Werk Nord", role=PartyRoleKind.SUPPLIER)
    row = commands.add_position(
        actor=people.anna,
        case_id=case.pk,
        position=NewPosition(article_id=chair.pk, supplier_id=other.pk),
        at=AT,
    )
    assert row.supplier_id == other.pk
    table = Article.objects.create(tenant=people.tenant, number="T-1", name="Tisch", supplier=other)
    changed = commands.edit_position(
        actor=people.anna,
        position_id=case.positions.first().pk,
        values={"article_id": table.pk, "failure_code": ""},
        base={},
        at=AT,
    )
    assert changed.supplier_id == other.pk


@pytest.mark.parametrize("code", ["F99", "f01"])
def test_a_code_that_is_not_on_the_list_is_refused(
    people: People, case: Case, chair: Article, code: str
) -> None:
    row = case.positions.get()
    before = state()
    with pytest.raises(FailureCodeUnknown, match=code):
        commands.add_position(
            actor=people.anna,
            case_id=case.pk,
            position=NewPosition(article_id=chair.pk, failure_code=code),
            at=AT,
        )
    with pytest.raises(FailureCodeUnknown):
        commands.edit_position(
            actor=people.anna, position_id=row.pk, values={"failure_code": code}, base={}, at=AT
        )
    assert state() == before


def test_codes_for_all_groups_and_codes_of_old(people: People, case: Case) -> None:
    row = case.positions.get()
    edit = {"actor": people.anna, "position_id": row.pk, "base": {}, "at": AT}
    commands.edit_position(values={"failure_code": "ALL"}, **edit)
    FailureCode.objects.filter(code="ALL").update(active=False)
    # Out of use it stays where it stands, and other fields can be changed.
    changed = commands.edit_position(values={"failure_code": "ALL", "wish": "morgen"}, **edit)
    assert (changed.failure_code, changed.wish) == ("ALL", "morgen")


def test_without_any_codes_every_word_may_stand(people: People, case: Case) -> None:
    FailureCode.objects.all().delete()
    row = commands.add_position(
        actor=people.anna,
        case_id=case.pk,
        position=NewPosition(item_text="Lampe", failure_code="flackert"),
        at=AT,
    )
    assert row.failure_code == "flackert"


@pytest.mark.parametrize(
    ("changes", "refusal"),
    [
        ({"price_paid": Decimal("-0.01")}, InvalidValue),
        ({"tax_rate": Decimal(100)}, InvalidValue),
        ({"quantity": Decimal(0)}, QuantityInvalid),
        ({"delivered_on": AT.date() + timedelta(days=1)}, DeliveredInFuture),
        ({"invoice_date": AT.date() + timedelta(days=1)}, InvoicedInFuture),
        ({"price_paid": Decimal(5), "currency": "QQQ"}, CurrencyUnknown),
    ],
)
def test_absurd_figures_change_nothing(
    people: People, case: Case, changes: dict[str, Any], refusal: type[Refusal]
) -> None:
    before = state()
    with pytest.raises(refusal):
        commands.edit_position(
            actor=people.anna, position_id=case.positions.get().pk, values=changes, base={}, at=AT
        )
    position = replace(NewPosition(item_text="Stuhl"), **changes)
    with pytest.raises(refusal):
        commands.add_position(actor=people.anna, case_id=case.pk, position=position, at=AT)
    assert state() == before


def test_a_price_changed_meanwhile(people: People, case: Case) -> None:
    row = case.positions.get()
    before = state()
    with pytest.raises(EditConflict):
        commands.edit_position(
            actor=people.anna,
            position_id=row.pk,
            values={"price_paid": Decimal(450)},
            base={"price_paid": "480.00"},
            at=AT,
        )
    assert state() == before


def test_three_of_ten_become_a_position_of_their_own(people: People, case: Case) -> None:
    row = case.positions.get()
    decide_positions(actor=people.anna, case_id=case.pk, verdicts={row.pk: Verdict(True, "Charge")}, at=AT)
    part = workflow.split_position(
        actor=people.anna, case_id=case.pk, position_id=row.pk, quantity=Decimal(3), at=AT
    )
    row.refresh_from_db()
    assert (row.quantity, part.quantity) == (Decimal(7), Decimal(3))
    for name in (*commands.POSITION_FIELDS, "claim_status", "claim_reason"):
        if name != "quantity":
            assert getattr(part, name) == getattr(row, name), name
    assert part.claim_status == "accepted"
    entry = ProtocolEntry.objects.get(event="case.position_split")
    assert (entry.stream, entry.facts["kept"], entry.facts["taken"]) == (case.stream, "7", "3")


@pytest.mark.parametrize(
    ("quantity", "refusal"),
    [
        (Decimal(10), SplitNeedsLess),
        (Decimal(11), SplitNeedsLess),
        (Decimal(0), QuantityInvalid),
        (Decimal(-1), QuantityInvalid),
    ],
)
def test_parts_that_are_none(people: People, case: Case, quantity: Decimal, refusal: type[Refusal]) -> None:
    row = case.positions.get()
    before = state()
    with pytest.raises(refusal):
        workflow.split_position(
            actor=people.anna, case_id=case.pk, position_id=row.pk, quantity=quantity, at=AT
        )
    assert state() == before


def refused_everywhere(people: People, case: Case, refusal: type[Refusal]) -> None:
    row = case.positions.get()
    before = state()
    with pytest.raises(refusal):
        workflow.split_position(
            actor=people.anna, case_id=case.pk, position_id=row.pk, quantity=Decimal(1), at=AT
        )
    with pytest.raises(refusal):
        workflow.remove_position(actor=people.anna, case_id=case.pk, position_id=row.pk, at=AT)
    assert state() == before


def test_a_position_with_a_remedy_stays_whole(people: People, case: Case) -> None:
    case.positions.update(claim_status="remedy_started")
    refused_everywhere(people, case, RemedyUnderWay)


def test_a_position_of_a_waiting_proposal_stays_whole(people: People, case: Case) -> None:
    remedy = Remedy.objects.create(tenant=people.tenant, code="x", name="X", nature="repair")
    decision = Decision.objects.create(
        tenant=people.tenant, case=case, remedy=remedy, state="proposed", key="k", calculation={},
        currency="EUR", proposed_at=AT, proposed_by_name="Anna",
    )  # fmt: skip
    held = DecisionPosition.objects.create(
        tenant=people.tenant, decision=decision, position=case.positions.get()
    )
    refused_everywhere(people, case, RemedyUnderWay)
    held.holds = False
    held.save()
    workflow.split_position(
        actor=people.anna,
        case_id=case.pk,
        position_id=case.positions.get().pk,
        quantity=Decimal(1),
        at=AT,
    )


def test_only_who_may_work_and_only_while_it_is_open(people: People, case: Case) -> None:
    row = case.positions.get()
    before = state()
    with pytest.raises(NotAllowed):
        workflow.split_position(
            actor=people.britta, case_id=case.pk, position_id=row.pk, quantity=Decimal(1), at=AT
        )
    other = record_case(actor=people.anna, case=NewCase(title="Anderes"), at=AT)
    entries = ProtocolEntry.objects.count()
    with pytest.raises(NoSuchCase):
        workflow.split_position(
            actor=people.anna, case_id=other.pk, position_id=row.pk, quantity=Decimal(1), at=AT
        )
    assert ProtocolEntry.objects.count() == entries
    other.delete()
    Case.objects.filter(pk=case.pk).update(step="cancelled")
    with pytest.raises(CaseEnded):
        workflow.split_position(
            actor=people.anna, case_id=case.pk, position_id=row.pk, quantity=Decimal(1), at=AT
        )
    Case.objects.filter(pk=case.pk).update(step="recorded")
    assert state()[:-1] == before[:-1]
    assert ProtocolEntry.objects.count() == entries
