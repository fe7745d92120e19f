"""Where a credit without an offer is paid to, such as after goods were picked up; behind the case's link."""

from __future__ import annotations

from django.contrib import messages as notices
from django.db import transaction
from django.http import Http404, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from kulanz.core.access.throttle import hit
from kulanz.core.refusal import Refusal
from kulanz.interfaces.public.offer.views import ACTS_AN_HOUR, TooMuchAtOnce
from kulanz.interfaces.public.tracking.link import Visit, through_link
from kulanz.stages.billing.commands.accounts import give_account
from kulanz.stages.billing.models import CreditNote
from kulanz.stages.billing.queries.credits import account_state, own_credits


@through_link("GET", "HEAD", "POST")
def account(visit: Visit, credit_id: int) -> HttpResponseBase:
    """Ask for holder and IBAN; what is already known is shown masked."""
    found = {credit.pk: credit for credit in own_credits(visit.actor, visit.case)}
    credit = found.get(credit_id)
    if credit is None or credit.offer_id is not None:
        raise Http404
    if visit.request.method != "POST":
        return _page(visit, credit)
    in_time = hit("offer_acts", visit.key, limit=ACTS_AN_HOUR, window_seconds=3600, at=visit.at)
    try:
        with transaction.atomic():
            if not in_time:
                raise TooMuchAtOnce
            give_account(
                actor=visit.actor,
                credit_note_id=credit.pk,
                holder=visit.request.POST.get("holder", "")[:200],
                iban=visit.request.POST.get("iban", "")[:60],
                at=visit.at,
            )
    except Refusal as refusal:
        return _page(visit, credit, error=str(refusal), error_field=refusal.field or "")
    notices.success(visit.request, _("Danke. Die Bankverbindung ist gespeichert."))
    return redirect("public:case_account", token=visit.token, credit_id=credit.pk)


def _page(visit: Visit, credit: CreditNote, *, error: str = "", error_field: str = "") -> HttpResponseBase:
    posted = visit.request.POST if error else {}
    context = {
        "visit": visit,
        "credit": credit,
        "account": account_state(credit),
        "typed": {name: posted.get(name, "") for name in ("holder", "iban")},
        "error": error,
        "error_field": error_field,
    }
    return render(visit.request, "public/offer/account.html", context, status=422 if error else 200)
