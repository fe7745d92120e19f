"""What each technician lacks for a visit on a day, in words."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from kulanz.masterdata.parties.interlock_words import sentences
from kulanz.masterdata.parties.models import Technician
from kulanz.masterdata.parties.queries.interlock import judge_technicians
from kulanz.stages.execution.models import Visit
from kulanz.stages.execution.queries.clearance import material_of, work_kinds_of


def lacking(visit: Visit, people: Sequence[Technician], day: date) -> dict[int, str]:
    """By technician's id, of those whom the interlock would keep from it. A fixed number of statements."""
    judged = judge_technicians(
        tenant_id=visit.tenant_id,
        technician_ids=[person.pk for person in people],
        work_kind_ids=work_kinds_of(visit),
        relevance=material_of(visit),
        on=day,
    )
    return {pk: sentences(one.bars) for pk, one in judged.items() if not one.allowed}
