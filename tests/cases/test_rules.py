"""Every pair of states, and every claim × way of closing."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kulanz.cases.rules import (
    Audience,
    ClaimStatus,
    ClosedBy,
    Step,
    audiences_readable_by,
    audiences_writable_by,
    derive_claim_status,
    may_claim,
    may_close,
    may_step,
)
from kulanz.core.access.actor import ActorKind

STEPS_ALLOWED = {
    (Step.RECORDED, Step.IN_PROGRESS),
    (Step.RECORDED, Step.CLOSED),
    (Step.RECORDED, Step.CANCELLED),
    (Step.IN_PROGRESS, Step.CLOSED),
    (Step.IN_PROGRESS, Step.CANCELLED),
    (Step.CLOSED, Step.IN_PROGRESS),
    (Step.CANCELLED, Step.IN_PROGRESS),
}
CLAIMS_ALLOWED = {
    (ClaimStatus.UNDER_REVIEW, ClaimStatus.ACCEPTED),
    (ClaimStatus.UNDER_REVIEW, ClaimStatus.REJECTED),
    (ClaimStatus.ACCEPTED, ClaimStatus.REMEDY_STARTED),
    (ClaimStatus.ACCEPTED, ClaimStatus.UNDER_REVIEW),
    (ClaimStatus.REMEDY_STARTED, ClaimStatus.ACCEPTED),
    (ClaimStatus.REMEDY_STARTED, ClaimStatus.UNDER_REVIEW),
    (ClaimStatus.REJECTED, ClaimStatus.UNDER_REVIEW),
}


@pytest.mark.parametrize("pair", list(itertools.product(Step, Step)))
def test_steps(pair: tuple[Step, Step]) -> None:
    assert may_step(*pair) is (pair in STEPS_ALLOWED)


@pytest.mark.parametrize("pair", list(itertools.product(ClaimStatus, ClaimStatus)))
def test_claims(pair: tuple[ClaimStatus, ClaimStatus]) -> None:
    assert may_claim(*pair) is (pair in CLAIMS_ALLOWED)


def test_closing() -> None:
    allowed = {
        (None, ClosedBy.ANSWER),
        (None, ClosedBy.REMEDY),
        (ClaimStatus.ACCEPTED, ClosedBy.ANSWER),
        (ClaimStatus.REMEDY_STARTED, ClosedBy.REMEDY),
        (ClaimStatus.REMEDY_STARTED, ClosedBy.ANSWER),
        (ClaimStatus.REJECTED, ClosedBy.REJECTION),
    }
    for claim, how in itertools.product([None, *ClaimStatus], ClosedBy):
        assert may_close(claim, how) is ((claim, how) in allowed)


@given(st.lists(st.sampled_from(ClaimStatus), min_size=1, max_size=6))
def test_one_undecided_position_keeps_the_case_under_review(positions: list[ClaimStatus]) -> None:
    derived = derive_claim_status(positions)
    assert (derived is ClaimStatus.UNDER_REVIEW) is (ClaimStatus.UNDER_REVIEW in positions)
    assert (derived is ClaimStatus.REJECTED) is (set(positions) == {ClaimStatus.REJECTED})
    assert derived in positions


def test_internal_is_read_by_the_office_alone() -> None:
    readers = {kind for kind in ActorKind if Audience.INTERNAL in audiences_readable_by(kind)}
    assert readers == {ActorKind.STAFF, ActorKind.SYSTEM}


def test_nobody_writes_what_he_may_not_read() -> None:
    for kind in ActorKind:
        if kind is ActorKind.GUEST:
            continue
        assert audiences_writable_by(kind) <= audiences_readable_by(kind)
