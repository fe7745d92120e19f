"""When somebody comes, on the page of the case: day, time, and who it is."""

from __future__ import annotations

from dataclasses import dataclass
from zoneinfo import ZoneInfo

from django.urls import reverse

from kulanz.interfaces.public.appointment.times import when
from kulanz.interfaces.public.tracking.link import Visit
from kulanz.stages.execution.queries.customers_appointments import appointment_of_case
from kulanz.stages.execution.queries.customers_visits import agreed_visits
from kulanz.stages.solution.permissions_of_offers import is_the_customer
from kulanz.workflows.who_comes import WhoComes, who_comes
from kulanz.workflows.writing import writer_of


@dataclass(frozen=True, slots=True)
class Appointment:
    day: str
    hours: str
    work: str
    crew: tuple[str, ...]
    comes: WhoComes
    url: str
    """Where he confirms or moves it; empty where he was not asked to."""


def appointments(asked: Visit) -> list[Appointment]:
    """For the customer alone."""
    case = asked.case
    if not case.is_open or not is_the_customer(asked.actor, case):
        return []
    visits = agreed_visits(case)
    if not visits:
        return []
    sender, zone = writer_of(case, asked.request.tenant), ZoneInfo(asked.request.tenant.time_zone)
    own = appointment_of_case(case)
    found = []
    for visit in visits:
        day, hours = when(visit, zone)
        crew = visit.crew.order_by("-leads", "pk").values_list("technician__name", flat=True)
        page = own is not None and own.pk == visit.pk
        url = reverse("public:case_appointment", args=[asked.token]) if page else ""
        work = str(visit.get_kind_display())
        found.append(Appointment(day, hours, work, tuple(crew), who_comes(visit, sender), url))
    return found
