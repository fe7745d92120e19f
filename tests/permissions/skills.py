"""Kinds of work, technicians and certificates with their proof: what the pages of skills are about."""

from __future__ import annotations

from datetime import datetime, timedelta

from kulanz.masterdata.parties.commands.certifying import Evidence, issue_certificate
from kulanz.masterdata.parties.models import Course, PartyRoleKind, Technician, WorkKind
from tests.cases.people import People, make_party


def skill_things(people: People, at: datetime) -> dict[str, object]:
    """One of each, of the dealer Blatt; and a certificate of the dealer Fremd."""
    tenant = people.tenant
    kind = WorkKind.objects.create(tenant=tenant, code="FEDER", name="Gasfeder wechseln", safety="given")
    course = Course.objects.create(tenant=tenant, work_kind=kind, name="Gasfedern")
    found: dict[str, object] = {"work_kind_id": kind.pk, "course_id": course.pk}
    for house, organisation in (("certificate_id", people.blatt), ("foreign_certificate", people.fremd)):
        technician = Technician.objects.create(
            tenant=tenant,
            person=make_party(tenant, f"Technik {organisation.name}", role=PartyRoleKind.CUSTOMER),
            organisation=organisation,
            house="dealer",
            name=f"Technik {organisation.name}",
            created_at=at,
        )
        found.setdefault("technician_id", technician.pk)
        found[house] = issue_certificate(
            actor=people.otto,
            holder_id=technician.person_id,
            work_kind_id=kind.pk,
            issued_on=at.date() - timedelta(days=30),
            evidence=Evidence(b"Zertifikat auf Papier", "zertifikat.txt"),
            at=at,
        ).pk
    return found
