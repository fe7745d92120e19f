"""Certificates: issued to a named person or an organisation, renewed, revoked.

Never transferred: nothing here changes whose a certificate is or what it is for, and the database refuses it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import IO, Final

from django.db import transaction
from django.http import Http404
from django.utils.formats import date_format

from kulanz.core.access.actor import Actor
from kulanz.core.files.commands import store_file
from kulanz.core.files.models import StoredFile
from kulanz.core.protocol.recording import record
from kulanz.core.refusal import MissingValue
from kulanz.core.tenancy.models import Tenant
from kulanz.masterdata.parties import refusals_of_skills as refusals
from kulanz.masterdata.parties.events_of_skills import (
    CertificateEvidenceAdded,
    CertificateIssued,
    CertificateRevoked,
)
from kulanz.masterdata.parties.models import Certificate, Course, Party, PartyKind, WorkKind
from kulanz.masterdata.parties.permissions_of_skills import require_certifier
from kulanz.masterdata.parties.rules.certificates import LONGEST_YEARS, USUAL_MONTHS, last_day, local_day

LONGEST_NUMBER: Final = 60
LONGEST_REASON: Final = 300


@dataclass(frozen=True, slots=True)
class Evidence:
    """The paper or picture that proves it, as it was handed in."""

    content: bytes | IO[bytes]
    name: str


@dataclass(frozen=True, slots=True)
class _Made:
    """What a new certificate says."""

    course: Course | None
    issued_on: date
    valid_until: date | None
    number: str
    evidence: Evidence | None

    @property
    def last_day(self) -> date:
        """As given, else what the course is good for."""
        months = self.course.validity_months if self.course else USUAL_MONTHS
        return self.valid_until or last_day(self.issued_on, months)


def issue_certificate(
    *,
    actor: Actor,
    holder_id: int,
    issued_on: date,
    at: datetime,
    work_kind_id: int | None = None,
    course_id: int | None = None,
    valid_until: date | None = None,
    number: str = "",
    evidence: Evidence | None = None,
) -> Certificate:
    """Entitle a person to a kind of work, or an organisation as a whole (no kind of work).

    Without `valid_until` the course's months count from the day of issue, 24 without a course. Raises
    NoSuchHolder, PersonNeedsWorkKind, OrganisationAsAWhole, NoSuchWorkKind, NoSuchCourse,
    CourseIsForOtherWork, StillCertified, IssuedTwiceADay, IssuedInFuture, TermOutOfOrder, TermTooFar, a
    FileRefusal, NotAllowed.
    """
    require_certifier(actor)
    with transaction.atomic():
        holder = _holder(actor, holder_id)
        kind = _work_kind(actor, holder, work_kind_id)
        course = _course(actor, kind, course_id)
        made = _Made(course, issued_on, valid_until, number, evidence)
        held = Certificate.objects.filter(holder=holder, work_kind=kind, revoked_on=None)
        # a term that overlaps with one that holds today or later
        first = max(_today(actor, at), issued_on)
        for one in held.filter(issued_on__lte=made.last_day, valid_until__gte=first)[:1]:
            until = date_format(one.valid_until, "SHORT_DATE_FORMAT")
            raise refusals.StillCertified(holder=holder.name, until=until)
        return _issue(actor, holder, kind, made, renews=None, at=at)


def renew_certificate(
    *,
    actor: Actor,
    certificate_id: int,
    issued_on: date,
    at: datetime,
    course_id: int | None = None,
    valid_until: date | None = None,
    number: str = "",
    evidence: Evidence | None = None,
) -> Certificate:
    """A certificate of its own for the same holder and the same work, after the course was taken again.

    Raises what issuing raises, and RenewedAlready, RevokedNotRenewed, RenewalTooEarly; Http404.
    """
    require_certifier(actor)
    with transaction.atomic():
        old = _locked(actor, certificate_id)
        if old.revoked_on is not None:
            raise refusals.RevokedNotRenewed
        newer = old.renewals.filter(revoked_on=None).first()
        if newer is not None:
            raise refusals.RenewedAlready(issued=date_format(newer.issued_on, "SHORT_DATE_FORMAT"))
        if issued_on <= old.issued_on:
            raise refusals.RenewalTooEarly
        course = _course(actor, old.work_kind, course_id or old.course_id)
        made = _Made(course, issued_on, valid_until, number, evidence)
        return _issue(actor, old.holder, old.work_kind, made, renews=old, at=at)


def revoke_certificate(*, actor: Actor, certificate_id: int, reason: str, at: datetime) -> Certificate:
    """From today on it entitles to nothing. Raises MissingValue("reason"), RevokedAlready, EndedAlready,
    NotAllowed; Http404. Visits planned with it are taken off the plan by workflows.certificates.
    """
    require_certifier(actor)
    text = " ".join(reason.replace("\x00", "").split())[:LONGEST_REASON]
    if not text:
        raise MissingValue("reason")
    with transaction.atomic():
        row = _locked(actor, certificate_id)
        today = _today(actor, at)
        if row.revoked_on is not None:
            raise refusals.RevokedAlready
        if row.valid_until < today:
            raise refusals.EndedAlready(until=date_format(row.valid_until, "SHORT_DATE_FORMAT"))
        row.revoked_on, row.revoked_reason = today, text
        row.save(update_fields=["revoked_on", "revoked_reason"])
        event = CertificateRevoked(
            certificate_id=row.pk,
            holder_id=row.holder_id,
            work_kind=row.work_kind.code if row.work_kind else "",
            revoked_on=today,
            holder=row.holder.name,
            reason=text,
        )
        record(event, actor=actor, stream=f"party:{row.holder_id}", at=at)
        return row


def add_evidence(*, actor: Actor, certificate_id: int, evidence: Evidence, at: datetime) -> Certificate:
    """Hand the proof in later; one that is there stays. Raises HasEvidence, a FileRefusal, NotAllowed."""
    require_certifier(actor)
    with transaction.atomic():
        row = _locked(actor, certificate_id)
        if row.evidence_id is not None:
            raise refusals.HasEvidence
        stored = _stored(actor, evidence, at)
        row.evidence = stored
        row.save(update_fields=["evidence"])
        event = CertificateEvidenceAdded(
            certificate_id=row.pk, evidence_sha256=stored.sha256 if stored else ""
        )
        record(event, actor=actor, stream=f"party:{row.holder_id}", at=at)
        return row


def _issue(
    actor: Actor,
    holder: Party,
    kind: WorkKind | None,
    made: _Made,
    *,
    renews: Certificate | None,
    at: datetime,
) -> Certificate:
    """Check the term, take the evidence in last, write and record. The holder's row is locked."""
    until = made.last_day
    if until < made.issued_on:
        raise refusals.TermOutOfOrder
    today = _today(actor, at)
    for day, field in ((made.issued_on, "issued_on"), (until, "valid_until")):
        if abs(day - today) > timedelta(days=366 * LONGEST_YEARS):
            refused = refusals.TermTooFar(years=LONGEST_YEARS)
            refused.field = field
            raise refused
    if made.issued_on > today:
        raise refusals.IssuedInFuture
    same = Certificate.objects.filter(
        holder=holder, work_kind=kind, issued_on=made.issued_on, revoked_on=None
    )
    if same.exists():
        raise refusals.IssuedTwiceADay
    stored = _stored(actor, made.evidence, at)
    row = Certificate.objects.create(
        tenant_id=actor.tenant_id,
        holder=holder,
        work_kind=kind,
        course=made.course,
        number=" ".join(made.number.replace("\x00", "").split())[:LONGEST_NUMBER],
        issued_on=made.issued_on,
        valid_until=until,
        renews=renews,
        evidence=stored,
        created_at=at,
        created_by_name=actor.name[:200],
    )
    event = CertificateIssued(
        certificate_id=row.pk,
        holder_id=holder.pk,
        work_kind_id=kind.pk if kind else None,
        work_kind=kind.code if kind else "",
        issued_on=row.issued_on,
        valid_until=row.valid_until,
        renews_id=renews.pk if renews else None,
        evidence_sha256=stored.sha256 if stored else "",
        holder=holder.name,
        number=row.number,
    )
    record(event, actor=actor, stream=f"party:{holder.pk}", at=at)
    return row


def _stored(actor: Actor, evidence: Evidence | None, at: datetime) -> StoredFile | None:
    if evidence is None:
        return None
    return store_file(tenant_id=actor.tenant_id, content=evidence.content, name=evidence.name, at=at)


def _holder(actor: Actor, holder_id: int) -> Party:
    """Locked, so that two who certify the same person at once do so one after the other."""
    parties = Party.objects.select_for_update().filter(tenant_id=actor.tenant_id, erased_at=None, active=True)
    holder = parties.filter(pk=holder_id).first()
    if holder is None:
        raise refusals.NoSuchHolder
    return holder


def _work_kind(actor: Actor, holder: Party, work_kind_id: int | None) -> WorkKind | None:
    if holder.kind == PartyKind.ORGANISATION:
        if work_kind_id is not None:
            raise refusals.OrganisationAsAWhole
        return None
    if work_kind_id is None:
        raise refusals.PersonNeedsWorkKind
    kind = WorkKind.objects.filter(tenant_id=actor.tenant_id, pk=work_kind_id).first()
    if kind is None:
        raise refusals.NoSuchWorkKind
    return kind


def _course(actor: Actor, kind: WorkKind | None, course_id: int | None) -> Course | None:
    if course_id is None:
        return None
    if kind is None:
        raise refusals.OrganisationAsAWhole
    courses = Course.objects.filter(tenant_id=actor.tenant_id).select_related("work_kind")
    course = courses.filter(pk=course_id).first()
    if course is None:
        raise refusals.NoSuchCourse
    if course.work_kind_id != kind.pk:
        raise refusals.CourseIsForOtherWork(work=str(course.work_kind))
    return course


def _locked(actor: Actor, certificate_id: int) -> Certificate:
    certificates = Certificate.objects.filter(tenant_id=actor.tenant_id)
    holder_id = certificates.filter(pk=certificate_id).values_list("holder_id", flat=True).first()
    if holder_id is None:
        raise Http404
    Party.objects.select_for_update().get(pk=holder_id)
    return (
        certificates.select_for_update(of=("self",))
        .select_related("holder", "work_kind")
        .get(pk=certificate_id)
    )


def _today(actor: Actor, at: datetime) -> date:
    zone = Tenant.objects.values_list("time_zone", flat=True).get(pk=actor.tenant_id)
    return local_day(at, zone)
