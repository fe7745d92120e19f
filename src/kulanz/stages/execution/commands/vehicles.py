"""Vehicles of the service, and who drives them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from django.db import transaction

from kulanz.core.access.actor import Actor
from kulanz.core.protocol.recording import record
from kulanz.core.refusal import MissingValue
from kulanz.masterdata.parties.models import Technician
from kulanz.stages.execution.events_of_resources import VehicleSaved
from kulanz.stages.execution.models import Vehicle
from kulanz.stages.execution.permissions_of_resources import ResourceAction, require_resources
from kulanz.stages.execution.refusals_of_resources import (
    DrivesAnother,
    NoSuchDriver,
    NoSuchVehicle,
    VehicleNameTaken,
)

_FIELDS: Final = ("name", "plate", "technician_id", "note", "active")


def save_vehicle(
    *, actor: Actor, values: Mapping[str, Any], at: datetime, vehicle_id: int | None = None
) -> Vehicle:
    """Record or change a vehicle by `name`, `plate`, `technician_id`, `note`, `active`.

    Its organisation is its driver's. Raises VehicleNameTaken, DrivesAnother, NoSuchDriver, MissingValue.
    """
    require_resources(actor, ResourceAction.WORK)
    with transaction.atomic():
        if vehicle_id is None:
            vehicle = Vehicle(tenant_id=actor.tenant_id)
        else:
            found = (
                Vehicle.objects.select_for_update().filter(tenant_id=actor.tenant_id, pk=vehicle_id).first()
            )
            if found is None:
                raise NoSuchVehicle
            vehicle = found
        wanted = {name: values[name] for name in _FIELDS if name in values}
        for name in ("name", "plate", "note"):
            if name in wanted:
                wanted[name] = " ".join(str(wanted[name]).replace("\x00", "").split())
        changed = tuple(name for name, value in wanted.items() if getattr(vehicle, name) != value)
        for name in changed:
            setattr(vehicle, name, wanted[name])
        _check(vehicle)
        if vehicle.pk is not None and not changed:
            return vehicle
        vehicle.save()
        record(
            VehicleSaved(
                vehicle_id=vehicle.pk,
                changed=changed,
                active=vehicle.active,
                technician_id=vehicle.technician_id,
            ),
            actor=actor,
            stream=f"vehicle:{vehicle.pk}",
            at=at,
        )
        return vehicle


def _check(vehicle: Vehicle) -> None:
    if not vehicle.name:
        raise MissingValue("name")
    others = Vehicle.objects.filter(tenant_id=vehicle.tenant_id).exclude(pk=vehicle.pk)
    if others.filter(name=vehicle.name).exists():
        raise VehicleNameTaken(name=vehicle.name)
    if vehicle.technician_id is None:
        return
    driver = Technician.objects.filter(
        tenant_id=vehicle.tenant_id, pk=vehicle.technician_id, active=True
    ).first()
    if driver is None:
        raise NoSuchDriver
    vehicle.organisation_id = driver.organisation_id
    # the row stays locked until the end, so that two vehicles at once do not get the same driver
    Technician.objects.select_for_update().get(pk=driver.pk)
    other = others.filter(technician=driver, active=True).first() if vehicle.active else None
    if other is not None:
        raise DrivesAnother(technician=driver.name, vehicle=other.name)
