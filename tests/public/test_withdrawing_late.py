"""A customer ends his case by his link: not at once where somebody was there or where there is danger."""

from __future__ import annotations

from typing import Any

import pytest

from kulanz.cases.models import Case
from kulanz.cases.rules import Step
from kulanz.core.protocol.models import ProtocolEntry
from tests.public.reported import report_on, visit_of
from tests.public.tracked import Tracked


def state_of(case: Case) -> tuple[Any, ...]:
    case.refresh_from_db()
    events = ProtocolEntry.objects.filter(stream=case.stream).count()
    return (case.step, case.waits_for, case.withdrawn_at, case.closed_at, events)


@pytest.mark.parametrize(
    ("state", "safety", "sentence"),
    [
        ("under_way", "no", "schon jemand bei Ihnen gewesen"),
        ("done", "no", "schon jemand bei Ihnen gewesen"),
        ("done", "yes", "geht es um Ihre Sicherheit"),
        ("futile", "yes", "geht es um Ihre Sicherheit"),
    ],
)
def test_once_somebody_was_there_it_is_for_the_office(
    tracked: Tracked, state: str, safety: str, sentence: str
) -> None:
    Case.objects.filter(pk=tracked.case.pk).update(safety=safety)
    visit_of(tracked.case, state)
    before = state_of(tracked.case)
    path = f"{tracked.path}zurueckziehen/"
    offered = tracked.client.get(path)
    assert offered.status_code == 200
    # a form that stood open in another tab meanwhile
    refused = tracked.client.post(path, {"reason": ""})
    assert refused.status_code == 409
    for page in (offered.content.decode(), refused.content.decode()):
        assert sentence in page
        assert f'href="{tracked.path}#write"' in page
        assert "<button" not in page.partition("<main")[2].partition("</main>")[0]
    assert state_of(tracked.case) == before


def test_what_nobody_may_use_is_not_withdrawn_until_it_is_safe(tracked: Tracked) -> None:
    visit = visit_of(tracked.case, "cancelled")
    report_on(visit, "unsafe")
    before = state_of(tracked.case)
    answer = tracked.client.post(f"{tracked.path}zurueckziehen/", {"reason": ""})
    assert answer.status_code == 409
    assert "geht es um Ihre Sicherheit" in answer.content.decode()
    assert state_of(tracked.case) == before
    report_on(visit, "safe")
    assert tracked.client.post(f"{tracked.path}zurueckziehen/", {"reason": ""}).status_code == 302
    assert tracked.again().step == Step.CANCELLED


@pytest.mark.parametrize("state", ["to_plan", "planned", "cancelled", "futile"])
def test_before_that_he_ends_it_himself(tracked: Tracked, state: str) -> None:
    visit_of(tracked.case, state)
    assert tracked.client.post(f"{tracked.path}zurueckziehen/", {"reason": ""}).status_code == 302
    assert tracked.again().step == Step.CANCELLED
