"""Erasing people from service reports: words and names go; numbers, results, parts and times stay."""

from __future__ import annotations

from collections.abc import Collection

from django.db import transaction

from kulanz.core.access.actor import Actor
from kulanz.masterdata.parties.permissions import require_administration
from kulanz.stages.execution.commands.erasing import ERASED
from kulanz.stages.execution.models import (
    FieldEntry,
    ReportCorrection,
    ReportPart,
    ReportPhoto,
    ServiceReport,
)


def erase_reports(*, actor: Actor, own_cases: Collection[int]) -> int:
    """Erase what reports of a customer's own cases say of him; documents, photos and signatures are files
    of the case and go with those. What devices sent goes as a whole, its ids stay: nothing comes twice.
    """
    require_administration(actor)
    with transaction.atomic():
        reports = ServiceReport.objects.filter(tenant_id=actor.tenant_id, visit__case__in=list(own_cases))
        ReportCorrection.objects.filter(report__in=reports).update(reason=ERASED)
        ReportPart.objects.filter(report__in=reports).update(serial_number="")
        ReportPhoto.objects.filter(visit__case__in=list(own_cases)).update(caption="")
        for entry in FieldEntry.objects.filter(visit__case__in=list(own_cases)):
            entry.payload, entry.answer = {}, {"version": entry.answer.get("version", 0)}
            entry.save(update_fields=["payload", "answer"])
        return reports.update(
            result_reason="",
            work_done=ERASED,
            defects="",
            safety_note="",
            checklist=[],
            values=[],
            signed_by_name="",
            signature_refused="",
            rating_note="",
        )
