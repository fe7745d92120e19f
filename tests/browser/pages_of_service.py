"""The pages of vehicles, tools, maintenance, its offers and appointments: name, who looks, and address."""

from __future__ import annotations

from kulanz.core import clock
from kulanz.core.access.actor import system_actor
from kulanz.core.tenancy.models import Tenant
from kulanz.stages.execution.commands.appointments import issue_appointment_link
from kulanz.stages.execution.commands.service_offers import issue_service_offer_link
from kulanz.stages.execution.models import MaintenancePlan, ServiceOffer, Tool, Vehicle, Visit
from kulanz.stages.execution.queries.appointments import free_slots
from kulanz.stages.execution.rules.visits import VisitState
from kulanz.workflows.appointments import offer_slots


def service_pages(tenant: Tenant) -> list[tuple[str, str, str]]:
    """In the tenant that is open, whose demo drives vans, plans maintenance and has visits to plan."""
    system, at = system_actor(tenant.pk), clock.now()
    van = Vehicle.objects.order_by("pk")[0].pk
    tool = Tool.objects.order_by("pk")[0].pk
    plan = MaintenancePlan.objects.order_by("pk")[0].pk
    offer = ServiceOffer.objects.filter(state="open").order_by("pk")[0]
    _offer, secret = issue_service_offer_link(actor=system, offer_id=offer.pk, how="print", address="", at=at)
    visits = Visit.objects.select_related("case").order_by("pk")
    asked = next(v for v in visits.filter(state=VisitState.TO_PLAN) if len(free_slots(v, at=at)) > 2)
    slots = [(slot.technician.pk, slot.starts_at) for slot in free_slots(asked, at=at)]
    offer_slots(actor=system, visit_id=asked.pk, slots=slots, at=at)
    planned = visits.filter(starts_at__gt=at, state=VisitState.PLANNED).order_by("-starts_at").first()
    links = {"public-appointment-choice": _link(asked.pk)}
    if planned is not None:
        links["public-appointment"] = _link(planned.pk)
    return [
        ("desk-vehicles", "agent", "/desk/fahrzeuge/"),
        ("desk-vehicle", "agent", f"/desk/fahrzeuge/{van}/"),
        ("desk-vehicle-new", "agent", "/desk/fahrzeuge/neu/"),
        ("desk-vehicle-count", "agent", f"/desk/fahrzeuge/{van}/zaehlung/"),
        ("desk-tools", "agent", "/desk/werkzeuge/"),
        ("desk-tool", "agent", f"/desk/werkzeuge/{tool}/"),
        ("desk-tool-edit", "agent", f"/desk/werkzeuge/{tool}/bearbeiten/"),
        ("desk-maintenance", "agent", "/desk/wartung/"),
        ("desk-maintenance-plan", "agent", f"/desk/wartung/{plan}/"),
        ("desk-maintenance-edit", "agent", f"/desk/wartung/{plan}/bearbeiten/"),
        ("desk-service-offers", "agent", "/desk/wartungsangebote/"),
        ("desk-service-offer", "agent", f"/desk/wartungsangebote/{offer.number}/"),
        ("desk-service-offer-new", "agent", "/desk/wartungsangebote/neu/"),
        ("desk-appointment", "agent", f"/desk/einsatz/{asked.number}/termin/"),
        ("account-calendar", "agent", "/konto/kalender/"),
        ("portal-service-offers", "dealer", "/portal/wartung/"),
        ("portal-service-offer-new", "dealer", "/portal/wartung/neu/"),
        ("public-service-offer", "", f"/wartung/{secret}/"),
        *((name, "", path) for name, path in links.items()),
    ]


def _link(visit_id: int) -> str:
    visit = Visit.objects.select_related("case").get(pk=visit_id)
    secret = issue_appointment_link(
        actor=system_actor(visit.tenant_id),
        visit=visit,
        party_id=visit.case.customer_id,
        address="",
        how="print",
        at=clock.now(),
    )
    return f"/termin/{secret}/"
