"""The visits of a case for its page."""

from __future__ import annotations

from typing import Any

from django.utils.timezone import get_current_timezone

from kulanz.cases.models import Case
from kulanz.core.access.actor import Actor
from kulanz.screens.visits import visit_rows
from kulanz.stages.execution.queries.visits import visits_of_case


def visit_rows_of_case(actor: Actor, case: Case) -> list[dict[str, Any]]:
    """For `desk/execution/visits_of_case.html`; `case` comes from `visible_to`."""
    return visit_rows(visits_of_case(actor, case), get_current_timezone())
