"""Whom partners may ask: the named contacts of the office (R132)."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import datetime

from django.db import transaction
from django.http import Http404

from kulanz.core.access.actor import Actor
from kulanz.core.mail.headers import valid_address
from kulanz.core.protocol.recording import record
from kulanz.core.refusal import InvalidValue, MissingValue
from kulanz.masterdata.parties.events_of_contracts import OfficeContactSaved
from kulanz.masterdata.parties.models import OfficeContact
from kulanz.masterdata.parties.permissions import require_administration


@dataclass(frozen=True, slots=True)
class ContactFields:
    """`area` says what to ask this person, such as "Schnittstelle"."""

    area: str
    person: str
    area_en: str = ""
    phone: str = ""
    email: str = ""
    languages: str = ""
    hours: str = ""
    hours_en: str = ""
    position: int = 0


def save_office_contact(
    *, actor: Actor, fields: ContactFields, at: datetime, contact_id: int | None = None
) -> OfficeContact:
    """Raises MissingValue("area"), MissingValue("person"), InvalidValue("email"), NotAllowed, Http404."""
    require_administration(actor)
    values = {
        name: " ".join(value.replace("\x00", "").split()) if isinstance(value, str) else value
        for name, value in asdict(fields).items()
    }
    for needed in ("area", "person"):
        if not values[needed]:
            raise MissingValue(needed)
    if values["email"] and not valid_address(values["email"]):
        raise InvalidValue("email")
    if not (values["email"] or values["phone"]):
        raise MissingValue("phone")
    with transaction.atomic():
        row = OfficeContact(tenant_id=actor.tenant_id) if contact_id is None else _lock(actor, contact_id)
        for name, value in values.items():
            setattr(row, name, value)
        row.save()
        _record(actor, row, "added" if contact_id is None else "changed", at)
        return row


def remove_office_contact(*, actor: Actor, contact_id: int, at: datetime) -> None:
    """Raises NotAllowed, Http404."""
    require_administration(actor)
    with transaction.atomic():
        row = _lock(actor, contact_id)
        _record(actor, row, "removed", at)
        row.delete()


def _lock(actor: Actor, contact_id: int) -> OfficeContact:
    row = OfficeContact.objects.select_for_update().filter(tenant_id=actor.tenant_id, pk=contact_id).first()
    if row is None:
        raise Http404
    return row


def _record(actor: Actor, row: OfficeContact, action: str, at: datetime) -> None:
    event = OfficeContactSaved(contact_id=row.pk, action=action, person=row.person)
    record(event, actor=actor, stream="tenant", at=at)
