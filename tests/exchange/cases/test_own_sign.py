"""The dealer's own sign of a case filed in the portal: told to his system, and never filed a second time."""

from __future__ import annotations

import pytest

from kulanz.cases.commands.recording import NewCase, record_case
from kulanz.cases.models import Case, Message
from kulanz.stages.contact.models import Partner, PartnerCase, PartnerFile
from kulanz.workflows.partner_exports import export_cases
from tests.cases.people import AT, People
from tests.exchange.cases.conftest import Take
from tests.exchange.cases.files import cases_file, new_case, note, valid

LATER = AT.replace(hour=10)
THEIRS = (
    '<case number="{number}"{more}><title>Stuhl</title><kind>complaint</kind><step>recorded</step>'
    "<state>Neu</state><createdAt>2026-11-16T09:00:00Z</createdAt></case>"
)


def filed(people: People, sign: str, *, by: str = "blatt_house") -> Case:
    """A case somebody of the house filed in the portal."""
    return record_case(actor=getattr(people, by), case=NewCase(title="Stuhl", dealer_reference=sign), at=AT)


@pytest.fixture
def own(people: People) -> Case:
    return filed(people, "RW-2291")


def told(partner: Partner) -> dict[str, str | None]:
    root = valid(export_cases(partner=partner, at=LATER).content.read())
    return {case.get("number") or "": case.get("yourNumber") for case in root}


def outcome(file: PartnerFile) -> tuple[str, str, str]:
    (row,) = file.results.all()
    return row.outcome, row.problems[0]["code"] if row.problems else "", row.number


def test_the_export_tells_his_sign(people: People, partner: Partner, own: Case, take: Take) -> None:
    take(cases_file(new_case("B-1")))
    from_file = Case.objects.get(dealer_reference="B-1")
    assert told(partner) == {own.number: "RW-2291", from_file.number: "B-1"}


def test_a_sign_of_two_cases_names_neither(people: People, partner: Partner, own: Case, take: Take) -> None:
    again = filed(people, "RW-2291")
    nameless = filed(people, "")
    assert told(partner) == {own.number: None, again.number: None, nameless.number: None}
    file = take(cases_file(note("N-1", 'reference="RW-2291"', "Welcher?")))
    assert outcome(file) == ("refused", "unknown_case", "")
    file = take(cases_file(new_case("RW-2291")))
    assert outcome(file) == ("refused", "signed_already", again.number)
    assert (Case.objects.count(), Message.objects.count()) == (3, 0)


def test_his_system_does_not_file_it_a_second_time(people: People, own: Case, take: Take) -> None:
    file = take(cases_file(new_case("RW-2291")))
    assert outcome(file) == ("refused", "signed_already", own.number)
    (row,) = file.results.all()
    assert row.problems[0]["de"] == (
        f"Unter Ihrem Zeichen „RW-2291“ gibt es schon den Vorgang {own.number}. Es wurde nichts geändert; "
        "was neu ist, schicken Sie bitte als Nachricht zu diesem Vorgang."
    )
    assert (Case.objects.count(), PartnerCase.objects.count()) == (1, 0)
    file = take(cases_file(note("N-1", 'reference="RW-2291"', "Der Kunde drängt.")))
    assert outcome(file) == ("taken", "", own.number)
    assert Message.objects.get().case == own


def test_another_installation_s_case_of_that_number_is_this_one(
    partner: Partner, own: Case, take: Take
) -> None:
    record = THEIRS.format(number="RW-2291", more="")
    for file in (
        take(cases_file(record)),
        take(cases_file(record, note("N-1", 'reference="RW-2291"', "Da?"))),
    ):
        assert {row.number for row in file.results.all()} == {own.number}
        assert file.results.get(position=1).outcome == "known"
    assert Case.objects.get() == own
    assert PartnerCase.objects.get().their_reference == "RW-2291"
    assert told(partner) == {own.number: "RW-2291"}


def test_what_somebody_typed_there_is_no_number_of_ours(people: People, take: Take) -> None:
    """The other house tells us the sign its dealer typed: the case is filed, as without it."""
    file = take(cases_file(THEIRS.format(number="WE-1", more=' yourNumber="Frau Maier"')))
    (case,) = Case.objects.all()
    assert outcome(file) == ("taken", "", case.number)
    assert PartnerCase.objects.get().their_reference == "WE-1"


def test_another_dealer_s_sign_is_nobody_s_business(people: People, partner: Partner, take: Take) -> None:
    other = filed(people, "F-1", by="fremd_house")
    file = take(cases_file(note("N-1", 'reference="F-1"', "Neugier")))
    assert outcome(file) == ("refused", "unknown_case", "")
    file = take(cases_file(new_case("F-1")))
    own = Case.objects.exclude(pk=other.pk).get()
    assert outcome(file) == ("taken", "", own.number)
    file = take(cases_file(THEIRS.format(number="B-7", more=f' yourNumber="{other.number}"')))
    assert file.results.get().number != other.number
    assert not PartnerCase.objects.filter(case=other).exists()
    assert not Message.objects.exists()
    assert other.number not in told(partner)
