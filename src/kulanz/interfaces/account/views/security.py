"""A person's own page: password, second factor, sessions, language, mails."""

from __future__ import annotations

from allauth.mfa.models import Authenticator
from django.contrib.messages import success
from django.http import Http404, HttpResponseBase
from django.shortcuts import redirect, render
from django.template.loader import select_template
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from kulanz.core import clock
from kulanz.core.access.actor import ActorKind
from kulanz.core.access.gates import gate
from kulanz.core.access.http import KulanzRequest
from kulanz.core.access.models import User
from kulanz.core.access.sessions import end_sessions, sessions_of
from kulanz.interfaces.account.forms import LanguageForm, NewsForm
from kulanz.interfaces.account.second_factor import has_second_factor, is_required_of
from kulanz.interfaces.account.views.session import choices_for
from kulanz.interfaces.account.views.start import home_of, remember_language
from kulanz.interfaces.account.views.tablets import tablets_of
from kulanz.masterdata.parties.actors import memberships_of
from kulanz.masterdata.parties.commands.access_own import change_own_language, change_own_news
from kulanz.workflows.recipients import STAFF_DEFAULTS, staff_setting

SIGNED_IN = (
    ActorKind.STAFF,
    ActorKind.DEALER,
    ActorKind.TECHNICIAN,
    ActorKind.CUSTOMER,
    ActorKind.SUPPLIER,
)


def _user(request: KulanzRequest) -> User:
    if not isinstance(request.user, User):
        raise Http404
    return request.user


def frame_of(request: KulanzRequest) -> object:
    """The page around it: the desk's for staff, the portal's for everybody else."""
    names = (
        ["desk/base.html", "ui/desk_base.html"]
        if request.actor.is_staff
        else ["portal/base.html", "ui/portal_base.html"]
    )
    return select_template(names)


@gate(*SIGNED_IN)
@require_GET
def security(request: KulanzRequest) -> HttpResponseBase:
    user, at = _user(request), clock.now()
    factors = list(Authenticator.objects.filter(user_id=user.pk).order_by("created_at"))
    of_type = Authenticator.Type
    codes = next((f.wrap() for f in factors if f.type == of_type.RECOVERY_CODES), None)
    context = {
        "frame": frame_of(request),
        "home_url": home_of(request),
        "account": user,
        "totp": next((f for f in factors if f.type == of_type.TOTP), None),
        "passkeys": [(f, f.wrap().name) for f in factors if f.type == of_type.WEBAUTHN],
        "codes_left": len(codes.get_unused_codes()) if codes else None,
        "required": is_required_of(request),
        "sessions": sessions_of(user.pk, current_key=request.session.session_key, at=at),
        "language_form": LanguageForm(initial={"language": user.language}),
        "news_form": NewsForm(initial=_news(request)) if request.actor.is_staff else None,
        "choices": choices_for(request),
        "tablets": tablets_of(request.actor),
    }
    return render(request, "account/security.html", context)


def _news(request: KulanzRequest) -> dict[str, str]:
    mine = memberships_of(_user(request).pk, request.tenant.pk)
    member = next(m for m in mine if m.pk == request.actor.membership_id)
    return {key: staff_setting(member, key) for key in STAFF_DEFAULTS}


def _back(part: str) -> HttpResponseBase:
    return redirect(f"{reverse('account:security')}#{part}")


@gate(*SIGNED_IN)
@require_POST
def language(request: KulanzRequest) -> HttpResponseBase:
    form, user = LanguageForm(request.POST), _user(request)
    if not form.is_valid():
        raise Http404
    change_own_language(user=user, language=form.cleaned_data["language"])
    response = _back("sprache")
    remember_language(request, response, user.language)
    return response


@gate(ActorKind.STAFF)
@require_POST
def news(request: KulanzRequest) -> HttpResponseBase:
    form, user = NewsForm(request.POST), _user(request)
    if not form.is_valid():
        raise Http404
    change_own_news(
        membership_id=request.actor.membership_id or 0,
        user_id=user.pk,
        news=form.cleaned_data,
        at=clock.now(),
    )
    success(request, _("Ihre Einstellungen sind gespeichert."))
    return _back("mails")


@gate(*SIGNED_IN)
@require_POST
def end_session(request: KulanzRequest, ident: int) -> HttpResponseBase:
    """One session of one's own; somebody else's number ends nothing."""
    if not end_sessions(_user(request).pk, only=ident):
        raise Http404
    success(request, _("Die Anmeldung ist beendet."))
    return _back("anmeldungen")


@gate(*SIGNED_IN)
@require_POST
def end_other_sessions(request: KulanzRequest) -> HttpResponseBase:
    end_sessions(_user(request).pk, except_key=request.session.session_key or "")
    success(request, _("Alle anderen Anmeldungen sind beendet."))
    return _back("anmeldungen")


@gate(ActorKind.STAFF)
@require_GET
def second_factor(request: KulanzRequest) -> HttpResponseBase:
    """Comes before everything else while the tenant requires a second factor and there is none."""
    if not is_required_of(request) or has_second_factor(_user(request).pk):
        return redirect("account:start")
    return render(request, "account/second_factor.html")
