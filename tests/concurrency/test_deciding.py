"""One decision, one set of orders, one letter: two people at once, a double click, a killed process."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.db import IntegrityError

from kulanz.cases.models import Case
from kulanz.core.tenancy.context import tenant_context
from kulanz.stages.billing.models import CreditNote
from kulanz.stages.contact.models import Letter
from kulanz.stages.execution.models import Order
from kulanz.stages.solution.commands import deciding
from kulanz.stages.solution.commands.deciding import Choice
from kulanz.stages.solution.models import Decision
from kulanz.stages.solution.refusals import AlreadyDecided
from kulanz.workflows import remedies
from kulanz.workflows.remedies import decide_remedy
from tests.cases.people import People
from tests.cluster import urls_of
from tests.concurrency.conftest import AtOnce, meeting
from tests.solution.scene import LATER, make_complaint, make_scene


@pytest.fixture
def case(people: People) -> Case:
    with tenant_context(people.tenant.pk):
        return make_complaint(make_scene(people))


def choose(people: People, case: Case, key: str, remedy: str = "pick_up_credit") -> Callable[[], Decision]:
    return lambda: decide_remedy(
        actor=people.lena,
        case_id=case.pk,
        choice=Choice(remedy=remedy, dearer_reason="eilig"),
        key=key,
        at=LATER,
    )


def counts(people: People) -> dict[str, int]:
    with tenant_context(people.tenant.pk):
        return {model.__name__: model.objects.count() for model in (Decision, Order, CreditNote, Letter)}


ONCE = {"Decision": 1, "Order": 1, "CreditNote": 1, "Letter": 1}


def test_two_people_at_once_make_one_decision(people: People, case: Case, at_once: AtOnce) -> None:
    results = at_once(
        choose(people, case, "anna"), choose(people, case, "lena", "exchange"), choose(people, case, "c")
    )
    assert sum(isinstance(found, Decision) for found in results) == 1
    assert sum(isinstance(found, AlreadyDecided) for found in results) == 2
    assert counts(people)["Decision"] == 1
    assert counts(people)["Letter"] == 1


def test_a_double_click_is_one_click(people: People, case: Case, at_once: AtOnce) -> None:
    results = at_once(*[choose(people, case, "same")] * 4)
    assert {found.pk for found in results if isinstance(found, Decision)} == {results[0].pk}
    assert counts(people) == ONCE


def test_without_the_lock_both_get_through_to_the_database(
    people: People, case: Case, at_once: AtOnce, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The control: what the lock keeps apart, only the constraint still stops."""

    def unlocked(case_id: int) -> Case:
        return Case.objects.get(pk=case_id)

    real, meet = deciding.compare_case, meeting(2)

    def slow(*args: Any, **kwargs: Any) -> Any:
        meet()
        return real(*args, **kwargs)

    for module in (deciding, remedies):
        monkeypatch.setattr(module, "lock_case", unlocked)
    monkeypatch.setattr(deciding, "compare_case", slow)
    results = at_once(choose(people, case, "one"), choose(people, case, "two"))
    assert any(isinstance(found, IntegrityError) for found in results)


_KILLED = """
import os, signal, django
django.setup()
from kulanz.core.tenancy.context import tenant_context
from kulanz.masterdata.parties.actors import actor_of
from kulanz.masterdata.parties.models import Membership
from kulanz.workflows import remedies
from kulanz.stages.solution.commands.deciding import Choice
from tests.solution.scene import LATER

real = remedies.place_order
def place_and_die(**given):
    real(**given)
    print("placed", flush=True)
    os.kill(os.getpid(), signal.SIGKILL)
remedies.place_order = place_and_die
tenant_id, case_id, member = (int(text) for text in os.environ["GIVEN"].split())
with tenant_context(tenant_id):
    actor = actor_of(Membership.objects.get(pk=member))
    remedies.decide_remedy(
        actor=actor, case_id=case_id, choice=Choice(remedy="pick_up_credit"), key="k", at=LATER
    )
"""


@pytest.mark.slow
def test_killed_between_decision_and_letter_nothing_is_half_done(
    people: People, case: Case, committed_db: str, tmp_path: Path
) -> None:
    urls = urls_of(committed_db)
    root = Path(__file__).resolve().parents[2]
    process = subprocess.run(
        [sys.executable, "-c", _KILLED],
        env={
            **os.environ,
            "KULANZ_ENV_FILE": "",
            "KULANZ_HOME": str(tmp_path),
            "DATABASE_URL": urls.app,
            "OWNER_DATABASE_URL": urls.owner,
            "DJANGO_SETTINGS_MODULE": "kulanz.config.settings",
            "PYTHONPATH": f"{root}:{root / 'src'}",
            "GIVEN": f"{people.tenant.pk} {case.pk} {people.lena.membership_id}",
        },
        capture_output=True,
        timeout=120,
        check=False,
    )
    assert process.returncode == -signal.SIGKILL, process.stderr.decode()[-2000:]
    assert b"placed" in process.stdout
    assert not any(counts(people).values())
    with tenant_context(people.tenant.pk):
        case.refresh_from_db()
        assert case.claim_status == "accepted"
        choose(people, case, "k")()
    assert counts(people) == ONCE
