"""The door of every page: which kind of actor may knock. What he sees behind it, visibility decides."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec, cast

from django.contrib.auth.views import redirect_to_login
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponseBase
from django.utils.cache import add_never_cache_headers

from kulanz.core.access.actor import ActorKind, Role
from kulanz.core.access.http import KulanzRequest
from kulanz.core.refusal import NotAllowed

P = ParamSpec("P")
View = Callable[Concatenate[KulanzRequest, P], HttpResponseBase]
DjangoView = Callable[Concatenate[HttpRequest, P], HttpResponseBase]


def _undone_when_refused(
    view: View[P], request: KulanzRequest, *args: P.args, **kwargs: P.kwargs
) -> HttpResponseBase:
    """A view that raises has changed nothing, though the request's transaction goes on."""
    if request.method in ("GET", "HEAD"):
        return view(request, *args, **kwargs)
    with transaction.atomic():
        return view(request, *args, **kwargs)


def gate(*kinds: ActorKind, roles: frozenset[Role] | None = None) -> Callable[[View[P]], DjangoView[P]]:
    """Let only these kinds of actor in; of staff only holders of one of `roles`, where given.

    Nobody signed in → the login page, and back afterwards. Another kind → 404, as if the page did not
    exist. Staff without the role → NotAllowed (403). The answer is never stored by caches.
    The decorated view carries `gate` = (kinds, roles), which the permission tests read.
    """

    def decorate(view: View[P]) -> DjangoView[P]:
        @wraps(view)
        def guarded(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
            if getattr(request, "tenant", None) is None:
                raise Http404
            known = cast(KulanzRequest, request)
            actor = known.actor
            if actor.kind not in kinds:
                if actor.kind is ActorKind.GUEST:
                    return redirect_to_login(request.get_full_path())
                raise Http404
            if roles is not None and actor.is_staff and actor.roles.isdisjoint(roles):
                raise NotAllowed
            response = _undone_when_refused(view, known, *args, **kwargs)
            if not response.has_header("Cache-Control"):
                add_never_cache_headers(response)
            return response

        guarded.gate = (frozenset(kinds), roles)  # type: ignore[attr-defined]  # read by the permission tests
        return cast(DjangoView[P], guarded)

    return decorate


def open_to_all(view: View[P]) -> DjangoView[P]:
    """A page for everybody, marked as such: a route without a gate or this mark fails the tests."""

    @wraps(view)
    def opened(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        if getattr(request, "tenant", None) is None:
            raise Http404
        return _undone_when_refused(view, cast(KulanzRequest, request), *args, **kwargs)

    opened.gate = (frozenset(ActorKind), None)  # type: ignore[attr-defined]  # read by the permission tests
    return cast(DjangoView[P], opened)
