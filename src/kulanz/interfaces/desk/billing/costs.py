"""Booking what something of a case really cost."""

from __future__ import annotations

from django.contrib import messages as notices
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from kulanz.core import clock
from kulanz.core.access.actor import ActorKind
from kulanz.core.access.gates import gate
from kulanz.core.access.http import KulanzRequest
from kulanz.core.refusal import NotAllowed
from kulanz.core.ui.forms import done
from kulanz.interfaces.desk.billing.forms import CostForm
from kulanz.interfaces.desk.cases.finding import case_or_404
from kulanz.stages.billing.commands.costs import book_actual_cost
from kulanz.stages.billing.permissions import BillingAction, may_bill
from kulanz.stages.execution.models import Order


@gate(ActorKind.STAFF)
@require_POST
def book(request: KulanzRequest, number: str) -> HttpResponse:
    """From the case's page or an order's; sent twice it is booked once. Leads back to where it came from."""
    case = case_or_404(request, number)
    if not may_bill(request.actor, BillingAction.BOOK_COST, case):
        raise NotAllowed
    form = CostForm(request.POST)
    booked = done(
        form,
        lambda data: book_actual_cost(
            actor=request.actor,
            case_id=case.pk,
            cost_kind_id=data["cost_kind"],
            amount=data["amount"],
            currency=request.tenant.currency,
            key=data["key"],
            decision_id=data["decision"],
            order_id=data["order"],
            note=data["note"],
            at=clock.now(),
        ),
    )
    if booked:
        notices.success(request, _("Die Kosten sind gebucht."))
    else:
        wrong = [str(error) for errors in form.errors.values() for error in errors]
        notices.error(request, " ".join(dict.fromkeys(wrong)) or _("Das ließ sich nicht buchen."))
    order_id = form.cleaned_data.get("order") if form.is_bound and hasattr(form, "cleaned_data") else None
    order = Order.objects.filter(case=case, pk=order_id).first() if order_id else None
    if order is not None:
        return redirect("desk:order", order.number)
    return redirect(reverse("desk:case", args=[case.number]) + "#costs")
