"""Reminders before a certificate ends: to person and organisation, once each, in their language."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from kulanz.core.periodic import periodic_jobs
from kulanz.core.protocol.models import ProtocolEntry
from kulanz.masterdata.parties.commands.certifying import issue_certificate, renew_certificate
from kulanz.masterdata.parties.models import (
    Certificate,
    CertificateReminder,
    NotificationRecipient,
    Party,
    Technician,
)
from kulanz.stages.contact.models import OutgoingMail
from kulanz.workflows.certificate_reminders import remind_of_ends
from kulanz.workflows.certificates import tend_certificates
from tests.cases.people import AT
from tests.certificates.conftest import Crew

END = date(2027, 3, 1)


@pytest.fixture(autouse=True)
def folders(tmp_path: Path, settings: Any) -> None:
    settings.MEDIA_ROOT = tmp_path / "files"
    settings.OUTBOX_FOLDER = tmp_path / "outbox"


def before(days: int, hour: int = 9) -> datetime:
    day = END - timedelta(days=days)
    return datetime(day.year, day.month, day.day, hour, tzinfo=UTC)


def certify(crew: Crew, holder: Party, work: int | None = None, until: date = END) -> Certificate:
    return issue_certificate(
        actor=crew.people.lena,
        holder_id=holder.pk,
        work_kind_id=work,
        issued_on=date(2025, 3, 2),
        valid_until=until,
        at=AT,
    )


def mails() -> list[tuple[str, str]]:
    rows = OutgoingMail.objects.filter(kind="certificate").order_by("pk")
    return [(row.recipient, row.subject) for row in rows]


def test_once_each_to_person_and_organisation(crew: Crew) -> None:
    certify(crew, crew.bea.person, crew.spring.pk)
    tenant = crew.people.tenant.pk
    told = [
        (days, remind_of_ends(tenant, before(days, hour))) for days in range(95, -3, -1) for hour in (9, 15)
    ]
    assert [days for days, count in told if count] == [90, 30, 7]
    assert (
        mails()
        == [
            ("bea@technik.test", "Ihr Zertifikat für Gasfederwechsel gilt bis 01.03.2027"),
            ("service@blatt.nordlicht.test", "Ein Zertifikat Ihres Hauses läuft ab"),
        ]
        * 3
    )
    assert list(CertificateReminder.objects.order_by("pk").values_list("days", flat=True)) == [90, 30, 7]
    events = ProtocolEntry.objects.filter(event="certificate.end_told").order_by("pk")
    assert [(entry.facts["days"], entry.facts["mails"]) for entry in events] == [(90, 2), (30, 2), (7, 2)]
    assert {entry.stream for entry in events} == {f"party:{crew.bea.person_id}"}


def test_whoever_was_not_told_for_months_hears_once(crew: Crew) -> None:
    certify(crew, crew.bea.person, crew.spring.pk)
    assert remind_of_ends(crew.people.tenant.pk, before(5)) == 1
    assert remind_of_ends(crew.people.tenant.pk, before(4)) == 0
    assert len(mails()) == 2


def test_one_mail_for_a_house(crew: Crew) -> None:
    """Its own certificate and those of its people together; another house hears nothing of them."""
    certify(crew, crew.bea.person, crew.spring.pk)
    certify(crew, crew.bea.person, crew.sewing.pk)
    certify(crew, crew.people.blatt)
    certify(crew, crew.fritz.person, crew.spring.pk)
    assert remind_of_ends(crew.people.tenant.pk, before(30)) == 4
    assert sorted(mails()) == [
        ("bea@technik.test", "Ihre Zertifikate laufen ab, das erste am 01.03.2027"),
        ("fritz@technik.test", "Ihr Zertifikat für Gasfederwechsel gilt bis 01.03.2027"),
        ("info@fremd.nordlicht.test", "Ein Zertifikat Ihres Hauses läuft ab"),
        ("service@blatt.nordlicht.test", "3 Zertifikate Ihres Hauses laufen ab"),
    ]


def test_in_their_language_and_where_they_are_reached(crew: Crew) -> None:
    Party.objects.filter(pk=crew.bea.person_id).update(language="en")
    certify(crew, crew.bea.person, crew.spring.pk)
    crew.people.blatt.contact_points.all().delete()
    for address in ("eins@blatt.test", "zwei@blatt.test"):
        NotificationRecipient.objects.create(
            tenant=crew.people.tenant,
            organisation=crew.people.blatt,
            email=address,
            language="en",
            created_at=AT,
        )
    remind_of_ends(crew.people.tenant.pk, before(90))
    assert mails() == [
        ("bea@technik.test", "Your certificate for Gasfederwechsel is valid until 1 Mar 2027"),
        ("eins@blatt.test", "One certificate of your company is running out"),
        ("zwei@blatt.test", "One certificate of your company is running out"),
    ]


def test_nobody_is_nagged(crew: Crew) -> None:
    """Renewed, revoked, gone, or no longer a technician: nothing to remind of."""
    tenant = crew.people.tenant.pk
    renewed = certify(crew, crew.bea.person, crew.spring.pk)
    renew_certificate(
        actor=crew.people.lena, certificate_id=renewed.pk, issued_on=END - timedelta(days=40), at=before(40)
    )
    Certificate.objects.filter(pk=certify(crew, crew.people.blatt).pk).update(revoked_on=date(2026, 12, 1))
    certify(crew, crew.fritz.person, crew.spring.pk)
    Technician.objects.filter(pk=crew.fritz.pk).update(active=False)
    certify(crew, crew.tom.person, crew.spring.pk)
    Party.objects.filter(pk=crew.tom.person_id).update(active=False)
    assert remind_of_ends(tenant, before(30)) == 0
    assert mails() == []


def test_it_is_a_job_of_the_worker_and_sleeps_at_night(crew: Crew) -> None:
    job = next(job for job in periodic_jobs() if job.name == "certificates")
    certify(crew, crew.bea.person, crew.spring.pk)
    assert tend_certificates(crew.people.tenant.pk, before(30, hour=2)) == {"reminded": 0, "taken_off": 0}
    assert job.run(crew.people.tenant.pk, before(30, hour=6)) == {"reminded": 1, "taken_off": 0}
