"""Where a signed-in person's work begins, and for whom he acts."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import NoReverseMatch, reverse

from kulanz.core.access.actor import ActorKind
from kulanz.core.access.gates import open_to_all
from kulanz.core.access.http import KulanzRequest
from kulanz.interfaces.account.views.session import SESSION_CHOICES, SESSION_NO_CLERK, choices_for
from kulanz.masterdata.parties.middleware import SESSION_MEMBERSHIP
from kulanz.stages.execution.permissions_of_reports import goes_on_tour


def home_of(request: KulanzRequest) -> str:
    """The first page of this actor: the desk's list, the technician's tour, or the portal."""
    actor = request.actor
    name = "desk:worklist" if actor.is_staff else "portal:home"
    if actor.kind is ActorKind.TECHNICIAN and goes_on_tour(actor):
        name = "field:home"
    try:
        return reverse(name)
    except NoReverseMatch:  # an interface that this installation leaves out
        return reverse("account:security")


@open_to_all
def start(request: KulanzRequest) -> HttpResponseBase:
    if not request.user.is_authenticated:
        return redirect("account_login")
    choices = choices_for(request)
    if request.actor.kind is ActorKind.GUEST:
        return render(request, "account/no_access.html", {"choices": choices}, status=403)
    request.session[SESSION_CHOICES] = len(choices)
    here = [choice for choice in choices if choice.is_here]
    if len(here) > 1 and SESSION_MEMBERSHIP not in request.session:
        return redirect("account:choose")
    if request.actor.house_account and not request.actor.clerk_id and SESSION_NO_CLERK not in request.session:
        return redirect("account:person")
    response = redirect(home_of(request))
    if settings.LANGUAGE_COOKIE_NAME not in request.COOKIES:
        remember_language(request, response, request.user.language)
    return response


def remember_language(request: KulanzRequest, response: HttpResponseBase, language: str) -> None:
    """The person's language for this browser."""
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME,
        language[:2],
        max_age=365 * 86400,
        samesite="Lax",
        secure=request.is_secure(),
    )
