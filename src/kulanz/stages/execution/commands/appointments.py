"""Slots before the customer, his link, and what he answered. `workflows.appointments` plans by it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

from django.db import transaction

from kulanz.core.access.actor import Actor
from kulanz.core.access.models import AccessToken, TokenPurpose
from kulanz.core.access.tokens import find_token, issue_token
from kulanz.core.protocol.recording import record
from kulanz.masterdata.parties.models import Technician
from kulanz.stages.execution.commands.visits.planning import off_plan
from kulanz.stages.execution.events_of_appointments import (
    AppointmentAnswered,
    AppointmentLink,
    SlotsOffered,
)
from kulanz.stages.execution.locking import lock_visit
from kulanz.stages.execution.models import Visit, VisitSlot
from kulanz.stages.execution.permissions_of_visits import VisitAction, require_visit
from kulanz.stages.execution.queries.appointments import notice_until
from kulanz.stages.execution.queries.houses import of_its_house
from kulanz.stages.execution.refusals_of_appointments import (
    AppointmentLinkInvalid,
    SlotsMissing,
    SlotTooSoon,
    TooManySlots,
)
from kulanz.stages.execution.refusals_of_visits import DayTooFar, NoSuchTechnician
from kulanz.stages.execution.rules.appointments import MOST_SLOTS, Act, slot_is_open
from kulanz.stages.execution.rules.visits import FARTHEST, VisitState

LINK_LIVES: Final = timedelta(days=180)
Slot = tuple[int, datetime]
"""Technician and beginning."""


def put_slots(
    *,
    actor: Actor,
    visit_id: int,
    slots: Sequence[Slot],
    at: datetime,
    together: Sequence[int] = (),
    reason: str = "",
) -> Visit:
    """Put times before the customer; those offered before are withdrawn, an appointment there is is freed.

    `together` is a crew: whoever of it comes at one of the times, the others of it come along. They hold
    nobody. Raises SlotsMissing, TooManySlots, SlotTooSoon, DayTooFar, NoSuchTechnician, and as
    `off_plan`.
    """
    with transaction.atomic():
        visit = lock_visit(visit_id)
        require_visit(actor, VisitAction.PLAN, visit)
        wanted = sorted(set(slots), key=lambda slot: (slot[1], slot[0]))
        if not wanted:
            raise SlotsMissing
        if len(wanted) > MOST_SLOTS:
            raise TooManySlots
        everybody = Technician.objects.filter(tenant_id=visit.tenant_id, active=True)
        known = of_its_house(everybody, visit)
        if {*together, *(pk for pk, _start in wanted)} - set(known.values_list("pk", flat=True)):
            raise NoSuchTechnician
        if wanted[-1][1] > at + FARTHEST:
            raise DayTooFar
        for _pk, starts_at in wanted:
            notice = notice_until(visit.tenant_id, starts_at, at=at)
            if not slot_is_open(starts_at=starts_at, now=at, notice=notice):
                raise SlotTooSoon
        visit = off_plan(actor=actor, visit_id=visit_id, reason=reason, state=VisitState.OFFERED, at=at)
        visit.slots.filter(chosen_at=None, withdrawn_at=None).update(withdrawn_at=at)
        lasts = timedelta(minutes=visit.duration_minutes)
        for technician_id, starts_at in wanted:
            VisitSlot.objects.update_or_create(
                visit=visit,
                technician_id=technician_id,
                starts_at=starts_at,
                defaults={
                    "tenant_id": visit.tenant_id,
                    "others": come_along(technician_id, together),
                    "ends_at": starts_at + lasts,
                    "withdrawn_at": None,
                    "chosen_at": None,
                },
            )
        record(
            SlotsOffered(
                visit_id=visit.pk,
                number=visit.number,
                slots=tuple(dict.fromkeys(start.isoformat() for _pk, start in wanted)),
            ),
            actor=actor,
            stream=visit.case.stream,
            at=at,
        )
        return visit


def come_along(technician_id: int, together: Sequence[int]) -> list[int]:
    """Who of a crew comes along with one of it; nobody with somebody else."""
    return [pk for pk in dict.fromkeys(together) if pk != technician_id] if technician_id in together else []


def issue_appointment_link(
    *, actor: Actor, visit: Visit, party_id: int | None, address: str, how: str, at: datetime
) -> str:
    """The secret of a new link; earlier ones stay valid. `visit` is locked by the caller."""
    secret, token = issue_token(
        tenant_id=visit.tenant_id,
        purpose=TokenPurpose.APPOINTMENT,
        at=at,
        lifetime=LINK_LIVES,
        case_id=visit.case_id,
        party_id=party_id,
        object_id=visit.pk,
        address=address,
        label=visit.number,
    )
    visit.token_id = token.pk
    visit.save(update_fields=["token_id"])
    record(
        AppointmentLink(visit_id=visit.pk, number=visit.number, how=how, address=address),
        actor=actor,
        stream=visit.case.stream,
        at=at,
    )
    return secret


def find_appointment(*, secret: str, at: datetime) -> tuple[AccessToken, Visit]:
    """Raises AppointmentLinkInvalid for unknown, expired and revoked links alike."""
    token = find_token(secret, purpose=TokenPurpose.APPOINTMENT, at=at)
    if token is None:
        raise AppointmentLinkInvalid
    visit = (
        Visit.objects.filter(pk=token.object_id or 0, tenant_id=token.tenant_id, case_id=token.case_id or 0)
        .select_related("case__customer", "case__dealer", "organisation")
        .first()
    )
    if visit is None or visit.case.is_spam:
        raise AppointmentLinkInvalid
    return token, visit


def note_answer(
    *, actor: Actor, visit: Visit, act: Act, at: datetime, wish: str = "", slot: VisitSlot | None = None
) -> Visit:
    """Keep what the customer did; a time he chose or confirmed is confirmed. `visit` is locked."""
    with transaction.atomic():
        fields = []
        if act is not Act.NONE_SUITS and visit.state == VisitState.PLANNED:
            visit.state = VisitState.CONFIRMED.value
            visit.state_since = at
            visit.version += 1
            fields += ["state", "state_since", "version"]
        if act is Act.MOVE:
            visit.customer_moves += 1
            fields.append("customer_moves")
        if fields:
            visit.save(update_fields=fields)
        if slot is not None:
            slot.chosen_at = at
            slot.save(update_fields=["chosen_at"])
        record(
            AppointmentAnswered(
                visit_id=visit.pk,
                number=visit.number,
                act=act.value,
                starts_at=visit.starts_at.isoformat() if visit.starts_at is not None else None,
                ends_at=visit.ends_at.isoformat() if visit.ends_at is not None else None,
                wish=" ".join(wish.replace("\x00", "").split())[:500],
            ),
            actor=actor,
            stream=visit.case.stream,
            at=at,
        )
        return visit
