"""A dealer's own face: logo, colours and letterhead, kept by its house's manager or by the office."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from kulanz.core.access.actor import Actor, Role
from kulanz.core.files.commands import erase_file, store_file
from kulanz.core.protocol.recording import record
from kulanz.core.refusal import InvalidValue
from kulanz.core.tenancy.models import HEX_COLOR
from kulanz.core.ui.brand import WHITE, contrast, parse
from kulanz.masterdata.parties.commands.contracts import lock_dealer, stream_of_dealer
from kulanz.masterdata.parties.commands.tenant_settings import clean_logo
from kulanz.masterdata.parties.events_of_contracts import BrandChanged
from kulanz.masterdata.parties.models import HouseBrand
from kulanz.masterdata.parties.permissions import require_house_management
from kulanz.masterdata.parties.refusals_of_contracts import ColourHardToRead

# WCAG 2.2 for large text and graphic parts: headings of letters and the edges of buttons are that.
NEEDED_CONTRAST: Final = 3.0


@dataclass(frozen=True, slots=True)
class BrandFields:
    """Empty colours and texts: those of the tenant, or the house's name."""

    brand_color: str = ""
    accent_color: str = ""
    sender_name: str = ""
    letterhead_sender: str = ""
    letterhead_footer: str = ""


def save_brand(*, actor: Actor, organisation_id: int, fields: BrandFields, at: datetime) -> HouseBrand:
    """Raises ColourHardToRead, InvalidValue, NotADealer, NotAllowed."""
    _require(actor, organisation_id)
    values = {
        "brand_color": checked_colour("brand_color", fields.brand_color),
        "accent_color": checked_colour("accent_color", fields.accent_color),
        "sender_name": _line(fields.sender_name, 120),
        "letterhead_sender": _line(fields.letterhead_sender, 200),
        "letterhead_footer": fields.letterhead_footer.replace("\x00", "").strip()[:2000],
    }
    return _save(actor, organisation_id, values, at)


def set_brand_logo(*, actor: Actor, organisation_id: int, content: bytes, at: datetime) -> HouseBrand:
    """Judged by its content and encoded anew; only the picture is kept. Raises InvalidValue("logo")."""
    _require(actor, organisation_id)
    clean, content_type = clean_logo(content)
    name = "logo.jpg" if content_type == "image/jpeg" else "logo.png"
    stored = store_file(tenant_id=actor.tenant_id, content=clean, name=name, at=at)
    return _save(actor, organisation_id, {"logo": stored}, at)


def remove_brand_logo(*, actor: Actor, organisation_id: int, at: datetime) -> HouseBrand:
    """The house's name stands in its place."""
    _require(actor, organisation_id)
    return _save(actor, organisation_id, {"logo": None}, at)


def _require(actor: Actor, organisation_id: int) -> None:
    if not actor.has(Role.LEAD):
        require_house_management(actor, organisation_id)


def _save(actor: Actor, organisation_id: int, values: dict[str, Any], at: datetime) -> HouseBrand:
    with transaction.atomic():
        dealer = lock_dealer(actor.tenant_id, organisation_id)
        row = HouseBrand.objects.select_for_update().filter(organisation=dealer).first()
        row = row or HouseBrand(tenant_id=actor.tenant_id, organisation=dealer)
        changed = tuple(sorted(name for name, value in values.items() if getattr(row, name) != value))
        if row.pk is not None and not changed:
            return row
        replaced = row.logo if "logo" in changed else None
        for name in changed:
            setattr(row, name, values[name])
        row.changed_at = at
        row.save()
        if replaced is not None:
            erase_file(stored=replaced, at=at)
        record(
            BrandChanged(organisation_id=dealer.pk, fields=changed),
            actor=actor,
            stream=stream_of_dealer(dealer.pk),
            at=at,
        )
        return row


def _line(text: str, longest: int) -> str:
    return " ".join(text.replace("\x00", "").split())[:longest]


def checked_colour(field: str, text: str) -> str:
    """As it is kept. Raises ColourHardToRead, InvalidValue."""
    color = text.strip().lower()
    if not color:
        return ""
    if not HEX_COLOR.regex.match(color):  # type: ignore[union-attr]  # compiled by the validator
        raise InvalidValue(field, _("Bitte eine Farbe wie #1f5f8b angeben."))
    found = contrast(parse(color), WHITE)
    if field == "brand_color" and found < NEEDED_CONTRAST:
        raise ColourHardToRead(found=f"{found:.1f}:1", needed=f"{NEEDED_CONTRAST:.0f}:1")
    return color
