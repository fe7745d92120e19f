"""Maintenance comes up: some days before each due date a case with its visit is made, once."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

import structlog
from django.db import transaction
from django.db.models import DateField, ExpressionWrapper, F

from kulanz.cases.calendar import local_date
from kulanz.core.access.actor import system_actor
from kulanz.core.periodic import PeriodicJob, register_periodic
from kulanz.core.refusal import Refusal
from kulanz.core.tenancy.context import tenant_context
from kulanz.core.tenancy.models import Tenant
from kulanz.stages.execution.commands.maintenance import make_due
from kulanz.stages.execution.models import MaintenancePlan
from kulanz.workflows.visit_turns import turn_by_visits

_AT_ONCE: Final = 500
log = structlog.get_logger("kulanz.maintenance")

_COMES_UP: Final = ExpressionWrapper(F("next_due_on") - F("lead_days"), output_field=DateField())


def make_maintenance(tenant_id: int, at: datetime) -> int:
    """How many were made. Doing it twice makes nothing twice; each plan is a transaction of its own."""
    with tenant_context(tenant_id):
        today = local_date(Tenant.objects.defer("logo").get(pk=tenant_id), at)
        due = list(
            MaintenancePlan.objects.annotate(comes_up_on=_COMES_UP)
            .filter(tenant_id=tenant_id, active=True, customer__erased_at=None, comes_up_on__lte=today)
            .order_by("next_due_on", "pk")
            .values_list("pk", flat=True)[:_AT_ONCE]
        )
    made = 0
    for plan_id in due:
        with tenant_context(tenant_id):
            try:
                made += _make(tenant_id, plan_id, at)
            except Refusal as refusal:
                # one plan whose work or customer is gone does not hold up the others; its page shows it
                log.warning("maintenance_not_made", plan=plan_id, reason=type(refusal).__name__)
    return made


def _make(tenant_id: int, plan_id: int, at: datetime) -> bool:
    """Whether a date came up; who plans its visit has the turn then."""
    system = system_actor(tenant_id)
    with transaction.atomic():
        due = make_due(actor=system, plan_id=plan_id, at=at)
        if due is not None and due.case_id is not None:
            turn_by_visits(actor=system, case_id=due.case_id, at=at)
    return due is not None


def install() -> None:
    """Called once at start-up."""
    register_periodic(PeriodicJob("maintenance", timedelta(minutes=30), make_maintenance))
