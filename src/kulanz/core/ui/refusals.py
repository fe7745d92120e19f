"""A refusal that no view turned into something better becomes a plain page, never a stack trace."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, JsonResponse

from kulanz.core.refusal import NotAllowed, Refusal
from kulanz.core.ui.errors import error_page


class RefusalMiddleware:
    """NotAllowed → 403, any other Refusal → 409, with its sentence; as JSON where JSON was asked for.

    What the view had written by then is rolled back by its gate (core.access.gates).
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if not isinstance(exception, Refusal):
            return None
        status = 403 if isinstance(exception, NotAllowed) else 409
        if request.headers.get("Accept", "").startswith("application/json"):
            return JsonResponse({"code": exception.code, "detail": str(exception)}, status=status)
        return error_page(request, status, title=str(exception) if status == 409 else "", text=str(exception))
