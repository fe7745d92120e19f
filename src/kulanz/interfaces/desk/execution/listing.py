"""The list of orders: what is open, what is late, what fell between two stools."""

from __future__ import annotations

from typing import Any, Final

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from kulanz.core import clock
from kulanz.core.access.actor import ActorKind
from kulanz.core.access.gates import gate
from kulanz.core.access.http import KulanzRequest
from kulanz.core.enums import member
from kulanz.interfaces.desk.execution.presenting import row_context
from kulanz.masterdata.catalog.models import Executor
from kulanz.stages.execution.models.choices import ORDER_STATE
from kulanz.stages.execution.queries.orders import OrderFilters, OrderView, list_orders
from kulanz.stages.execution.rules.orders import OrderState
from kulanz.stages.solution.models.choices import ORDER_KIND
from kulanz.stages.solution.rules.remedies import OrderKind

VIEWS: Final = (
    (OrderView.OPEN, _("Offene")),
    (OrderView.OVERDUE, _("Überfällige")),
    (OrderView.UNCONFIRMED, _("Ohne Bestätigung")),
    (OrderView.HALF, _("Halb erledigte Austausche")),
    (OrderView.FAILED, _("Gescheiterte Lieferungen")),
    (OrderView.ENDED_CASES, _("Offene beendeter Vorgänge")),
    (OrderView.ALL, _("Alle")),
)
_KEPT: Final = ("view", "state", "kind", "executor")


@gate(ActorKind.STAFF)
@require_GET
def orders(request: KulanzRequest) -> HttpResponse:
    filters = _read(request)
    page = list_orders(request.actor, filters, at=clock.now(), cursor=request.GET.get("cursor", ""))
    context: dict[str, Any] = {
        "rows": [row_context(row) for row in page.rows],
        "more_url": _more_url(request, page.next_cursor),
    }
    if request.headers.get("HX-Request"):
        return render(request, "desk/execution/order_rows.html", context)
    context |= {
        "filters": filters,
        "views": VIEWS,
        "title": dict(VIEWS)[filters.view],
        "states": ORDER_STATE,
        "kinds": ORDER_KIND,
        "executors": list(Executor.objects.order_by("name").values("pk", "name")[:300]),
        "narrowed": bool(filters.state or filters.kind or filters.executor_id),
        "menu_current": "orders",
    }
    return render(request, "desk/execution/orders.html", context)


def _read(request: KulanzRequest) -> OrderFilters:
    """The filters of the address; what means nothing narrows nothing."""
    state = member(OrderState, request.GET.get("state", ""))
    kind = member(OrderKind, request.GET.get("kind", ""))
    executor = request.GET.get("executor", "")
    return OrderFilters(
        view=member(OrderView, request.GET.get("view", "")) or OrderView.OPEN,
        state=state.value if state is not None else "",
        kind=kind.value if kind is not None else "",
        executor_id=int(executor)
        if executor.isascii() and executor.isdigit() and len(executor) < 18
        else None,
    )


def _more_url(request: KulanzRequest, cursor: str) -> str:
    if not cursor:
        return ""
    parameters = request.GET.copy()
    for name in list(parameters):
        if name not in _KEPT:
            del parameters[name]
    parameters["cursor"] = cursor
    return f"?{parameters.urlencode()}"
