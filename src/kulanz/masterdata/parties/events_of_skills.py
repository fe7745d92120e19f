"""What can happen to kinds of work, courses, certificates and technicians, as the protocol keeps it.

Certificates and technicians stand on the stream of their party, kinds of work and courses on the tenant's.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import ClassVar

from kulanz.core.protocol.events import PERSONAL, Event


@dataclass(frozen=True)
class WorkKindSaved(Event):
    name: ClassVar[str] = "work_kind.saved"
    work_kind_id: int
    code: str
    title: str
    safety: str
    safety_before: str
    active: bool


@dataclass(frozen=True)
class WorkKindClassified(Event):
    name: ClassVar[str] = "work_kind.classified"
    work_kind_id: int
    code: str
    safety: str
    safety_before: str


@dataclass(frozen=True)
class CourseSaved(Event):
    name: ClassVar[str] = "course.saved"
    course_id: int
    title: str
    work_kind: str
    validity_months: int
    active: bool


@dataclass(frozen=True)
class CertificateIssued(Event):
    """A person is entitled to a kind of work, or an organisation as a whole (`work_kind` None)."""

    name: ClassVar[str] = "certificate.issued"
    certificate_id: int
    holder_id: int
    work_kind_id: int | None
    work_kind: str
    issued_on: date
    valid_until: date
    renews_id: int | None
    evidence_sha256: str
    holder: str = field(default="", metadata=PERSONAL)
    number: str = field(default="", metadata=PERSONAL)


@dataclass(frozen=True)
class CertificateEvidenceAdded(Event):
    name: ClassVar[str] = "certificate.evidence_added"
    certificate_id: int
    evidence_sha256: str


@dataclass(frozen=True)
class CertificateRevoked(Event):
    name: ClassVar[str] = "certificate.revoked"
    certificate_id: int
    holder_id: int
    work_kind: str
    revoked_on: date
    holder: str = field(default="", metadata=PERSONAL)
    reason: str = field(default="", metadata=PERSONAL)


@dataclass(frozen=True)
class CertificateEndTold(Event):
    """Person and organisation were reminded so many days before the end (`mails` went out)."""

    name: ClassVar[str] = "certificate.end_told"
    certificate_id: int
    days: int
    mails: int


@dataclass(frozen=True)
class TechnicianSaved(Event):
    name: ClassVar[str] = "technician.saved"
    technician_id: int
    person_id: int
    organisation_id: int
    house: str
    regions: tuple[str, ...]
    active: bool
    technician: str = field(default="", metadata=PERSONAL)
