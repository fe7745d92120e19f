"""The addresses that hear of a house's cases: any number, added, changed and removed (R110–R112)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.http import Http404
from django.utils.translation import gettext_lazy as _

from kulanz.core.access.actor import Actor
from kulanz.core.protocol.recording import record
from kulanz.core.refusal import Refusal
from kulanz.masterdata.parties.commands.access import clean_email
from kulanz.masterdata.parties.events import RecipientChanged
from kulanz.masterdata.parties.models import NotificationRecipient, Party
from kulanz.masterdata.parties.permissions import require_house_management


class RecipientAlreadyThere(Refusal):
    message = _("Diese Adresse bekommt schon Nachrichten. Ändern Sie dort, welche.")
    field = "email"


class NoOccasion(Refusal):
    message = _("Bitte wählen Sie mindestens eine Gelegenheit, sonst entfernen Sie die Adresse.")
    field = "at_creation"


@dataclass(frozen=True, slots=True)
class Occasions:
    """When an address is written to."""

    at_creation: bool = True
    at_closing: bool = True
    at_changes: bool = False

    @property
    def any(self) -> bool:
        return self.at_creation or self.at_closing or self.at_changes


def add_recipient(
    *,
    actor: Actor,
    organisation_id: int,
    email: str,
    occasions: Occasions,
    at: datetime,
    name: str = "",
    language: str = "de",
) -> NotificationRecipient:
    """Store one more address. Raises RecipientAlreadyThere, NoOccasion, InvalidValue("email"), NotAllowed."""
    require_house_management(actor, organisation_id)
    address = clean_email(email)
    if not occasions.any:
        raise NoOccasion
    with transaction.atomic():
        # The house is locked: of two who add the same address at once, the second is told so.
        Party.objects.select_for_update().get(pk=organisation_id, tenant_id=actor.tenant_id)
        if NotificationRecipient.objects.filter(organisation_id=organisation_id, email=address).exists():
            raise RecipientAlreadyThere
        row = NotificationRecipient.objects.create(
            tenant_id=actor.tenant_id,
            organisation_id=organisation_id,
            name=" ".join(name.replace("\x00", "").split())[:120],
            email=address,
            language=language[:2],
            at_creation=occasions.at_creation,
            at_closing=occasions.at_closing,
            at_changes=occasions.at_changes,
            created_at=at,
        )
        _record(actor, row, "added", at)
        return row


def change_recipient(
    *, actor: Actor, recipient_id: int, occasions: Occasions, at: datetime
) -> NotificationRecipient:
    """Change when an address is written to. Raises NoOccasion, NotAllowed; Http404 when it is not theirs."""
    with transaction.atomic():
        row = _locked(actor, recipient_id)
        if not occasions.any:
            raise NoOccasion
        if (row.at_creation, row.at_closing, row.at_changes) == (
            occasions.at_creation,
            occasions.at_closing,
            occasions.at_changes,
        ):
            return row
        row.at_creation = occasions.at_creation
        row.at_closing = occasions.at_closing
        row.at_changes = occasions.at_changes
        row.save(update_fields=["at_creation", "at_closing", "at_changes"])
        _record(actor, row, "changed", at)
        return row


def remove_recipient(*, actor: Actor, recipient_id: int, at: datetime) -> None:
    """Write to this address no more. Raises NotAllowed; Http404 when it is not theirs."""
    with transaction.atomic():
        row = _locked(actor, recipient_id)
        _record(actor, row, "removed", at)
        row.delete()


def _locked(actor: Actor, recipient_id: int) -> NotificationRecipient:
    """Another house's address does not exist for whoever asks; in the own house the right decides."""
    rows = NotificationRecipient.objects.select_for_update().filter(
        pk=recipient_id, tenant_id=actor.tenant_id
    )
    if not (actor.is_staff or actor.is_system):
        rows = rows.filter(organisation_id=actor.organisation_id or 0)
    row = rows.first()
    if row is None:
        raise Http404
    require_house_management(actor, row.organisation_id)
    return row


def _record(actor: Actor, row: NotificationRecipient, action: str, at: datetime) -> None:
    record(
        RecipientChanged(
            organisation_id=row.organisation_id,
            recipient_id=row.pk,
            action=action,
            at_creation=row.at_creation,
            at_closing=row.at_closing,
            at_changes=row.at_changes,
            email=row.email,
        ),
        actor=actor,
        stream=f"party:{row.organisation_id}",
        at=at,
    )
