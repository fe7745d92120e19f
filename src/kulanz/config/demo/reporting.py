"""What technicians reported of visits that lie behind them, as their tablets send it."""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta
from typing import Any, Final

from kulanz.core.access.actor import Actor, Channel
from kulanz.masterdata.parties.actors import actor_of
from kulanz.masterdata.parties.models import Membership, Technician
from kulanz.stages.execution.commands.reports.devices import meet_device
from kulanz.stages.execution.models import Booking, ChecklistItem, Visit
from kulanz.stages.execution.rules.visits import ON_PLAN
from kulanz.workflows.field_entries import take_entries

_WORK_DONE: Final = (
    "Teil getauscht, Funktion geprüft, Kunde eingewiesen.",
    "Mechanik eingestellt und geschmiert, alle Verbindungen nachgezogen.",
    "Verkabelung neu verlegt, Referenzfahrt durchgeführt.",
)
# How the visits ended, in turn; most are solved.
_RESULTS: Final = ("solved", "solved", "part_needed", "solved", "nobody_there", "solved")
_REASONS: Final = {
    "part_needed": "Das Fußkreuz hat einen Haarriss, das Ersatzteil war nicht im Wagen.",
    "nobody_there": "Zur vereinbarten Zeit war niemand da, auch telefonisch nicht.",
}


def report_visits(tenant_id: int, now: datetime, *, unwritten: tuple[int, datetime]) -> None:
    """Every visit that should be over by now is reported by whoever led it.

    `unwritten`: a technician, and since when he has not come round to it.
    """
    technician_id, since = unwritten
    open_ones = Booking.objects.filter(technician_id=technician_id, starts_at__gte=since).exclude(visit=None)
    over = (
        Visit.objects.filter(
            tenant_id=tenant_id, state__in=[state.value for state in ON_PLAN], ends_at__lt=now
        )
        .exclude(pk__in=open_ones.values("visit_id"))
        .select_related("case")
    )
    for number, visit in enumerate(over.order_by("starts_at", "pk")):
        leader = Technician.objects.filter(bookings__visit=visit, bookings__leads=True).first()
        actor = _actor(leader) if leader is not None else None
        if actor is None or visit.starts_at is None or visit.ends_at is None:
            continue
        _send(actor, visit, _RESULTS[number % len(_RESULTS)], number)


def _actor(technician: Technician) -> Actor | None:
    member = Membership.objects.filter(person_id=technician.person_id, active=True).first()
    return actor_of(member, channel=Channel.FIELD) if member is not None else None


def _send(actor: Actor, visit: Visit, result: str, number: int) -> None:
    begun, ended = visit.starts_at, visit.ends_at
    if begun is None or ended is None:
        return
    device = meet_device(actor=actor, key=uuid.uuid4(), name="Tablet", at=begun)
    entries = [
        _entry(visit, 1, "start", begun, {}),
        _entry(visit, 2, "report", ended, _report(visit, result, number, begun, ended)),
    ]
    for entry, at in zip(entries, (begun, ended + timedelta(minutes=4)), strict=True):
        take_entries(actor=actor, device=device, raw={"entries": [entry]}, at=at)


def _entry(visit: Visit, seq: int, kind: str, at: datetime, data: dict[str, Any]) -> dict[str, Any]:
    return {
        "id": str(uuid.uuid4()), "visit": visit.pk, "seq": seq, "kind": kind, "at": at.isoformat(),
        "base": 0, "data": data,
    }  # fmt: skip


def _report(visit: Visit, result: str, number: int, begun: datetime, ended: datetime) -> dict[str, Any]:
    data: dict[str, Any] = {
        "arrived_at": begun.isoformat(), "left_at": ended.isoformat(), "travel_minutes": 25 + 5 * number,
        "travel_km": str(18 + 7 * number), "result": result, "result_reason": _REASONS.get(result, ""),
    }  # fmt: skip
    if result == "nobody_there":
        return data
    kinds = visit.works.values_list("work_kind_id", flat=True)
    items = ChecklistItem.objects.filter(work_kind__in=list(kinds), active=True)
    data["checklist"] = {
        str(item.pk): {"done": True, "value": "0,2" if item.kind == "value" else ""} for item in items
    }
    data["work"] = _WORK_DONE[number % len(_WORK_DONE)]
    data["safety"] = "unsafe" if result == "part_needed" else "safe"
    data["safety_note"] = "Bitte bis zum Austausch nicht benutzen." if result == "part_needed" else ""
    data["parts"] = [
        {
            "article_id": part.article_id, "number": "", "name": part.name, "quantity": str(part.quantity),
            "from_stock": True, "serial": "",
        }
        for part in visit.parts.all()
        if result == "solved"
    ]  # fmt: skip
    data["signature"] = {"refused": "Der Ansprechpartner musste in eine Besprechung."}
    data["rating"] = 5 - number % 2
    return data
