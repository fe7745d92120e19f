"""Erasing a person who was a technician."""

from __future__ import annotations

from datetime import datetime

from kulanz.core.files.commands import erase_file
from kulanz.masterdata.parties.models import Certificate, Party, Technician, TechnicianRegion


def erase_skills(party: Party, *, name: str, for_good: bool, at: datetime) -> None:
    """He goes to nobody any more. That somebody was certified for what and when stays: reports of his work
    rest on it. Who it was goes, with numbers and proofs, when nothing has to be kept; part of `erase_party`.
    """
    places = Technician.objects.filter(person=party)
    TechnicianRegion.objects.filter(technician__in=places).delete()
    places.update(active=False, note="")
    if not for_good:
        return
    places.update(name=name)
    certificates = Certificate.objects.filter(holder=party).select_related("evidence")
    for row in certificates.filter(evidence__isnull=False):
        if row.evidence is not None and row.evidence.is_present:
            erase_file(stored=row.evidence, at=at)
    certificates.update(number="", revoked_reason="")
