"""A case somebody was sent to, and what he reported."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import uuid4

from kulanz.cases.models import Case
from kulanz.core import clock
from kulanz.stages.execution.models import ServiceReport, Visit


def visit_of(case: Case, state: str, **fields: Any) -> Visit:
    """A visit in that state, on the day before yesterday unless told otherwise."""
    starts = clock.now() - timedelta(days=2)
    timed = {"starts_at": starts, "ends_at": starts + timedelta(hours=1)} if state != "to_plan" else {}
    return Visit.objects.create(
        tenant_id=case.tenant_id,
        case=case,
        number=f"E-{Visit.objects.count() + 1:04}",
        kind="repair",
        state=state,
        state_since=clock.now(),
        name="Karla",
        created_at=clock.now(),
        created_by_name="Anna",
        **{**timed, **fields},
    )


def report_on(visit: Visit, safety: str, **fields: Any) -> ServiceReport:
    """The newest report so far."""
    count = ServiceReport.objects.count()
    return ServiceReport.objects.create(
        tenant_id=visit.tenant_id,
        visit=visit,
        number=f"SB-{count + 1:04}",
        client_id=uuid4(),
        technician_name="Fritz Fink",
        result="second_visit",
        safety=safety,
        finished_at=clock.now() + timedelta(minutes=count),
        received_at=clock.now(),
        **{"authorised": True, **fields},
    )
