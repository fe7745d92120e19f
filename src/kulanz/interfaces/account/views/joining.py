"""Coming in: the invitation's link, and asking for a first access."""

from __future__ import annotations

from django import forms
from django.contrib.messages import success
from django.http import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from kulanz.core import clock
from kulanz.core.access.gates import open_to_all
from kulanz.core.access.http import KulanzRequest
from kulanz.core.refusal import Refusal
from kulanz.core.ui.errors import error_page
from kulanz.core.ui.forms import add_refusal
from kulanz.interfaces.account.forms import ApplyForm, InvitationForm
from kulanz.interfaces.account.limits import APPLY, count_attempt
from kulanz.interfaces.account.views.session import sign_in
from kulanz.masterdata.parties.commands.access_keys import accept_invitation, find_invitation
from kulanz.masterdata.parties.commands.access_requests import request_dealer_access
from kulanz.masterdata.parties.refusals import LinkNotValid


@open_to_all
@require_http_methods(["GET", "HEAD", "POST"])
def invitation(request: KulanzRequest, secret: str) -> HttpResponseBase:
    """Opening the link changes nothing; setting the password uses it up and signs in."""
    at = clock.now()
    form = InvitationForm(request.POST or None)
    try:
        member = find_invitation(secret=secret, at=at).membership
    except LinkNotValid as refused:
        return error_page(request, 410, text=str(refused), what_now="")
    try:
        if request.method == "POST" and form.is_valid():
            signed = accept_invitation(secret=secret, password=form.cleaned_data["password"], at=at)
            sign_in(request, signed)
            success(request, _("Ihr Passwort gilt ab sofort."))
            return redirect("account:start")
    except Refusal as refused:
        add_refusal(form, refused)
    status = 422 if form.is_bound else 200
    response = render(request, "account/invitation.html", {"form": form, "member": member}, status=status)
    # no "no-referrer" here: the form would say `Origin: null`, which the protection of forms refuses. What
    # all pages are sent with, `same-origin`, tells nobody else of the link either.
    response["Cache-Control"] = "no-store"
    response["X-Robots-Tag"] = "noindex"
    return response


@open_to_all
@require_http_methods(["GET", "HEAD", "POST"])
def apply(request: KulanzRequest) -> HttpResponseBase:
    """A firm asks for an access (R105). The answer is the same whether it asked before or not."""
    form = ApplyForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            count_attempt(request, APPLY, data["email"])
            request_dealer_access(actor=request.actor, at=clock.now(), **data)
        except forms.ValidationError as too_many:
            form.add_error(None, too_many)
        except Refusal as refused:
            add_refusal(form, refused)
        else:
            return redirect("account:applied")
    return render(request, "account/apply.html", {"form": form}, status=422 if form.is_bound else 200)


@open_to_all
@require_http_methods(["GET", "HEAD"])
def applied(request: KulanzRequest) -> HttpResponseBase:
    return render(request, "account/applied.html")
