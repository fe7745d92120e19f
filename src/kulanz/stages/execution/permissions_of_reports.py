"""Who sees service reports and technicians' devices. Ratings are the office's alone."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from django.db.models import QuerySet

from kulanz.cases.permissions import sees_all, visible_to
from kulanz.core.access.actor import Actor, ActorKind, Role
from kulanz.masterdata.parties.models import Technician
from kulanz.stages.execution.models import FieldDevice, ServiceReport, Visit
from kulanz.stages.execution.permissions_of_houses import not_of_others
from kulanz.stages.execution.permissions_of_visits import technicians_of, visits_visible_to

# Who ends the use of somebody else's device.
DEVICE_KEEPERS: Final = frozenset({Role.ADMINISTRATOR, Role.LEAD})
# Who sends a report to a customer by hand.
REPORT_SENDERS: Final = frozenset({Role.AGENT, Role.LEAD, Role.DIVISION, Role.EXECUTIVE})

# Who puts the times and the travel of a report right.
REPORT_CORRECTORS: Final = frozenset({Role.AGENT, Role.LEAD})


def as_technician(actor: Actor) -> Actor:
    """Somebody of the office or of a dealer's house who also goes to customers, as the technician he is then.

    On his tour he reads and does what technicians may, and nothing of his other work. Anybody else stays
    who he is.
    """
    if actor.kind not in {ActorKind.STAFF, ActorKind.DEALER} or actor.person_id is None:
        return actor
    technician = replace(actor, kind=ActorKind.TECHNICIAN, roles=frozenset())
    return technician if goes_on_tour(technician) else actor


def goes_on_tour(actor: Actor) -> bool:
    """Whether there is a tour for this person, whatever else he does here."""
    if actor.person_id is None or actor.case_id is not None:
        return False
    if actor.kind not in {ActorKind.STAFF, ActorKind.DEALER, ActorKind.TECHNICIAN}:
        return False
    rows = Technician.objects.filter(tenant_id=actor.tenant_id, person_id=actor.person_id, active=True)
    return rows.exists()


def reports_visible_to(actor: Actor) -> QuerySet[ServiceReport]:
    """Staff: all; a dealer: of the cases he sees; a technician: of the visits he is or was on. Neither reads
    those of another dealer's own people.
    """
    reports = ServiceReport.objects.filter(tenant_id=actor.tenant_id)
    if sees_all(actor):
        return reports
    if actor.case_id is not None:
        return reports.none()
    reports = reports.filter(not_of_others(actor))
    if actor.kind is ActorKind.DEALER:
        return reports.filter(visit__case__in=visible_to(actor))
    if actor.kind is ActorKind.TECHNICIAN:
        return reports.filter(visit__in=visits_visible_to(actor))
    return reports.none()


def reads_ratings(actor: Actor) -> bool:
    """A single rating is read by the office only: never by the dealer, the technician or a partner."""
    return actor.is_staff or actor.is_system


def may_send_report(actor: Actor) -> bool:
    return actor.is_system or actor.has(*REPORT_SENDERS)


def may_correct_report(actor: Actor) -> bool:
    return actor.has(*REPORT_CORRECTORS)


def reporter_on(actor: Actor, visit: Visit) -> Technician | None:
    """As which technician somebody reports on a visit he is or was on; None: it is not his."""
    if visit.tenant_id != actor.tenant_id:
        return None
    return technicians_of(actor).filter(pk__in=visit.people).order_by("-active", "pk").first()


def devices_visible_to(actor: Actor) -> QuerySet[FieldDevice]:
    """One's own; those of everybody for whoever may revoke them."""
    devices = FieldDevice.objects.filter(tenant_id=actor.tenant_id)
    if actor.is_system or actor.has(*DEVICE_KEEPERS):
        return devices
    if actor.membership_id is None or actor.kind is not ActorKind.TECHNICIAN:
        return devices.none()
    return devices.filter(membership_id=actor.membership_id)


def may_revoke(actor: Actor, device: FieldDevice) -> bool:
    return (
        actor.is_system
        or actor.has(*DEVICE_KEEPERS)
        or (actor.kind is ActorKind.TECHNICIAN and device.membership_id == actor.membership_id)
    )
