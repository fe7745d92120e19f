"""A person's right to be forgotten reaches his orders; what a case must keep stays."""

from __future__ import annotations

from kulanz.cases.models import Case
from kulanz.cases.rules import Step
from kulanz.stages.execution.commands.erasing import ERASED, erase_orders
from kulanz.stages.execution.models import Order
from tests.execution.placed import Placed


def test_names_addresses_and_words_go(placed: Placed) -> None:
    order = placed.order(text="Bei Kunde klingeln")
    other = placed.service()
    Case.objects.filter(pk=placed.case.pk).update(step=Step.CANCELLED)
    count = erase_orders(
        actor=placed.people.otto,
        own_cases=[placed.case.pk],
        cases=[placed.case.pk],
        party_id=placed.people.karla.pk,
    )
    assert count == 2
    for each in Order.objects.filter(pk__in=[order.pk, other.pk]):
        assert each.name == ERASED
        assert [each.street, each.city, each.contact, each.place_note, each.text] == [""] * 5
        assert each.number.startswith("A-2026-")
        assert each.lines.get().serial_number == ""


def test_of_other_peoples_cases_only_what_went_to_him(placed: Placed) -> None:
    order = placed.order()
    for party_id, erased in ((placed.people.tom_party.pk, 0), (placed.people.karla.pk, 1)):
        count = erase_orders(
            actor=placed.people.otto, own_cases=[], cases=[placed.case.pk], party_id=party_id
        )
        assert count == erased
    assert Order.objects.get(pk=order.pk).name == ERASED
