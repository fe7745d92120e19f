"""Signing in by password or passkey."""

from __future__ import annotations

from typing import Any

from allauth.account.views import LoginView as LibraryLoginView
from allauth.mfa.webauthn.views import LoginWebAuthnView
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse

from kulanz.core.access.actor import ActorKind


def _is_without_access(request: HttpRequest) -> bool:
    actor = getattr(request, "actor", None)
    return request.user.is_authenticated and (actor is None or actor.kind is ActorKind.GUEST)


class LoginView(LibraryLoginView):  # type: ignore[misc]  # the library has no types
    """Whoever is signed in but has no access to this tenant reads so, instead of going in circles."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if _is_without_access(request):
            return redirect(reverse("account:start"))
        response: HttpResponseBase = super().dispatch(request, *args, **kwargs)
        return response


class PasskeyLoginView(LoginWebAuthnView):  # type: ignore[misc]  # the library has no types
    """The same for a passkey."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if _is_without_access(request):
            return redirect(reverse("account:start"))
        response: HttpResponseBase = super().dispatch(request, *args, **kwargs)
        return response
