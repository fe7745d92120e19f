"""What the case page tells of its remedies: decisions, orders, offers and credit notes."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils.timezone import get_current_timezone

from kulanz.cases.models import Case
from kulanz.core.access.actor import Actor
from kulanz.interfaces.desk.billing.presenting import offers_and_credits_of_case
from kulanz.interfaces.desk.execution.presenting import row_context
from kulanz.interfaces.desk.solution.page import toned
from kulanz.screens.visits import visit_row
from kulanz.stages.execution.queries.orders import orders_of_case
from kulanz.stages.execution.queries.visits import visits_of_orders
from kulanz.stages.solution.permissions import decisions_visible_to
from kulanz.workflows.remedy_progress import stuck_decision


def remedies_of_case(actor: Actor, case: Case, *, at: datetime) -> dict[str, Any]:
    """For `desk/solution/of_case.html`; empty for what is no complaint. `case` comes from `visible_to`."""
    if case.claim_status is None:
        return {}
    decisions = decisions_visible_to(actor).filter(case=case).select_related("remedy").defer("calculation")
    zone = get_current_timezone()
    found = [toned(decision) for decision in decisions.order_by("-pk")[:20]]
    if not found:
        return {"none_yet": True}
    orders = orders_of_case(actor, case, at=at)
    visits = visits_of_orders(actor, [row.pk for row in orders])
    return {
        "decisions": found,
        # only while it is the office's turn does that say what to do next
        "stuck": stuck_decision(found) if case.waits_for == "us" else None,
        "orders": [
            {**row_context(row), "visits": [visit_row(visit, zone) for visit in visits.get(row.pk, ())]}
            for row in orders
        ],
        "billing": offers_and_credits_of_case(actor, case),
    }
