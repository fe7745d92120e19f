"""Keeping the number of photo requests to be looked at as small as that of the cases waiting for photos.

`photos_due` is set with the request and taken off some time after it was answered or its case ended. The
query `cases_waiting_for_photos` looks at the facts all the same, so a flag too many costs time and is no
error; one too few would be, so whatever makes a case wait again puts it back.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from django.db.models import Exists, OuterRef, Q

from kulanz.cases.models import Case
from kulanz.cases.rules import ENDED_STEPS
from kulanz.core.tenancy.context import tenant_context
from kulanz.stages.contact.models import Letter, LetterKind
from kulanz.stages.contact.queries.letters import files_after_request

# Long enough that nobody is just about to take it back.
SETTLED_AFTER: Final = timedelta(days=1)


def settle_photo_requests(*, tenant_id: int, at: datetime) -> int:
    """Take the flag off requests answered, or of cases ended, more than a day ago; returns how many."""
    before = at - SETTLED_AFTER
    ended = Case.objects.filter(
        pk=OuterRef("case_id"), step__in=[step.value for step in ENDED_STEPS], state_since__lt=before
    )
    answered = files_after_request().filter(created_at__lt=before)
    with tenant_context(tenant_id):
        due = Letter.objects.filter(tenant_id=tenant_id, photos_due=True)
        return due.filter(Q(Exists(answered)) | Q(Exists(ended))).update(photos_due=False)


def reopen_photo_requests(*, case_id: int) -> int:
    """A case goes on, or a file of it was taken away: look at its requests again."""
    return Letter.objects.filter(
        case_id=case_id, kind=LetterKind.PHOTO_REQUEST.value, photos_due=False
    ).update(photos_due=True)
