"""Special tools: recorded, moved, taken out of use. Where each one is, is written down with every move."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from django.db import transaction

from kulanz.core.access.actor import Actor
from kulanz.core.protocol.recording import record
from kulanz.core.refusal import MissingValue
from kulanz.masterdata.parties.models import Technician
from kulanz.stages.execution.events_of_resources import ToolMoved, ToolSaved
from kulanz.stages.execution.models import Tool, ToolMovement, Vehicle
from kulanz.stages.execution.permissions_of_resources import ResourceAction, require_resources
from kulanz.stages.execution.refusals_of_resources import (
    NoSuchDriver,
    NoSuchTool,
    NoSuchVehicle,
    ToolNumberTaken,
    WhereIsIt,
)

_FIELDS: Final = ("name", "number", "inspected_until", "active")


def save_tool(*, actor: Actor, values: Mapping[str, Any], at: datetime, tool_id: int | None = None) -> Tool:
    """Record or change a tool by `name`, `number`, `inspected_until`, `active`. Raises ToolNumberTaken."""
    require_resources(actor, ResourceAction.WORK)
    with transaction.atomic():
        tool = Tool(tenant_id=actor.tenant_id) if tool_id is None else _locked(actor, tool_id)
        wanted = {name: values[name] for name in _FIELDS if name in values}
        for name in ("name", "number"):
            if name in wanted:
                wanted[name] = " ".join(str(wanted[name]).replace("\x00", "").split())
        changed = tuple(name for name, value in wanted.items() if getattr(tool, name) != value)
        for name in changed:
            setattr(tool, name, wanted[name])
        for name in ("name", "number"):
            if not getattr(tool, name):
                raise MissingValue(name)
        others = Tool.objects.filter(tenant_id=actor.tenant_id, number=tool.number).exclude(pk=tool.pk)
        if others.exists():
            raise ToolNumberTaken(number=tool.number)
        if tool.pk is not None and not changed:
            return tool
        tool.save()
        record(
            ToolSaved(tool_id=tool.pk, changed=changed, active=tool.active),
            actor=actor,
            stream=f"tool:{tool.pk}",
            at=at,
        )
        return tool


def move_tool(
    *,
    actor: Actor,
    tool_id: int,
    at: datetime,
    vehicle_id: int | None = None,
    technician_id: int | None = None,
    place: str = "",
) -> Tool:
    """Write down where a tool is now: in a vehicle, with a technician, or at a place. Exactly one of them.

    Raises WhereIsIt, NoSuchTool, NoSuchVehicle, NoSuchDriver.
    """
    require_resources(actor, ResourceAction.WORK)
    place = " ".join(place.replace("\x00", "").split())[:120]
    if sum((vehicle_id is not None, technician_id is not None, bool(place))) != 1:
        raise WhereIsIt
    with transaction.atomic():
        tool = _locked(actor, tool_id)
        vehicle = technician = None
        if vehicle_id is not None:
            vehicle = Vehicle.objects.filter(tenant_id=actor.tenant_id, pk=vehicle_id, active=True).first()
            if vehicle is None:
                raise NoSuchVehicle
        if technician_id is not None:
            technician = Technician.objects.filter(
                tenant_id=actor.tenant_id, pk=technician_id, active=True
            ).first()
            if technician is None:
                raise NoSuchDriver
        before = (tool.vehicle_id, tool.technician_id, tool.place)
        if before == (vehicle_id, technician_id, place):
            return tool
        tool.vehicle, tool.technician, tool.place = vehicle, technician, place
        tool.save(update_fields=["vehicle", "technician", "place"])
        where = next(str(one) for one in (vehicle, technician, place) if one)
        ToolMovement.objects.create(
            tenant_id=tool.tenant_id, tool=tool, where=where[:200], at=at, by_name=actor.name[:200]
        )
        record(
            ToolMoved(tool_id=tool.pk, vehicle_id=vehicle_id, technician_id=technician_id, where=where),
            actor=actor,
            stream=f"tool:{tool.pk}",
            at=at,
        )
        return tool


def _locked(actor: Actor, tool_id: int) -> Tool:
    tool = Tool.objects.select_for_update(of=("self",)).filter(tenant_id=actor.tenant_id, pk=tool_id).first()
    if tool is None:
        raise NoSuchTool
    return tool
