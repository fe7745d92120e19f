"""Certificates issued, and reminders sent, by several at the same moment."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from kulanz.core.access.actor import Actor
from kulanz.core.tenancy.context import tenant_context
from kulanz.masterdata.parties.commands import certifying
from kulanz.masterdata.parties.models import Certificate, CertificateReminder, Party
from kulanz.masterdata.parties.refusals_of_skills import StillCertified
from kulanz.stages.contact.models import OutgoingMail
from kulanz.workflows.certificate_reminders import remind_of_ends
from tests.cases.people import AT, People
from tests.certificates.conftest import Crew, make_crew
from tests.concurrency.conftest import AtOnce, meeting

THREADS = 4
FIRST = date(2026, 11, 10)


@pytest.fixture
def crew(people: People, settings: Any, tmp_path: Path) -> Crew:
    settings.MEDIA_ROOT = tmp_path / "files"
    settings.OUTBOX_FOLDER = tmp_path / "outbox"
    with tenant_context(people.tenant.pk):
        return make_crew(people)


def issuing(crew: Crew, number: int) -> Callable[[], object]:
    """Each on another day, so that the unique key has nothing to say."""
    return lambda: certifying.issue_certificate(
        actor=crew.people.lena,
        holder_id=crew.bea.person_id,
        work_kind_id=crew.spring.pk,
        issued_on=FIRST + timedelta(days=number),
        at=AT,
    )


def test_one_person_is_certified_once(crew: Crew, at_once: AtOnce) -> None:
    results = at_once(*(issuing(crew, number) for number in range(THREADS)))
    assert sum(isinstance(found, StillCertified) for found in results) == THREADS - 1
    with tenant_context(crew.people.tenant.pk):
        assert Certificate.objects.filter(holder=crew.bea.person).count() == 1


def test_without_the_lock_both_would_be(crew: Crew, at_once: AtOnce, monkeypatch: pytest.MonkeyPatch) -> None:
    """The control: nobody waits for the other, and both find the person without a certificate."""

    def unlocked(_actor: Actor, holder_id: int) -> Party:
        return Party.objects.get(pk=holder_id)

    original, meet = certifying._issue, meeting(THREADS)  # nobody issues before all have looked

    def slowly(*args: Any, **kwargs: Any) -> Certificate:
        meet()
        return original(*args, **kwargs)

    monkeypatch.setattr(certifying, "_holder", unlocked)
    monkeypatch.setattr(certifying, "_issue", slowly)
    results = at_once(*(issuing(crew, number) for number in range(THREADS)))
    assert not any(isinstance(found, StillCertified) for found in results)


def test_two_workers_remind_once(crew: Crew, at_once: AtOnce) -> None:
    with tenant_context(crew.people.tenant.pk):
        issuing(crew, 0)()
    until = date(2028, 11, 9)
    at = datetime(until.year, until.month, until.day, 9, tzinfo=UTC) - timedelta(days=30)
    tenant = crew.people.tenant.pk
    results = at_once(*(lambda: remind_of_ends(tenant, at) for _number in range(THREADS)))
    assert sorted(results) == [0] * (THREADS - 1) + [1]
    with tenant_context(tenant):
        assert CertificateReminder.objects.count() == 1
        assert OutgoingMail.objects.filter(kind="certificate").count() == 2
