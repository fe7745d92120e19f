"""Every combination of option, contract, certificate and coverage, and what comes of it."""

from __future__ import annotations

import itertools

import pytest

from kulanz.cases.rules import CarriedOutBy, Coverage, DealerPart, Kind
from kulanz.cases.rules_of_execution import (
    House,
    InvoiceTo,
    Why,
    invoice_to,
    proposed_execution,
    proposed_part,
    settled_execution,
)

FACTORY, OWN = CarriedOutBy.FACTORY, CarriedOutBy.DEALER


@pytest.mark.parametrize(
    ("kind", "coverage", "house", "expected"),
    [
        (Kind.COMPLAINT, None, House(), (FACTORY, Why.OPTION_B)),
        (Kind.ASSEMBLY, None, House(), (FACTORY, Why.OPTION_B)),
        (Kind.COMPLAINT, None, House(own_service=True), (FACTORY, Why.DELEGATED)),
        (Kind.REPAIR, Coverage.GUARANTEE, House(own_service=True), (FACTORY, Why.DELEGATED)),
        (Kind.REPAIR, None, House(own_service=True), (FACTORY, Why.MEDIATED)),
        (Kind.MAINTENANCE, Coverage.CHARGEABLE, House(own_service=True), (FACTORY, Why.MEDIATED)),
        (Kind.ASSEMBLY, None, House(own_service=True), (OWN, Why.OWN_SERVICE)),
        (Kind.INQUIRY, None, House(own_service=True), (OWN, Why.OWN_SERVICE)),
        (Kind.REPAIR, None, House(own_service=True, mediates_repairs=False), (OWN, Why.OWN_SERVICE)),
        (Kind.COMPLAINT, None, House(own_service=True, delegates_guarantee=False), (OWN, Why.OWN_SERVICE)),
        (Kind.COMPLAINT, Coverage.CHARGEABLE, House(own_service=True), (OWN, Why.OWN_SERVICE)),
        (Kind.ASSEMBLY, None, House(own_service=True, may_work=False), (FACTORY, Why.NOT_CERTIFIED)),
    ],
)
def test_who_is_proposed(
    kind: Kind, coverage: Coverage | None, house: House, expected: tuple[CarriedOutBy, Why]
) -> None:
    assert proposed_execution(kind=kind, coverage=coverage, house=house) == expected


def test_a_wish_for_own_service_needs_option_a_and_the_certificate() -> None:
    for kind, coverage, own, may in itertools.product(Kind, (None, *Coverage), (True, False), (True, False)):
        house = House(own_service=own, may_work=may)
        by, why = settled_execution(wished=OWN, kind=kind, coverage=coverage, house=house)
        assert (by is OWN) == (own and may), (kind, coverage, house, by, why)
        if not own:
            assert why is Why.OPTION_B
        elif not may:
            assert why is Why.NOT_CERTIFIED
        by, _why = settled_execution(wished=FACTORY, kind=kind, coverage=coverage, house=house)
        assert by is FACTORY, "nobody is made to do it himself"


def test_who_receives_the_invoice() -> None:
    for kind, coverage, part, by, dealer in itertools.product(
        Kind, (None, *Coverage), (None, *DealerPart), (None, *CarriedOutBy), (True, False)
    ):
        found = invoice_to(kind=kind, coverage=coverage, part=part, carried_out_by=by, has_dealer=dealer)
        if coverage in (Coverage.STATUTORY, Coverage.GUARANTEE, Coverage.GOODWILL):
            assert found is InvoiceTo.NOBODY
        elif coverage is None and kind is Kind.COMPLAINT:
            assert found is InvoiceTo.OPEN
        elif dealer and by is OWN:
            assert found is InvoiceTo.OWN
        elif dealer and part is DealerPart.PRINCIPAL:
            assert found is InvoiceTo.DEALER
        else:
            assert found is InvoiceTo.CUSTOMER


def test_the_part_of_the_dealer() -> None:
    assert proposed_part(kind=Kind.REPAIR, coverage=None) is DealerPart.PRINCIPAL
    assert proposed_part(kind=Kind.REPAIR, coverage=Coverage.GUARANTEE) is DealerPart.INTERMEDIARY
    assert proposed_part(kind=Kind.COMPLAINT, coverage=None) is DealerPart.INTERMEDIARY
    assert proposed_part(kind=Kind.INQUIRY, coverage=None) is DealerPart.INTERMEDIARY
