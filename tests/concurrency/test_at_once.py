"""Two people, or two processes, at the same thing at the same moment: real commits, real locks."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import IntegrityError

from kulanz.cases.commands import recording
from kulanz.cases.commands.closing import cancel_case, close_case
from kulanz.cases.commands.editing import edit_fields
from kulanz.cases.commands.messages import add_message
from kulanz.cases.commands.people import assign_case
from kulanz.cases.commands.recording import NewCase, record_case
from kulanz.cases.models import Case, Message
from kulanz.cases.refusals import EditConflict
from kulanz.cases.rules import ClosedBy, Kind, Step
from kulanz.core.access.actor import Actor
from kulanz.core.access.models import TokenPurpose
from kulanz.core.access.throttle import hit
from kulanz.core.access.tokens import consume_token, issue_token
from kulanz.core.protocol.models import ProtocolEntry
from kulanz.core.protocol.verification import broken_entries
from kulanz.core.refusal import Refusal
from kulanz.core.tenancy.context import tenant_context
from tests.cases.people import AT, People
from tests.concurrency.conftest import AtOnce, meeting

THREADS = 6


class ChangedHisMind(Exception):
    """Rolls a transaction back."""


def new_case(people: People, title: str = "Stuhl", **fields: object) -> Case:
    with tenant_context(people.tenant.pk):
        return record_case(actor=people.anna, case=NewCase(title=title, **fields), at=AT)  # type: ignore[arg-type]  # fields by name


def numbers(people: People) -> list[str]:
    with tenant_context(people.tenant.pk):
        return sorted(Case.objects.values_list("number", flat=True))


def test_numbers_have_no_gaps_though_some_change_their_minds(people: People, at_once: AtOnce) -> None:
    def one(name: int) -> Callable[[], str]:
        def act() -> str:
            case = record_case(actor=people.anna, case=NewCase(title=f"Fall {name}"), at=AT)
            if name % 3 == 0:
                raise ChangedHisMind
            return case.number

        return act

    results = [found for start in range(0, 24, THREADS) for found in
               at_once(*(one(name) for name in range(start, start + THREADS)))]  # fmt: skip
    assert sum(isinstance(found, ChangedHisMind) for found in results) == 8
    assert numbers(people) == [f"NO-2026-{n:05d}" for n in range(1, 17)]


def test_without_the_lock_the_same_numbers_are_given_twice(
    people: People, at_once: AtOnce, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The control: numbering by the highest number so far collides at once."""

    meet = meeting(THREADS)

    def highest_plus_one(count: int, *, tenant_id: int, series: str, year: int) -> range:
        found = Case.objects.filter(tenant_id=tenant_id).count() + 1
        meet()
        return range(found, found + count)

    monkeypatch.setattr(recording, "next_numbers", highest_plus_one)
    results = at_once(*[lambda: record_case(actor=people.anna, case=NewCase(title="Fall"), at=AT)] * THREADS)
    assert any(isinstance(found, IntegrityError) for found in results)


def test_of_two_edits_of_one_field_the_second_is_shown_the_first(people: People, at_once: AtOnce) -> None:
    case = new_case(people, "alt")

    def retitle(title: str) -> Callable[[], object]:
        return lambda: edit_fields(
            actor=people.anna, case_id=case.pk, values={"title": title}, base={"title": "alt"}, at=AT
        )

    results = at_once(retitle("eins"), retitle("zwei"))
    conflicts = [found for found in results if isinstance(found, EditConflict)]
    assert len(conflicts) == 1
    with tenant_context(people.tenant.pk):
        kept = Case.objects.get(pk=case.pk).title
    assert conflicts[0].theirs == kept
    assert {conflicts[0].mine, kept} == {"eins", "zwei"}


def test_edits_of_different_fields_are_both_kept(people: People, at_once: AtOnce) -> None:
    case = new_case(people, "alt")
    at_once(
        lambda: edit_fields(
            actor=people.anna, case_id=case.pk, values={"title": "neu"}, base={"title": "alt"}, at=AT
        ),
        lambda: edit_fields(
            actor=people.lena, case_id=case.pk, values={"place_note": "Hof"}, base={"place_note": ""}, at=AT
        ),
    )
    with tenant_context(people.tenant.pk):
        found = Case.objects.get(pk=case.pk)
    assert (found.title, found.place_note) == ("neu", "Hof")


def test_of_two_who_end_a_case_one_does(people: People, at_once: AtOnce) -> None:
    case = new_case(people, kind=Kind.INQUIRY)
    results = at_once(
        lambda: close_case(
            actor=people.anna, case_id=case.pk, closed_by=ClosedBy.ANSWER, solution="geklärt", at=AT
        ),
        lambda: close_case(
            actor=people.lena, case_id=case.pk, closed_by=ClosedBy.ANSWER, solution="erledigt", at=AT
        ),
        lambda: cancel_case(actor=people.anna, case_id=case.pk, reason="doppelt", at=AT),
    )
    assert sum(isinstance(found, Refusal) for found in results) == 2, results
    with tenant_context(people.tenant.pk):
        assert Case.objects.get(pk=case.pk).step in (Step.CLOSED, Step.CANCELLED)
        ended = ProtocolEntry.objects.filter(event__in=["case.closed", "case.cancelled"])
        assert ended.count() == 1


def test_the_chain_of_the_protocol_holds_under_many_writers(people: People, at_once: AtOnce) -> None:
    case = new_case(people)

    def write(turn: int) -> Callable[[], object]:
        return lambda: [
            add_message(actor=people.anna, case_id=case.pk, body=f"{turn}/{n}", at=AT) for n in range(5)
        ]

    def give(owner: Actor) -> Callable[[], object]:
        return lambda: assign_case(
            actor=people.anna, case_id=case.pk, owner_id=owner.membership_id, team_id=None, at=AT
        )

    acts = [*(write(turn) for turn in range(THREADS)), give(people.anna), give(people.lena)]
    results = at_once(*acts)
    assert not [found for found in results if isinstance(found, Exception)]
    with tenant_context(people.tenant.pk):
        assert Message.objects.count() == THREADS * 5
        rows = list(
            ProtocolEntry.objects.filter(stream=case.stream).order_by("seq").values_list("seq", flat=True)
        )
        assert rows == list(range(1, len(rows) + 1))
        assert broken_entries() == []


def test_a_key_for_single_use_opens_once(people: People, at_once: AtOnce) -> None:
    with tenant_context(people.tenant.pk):
        secret, _row = issue_token(
            tenant_id=people.tenant.pk,
            purpose=TokenPurpose.TENANT_SWITCH,
            at=AT,
            lifetime=timedelta(seconds=30),
        )
    results = at_once(*[lambda: consume_token(secret, purpose=TokenPurpose.TENANT_SWITCH, at=AT)] * THREADS)
    assert sum(found is not None for found in results) == 1, results


def test_tries_at_once_are_all_counted(people: People, at_once: AtOnce) -> None:
    results = at_once(*[lambda: hit("login", "eva", limit=3, window_seconds=600, at=AT)] * 8)
    assert sorted(results) == [False] * 5 + [True] * 3
