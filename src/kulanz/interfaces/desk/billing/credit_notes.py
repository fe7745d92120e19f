"""Credit notes: the list of what waits for release, and one with its steps."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from django import forms
from django.contrib import messages as notices
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_POST

from kulanz.core import clock
from kulanz.core.access.actor import ActorKind
from kulanz.core.access.gates import gate
from kulanz.core.access.http import KulanzRequest
from kulanz.core.enums import member
from kulanz.core.refusal import NotAllowed, Refusal
from kulanz.core.ui.forms import done
from kulanz.interfaces.desk.administration.door import number_of
from kulanz.interfaces.desk.billing.forms import AccountForm, ConfirmForm, ReasonForm
from kulanz.interfaces.desk.billing.paging import page_by
from kulanz.interfaces.desk.billing.presenting import credit_row, credit_steps
from kulanz.stages.billing.commands.accounts import give_account
from kulanz.stages.billing.commands.crediting import cancel_credit
from kulanz.stages.billing.commands.releasing import confirm_credit
from kulanz.stages.billing.models import CreditNote
from kulanz.stages.billing.permissions import BillingAction, may_bill
from kulanz.stages.billing.queries.credits import credits_in, credits_of_ended_cases, get_credit
from kulanz.stages.billing.rules.credit import OPEN, CreditState
from kulanz.stages.execution.queries.exchange import exchange_about
from kulanz.workflows.crediting import release_and_tell

VIEWS: Final = (
    (CreditState.RECORDED, gettext_lazy("Freizugeben")),
    (CreditState.RELEASED, gettext_lazy("Noch nicht fakturiert")),
    (CreditState.WAITS_FOR_GOODS, gettext_lazy("Warten auf Ware")),
    (CreditState.CONFIRMED, gettext_lazy("Fakturiert")),
    (CreditState.CANCELLED, gettext_lazy("Storniert")),
)
ENDED: Final = "ended"


@gate(ActorKind.STAFF)
@require_GET
def credit_list(request: KulanzRequest) -> HttpResponse:
    """What waits for release first; each list goes on after its last row."""
    view = request.GET.get("stand", "")
    state = member(CreditState, view) or CreditState.RECORDED
    if view == ENDED:
        found = credits_of_ended_cases(request.actor)
    else:
        view, found = state.value, credits_in(request.actor, state)
    newest_first = view != ENDED and state not in OPEN
    rows, cursor = page_by(found, "state_since", request.GET.get("cursor"), newest_first=newest_first)
    context = {
        "rows": [credit_row(credit) for credit in rows],
        "next_cursor": cursor,
        "view": view,
        "views": [(value.value, label) for value, label in VIEWS]
        + [(ENDED, gettext_lazy("Offene beendeter Vorgänge"))],
        "may_release": may_bill(request.actor, BillingAction.RELEASE)
        and view in (CreditState.RECORDED, ENDED),
        "menu_current": "credits",
    }
    return render(request, "desk/billing/credits.html", context)


@gate(ActorKind.STAFF)
@require_POST
def release_many(request: KulanzRequest) -> HttpResponse:
    """Release the chosen ones; what cannot be released stays and says why."""
    if not may_bill(request.actor, BillingAction.RELEASE):
        raise NotAllowed
    chosen = [pk for pk in map(number_of, request.POST.getlist("credit")[:200]) if pk is not None]
    found = [credit for pk in chosen if (credit := get_credit(request.actor, pk)) is not None]
    if chosen and not found:
        raise Http404
    at, released = clock.now(), 0
    for credit in found:
        try:
            release_and_tell(actor=request.actor, credit_note_id=credit.pk, at=at)
            released += 1
        except Refusal as refusal:
            notices.error(request, f"{credit.number}: {refusal}")
    if released:
        text = ngettext("%(n)d Gutschrift freigegeben.", "%(n)d Gutschriften freigegeben.", released)
        notices.success(request, text % {"n": released})
    return redirect("desk:credits")


@gate(ActorKind.STAFF)
@require_GET
def credit(request: KulanzRequest, credit_id: int) -> HttpResponse:
    return _page(request, _found(request, credit_id))


@gate(ActorKind.STAFF)
@require_POST
def release(request: KulanzRequest, credit_id: int) -> HttpResponse:
    """Fakturaanstoß."""
    found = _found(request, credit_id)
    try:
        release_and_tell(
            actor=request.actor,
            credit_note_id=found.pk,
            without_account=bool(request.POST.get("without_account")),
            at=clock.now(),
        )
    except NotAllowed:
        raise
    except Refusal as refusal:
        return _page(request, found, status=422, error=str(refusal))
    notices.success(request, _("Freigegeben. Die Gutschrift geht an die Warenwirtschaft."))
    return redirect("desk:credit", found.pk)


@gate(ActorKind.STAFF)
@require_POST
def confirm(request: KulanzRequest, credit_id: int) -> HttpResponse:
    """Booked in the ERP, entered by hand where no file says so."""
    return _act(
        request,
        credit_id,
        name="confirm_form",
        form=ConfirmForm(request.POST),
        act=lambda data, pk: confirm_credit(
            actor=request.actor, credit_note_id=pk, external_number=data["external_number"], at=clock.now()
        ),
        thanks=_("Als fakturiert eingetragen."),
    )


@gate(ActorKind.STAFF)
@require_POST
def cancel(request: KulanzRequest, credit_id: int) -> HttpResponse:
    return _act(
        request,
        credit_id,
        name="cancel_form",
        form=ReasonForm(request.POST),
        act=lambda data, pk: cancel_credit(
            actor=request.actor, credit_note_id=pk, reason=data["reason"], at=clock.now()
        ),
        thanks=_("Die Gutschrift ist storniert."),
    )


@gate(ActorKind.STAFF)
@sensitive_post_parameters("iban", "holder")
@require_POST
def account(request: KulanzRequest, credit_id: int) -> HttpResponse:
    """Where to pay to, as the customer told us."""
    return _act(
        request,
        credit_id,
        name="account_form",
        form=AccountForm(request.POST),
        act=lambda data, pk: give_account(
            actor=request.actor, credit_note_id=pk, holder=data["holder"], iban=data["iban"], at=clock.now()
        ),
        thanks=_("Die Bankverbindung ist gespeichert."),
    )


def _act(
    request: KulanzRequest,
    credit_id: int,
    *,
    name: str,
    form: forms.Form,
    act: Callable[[dict[str, Any], int], object],
    thanks: str,
) -> HttpResponse:
    found = _found(request, credit_id)
    if not done(form, lambda data: act(data, found.pk)):
        return _page(request, found, bound={name: form}, status=422)
    notices.success(request, thanks)
    return redirect("desk:credit", found.pk)


def _found(request: KulanzRequest, credit_id: int) -> CreditNote:
    found = get_credit(request.actor, credit_id)
    if found is None:
        raise Http404
    return found


def _page(
    request: KulanzRequest,
    credit: CreditNote,
    *,
    bound: Mapping[str, forms.Form] | None = None,
    status: int = 200,
    error: str = "",
) -> HttpResponse:
    actor, case, forms_given = request.actor, credit.case, bound or {}
    may_record = may_bill(actor, BillingAction.RECORD, case)
    may_confirm = may_bill(actor, BillingAction.CONFIRM, case)
    row = credit_row(credit)
    open_ = credit.state in (CreditState.WAITS_FOR_GOODS, CreditState.RECORDED)
    context = {
        "credit": credit,
        "case": case,
        "row": row,
        "steps": credit_steps(credit),
        "exchange": exchange_about(case, credit.number, since=credit.state_since),
        "error": error,
        "may_release": may_bill(actor, BillingAction.RELEASE, case) and credit.state == CreditState.RECORDED,
        "confirm_form": forms_given.get("confirm_form") or ConfirmForm(),
        "may_confirm": may_confirm and credit.state == CreditState.RELEASED,
        "cancel_form": forms_given.get("cancel_form") or ReasonForm(),
        "may_cancel": may_bill(actor, BillingAction.CANCEL, case) and open_,
        "account_form": forms_given.get("account_form") or AccountForm(),
        "may_give_account": may_record and row.account.may_change,
        "menu_current": "credits",
    }
    return render(request, "desk/billing/credit.html", context, status=status)
