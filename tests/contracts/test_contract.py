"""The contract and the option with its dates; what is refused changes nothing."""

from __future__ import annotations

from datetime import timedelta

import pytest

from kulanz.cases.commands.recording import NewCase, record_case
from kulanz.cases.queries.service_levels import agreed_until
from kulanz.core.access.actor import Actor
from kulanz.core.protocol.models import ProtocolEntry
from kulanz.core.refusal import InvalidValue, NotAllowed, Refusal
from kulanz.masterdata.parties.commands.contracts import ContractFields, save_contract, set_option
from kulanz.masterdata.parties.models import DealerContract, OptionPeriod, ServiceOption, Writer
from kulanz.masterdata.parties.queries.options import contract_of, option_history, option_of, options_of
from kulanz.masterdata.parties.refusals_of_contracts import NotADealer, OptionInThePast, OptionUnchanged
from tests.cases.people import AT, People
from tests.contracts.houses import MONDAY, contract

A, B = ServiceOption.DEALER, ServiceOption.FACTORY


def test_who_decided_nothing_is_under_option_b(people: People) -> None:
    assert option_of(people.blatt.pk, MONDAY) is B
    assert option_of(None, MONDAY) is B
    assert options_of([people.blatt.pk, people.fremd.pk], MONDAY) == {people.blatt.pk: B, people.fremd.pk: B}
    assert contract_of(people.blatt.pk).writer == Writer.OFFICE
    assert contract_of(people.blatt.pk).delegates_guarantee


def test_an_option_holds_from_its_day_on(people: People) -> None:
    def choose(option: ServiceOption, days: int) -> None:
        day = MONDAY + timedelta(days=days)
        set_option(
            actor=people.lena, dealer_id=people.blatt.pk, option=option, valid_from=day, today=MONDAY, at=AT
        )

    choose(A, -400)  # the first one may lie back: it is when the contract began
    choose(B, 30)
    assert option_of(people.blatt.pk, MONDAY) is A
    assert option_of(people.blatt.pk, MONDAY + timedelta(days=29)) is A
    assert option_of(people.blatt.pk, MONDAY + timedelta(days=30)) is B
    assert option_of(people.blatt.pk, MONDAY - timedelta(days=401)) is B
    assert option_of(people.fremd.pk, MONDAY) is B
    choose(A, 30)  # before it begins, another decision for the same day replaces it
    assert option_of(people.blatt.pk, MONDAY + timedelta(days=30)) is A
    assert len(option_history(people.blatt.pk)) == 2
    kept = list(OptionPeriod.objects.values_list("valid_from", "option"))
    for refusal, option, days in ((OptionInThePast, B, -1), (OptionUnchanged, A, 5)):
        with pytest.raises(refusal):
            choose(option, days)
    assert list(OptionPeriod.objects.values_list("valid_from", "option")) == kept
    events = ProtocolEntry.objects.filter(event="dealer.option_set", stream=f"party:{people.blatt.pk}")
    assert [e.facts["option"] for e in events.order_by("seq")] == ["dealer", "factory", "dealer"]


def test_what_changed_in_a_contract_is_kept(people: People) -> None:
    fields = ContractFields(number="HV-7", writer=Writer.OFFICE_FOR_DEALER, response_hours=4, visit_days=3)
    save_contract(actor=people.lena, dealer_id=people.blatt.pk, fields=fields, at=AT)
    save_contract(actor=people.lena, dealer_id=people.blatt.pk, fields=fields, at=AT)
    row = DealerContract.objects.get()
    assert (row.number, row.writer, row.response_hours) == ("HV-7", "office_for", 4)
    entry = ProtocolEntry.objects.get(event="dealer.contract_changed")
    assert entry.facts["after"] == {
        "number": "HV-7", "writer": "office_for", "response_hours": "4", "visit_days": "3",
    }  # fmt: skip
    assert entry.facts["before"]["writer"] == "office"


def test_refused_contracts_change_nothing(people: People) -> None:
    refused: tuple[tuple[type[Refusal], Actor, int, ContractFields], ...] = (
        (NotAllowed, people.anna, people.blatt.pk, ContractFields()),
        (NotAllowed, people.blatt_house, people.blatt.pk, ContractFields()),
        (NotADealer, people.lena, people.karla.pk, ContractFields()),
        (NotADealer, people.lena, 999_999, ContractFields()),
        (InvalidValue, people.lena, people.blatt.pk, ContractFields(visit_days=0)),
    )
    for refusal, actor, dealer_id, fields in refused:
        with pytest.raises(refusal):
            save_contract(actor=actor, dealer_id=dealer_id, fields=fields, at=AT)
    with pytest.raises(NotAllowed):
        set_option(
            actor=people.blatt_house,
            dealer_id=people.blatt.pk,
            option=A,
            valid_from=MONDAY,
            today=MONDAY,
            at=AT,
        )
    assert not DealerContract.objects.exists()
    assert not OptionPeriod.objects.exists()
    assert not ProtocolEntry.objects.filter(event__startswith="dealer.").exists()


def test_service_levels_run_in_business_time(people: People) -> None:
    new = NewCase(title="Stuhl sinkt", dealer_id=people.blatt.pk, customer_id=people.karla.pk)
    case = record_case(actor=people.anna, case=new, at=AT)  # a Monday, 10:00 in Berlin
    assert agreed_until(case) == []
    contract(people, response_hours=4, visit_days=3, solution_days=10)
    first, visit, solved = agreed_until(case)
    assert first.at == AT + timedelta(hours=4)
    assert visit.on == MONDAY + timedelta(days=3)
    assert solved.on == MONDAY + timedelta(days=14)
