"""The first set-up: guarded by a code while there is no tenant, then by its first administrator."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec, cast

from django import forms
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.http import require_http_methods

from kulanz.core import clock
from kulanz.core.access.actor import ActorKind
from kulanz.core.refusal import Refusal
from kulanz.core.tenancy.context import mirror_tenant, set_tenant
from kulanz.core.tenancy.first_run import is_first_run, is_right_code, use_up_code
from kulanz.core.ui.forms import add_refusal
from kulanz.interfaces.account.first_run_forms import (
    CURRENCIES,
    TIME_ZONES,
    AdministratorForm,
    CodeForm,
    TenantForm,
)
from kulanz.interfaces.account.limits import FIRST_RUN, count_attempt
from kulanz.interfaces.account.views.session import sign_in
from kulanz.masterdata.parties.commands.access_keys import SignIn
from kulanz.masterdata.parties.commands.tenants import create_tenant
from kulanz.workflows.defaults import ensure_defaults

UNLOCKED = "first_run"
HOUSE = "first_run_house"
# Fields of the command and where the pages ask for them.
_HOUSE_FIELDS = frozenset({"name", "host", "case_prefix", "country", "subdivision", "language", "time_zone"})

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], HttpResponseBase]


def before_first_tenant(view: View[P]) -> View[P]:
    """Exists only while there is no tenant; a view that raises has changed nothing."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        if getattr(request, "tenant", None) is not None or not is_first_run():
            raise Http404
        with transaction.atomic():
            response = view(request, *args, **kwargs)
        response["Cache-Control"] = "no-store"
        return response

    guarded.gate = (frozenset(ActorKind), None)  # type: ignore[attr-defined]  # read by the permission tests
    return cast(View[P], guarded)


def page(request: HttpRequest, step: int, form: forms.Form, **context: Any) -> HttpResponseBase:
    """One step of the set-up with its form."""
    status = 422 if form.is_bound else 200
    return render(request, "account/set_up.html", {"form": form, "step": step, **context}, status=status)


@before_first_tenant
@require_http_methods(["GET", "HEAD", "POST"])
def code(request: HttpRequest) -> HttpResponseBase:
    """Whoever reads the console may set up."""
    if request.session.get(UNLOCKED):
        return redirect("account:first_run_house")
    form = CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            attempt = count_attempt(request, FIRST_RUN, "code")
        except forms.ValidationError as too_many:
            form.add_error("code", too_many)
        else:
            if is_right_code(form.cleaned_data["code"]):
                attempt.was_right()
                request.session.cycle_key()
                request.session[UNLOCKED] = True
                return redirect("account:first_run_house")
            form.add_error("code", _("Das ist nicht der Code, der auf der Konsole steht."))
    return page(request, 1, form, title=_("Willkommen bei Kulanz"), button=_("Weiter"))


@before_first_tenant
@require_http_methods(["GET", "HEAD", "POST"])
def house(request: HttpRequest) -> HttpResponseBase:
    if not request.session.get(UNLOCKED):
        return redirect("account:first_run")
    host = request.get_host()
    usual = {"host": host.rsplit(":", 1)[0], "country": "DE", "language": "de"}
    form = TenantForm(request.POST or None, initial=request.session.get(HOUSE, usual))
    if request.method == "POST" and form.is_valid():
        request.session[HOUSE] = form.cleaned_data
        return redirect("account:first_run_administrator")
    return page(request, 2, form, title=_("Ihr Haus"), button=_("Weiter"))


@before_first_tenant
@require_http_methods(["GET", "HEAD", "POST"])
def administrator(request: HttpRequest) -> HttpResponseBase:
    """The last step before there is a tenant: it makes everything at once and signs in."""
    given = request.session.get(HOUSE)
    if not request.session.get(UNLOCKED) or not isinstance(given, dict):
        return redirect("account:first_run")
    form = AdministratorForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            return _set_up(request, given, form.cleaned_data)
        except Refusal as refused:
            if refused.field in _HOUSE_FIELDS and refused.field not in form.fields:
                again = TenantForm(given)
                again.add_error(refused.field, str(refused))
                return page(
                    request,
                    2,
                    again,
                    title=_("Ihr Haus"),
                    button=_("Weiter"),
                    action="account:first_run_house",
                )
            add_refusal(form, refused)
    return page(request, 3, form, title=_("Ihr Zugang"), button=_("Einrichten"))


def _set_up(request: HttpRequest, given: dict[str, Any], person: dict[str, Any]) -> HttpResponseBase:
    country, host, at = str(given["country"]), request.get_host(), clock.now()
    asked_at = host.rsplit(":", 1)[0]
    with override(given["language"]):
        made = create_tenant(
            name=given["name"],
            host=given["host"],
            case_prefix=given["case_prefix"],
            country=country,
            subdivision=given["subdivision"],
            language=given["language"],
            time_zone=TIME_ZONES.get(country, "Europe/Berlin"),
            currency=CURRENCIES.get(country, "EUR"),
            # links in mails lead where the browser is now, behind whatever proxy that is
            base_url=f"{request.scheme}://{host}" if given["host"] == asked_at else "",
            admin_email=person["email"],
            admin_name=person["name"],
            admin_password=person["password"],
            at=at,
            only_first=True,
        )
        ensure_defaults(tenant_id=made.tenant.pk, at=at)
    member = made.administrator.membership
    # From here on this request works for the new tenant.
    set_tenant(made.tenant.pk)
    with mirror_tenant(made.tenant.pk):
        sign_in(request, SignIn(member.user, member))
    transaction.on_commit(use_up_code)
    return redirect("account:set_up_brand")
