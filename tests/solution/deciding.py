"""Deciding in tests, and refusals that must change nothing."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from kulanz.cases.models import Case
from kulanz.core.access.actor import Actor
from kulanz.core.protocol.models import ProtocolEntry
from kulanz.core.refusal import Refusal
from kulanz.stages.billing.models import CreditNote
from kulanz.stages.execution.models import Order
from kulanz.stages.solution.commands.deciding import Choice
from kulanz.stages.solution.models import CostEntry, Decision
from kulanz.workflows.remedies import decide_remedy
from tests.solution.scene import LATER, Scene


def decide(scene: Scene, case: Case, remedy: str, *, actor: Actor | None = None, **more: object) -> Decision:
    return decide_remedy(
        actor=actor or scene.people.lena,
        case_id=case.pk,
        choice=Choice(remedy=remedy, **more),  # type: ignore[arg-type]  # the fields of a choice
        key=f"{remedy}:{case.pk}:{len(more)}:{Decision.objects.count()}",
        at=LATER,
    )


@contextmanager
def refused(kind: type[Refusal], case: Case) -> Iterator[pytest.ExceptionInfo[Refusal]]:
    """The refusal comes, and nothing has changed: no decision, order, entry or credit note."""
    before = _state(case)
    with pytest.raises(kind) as caught:
        yield caught
    assert _state(case) == before


def _state(case: Case) -> tuple[object, ...]:
    case.refresh_from_db()
    return (
        Decision.objects.filter(case=case).count(),
        Order.objects.filter(case=case).count(),
        CreditNote.objects.filter(case=case).count(),
        CostEntry.objects.filter(case=case, ended_at=None).count(),
        ProtocolEntry.objects.filter(stream=case.stream).count(),
        case.claim_status,
        case.step,
    )
