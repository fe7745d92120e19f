"""Letters of a case, and those that wait for the printer."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Exists, OuterRef, QuerySet

from kulanz.cases.models import Case, CaseFile
from kulanz.cases.models.case import OPEN
from kulanz.cases.permissions import visible_to
from kulanz.core.access.actor import Actor
from kulanz.stages.contact.models import ENDING, Letter, LetterState


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


def closing_letters(files: Iterable[CaseFile]) -> list[CaseFile]:
    """Those of `files` in which a reader finds the last word on the case, newest first."""
    copies = {file.copy_of_id: file for file in files if file.copy_of_id is not None}
    letters = Letter.objects.filter(file_id__in=list(copies), kind__in=ENDING).order_by("-id")
    return [copies[file_id] for file_id in letters.values_list("file_id", flat=True)]


def cases_waiting_for_photos(actor: Actor) -> QuerySet[Case]:
    """Open cases whose newest photo request has no file from outside after it.

    "A request without a later file" says the same of the newest one, and lets the database stop at the
    first. `photos_due` only spares it the requests settled long ago. Usable as a subquery (`pk__in`),
    counted with a limit, or listed.
    """
    waiting = Letter.objects.filter(
        ~Exists(files_after_request()), tenant_id=actor.tenant_id, case_id=OuterRef("pk"), photos_due=True
    )
    cases = visible_to(actor) if actor.is_staff or actor.is_system else Case.objects.none()
    return cases.filter(OPEN).filter(Exists(waiting))


def files_after_request() -> QuerySet[CaseFile]:
    """For a query over letters: what came from outside after one."""
    return CaseFile.objects.filter(
        tenant_id=OuterRef("tenant_id"),
        case_id=OuterRef("case_id"),
        from_outside=True,
        removed_at=None,
        created_at__gt=OuterRef("created_at"),
    )
