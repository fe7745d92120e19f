"""When a certificate ends or is revoked: what is planned with it comes off the plan, and the lead is told."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import Q
from django.utils.translation import override

from kulanz.cases.calendar import local_date
from kulanz.core.access.actor import Actor
from kulanz.core.periodic import PeriodicJob, register_periodic
from kulanz.core.tenancy.context import tenant_context
from kulanz.core.tenancy.models import Tenant
from kulanz.masterdata.parties.commands.certifying import revoke_certificate
from kulanz.masterdata.parties.models import Certificate, Technician
from kulanz.stages.execution.queries.clearance_of_plan import (
    barred_orders,
    barred_visits,
    planned_visits,
    promised_orders,
)
from kulanz.workflows.certificate_reminders import remind_of_ends
from kulanz.workflows.plan_checks import TakenOff, order_off, orders_off, tell_leads, visit_off, visits_off

# Nobody is written to in the small hours.
_EARLIEST: Final = 6


@dataclass(frozen=True, slots=True)
class Revoked:
    certificate: Certificate
    visits: tuple[TakenOff, ...]


def revoke(*, actor: Actor, certificate_id: int, reason: str, at: datetime) -> Revoked:
    """Revoke a certificate, and take what was planned with it off the plan. Raises as revoke_certificate."""
    with transaction.atomic():
        row = revoke_certificate(actor=actor, certificate_id=certificate_id, reason=reason, at=at)
        tenant = _tenant(row.tenant_id)
        places = Technician.objects.filter(Q(person_id=row.holder_id) | Q(organisation_id=row.holder_id))
        ids = list(places.values_list("pk", flat=True))
        booked = planned_visits(tenant.pk).filter(crew__technician_id__in=ids)
        visits = planned_visits(tenant.pk).filter(pk__in=booked.values("pk"))
        orders = promised_orders(tenant.pk).filter(people__overlap=ids)
        taken = (*visits_off(tenant, visits, at), *orders_off(tenant, orders, at))
        tell_leads(tenant, taken, at)
        return Revoked(row, taken)


def take_ended_off_plan(tenant_id: int, at: datetime) -> list[TakenOff]:
    """What stands on the plan and may not be done so, whatever has changed since it was planned.

    Each visit and each order is a transaction of its own; doing it twice changes nothing.
    """
    with tenant_context(tenant_id):
        tenant = _tenant(tenant_id)
        today, zone = local_date(tenant, at), ZoneInfo(tenant.time_zone)
        visits = [one.pk for one in barred_visits(planned_visits(tenant_id), zone=zone, today=today)]
        orders = [one.pk for one in barred_orders(promised_orders(tenant_id), today=today)]
    taken: list[TakenOff] = []
    for pk, off in [*((pk, visit_off) for pk in visits), *((pk, order_off) for pk in orders)]:
        with tenant_context(tenant_id), override(tenant.language):
            one = off(tenant, pk, at)
        if one is not None:
            taken.append(one)
    if taken:
        with tenant_context(tenant_id):
            tell_leads(tenant, taken, at)
    return taken


def tend_certificates(tenant_id: int, at: datetime) -> dict[str, int]:
    """Reminders, and visits that a certificate no longer carries."""
    taken = take_ended_off_plan(tenant_id, at)
    with tenant_context(tenant_id):
        zone = _tenant(tenant_id).time_zone
    if at.astimezone(ZoneInfo(zone)).hour < _EARLIEST:
        return {"reminded": 0, "taken_off": len(taken)}
    return {"reminded": remind_of_ends(tenant_id, at), "taken_off": len(taken)}


def _tenant(tenant_id: int) -> Tenant:
    return Tenant.objects.defer("logo").get(pk=tenant_id)


def install() -> None:
    """Called once at start-up."""
    register_periodic(PeriodicJob("certificates", timedelta(hours=1), tend_certificates))
