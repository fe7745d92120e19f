"""Certificates: issued by name, renewed, revoked, and never transferred."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from kulanz.core.files.models import StoredFile
from kulanz.core.protocol.models import ProtocolEntry
from kulanz.core.refusal import MissingValue, Refusal
from kulanz.masterdata.parties import refusals_of_skills as refusals
from kulanz.masterdata.parties.commands import certifying
from kulanz.masterdata.parties.commands.certifying import (
    Evidence,
    add_evidence,
    issue_certificate,
    renew_certificate,
    revoke_certificate,
)
from kulanz.masterdata.parties.commands.courses import save_course
from kulanz.masterdata.parties.models import Certificate
from tests.cases.people import AT
from tests.certificates.conftest import Crew

DAY = date(2026, 11, 16)
PAPER = Evidence(b"%PDF-1.4\n%%EOF\n", "zertifikat.pdf")


def state() -> tuple[Any, ...]:
    return (
        list(Certificate.objects.order_by("pk").values_list("pk", "holder", "valid_until", "revoked_on")),
        ProtocolEntry.objects.count(),
        StoredFile.objects.count(),
    )


def spring_of_tom(crew: Crew, **more: Any) -> Certificate:
    given: dict[str, Any] = {"issued_on": DAY, "at": AT, "number": "Z-1", **more}
    return issue_certificate(
        actor=crew.people.lena, holder_id=crew.tom.person_id, work_kind_id=crew.spring.pk, **given
    )


def test_for_two_years_by_default(crew: Crew, settings: Any, tmp_path: Any) -> None:
    settings.MEDIA_ROOT = tmp_path
    row = spring_of_tom(crew, evidence=PAPER)
    assert row.valid_until == date(2028, 11, 15)
    assert row.evidence is not None
    assert row.created_by_name == "Lena Luchs"
    entry = ProtocolEntry.objects.get(event="certificate.issued")
    assert entry.stream == f"party:{crew.tom.person_id}"
    assert entry.facts["valid_until"] == "2028-11-15"
    assert entry.facts["evidence_sha256"] == row.evidence.sha256
    assert "Tom" not in str(entry.facts)


def test_the_course_says_for_how_long(crew: Crew) -> None:
    lena = crew.people.lena
    course = save_course(
        actor=lena, name="Gasfedern sicher", work_kind_id=crew.spring.pk, validity_months=12, at=AT
    )
    assert spring_of_tom(crew, course_id=course.pk).valid_until == date(2027, 11, 15)
    save_course(actor=lena, course_id=course.pk, name="Gasfedern sicher", validity_months=36, at=AT)
    # what is issued keeps its last day
    assert Certificate.objects.get().valid_until == date(2027, 11, 15)


def test_an_organisation_as_a_whole(crew: Crew) -> None:
    row = issue_certificate(actor=crew.people.otto, holder_id=crew.people.blatt.pk, issued_on=DAY, at=AT)
    assert (row.work_kind_id, row.valid_until) == (None, date(2028, 11, 15))


REFUSED: list[tuple[dict[str, Any], type[Refusal]]] = [
    ({"work_kind_id": None}, refusals.PersonNeedsWorkKind),
    ({"work_kind_id": 999_999}, refusals.NoSuchWorkKind),
    ({"holder_id": 999_999}, refusals.NoSuchHolder),
    ({"course_id": 999_999}, refusals.NoSuchCourse),
    ({"valid_until": DAY - timedelta(days=1)}, refusals.TermOutOfOrder),
    ({"valid_until": date(2126, 11, 16)}, refusals.TermTooFar),
    ({"issued_on": date(206, 11, 16)}, refusals.TermTooFar),
    ({"issued_on": date(9999, 12, 31)}, refusals.TermTooFar),
]


@pytest.mark.parametrize(("wrong", "refusal"), REFUSED)
def test_refusals_change_nothing(crew: Crew, wrong: dict[str, Any], refusal: type[Refusal]) -> None:
    before = state()
    given: dict[str, Any] = {
        "holder_id": crew.tom.person_id,
        "work_kind_id": crew.spring.pk,
        "issued_on": DAY,
        "evidence": PAPER,
        **wrong,
    }
    with pytest.raises(refusal):
        issue_certificate(actor=crew.people.lena, at=AT, **given)
    assert state() == before


def test_a_house_has_no_kind_of_work_and_a_course_only_its_own(crew: Crew) -> None:
    lena = crew.people.lena
    course = save_course(actor=lena, name="Polstern", work_kind_id=crew.sewing.pk, at=AT)
    before = state()
    with pytest.raises(refusals.OrganisationAsAWhole):
        issue_certificate(
            actor=lena, holder_id=crew.people.blatt.pk, work_kind_id=crew.spring.pk, issued_on=DAY, at=AT
        )
    with pytest.raises(refusals.OrganisationAsAWhole):
        issue_certificate(
            actor=lena, holder_id=crew.people.blatt.pk, course_id=course.pk, issued_on=DAY, at=AT
        )
    with pytest.raises(refusals.CourseIsForOtherWork):
        spring_of_tom(crew, course_id=course.pk)
    assert state() == before


def test_who_is_certified_renews(crew: Crew) -> None:
    first = spring_of_tom(crew, issued_on=date(2025, 1, 10))
    before = state()
    with pytest.raises(refusals.StillCertified) as refused:
        spring_of_tom(crew)
    assert "Tom Trieb" in str(refused.value)
    with pytest.raises(refusals.StillCertified):
        # neither does one dated before it
        spring_of_tom(crew, issued_on=date(2025, 1, 9))
    assert state() == before
    second = renew_certificate(
        actor=crew.people.lena, certificate_id=first.pk, issued_on=date(2026, 11, 10), at=AT
    )
    assert (second.holder_id, second.work_kind_id) == (first.holder_id, first.work_kind_id)
    assert (second.renews_id, second.valid_until) == (first.pk, date(2028, 11, 9))
    first.refresh_from_db()
    assert first.valid_until == date(2027, 1, 9)
    before = state()
    with pytest.raises(refusals.RenewedAlready) as renewed:
        renew_certificate(actor=crew.people.lena, certificate_id=first.pk, issued_on=DAY, at=AT)
    assert "10.11.2026" in str(renewed.value)
    with pytest.raises(refusals.RenewalTooEarly):
        renew_certificate(
            actor=crew.people.lena, certificate_id=second.pk, issued_on=date(2026, 11, 10), at=AT
        )
    assert state() == before


def test_none_is_issued_before_its_day(crew: Crew) -> None:
    row = spring_of_tom(crew, issued_on=date(2025, 1, 10))
    before = state()
    for day in (DAY + timedelta(days=1), date(2027, 11, 16)):
        with pytest.raises(refusals.IssuedInFuture):
            renew_certificate(actor=crew.people.lena, certificate_id=row.pk, issued_on=day, at=AT)
        with pytest.raises(refusals.IssuedInFuture):
            issue_certificate(actor=crew.people.lena, holder_id=crew.people.blatt.pk, issued_on=day, at=AT)
    assert state() == before
    # the day is the tenant's: there it is tomorrow already
    late = datetime(2026, 11, 16, 23, 30, tzinfo=UTC)
    renew_certificate(actor=crew.people.lena, certificate_id=row.pk, issued_on=date(2026, 11, 17), at=late)


def test_revoked_from_today_on(crew: Crew) -> None:
    row = spring_of_tom(crew)
    with pytest.raises(MissingValue):
        revoke_certificate(actor=crew.people.lena, certificate_id=row.pk, reason="  ", at=AT)
    revoked = revoke_certificate(
        actor=crew.people.lena, certificate_id=row.pk, reason="Prüfung nicht bestanden", at=AT
    )
    assert (revoked.revoked_on, revoked.revoked_reason) == (DAY, "Prüfung nicht bestanden")
    before = state()
    with pytest.raises(refusals.RevokedAlready):
        revoke_certificate(actor=crew.people.lena, certificate_id=row.pk, reason="noch einmal", at=AT)
    with pytest.raises(refusals.RevokedNotRenewed):
        renew_certificate(actor=crew.people.lena, certificate_id=row.pk, issued_on=DAY, at=AT)
    assert state() == before
    # after a new course: a certificate of its own, even on the same day
    assert spring_of_tom(crew).pk != row.pk


def test_an_ended_one_is_not_revoked(crew: Crew) -> None:
    row = spring_of_tom(crew, issued_on=date(2024, 11, 15))
    assert row.valid_until == date(2026, 11, 14)
    before = state()
    with pytest.raises(refusals.EndedAlready):
        revoke_certificate(actor=crew.people.lena, certificate_id=row.pk, reason="zu spät", at=AT)
    assert state() == before


def test_evidence_is_handed_in_once(crew: Crew, settings: Any, tmp_path: Any) -> None:
    settings.MEDIA_ROOT = tmp_path
    row = spring_of_tom(crew)
    add_evidence(actor=crew.people.lena, certificate_id=row.pk, evidence=PAPER, at=AT)
    before = state()
    with pytest.raises(refusals.HasEvidence):
        add_evidence(actor=crew.people.lena, certificate_id=row.pk, evidence=PAPER, at=AT)
    assert state() == before


def test_never_transferable(crew: Crew) -> None:
    """No command changes holder or work, and the database refuses whoever tries past them."""
    row = spring_of_tom(crew)
    changes: list[dict[str, Any]] = [
        {"holder": crew.bea.person},
        {"work_kind": crew.sewing},
        {"work_kind": None},
        {"issued_on": date(2027, 1, 1)},
    ]
    for change in changes:
        with pytest.raises(IntegrityError, match="not transferable"), transaction.atomic():
            Certificate.objects.filter(pk=row.pk).update(**change)
    row.refresh_from_db()
    assert (row.holder_id, row.work_kind_id, row.issued_on) == (crew.tom.person_id, crew.spring.pk, DAY)
    taken = set(certifying.renew_certificate.__kwdefaults__ or {}) | set(
        certifying.renew_certificate.__annotations__
    )
    assert taken.isdisjoint({"holder_id", "work_kind_id"})
