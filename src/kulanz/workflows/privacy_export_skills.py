"""What a person is told of himself as a technician."""

from __future__ import annotations

from typing import Any

from kulanz.masterdata.parties.models import Certificate, Party, Technician


def skills_of_person(party: Party) -> dict[str, Any]:
    """For whom he went where and when, and every certificate made out to him."""
    return {
        "places": [
            {
                "organisation": place.organisation.name,
                "name": place.name,
                "day_start": place.day_start,
                "day_end": place.day_end,
                "note": place.note,
                "active": place.active,
                "regions": [f"{region.country} {region.prefix}".strip() for region in place.regions.all()],
            }
            for place in Technician.objects.filter(person=party)
            .select_related("organisation")
            .prefetch_related("regions")
        ],
        "certificates": [
            {
                "for": row.work_kind.name if row.work_kind else None,
                "course": row.course.name if row.course else None,
                "number": row.number,
                "issued_on": row.issued_on,
                "valid_until": row.valid_until,
                "revoked_on": row.revoked_on,
                "revoked_reason": row.revoked_reason,
                "evidence": row.evidence.name if row.evidence else None,
            }
            for row in Certificate.objects.filter(holder=party).select_related(
                "work_kind", "course", "evidence"
            )
        ],
    }
