"""The tablets and phones technicians are signed in on."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from django.db import transaction

from kulanz.core.access.actor import Actor
from kulanz.core.access.sessions import end_sessions
from kulanz.core.protocol.recording import record
from kulanz.core.refusal import NotAllowed
from kulanz.masterdata.parties.commands.access import stream_of
from kulanz.stages.execution.events_of_reports import DeviceCleared, DeviceRevoked
from kulanz.stages.execution.models import FieldDevice
from kulanz.stages.execution.permissions_of_reports import devices_visible_to, may_revoke
from kulanz.stages.execution.refusals_of_reports import NoSuchDevice

_SEEN_EVERY: Final = timedelta(minutes=5)


def meet_device(*, actor: Actor, key: UUID, name: str, at: datetime) -> FieldDevice:
    """The device that asks, entered in the list when it comes for the first time.

    One that was revoked is noted as cleared: its answer tells it to forget everything.
    """
    with transaction.atomic():
        device, made = FieldDevice.objects.get_or_create(
            tenant_id=actor.tenant_id,
            membership_id=actor.membership_id or 0,
            key=key,
            defaults={"name": name[:120], "first_seen_at": at, "last_seen_at": at},
        )
        if device.revoked_at is not None:
            _cleared(actor, device, at)
        elif not made and (device.left_at is not None or device.last_seen_at < at - _SEEN_EVERY):
            device.last_seen_at, device.left_at, device.name = at, None, name[:120] or device.name
            device.save(update_fields=["last_seen_at", "left_at", "name"])
        return device


def lock_device(device: FieldDevice) -> None:
    """What one device sends is worked off one after the other, even when it sends it twice at once."""
    FieldDevice.objects.select_for_update().get(pk=device.pk)


def leave_device(*, actor: Actor, key: UUID, at: datetime) -> None:
    """Its user logged out and the device has forgotten everything."""
    FieldDevice.objects.filter(
        tenant_id=actor.tenant_id, membership_id=actor.membership_id or 0, key=key, left_at=None
    ).update(left_at=at)


def revoke_device(
    *, actor: Actor, device_id: int, at: datetime, except_session: str | None = None
) -> FieldDevice:
    """A device is lost: it is told to clear itself when it comes next, and its user's sessions end.

    Revoking twice changes nothing. Raises NoSuchDevice, NotAllowed.
    """
    with transaction.atomic():
        device = (
            devices_visible_to(actor)
            .select_for_update(of=("self",))
            .select_related("membership")
            .filter(pk=device_id)
            .first()
        )
        if device is None:
            raise NoSuchDevice
        if not may_revoke(actor, device):
            raise NotAllowed
        if device.revoked_at is not None:
            return device
        device.revoked_at, device.revoked_by_name = at, actor.name[:200]
        device.save(update_fields=["revoked_at", "revoked_by_name"])
        # nobody knows which of the sessions is the lost device's
        end_sessions(device.membership.user_id, except_key=except_session)
        record(
            DeviceRevoked(device_id=device.pk, membership_id=device.membership_id, device=device.name),
            actor=actor,
            stream=stream_of(device.membership_id),
            at=at,
        )
        return device


def turned_away(*, tenant_id: int, key: UUID, at: datetime) -> bool:
    """Whether a device on which nobody is signed in any more has to clear itself.

    It has when everybody who ever used it here is gone or had it revoked; then that is noted.
    """
    rows = list(FieldDevice.objects.filter(tenant_id=tenant_id, key=key).select_related("membership"))
    if not rows or any(row.revoked_at is None and row.membership.active for row in rows):
        return False
    FieldDevice.objects.filter(pk__in=[row.pk for row in rows], cleared_at=None).update(cleared_at=at)
    return True


def _cleared(actor: Actor, device: FieldDevice, at: datetime) -> None:
    if device.cleared_at is not None:
        return
    device.cleared_at = at
    device.save(update_fields=["cleared_at"])
    record(
        DeviceCleared(device_id=device.pk, membership_id=device.membership_id),
        actor=actor,
        stream=stream_of(device.membership_id),
        at=at,
    )
