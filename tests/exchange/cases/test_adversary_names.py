"""A dealer's file that names other dealers' people and cases: none of them is known to it."""

from __future__ import annotations

import pytest

from kulanz.cases.models import Case, Message
from kulanz.interfaces.exchange.cases_results import results_bytes
from kulanz.masterdata.parties.rules.interlock import House
from tests.cases.people import People
from tests.exchange.cases.conftest import Take, make_partner
from tests.exchange.cases.files import cases_file, new_case, note, question
from tests.execution.visits_world import make_technician

WHO = "<carriedOutBy>dealer</carriedOutBy><technician>{name}</technician>"


@pytest.fixture
def egon(people: People) -> str:
    make_technician(people.tenant, "Egon Elster", people.fremd, House.DEALER)
    return "Egon Elster"


def test_another_houses_technician_is_unknown(take: Take, egon: str) -> None:
    file = take(cases_file(new_case("B-1", WHO.format(name=egon))))
    results = results_bytes(file).decode()
    assert 'code="unknown_technician"' in results
    assert not Case.objects.exists()


def test_another_houses_case_is_unknown_by_our_number(take: Take, people: People) -> None:
    other = make_partner(people, "fremd", party_id=people.fremd.pk)
    take(cases_file(new_case("F-1", title="Geheimer Tisch"), sender="fremd"), whose=other)
    number = Case.objects.get().number
    file = take(cases_file(note("N-1", f'number="{number}"', "Hallo"), question(f'number="{number}"')))
    results = results_bytes(file).decode()
    assert "Geheimer Tisch" not in results
    assert results.count("unknown_case") == 2
    assert not Message.objects.filter(body__contains="Hallo").exists()
