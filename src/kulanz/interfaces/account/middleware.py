"""What stands before every page: the first set-up, the second factor, and when a session was last used."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from allauth.usersessions.models import UserSession
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from kulanz.core import clock
from kulanz.core.tenancy.first_run import is_first_run
from kulanz.interfaces.account.second_factor import has_second_factor, is_required_of

SEEN: Final = "seen"
SEEN_EVERY: Final = 600
# Pages of the machine and of the look, which any state may ask for.
_OPEN: Final = ("/healthz", "/readyz", "/metrics", "/static/", "/ui/")


class AccountMiddleware:
    """Stands after ActorMiddleware."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not request.path_info.startswith(_OPEN):
            target = self._elsewhere(request)
            if target:
                return _lead_to(request, target)
            if request.user.is_authenticated:
                _note_use(request)
        return self.get_response(request)

    def _elsewhere(self, request: HttpRequest) -> str:
        """The page that has to come first, or an empty text."""
        if getattr(request, "tenant", None) is None:
            first = reverse("account:first_run")
            return first if is_first_run() and not request.path_info.startswith(first) else ""
        own = request.path_info.startswith(reverse("account:start").removesuffix("start/"))
        if own or not is_required_of(request) or has_second_factor(request.user.pk or 0):
            return ""
        return reverse("account:second_factor")


def _lead_to(request: HttpRequest, target: str) -> HttpResponse:
    if getattr(request, "htmx", False) or request.headers.get("HX-Request"):
        return HttpResponse(status=403, headers={"HX-Redirect": target})
    return HttpResponseRedirect(target)


def _note_use(request: HttpRequest) -> None:
    """For the owner's list of sessions; written every ten minutes, not with every click."""
    key, now = request.session.session_key, int(clock.now().timestamp())
    known = request.session.get(SEEN)
    if isinstance(known, list) and known[0] == key and now - known[1] < SEEN_EVERY:
        return
    UserSession.objects.create_from_request(request)
    request.session[SEEN] = [request.session.session_key, now]
