"""Files sent in pieces by somebody who is signed in."""

from __future__ import annotations

from django.http import HttpResponse
from django.urls import reverse

from kulanz.core import clock
from kulanz.core.access.http import KulanzRequest
from kulanz.core.files.upload_http import answer_beginning, answer_upload


def uploader(request: KulanzRequest) -> str:
    """Whose uploads these are: nobody else's token works."""
    return f"user:{request.actor.user_id}"


def begin_own_upload(request: KulanzRequest, continued_at: str) -> HttpResponse:
    """`continued_at` names the address that takes the pieces."""
    return answer_beginning(
        request,
        tenant_id=request.tenant.pk,
        bound_to=uploader(request),
        at=clock.now(),
        location=lambda token: reverse(continued_at, args=[token]),
    )


def continue_own_upload(request: KulanzRequest, token: str) -> HttpResponse:
    return answer_upload(
        request, tenant_id=request.tenant.pk, token=token, bound_to=uploader(request), at=clock.now()
    )
