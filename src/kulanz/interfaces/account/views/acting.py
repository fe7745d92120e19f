"""For whom somebody acts: which of his accesses, which person behind a house account, which tenant."""

from __future__ import annotations

from urllib.parse import urlsplit

from django.http import Http404, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from kulanz.core import clock
from kulanz.core.access.actor import ActorKind
from kulanz.core.access.gates import gate, open_to_all
from kulanz.core.access.http import KulanzRequest
from kulanz.core.refusal import Refusal
from kulanz.core.tenancy.hosts import absolute_url, base_url
from kulanz.core.tenancy.models import Tenant
from kulanz.core.ui.errors import error_page
from kulanz.interfaces.account.forms import PersonForm
from kulanz.interfaces.account.views.session import (
    SESSION_NO_CLERK,
    act_as,
    choices_for,
    safe_next,
    sign_in,
)
from kulanz.masterdata.parties.commands.access_keys import begin_switch, finish_switch
from kulanz.masterdata.parties.commands.access_requests import add_house_person
from kulanz.masterdata.parties.middleware import SESSION_CLERK
from kulanz.masterdata.parties.queries.houses import people_of_house
from kulanz.masterdata.parties.refusals import LinkNotValid


@open_to_all
@require_http_methods(["GET", "POST"])
def choose(request: KulanzRequest) -> HttpResponseBase:
    """„Für wen handeln Sie?“, also for somebody who has no access here but elsewhere."""
    if not request.user.is_authenticated:
        return redirect("account_login")
    choices = choices_for(request)
    if request.method == "POST":
        return _go_on_as(request, {choice.membership_id: choice.is_here for choice in choices})
    response = render(request, "account/choose.html", {"choices": choices})
    # The form's answer leads to the other tenant's host, which the policy for forms must name.
    names = [choice.tenant_name for choice in choices if not choice.is_here]
    origins = sorted({_origin(tenant) for tenant in Tenant.objects.filter(name__in=names, active=True)})
    if origins:
        # the documented way of the middleware (csp.decorators.csp_update), with values known only here
        setattr(response, "_csp_update", {"form-action": origins})  # noqa: B010  # a name of its own
    return response


def _origin(tenant: Tenant) -> str:
    parts = urlsplit(base_url(tenant))
    return f"{parts.scheme}://{parts.netloc}"


def _go_on_as(request: KulanzRequest, allowed: dict[int, bool]) -> HttpResponseBase:
    given = request.POST.get("membership", "")
    membership_id = int(given) if given.isdecimal() and len(given) < 19 else 0
    if membership_id not in allowed:
        raise Http404
    if allowed[membership_id]:
        act_as(request, membership_id)
        return redirect("account:start")
    tenant, secret = begin_switch(user_id=request.user.pk or 0, membership_id=membership_id, at=clock.now())
    return HttpResponseRedirect(absolute_url(tenant, reverse("account:switch", args=[secret])))


@open_to_all
@require_GET
def switch(request: KulanzRequest, secret: str) -> HttpResponseBase:
    """Arriving from another tenant: the key works once, within 30 seconds, and makes a fresh session."""
    try:
        signed = finish_switch(secret=secret, at=clock.now())
    except LinkNotValid as refused:
        return error_page(request, 410, text=str(refused), what_now="")
    if request.user.is_authenticated and request.user.pk != signed.user.pk:
        # Somebody else's key must not turn this person's browser into his.
        return error_page(request, 403)
    sign_in(request, signed)
    response = redirect("account:start")
    response["Referrer-Policy"] = "no-referrer"
    response["Cache-Control"] = "no-store"
    return response


@gate(ActorKind.DEALER)
@require_http_methods(["GET", "POST"])
def person(request: KulanzRequest) -> HttpResponseBase:
    """Who sits at the house account right now. It names the author; it gives no rights."""
    if not request.actor.house_account:
        raise Http404
    people = people_of_house(request.actor.organisation_id)
    form = PersonForm()
    target = safe_next(request)
    if request.method == "POST":
        picked = request.POST.get("person", "")
        chosen = next((party.pk for party in people if str(party.pk) == picked), None)
        if picked == "none":
            request.session.pop(SESSION_CLERK, None)
            request.session[SESSION_NO_CLERK] = True
            return redirect(target or "account:start")
        if chosen is None and not picked:
            form = PersonForm(request.POST)
            chosen = _added(request, form)
        if chosen is not None:
            request.session[SESSION_CLERK] = chosen
            request.session.pop(SESSION_NO_CLERK, None)
            return redirect(target or "account:start")
    status = 422 if form.is_bound else 200
    return render(
        request, "account/person.html", {"people": people, "form": form, "next": target}, status=status
    )


def _added(request: KulanzRequest, form: PersonForm) -> int | None:
    if not form.is_valid():
        return None
    try:
        return add_house_person(actor=request.actor, name=form.cleaned_data["name"], at=clock.now()).pk
    except Refusal as refused:
        form.add_error("name", str(refused))
        return None
