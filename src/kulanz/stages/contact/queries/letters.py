"""Letters of a case, and those that wait for the printer."""

from __future__ import annotations

from kulanz.cases.models import Case
from kulanz.cases.permissions import visible_to
from kulanz.core.access.actor import Actor
from kulanz.stages.contact.models import Letter, LetterState


def letters_to_print(actor: Actor, *, limit: int = 200) -> list[Letter]:
    """Oldest first: somebody is waiting for each."""
    if not actor.is_staff:
        return []
    rows = Letter.objects.filter(tenant_id=actor.tenant_id, state=LetterState.TO_PRINT)
    rows = rows.filter(case__in=visible_to(actor)).select_related("case", "file")
    return list(rows.order_by("id")[:limit])


def letters_of_case(actor: Actor, case: Case) -> list[Letter]:
    """`case` must come from `visible_to`."""
    if not (actor.is_staff or actor.is_system):
        return []
    return list(Letter.objects.filter(case=case).select_related("file"))
