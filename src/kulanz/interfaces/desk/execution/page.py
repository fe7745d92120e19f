"""An order's page: where it stands, what comes next, and everything that was frozen on it."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.template.loader import select_template
from django.utils.formats import number_format
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from kulanz.cases.calendar import local_date
from kulanz.core import clock
from kulanz.core.access.actor import ActorKind
from kulanz.core.access.gates import gate
from kulanz.core.access.http import KulanzRequest
from kulanz.core.access.models import AccessToken
from kulanz.core.access.tokens import valid_at
from kulanz.interfaces.desk.cases.history_words import channel_words, line
from kulanz.interfaces.desk.execution.forms import AddressForm, MoveForm, WorkKindForm
from kulanz.interfaces.desk.execution.history_words import answer_words
from kulanz.interfaces.desk.execution.presenting import KINDS, NEXT_BUTTONS, next_of, state_badge, way
from kulanz.stages.execution.commands.commissioning import firm_address, firm_of
from kulanz.stages.execution.commands.editing import ADDRESS
from kulanz.stages.execution.models import Order, OrderLine
from kulanz.stages.execution.permissions import OrderAction, may_with_order
from kulanz.stages.execution.queries.clearance_of_orders import lacks_work_kind
from kulanz.stages.execution.queries.exchange import exchange_about
from kulanz.stages.execution.queries.order_history import last_answer, order_history, waiting_transmissions
from kulanz.stages.execution.queries.orders import get_order
from kulanz.stages.execution.rules.orders import OrderState
from kulanz.stages.solution.rules.remedies import OrderKind

_PLACES = {
    OrderKind.PICK_UP: _("Abholanschrift"),
    OrderKind.PICK_UP_FOR_CREDIT: _("Abholanschrift"),
    OrderKind.SERVICE: _("Einsatzort"),
}
# the costs of an order stand here as soon as the screens of billing are there
_COSTS = ("desk/billing/of_order.html", "desk/execution/no_costs.html")


def order_or_404(request: KulanzRequest, number: str) -> Order:
    found = get_order(request.actor, number)
    if found is None:
        raise Http404
    return found


@gate(ActorKind.STAFF)
@require_GET
def order(request: KulanzRequest, order_number: str) -> HttpResponse:
    return render_order(request, order_or_404(request, order_number))


def render_order(request: KulanzRequest, found: Order, *, status: int = 200, **extra: Any) -> HttpResponse:
    """The page; `extra` brings back what a refused form held."""
    at = clock.now()
    may_work = may_with_order(request.actor, OrderAction.WORK, found.case)
    step, today = next_of(found), local_date(request.tenant, at)
    is_recorded = found.state == OrderState.RECORDED
    address = {name: getattr(found, name) for name in ADDRESS}
    firm = firm_of(found)
    answer = last_answer(found)
    said = answer_words(answer.facts, answer.personal) if answer is not None else ("", "")
    context: dict[str, Any] = {
        "order": found,
        "case": found.case,
        "kind": KINDS[found.kind],
        "badge": state_badge(found.state),
        "steps": way(found, request.tenant),
        "lines": [(line, _weight(line)) for line in found.lines.all()],
        "may_work": may_work,
        "next_button": NEXT_BUTTONS.get(step, "") if step is not None else "",
        "next_form": MoveForm(found, only=step, auto_id="next_%s", initial={"done_on": today})
        if may_work and step is not None
        else None,
        "move_form": MoveForm(found, auto_id="other_%s", initial={"state": found.state})
        if may_work and found.state not in (OrderState.DONE, OrderState.CANCELLED)
        else None,
        "address_form": AddressForm(initial=address, auto_id="address_%s")
        if may_work and is_recorded
        else None,
        "lacks_work_kind": lacks_work_kind(found),
        "work_kind_form": WorkKindForm(auto_id="work_%s") if may_work else None,
        "firm": firm,
        "firm_address": firm_address(found) if firm is not None else "",
        "link": AccessToken.objects.filter(valid_at(at), pk=found.token_id).first()
        if found.token_id
        else None,
        "answer": answer,
        "answer_text": said[0],
        "answer_detail": said[1],
        "place_title": _PLACES.get(OrderKind(found.kind), _("Lieferanschrift")),
        "waiting": waiting_transmissions(found),
        "exchange": exchange_about(found.case, found.number, since=found.state_since),
        "history": [(line(entry), channel_words(entry.channel)) for entry in order_history(found)],
        "costs_template": select_template(_COSTS).template.name,
        "new_link": request.session.pop(f"order-link-{found.pk}", "") if "order-link" in request.GET else "",
        "menu_current": "orders",
    }
    return render(request, "desk/execution/order.html", context | extra, status=status)


def _weight(line: OrderLine) -> str:
    """“14,5 kg”, without zeros nobody typed."""
    if line.weight_kg is None:
        return ""
    return f"{number_format(format(line.weight_kg.normalize(), 'f'), use_l10n=True)} kg"
