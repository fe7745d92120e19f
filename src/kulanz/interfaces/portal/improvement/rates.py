"""What the dealer's own service costs it: entered by the house, read by nobody else (R093, R094)."""

from __future__ import annotations

from django.contrib import messages as notices
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from kulanz.core import clock
from kulanz.core.access.actor import ActorKind
from kulanz.core.access.gates import gate
from kulanz.core.access.http import KulanzRequest
from kulanz.core.refusal import NotAllowed, Refusal
from kulanz.core.ui.forms import add_refusal
from kulanz.interfaces.portal.improvement.asking import Asked, asked_of, whole_house
from kulanz.interfaces.portal.improvement.forms import RatesForm
from kulanz.interfaces.portal.improvement.presenting import frame
from kulanz.stages.improvement.commands.rates import enter_rates, remove_rates
from kulanz.stages.improvement.models import DealerRates
from kulanz.stages.improvement.permissions_of_cockpit import may_enter_rates, rates_visible_to
from kulanz.stages.improvement.rules.options import EARLIEST
from kulanz.stages.improvement.words import month_name


@gate(ActorKind.DEALER)
@require_http_methods(["GET", "POST"])
def own_rates(request: KulanzRequest) -> HttpResponse:
    """Filled in with the newest figures; saving writes them from the chosen month on."""
    if not whole_house(request):
        raise Http404
    asked = asked_of(request)
    kept = list(rates_visible_to(request.actor).order_by("-valid_from"))
    form = RatesForm(
        request.POST if request.method == "POST" else None,
        kept=kept[0] if kept else None,
        currency=request.tenant.currency,
        at=asked.at,
        zone=asked.zone,
    )
    if request.method == "GET":
        return _page(request, asked, form, kept)
    if not form.is_valid():
        return _page(request, asked, form, kept, status=422)
    try:
        enter_rates(
            actor=request.actor, rates=form.rates(), note=form.cleaned_data["synergy_note"], at=asked.at
        )
    except NotAllowed:
        raise
    except Refusal as refusal:
        add_refusal(form, refusal)
        return _page(request, asked, form, kept, status=422)
    notices.success(request, _("Gespeichert. Der Vergleich rechnet jetzt mit Ihren Sätzen."))
    return redirect("portal:make_or_buy")


@gate(ActorKind.DEALER)
@require_POST
def drop_rates(request: KulanzRequest, rates_id: int) -> HttpResponse:
    """Entered by mistake: what was valid before is valid again."""
    if not rates_visible_to(request.actor).filter(pk=rates_id).exists():
        raise Http404
    remove_rates(actor=request.actor, rates_id=rates_id, at=clock.now())
    notices.success(request, _("Die Sätze sind entfernt."))
    return redirect("portal:own_rates")


def _page(
    request: KulanzRequest, asked: Asked, form: RatesForm, kept: list[DealerRates], *, status: int = 200
) -> HttpResponse:
    context = {
        **frame(request, asked, "rates"),
        "form": form,
        "parts": form.parts(),
        "kept": [
            (row, _("von Anfang an") if row.valid_from == EARLIEST else month_name(row.valid_from))
            for row in kept
        ],
        "may_enter": may_enter_rates(request.actor),
    }
    return render(request, "portal/improvement/rates.html", context, status=status)
