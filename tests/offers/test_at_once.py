"""Two answers at the same moment, an answer while the offer is withdrawn, a release pressed twice."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from kulanz.cases.models import Case
from kulanz.core import clock
from kulanz.core.protocol.models import ProtocolEntry
from kulanz.core.refusal import Refusal
from kulanz.core.tenancy.context import tenant_context
from kulanz.stages.billing.models import CreditNote
from kulanz.stages.contact.models import Letter
from kulanz.stages.solution.commands import offers as offer_commands
from kulanz.stages.solution.commands import offers_answered
from kulanz.stages.solution.commands.offers_answered import Given
from kulanz.stages.solution.models import Offer
from kulanz.workflows.crediting import release_and_tell
from kulanz.workflows.offers import accept_offer, decline_offer, offer_reduction, take_back_offer
from tests.cases.people import People
from tests.concurrency.conftest import AtOnce, at_once, meeting, people
from tests.offers.reduced import complaint, decision_for, remedy_of

__all__ = ["at_once", "people"]


@dataclass(frozen=True)
class Open:
    case: Case
    offer: Offer
    accept: Callable[[], object]
    decline: Callable[[], object]


@pytest.fixture
def given(people: People, tmp_path: Path, settings: Any) -> Open:
    settings.MEDIA_ROOT = tmp_path / "files"
    settings.OUTBOX_FOLDER = tmp_path / "outbox"
    settings.SECRETS_FOLDER = tmp_path / "secrets"
    at = clock.now()
    with tenant_context(people.tenant.pk):
        case = complaint(people, people.karla, at - timedelta(days=1))
        decision = decision_for(case, remedy_of(people.tenant), at, credit=Decimal("100.84"))
        offer = offer_reduction(
            actor=people.anna, case=case, decision=decision, amount=Decimal("120.00"), at=at
        )
    karla, said = people.customer_link(case.pk), Given(by="Karla Kunde", channel="public")
    return Open(
        case,
        offer,
        lambda: accept_offer(actor=karla, offer_id=offer.pk, given=said, at=at),
        lambda: decline_offer(actor=karla, offer_id=offer.pk, given=said, at=at),
    )


def left(people: People, given: Open) -> tuple[str, int, str, int]:
    """State of the offer, credit notes, state of the decision, answers in the protocol."""
    with tenant_context(people.tenant.pk):
        offer = Offer.objects.select_related("decision").get(pk=given.offer.pk)
        answers = ProtocolEntry.objects.filter(event__in=["offer.accepted", "offer.declined"]).count()
        return offer.state, CreditNote.objects.count(), offer.decision.state, answers


def refused(results: list[Any]) -> list[Any]:
    assert all(isinstance(r, Offer | Refusal | CreditNote) or r is None for r in results), results
    return [r for r in results if isinstance(r, Refusal)]


def test_accepted_twice_at_once_is_accepted_once(people: People, given: Open, at_once: AtOnce) -> None:
    results = at_once(given.accept, given.accept, given.accept)
    assert len(refused(results)) == 2
    assert left(people, given) == ("accepted", 1, "done", 1)


def test_accepted_and_declined_at_once(people: People, given: Open, at_once: AtOnce) -> None:
    results = at_once(given.accept, given.decline)
    assert len(refused(results)) == 1
    assert left(people, given) in {("accepted", 1, "done", 1), ("declined", 0, "declined", 1)}


def test_accepted_while_it_is_withdrawn(people: People, given: Open, at_once: AtOnce) -> None:
    def withdraw() -> None:
        take_back_offer(actor=people.lena, offer=given.offer, reason="Irrtum", at=clock.now())

    results = at_once(given.accept, withdraw)
    state, credit_notes, decision, answers = left(people, given)
    if refused(results):
        assert (state, credit_notes, decision, answers) == ("withdrawn", 0, "under_way", 0)
    else:
        assert (state, credit_notes, decision, answers) == ("accepted", 1, "done", 1)


def test_without_the_lock_both_answers_would_count(
    people: People, given: Open, at_once: AtOnce, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The control: read without locking, both find the offer open."""

    meet = meeting(2)

    def unlocked(offer_id: int) -> tuple[Case, Offer]:
        offer = Offer.objects.select_related("decision", "case").get(pk=offer_id)
        meet()
        return offer.case, offer

    monkeypatch.setattr(offer_commands, "lock_offer", unlocked)
    monkeypatch.setattr(offers_answered, "lock_offer", unlocked)
    at, karla, said = clock.now(), people.customer_link(given.case.pk), Given(by="K", channel="public")

    def answer(accepted: bool) -> Callable[[], object]:
        return lambda: offers_answered.answer_offer(
            actor=karla, offer_id=given.offer.pk, accepted=accepted, given=said, at=at
        )

    assert not refused(at_once(answer(True), answer(False)))
    assert left(people, given)[3] == 2


def test_released_twice_at_once(people: People, given: Open, at_once: AtOnce) -> None:
    with tenant_context(people.tenant.pk):
        given.accept()
        credit = CreditNote.objects.get()

    def release() -> CreditNote:
        return release_and_tell(
            actor=people.lena, credit_note_id=credit.pk, at=clock.now(), without_account=True
        )

    assert len(refused(at_once(release, release, release))) == 2
    with tenant_context(people.tenant.pk):
        assert ProtocolEntry.objects.filter(event="credit.released").count() == 1
        assert Letter.objects.filter(kind="credit_note").count() == 1
