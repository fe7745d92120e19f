"""A new link by mail, for who has the number and reads the address; the answer tells nobody more."""

from __future__ import annotations

from typing import Final

from django import forms
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from kulanz.core import clock
from kulanz.core.access.gates import open_to_all
from kulanz.core.access.http import KulanzRequest
from kulanz.core.access.throttle import hit
from kulanz.interfaces.public.limits import network_place
from kulanz.workflows.links import renew_case_link

REQUESTS_AN_HOUR: Final = 20


class RenewalForm(forms.Form):
    number = forms.CharField(
        label=_("Vorgangsnummer"),
        help_text=_("Sie steht in unseren E-Mails und Briefen, zum Beispiel NB-2026-00042."),
        max_length=24,
        error_messages={"required": _("Bitte geben Sie die Vorgangsnummer an.")},
    )
    email = forms.EmailField(
        label=_("Ihre E-Mail-Adresse"),
        help_text=_("Die Adresse, die Sie bei der Meldung angegeben haben."),
        max_length=200,
        error_messages={
            "required": _("Bitte geben Sie Ihre E-Mail-Adresse an."),
            "invalid": _("Bitte geben Sie eine E-Mail-Adresse wie name@beispiel.de an."),
        },
    )


def unknown_link(request: KulanzRequest) -> HttpResponse:
    """One page for unknown, expired and revoked links and for cases nobody may see."""
    return render(request, "public/case/unknown.html", {"form": RenewalForm()}, status=404)


# csrf_exempt: asked from pages sent with `no-referrer`, whose posts say `Origin: null`; the request acts
# for nobody who is signed in, anybody may make it.
@csrf_exempt
@open_to_all
@require_http_methods(["GET", "HEAD", "POST"])
def renew(request: KulanzRequest) -> HttpResponseBase:
    """Ask for number and address; the answer is the same whether they belong together or not."""
    if request.method != "POST":
        number = request.GET.get("nummer", "").replace("\x00", "")[:24]
        return _page(request, RenewalForm(initial={"number": number}))
    form = RenewalForm(request.POST)
    if not form.is_valid():
        return _page(request, form, 422)
    at = clock.now()
    place = f"{request.tenant.pk}:{network_place(request)}"
    if not hit("renew_place", place, limit=REQUESTS_AN_HOUR, window_seconds=3600, at=at):
        form.add_error(
            None,
            _("Von Ihrem Anschluss kamen gerade viele Anfragen. Bitte versuchen Sie es später wieder."),
        )
        return _page(request, form, 429)
    renew_case_link(
        tenant_id=request.tenant.pk,
        number=form.cleaned_data["number"],
        address=form.cleaned_data["email"],
        at=at,
    )
    return redirect("public:renewed")


@open_to_all
@require_safe
def renewed(request: KulanzRequest) -> HttpResponse:
    return render(request, "public/case/renewed.html")


def _page(request: KulanzRequest, form: RenewalForm, status: int = 200) -> HttpResponse:
    return render(request, "public/case/renew.html", {"form": form}, status=status)
