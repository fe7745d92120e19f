"""A tenant's logo and the hosts it is reached at."""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import datetime
from typing import Final
from urllib.parse import urlsplit

from django.db import transaction
from django.utils.translation import gettext_lazy as _
from PIL import Image, ImageOps

from kulanz.core.access.actor import Actor
from kulanz.core.protocol.recording import record
from kulanz.core.refusal import InvalidValue
from kulanz.core.tenancy.models import Tenant
from kulanz.masterdata.parties.commands.tenants import clean_host
from kulanz.masterdata.parties.events import TenantChanged
from kulanz.masterdata.parties.permissions import require_administration
from kulanz.masterdata.parties.refusals import HostTaken

LARGEST_LOGO: Final = 2 * 1024 * 1024
LONGEST_SIDE: Final = 1200
MOST_PIXELS: Final = 25_000_000
# What letters, mails and browsers all show; a WebP becomes a PNG.
_TYPES: Final = {"PNG": "image/png", "JPEG": "image/jpeg"}
_NOT_A_LOGO: Final = _("Bitte ein Bild als PNG, JPEG oder WebP bis 2 MB wählen.")
_TOO_MANY_PIXELS: Final = _("Das Bild ist zu groß: höchstens 25 Millionen Bildpunkte, etwa 5.000 × 5.000.")


def set_logo(*, actor: Actor, content: bytes, at: datetime) -> Tenant:
    """Judge the picture by its content, make it no larger than needed and keep nothing but pixels.

    Raises InvalidValue("logo"), NotAllowed.
    """
    require_administration(actor)
    logo, logo_type = clean_logo(content)
    return _save(actor, {"logo": logo, "logo_type": logo_type}, at)


def remove_logo(*, actor: Actor, at: datetime) -> Tenant:
    """The name stands in its place."""
    require_administration(actor)
    return _save(actor, {"logo": None, "logo_type": ""}, at)


def change_hosts(
    *, actor: Actor, host: str, other_hosts: Sequence[str], base_url: str, at: datetime
) -> Tenant:
    """Where the tenant is reached. The host so far stays one of the others, so that no link breaks.

    Raises InvalidValue, HostTaken, NotAllowed.
    """
    require_administration(actor)
    main = clean_host(host)
    others = [_other(text) for text in other_hosts if text.strip()]
    address = _clean_base(base_url)
    with transaction.atomic():
        tenant = Tenant.objects.select_for_update().get(pk=actor.tenant_id)
        if tenant.host != main:
            others.append(tenant.host)
        kept = list(dict.fromkeys(name for name in others if name != main))
        for name in (main, *kept):
            rest = Tenant.objects.exclude(pk=tenant.pk)
            if rest.filter(host=name).exists() or rest.filter(other_hosts__contains=[name]).exists():
                raise HostTaken
        return _save(actor, {"host": main, "other_hosts": kept, "base_url": address}, at)


def _other(text: str) -> str:
    try:
        return clean_host(text)
    except InvalidValue as wrong:
        raise InvalidValue("other_hosts", wrong.message) from None


def _clean_base(text: str) -> str:
    address = text.strip().rstrip("/")
    if not address:
        return ""
    parts = urlsplit(address)
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.query or parts.username:
        raise InvalidValue("base_url", _("Bitte eine Adresse wie https://service.firma.de angeben."))
    return address


def clean_logo(content: bytes) -> tuple[bytes, str]:
    """The picture decoded and encoded anew, with its type. Raises InvalidValue("logo")."""
    if not content or len(content) > LARGEST_LOGO:
        raise InvalidValue("logo", _NOT_A_LOGO)
    try:
        with Image.open(io.BytesIO(content), formats=("PNG", "JPEG", "WEBP")) as picture:
            if picture.width * picture.height > MOST_PIXELS:
                # looked at before it is decoded: a small file may hold gigabytes of one colour
                raise InvalidValue("logo", _TOO_MANY_PIXELS)
            kind = "JPEG" if picture.format == "JPEG" else "PNG"
            upright = ImageOps.exif_transpose(picture)
            clean = upright.convert("RGB" if kind == "JPEG" else "RGBA")
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        raise InvalidValue("logo", _NOT_A_LOGO) from None
    clean.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    target = io.BytesIO()
    clean.save(target, kind, optimize=True)
    return target.getvalue(), _TYPES[kind]


def _save(actor: Actor, values: dict[str, object], at: datetime) -> Tenant:
    with transaction.atomic():
        tenant = Tenant.objects.select_for_update().get(pk=actor.tenant_id)
        changed = tuple(sorted(name for name, value in values.items() if _differs(tenant, name, value)))
        for name in changed:
            setattr(tenant, name, values[name])
        if changed:
            tenant.save(update_fields=list(changed))
            record(TenantChanged(fields=changed), actor=actor, stream="tenant", at=at)
        return tenant


def _differs(tenant: Tenant, name: str, value: object) -> bool:
    before = getattr(tenant, name)
    return (bytes(before) if isinstance(before, memoryview) else before) != value
