"""Where a signed-in person's work begins."""

from __future__ import annotations

from django.http import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import NoReverseMatch, reverse

from kulanz.core.access.actor import ActorKind
from kulanz.core.access.gates import open_to_all
from kulanz.core.access.http import KulanzRequest


def home_of(request: KulanzRequest) -> str:
    """The first page of this actor: the desk's list, or the portal."""
    name = "desk:worklist" if request.actor.is_staff else "portal:home"
    try:
        return reverse(name)
    except NoReverseMatch:  # an interface that this installation leaves out
        return reverse("account:security")


@open_to_all
def start(request: KulanzRequest) -> HttpResponseBase:
    if not request.user.is_authenticated:
        return redirect("account_login")
    if request.actor.kind is ActorKind.GUEST:
        return render(request, "account/no_access.html", status=403)
    return redirect(home_of(request))
