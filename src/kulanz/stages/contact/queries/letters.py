"""Letters of a case, and those that wait for the printer."""

from __future__ import annotations

from django.db.models import Exists, OuterRef, QuerySet

from kulanz.cases.models import Case, CaseFile
from kulanz.cases.models.case import OPEN
from kulanz.cases.permissions import visible_to
from kulanz.core.access.actor import Actor
from kulanz.stages.contact.models import Letter, LetterKind, LetterState


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


def cases_waiting_for_photos(actor: Actor) -> QuerySet[Case]:
    """Open cases whose newest photo request has no file from outside after it.

    "No request without a later file" says the same of the newest one, and lets the database stop at the
    first. Usable as a subquery (`pk__in`), counted with a limit, or listed.
    """
    answered = CaseFile.objects.filter(
        tenant_id=actor.tenant_id,
        case_id=OuterRef("case_id"),
        from_outside=True,
        removed_at=None,
        created_at__gt=OuterRef("created_at"),
    )
    waiting = Letter.objects.filter(
        ~Exists(answered), tenant_id=actor.tenant_id, case_id=OuterRef("pk"), kind=LetterKind.PHOTO_REQUEST
    )
    cases = visible_to(actor) if actor.is_staff or actor.is_system else Case.objects.none()
    return cases.filter(OPEN).filter(Exists(waiting))
