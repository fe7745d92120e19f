"""What is written to a partner's folder by itself: each file of a case once, never too much at a time."""

from __future__ import annotations

import io
import zipfile
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from lxml import etree

from kulanz.cases.commands.joining import merge_cases
from kulanz.cases.commands.messages import add_message, attach_files
from kulanz.cases.commands.recording import NewCase, record_case
from kulanz.cases.models import Case, Message
from kulanz.cases.rules import Audience
from kulanz.core.files.commands import store_file
from kulanz.interfaces.exchange import cases_folders, cases_packing, cases_writing
from kulanz.interfaces.exchange.cases_folders import exchange_with
from kulanz.interfaces.exchange.schema import CASES
from kulanz.stages.contact.models import Partner
from kulanz.workflows.partner_exports import export_cases
from tests.cases.people import AT, People
from tests.exchange.cases.conftest import Take, make_partner
from tests.exchange.cases.files import attached, cases_file, new_case, note, valid

MINUTE = timedelta(minutes=1)
NOTE = "R3V0ZW4gVGFn"


@pytest.fixture
def sender(people: People, home: Path) -> Partner:
    return make_partner(people, sends_cases=True)


def case_of(people: People, title: str = "Stuhl wackelt", *, at: datetime = AT) -> Case:
    return record_case(actor=people.anna, case=NewCase(title=title, dealer_id=people.blatt.pk), at=at)


def attach(people: People, case: Case, name: str, at: datetime, content: bytes = b"Notiz") -> None:
    stored = store_file(tenant_id=people.tenant.pk, content=content, name=name, at=at)
    attach_files(actor=people.anna, case_id=case.pk, files=[stored], audience=Audience.ALL, at=at)


def sent(home: Path, partner: Partner, at: datetime) -> list[etree._Element]:
    """The roots of the files of one round."""
    out = home / "exchange" / "nordlicht" / "partner" / partner.code / "out"
    done = exchange_with(Partner.objects.get(pk=partner.pk), at)
    assert done.trouble == ""
    return [valid(xml_of((out / name).read_bytes())) for name in done.sent]


def xml_of(content: bytes) -> bytes:
    if not content.startswith(b"PK"):
        return content
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        (name,) = (name for name in archive.namelist() if name.endswith(".xml"))
        return archive.read(name)


def files_in(roots: list[etree._Element]) -> list[str]:
    return [
        one.get("label") or one.get("name") or ""
        for root in roots
        for one in root.iter(CASES.tag("attachment"))
    ]


def test_a_file_that_was_under_way_during_a_round_goes_out_with_the_next(
    people: People, sender: Partner, home: Path
) -> None:
    """Its time is that of its beginning; it was there only when all of it had come."""
    case = case_of(people)
    assert len(sent(home, sender, AT + 2 * MINUTE)) == 1
    attach(people, case, "spaet.txt", AT + MINUTE)
    assert files_in(sent(home, sender, AT + 3 * MINUTE)) == ["spaet.txt"]
    add_message(
        actor=people.anna, case_id=case.pk, body="Neues", audience=Audience.DEALER, at=AT + 4 * MINUTE
    )
    (root,) = sent(home, sender, AT + 5 * MINUTE)
    assert not files_in([root])
    assert sent(home, sender, AT + 6 * MINUTE) == []


def test_no_more_goes_out_at_a_time_than_the_reader_takes(
    people: People, sender: Partner, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cases_writing, "MOST_INLINE", 3)
    monkeypatch.setattr(cases_packing, "_MOST_BESIDE", 12)
    cases = [case_of(people, f"Stuhl {n}", at=AT + n * timedelta(seconds=1)) for n in range(3)]
    for n, case in enumerate(cases):
        for name in ("a.txt", "b.txt", "c.txt"):
            attach(people, case, f"{n}{name}", AT + MINUTE, b"Notiz")
    rounds = [files_in(sent(home, sender, AT + n * MINUTE)) for n in range(2, 9)]
    assert all(len(names) <= 3 for names in rounds)
    assert sorted(name for names in rounds for name in names) == sorted(
        f"{n}{name}" for n in range(3) for name in ("a.txt", "b.txt", "c.txt")
    )
    assert rounds[-1] == []


def test_many_cases_go_out_in_several_files(
    people: People, sender: Partner, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cases_packing, "_MOST_XML", 1)
    for n in range(3):
        case_of(people, f"Stuhl {n}", at=AT + n * timedelta(seconds=1))
    monkeypatch.setattr(cases_folders, "_ONCE_MORE", timedelta(0))
    titles = [
        [
            title.text
            for root in sent(home, sender, AT + n * MINUTE)
            for title in root.iter(CASES.tag("title"))
        ]
        for n in range(1, 5)
    ]
    assert titles == [["Stuhl 0"], ["Stuhl 1"], ["Stuhl 2"], []]


def test_what_came_with_a_record_is_his(partner: Partner, take: Take) -> None:
    take(
        cases_file(
            new_case("B-1", f"<attachments>{attached('a.txt', NOTE)}{attached('b.txt', NOTE)}</attachments>"),
            note("B-1", 'reference="B-1"', "Bitte", f"<attachments>{attached('c.txt', NOTE)}</attachments>"),
        )
    )
    root = valid(export_cases(partner=partner, at=AT).content.read())
    assert [
        (one.get("name"), one.get("yourReference"), one.text) for one in root.iter(CASES.tag("attachment"))
    ] == [("a.txt", "B-1#1", None), ("b.txt", "B-1#2", None), ("c.txt", "B-1#1", None)]


CASE = (
    '<case number="{number}"><title>Stuhl</title><kind>complaint</kind><step>recorded</step>'
    "<state>neu</state><createdAt>2026-11-16T08:00:00Z</createdAt><messages>"
    '<message id="x:m{message}" at="2026-11-16T08:00:00Z" from="office">Gruß {message}</message>'
    "</messages></case>"
)


def test_after_merging_he_is_answered_in_the_case_that_lives(
    people: People, partner: Partner, take: Take
) -> None:
    take(cases_file(CASE.format(number="X-1", message=1), CASE.format(number="X-2", message=2)))
    living, merged = Case.objects.order_by("id")
    merge_cases(actor=people.anna, source_id=merged.pk, target_id=living.pk, at=AT)
    take(cases_file(CASE.format(number="X-2", message=3)))
    assert Message.objects.get(body="Gruß 3").case_id == living.pk
    root = valid(export_cases(partner=partner, at=AT).content.read())
    assert [one.get("yourReference") for one in root.iter(CASES.tag("message"))] == ["x:m1", "x:m2", "x:m3"]
