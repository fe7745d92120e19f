"""Actual costs beside the calculated ones."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

import pytest
from django.test import Client

from kulanz.core import clock
from kulanz.core.refusal import MissingValue, NotAllowed
from kulanz.masterdata.catalog.models import CostKind
from kulanz.stages.billing.commands.costs import book_actual_cost
from kulanz.stages.billing.models import ActualCost
from kulanz.stages.billing.queries.costs import calculated_and_actual, costs_of_case
from kulanz.stages.billing.refusals import CostBelongsElsewhere, CostInvalid
from tests.cases.people import People
from tests.offers.reduced import Reduced, complaint, decision_for, remedy_of
from tests.offers.test_office import client_of


@pytest.fixture
def call_out(people: People) -> CostKind:
    return CostKind.objects.create(
        tenant=people.tenant, code="call_out", name="Anfahrt", scope="entered", position=1
    )


def test_booked_once_under_one_key_and_taken_back(story: Reduced, people: People, call_out: CostKind) -> None:
    def book(amount: str, key: str) -> ActualCost:
        return book_actual_cost(
            actor=people.anna,
            case_id=story.case.pk,
            cost_kind_id=call_out.pk,
            amount=Decimal(amount),
            currency="EUR",
            key=key,
            decision_id=story.decision.pk,
            at=clock.now(),
        )

    first = book("89.50", "a")
    assert book("89.50", "a") == first
    book("-9.50", "b")
    assert [cost.amount for cost in costs_of_case(people.anna, story.case)] == [
        Decimal("89.50"),
        Decimal("-9.50"),
    ]
    (compared,) = calculated_and_actual(people.anna, story.case)
    assert (compared.calculated, compared.actual) == (story.decision.total, Decimal("80.00"))
    assert compared.difference == Decimal("80.00") - Decimal("100.84")
    (kind,) = compared.kinds
    assert (kind.name, kind.calculated, kind.actual) == ("Anfahrt", None, Decimal("80.00"))


@pytest.mark.parametrize("amount", ["0", "NaN", "1.005", "10000000", "-Infinity"])
def test_absurd_amounts(story: Reduced, people: People, call_out: CostKind, amount: str) -> None:
    with pytest.raises(CostInvalid):
        book_actual_cost(
            actor=people.anna,
            case_id=story.case.pk,
            cost_kind_id=call_out.pk,
            amount=Decimal(amount),
            currency="EUR",
            key="k",
            at=clock.now(),
        )
    assert not ActualCost.objects.exists()


def test_what_belongs_elsewhere(story: Reduced, people: People, call_out: CostKind) -> None:
    at = clock.now()
    other = complaint(people, people.karla, at)
    foreign = decision_for(other, remedy_of(people.tenant), at, credit=Decimal(10))
    given = {
        "actor": people.anna,
        "case_id": story.case.pk,
        "amount": Decimal(1),
        "currency": "EUR",
        "at": at,
    }
    for wrong in (
        {"cost_kind_id": 999_999, "key": "a"},
        {"cost_kind_id": call_out.pk, "decision_id": foreign.pk, "key": "b"},
        {"cost_kind_id": call_out.pk, "order_id": 999_999, "key": "c"},
    ):
        with pytest.raises(CostBelongsElsewhere):
            book_actual_cost(**given, **wrong)  # type: ignore[arg-type]  # fields by name
    with pytest.raises(MissingValue):
        book_actual_cost(**given, cost_kind_id=call_out.pk, key=" ")  # type: ignore[arg-type]  # fields by name
    with pytest.raises(NotAllowed):
        book_actual_cost(**{**given, "actor": people.otto}, cost_kind_id=call_out.pk, key="d")  # type: ignore[arg-type]  # fields by name
    assert not ActualCost.objects.exists()


def test_booking_at_the_desk(
    story: Reduced, people: People, call_out: CostKind, browser: Callable[..., Client]
) -> None:
    client = client_of(people.anna.user_id, browser)
    path = f"/desk/vorgang/{story.case.number}/kosten/"
    form = {"cost_kind": call_out.pk, "amount": "89,50", "key": "form:1", "decision": story.decision.pk}
    for _ in range(2):
        answer = client.post(path, form)
        assert answer.status_code == 302
        assert answer["Location"].endswith("#costs")
    assert ActualCost.objects.get().amount == Decimal("89.50")
    client.post(path, {**form, "key": "form:2", "amount": "viel"})
    client.post(path, {**form, "key": "form:3", "amount": "0"})
    client.post(path, {**form, "key": "form:4", "cost_kind": "x"})
    assert ActualCost.objects.count() == 1
    assert client_of(people.otto.user_id, browser).post(path, {**form, "key": "x"}).status_code == 403
