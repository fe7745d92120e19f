"""The appointments a customer reads on the page of his case, whoever planned them."""

from __future__ import annotations

from django.db.models import F, Q

from kulanz.cases.models import Case
from kulanz.stages.execution.models import Visit
from kulanz.stages.execution.rules.visits import ON_PLAN


def agreed_visits(case: Case) -> list[Visit]:
    """What stands on the plan, by day: those he was told of, and all that his dealer's own people make."""
    known = Q(token_id__isnull=False) | Q(organisation=F("case__dealer"))
    visits = case.visits.filter(known, state__in=[state.value for state in ON_PLAN])
    return list(
        visits.select_related("case__customer", "case__dealer", "organisation").order_by("starts_at", "pk")
    )
