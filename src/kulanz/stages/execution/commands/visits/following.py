"""The visits that follow from a report: somebody goes again, or looks at what does not count yet."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from django.utils.translation import gettext as _
from django.utils.translation import override

from kulanz.core.access.actor import Actor
from kulanz.stages.execution.commands.visits.making import PartInput, make_visit
from kulanz.stages.execution.models import Visit
from kulanz.stages.execution.rules.visits import Result, VisitKind

# Looking at something and testing it takes less than doing it.
_INSPECTION_MINUTES: Final = 30


def go_again(
    *,
    actor: Actor,
    visit: Visit,
    result: Result,
    reason: str,
    needed: Sequence[PartInput],
    at: datetime,
) -> Visit:
    """The next visit of the same kind, to plan: with the parts that were missing, else with the same."""
    parts = list(needed)
    if result is Result.NOBODY_THERE or not parts:
        parts = [
            PartInput(part.article_id, part.name, part.quantity)
            for part in visit.parts.all()
            if result is not Result.PART_NEEDED
        ] + parts
    task = "\n".join(text for text in (_because(visit, reason), visit.task) if text)
    made = make_visit(
        actor=actor,
        case=visit.case,
        kind=VisitKind(visit.kind),
        work_kind_ids=_works(visit),
        duration_minutes=visit.duration_minutes,
        task=task,
        order=visit.order,
        follows=visit,
        part_inputs=parts,
        tool_ids=list(visit.tools.filter(tool__active=True).values_list("tool_id", flat=True)),
        organisation=visit.organisation,
        at=at,
    )
    return as_reinspection(made) if visit.reinspects else made


def inspect_again(*, actor: Actor, visit: Visit, authorised: bool, at: datetime) -> Visit:
    """Somebody who may looks at work that was done without a valid certificate, or whoever goes there does
    the checks that were not possible; made once a visit.
    """
    known = visit.followed_by.filter(kind=VisitKind.INSPECTION.value).first()
    if known is not None:
        return known
    with override(visit.case.language):
        task = (
            _(
                "Nachprüfung: Beim Einsatz %(number)s wurde ohne gültige Berechtigung gearbeitet. "
                "Bitte die Arbeit prüfen, bevor sie als gelöst gilt."
            )
            if not authorised
            else _(
                "Nachprüfung: Beim Einsatz %(number)s war ein vorgeschriebener Prüfpunkt nicht prüfbar. "
                "Bitte die Prüfliste vollständig nachholen, bevor die Arbeit als gelöst gilt."
            )
        ) % {"number": visit.number}
    made = make_visit(
        actor=actor,
        case=visit.case,
        kind=VisitKind.INSPECTION,
        work_kind_ids=_works(visit),
        duration_minutes=_INSPECTION_MINUTES,
        task=task,
        order=visit.order if visit.order is not None and visit.order.is_open else None,
        follows=visit,
        # who was entitled may do the rest himself
        organisation=visit.organisation if authorised else None,
        at=at,
    )
    return as_reinspection(made)


def as_reinspection(visit: Visit) -> Visit:
    """Until it has taken place the case does not count as solved, and only who leads calls it off."""
    visit.reinspects = True
    visit.save(update_fields=["reinspects"])
    return visit


def _works(visit: Visit) -> list[int]:
    return list(visit.works.filter(work_kind__active=True).values_list("work_kind_id", flat=True))


def _because(visit: Visit, reason: str) -> str:
    if not reason:
        return ""
    with override(visit.case.language):
        return _("Nach %(number)s: %(reason)s") % {"number": visit.number, "reason": reason}
