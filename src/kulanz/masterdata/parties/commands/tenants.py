"""Setting up a tenant and changing its brand, texts and rules."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from zoneinfo import available_timezones

from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from kulanz.core.access.actor import Actor, ActorKind, Role, system_actor
from kulanz.core.access.models import User
from kulanz.core.access.passwords import set_new_password
from kulanz.core.business_time.holidays_of import Place, is_known
from kulanz.core.countries import country_code
from kulanz.core.protocol.recording import record
from kulanz.core.refusal import InvalidValue, MissingValue
from kulanz.core.tenancy.context import tenant_context
from kulanz.core.tenancy.models import Tenant
from kulanz.masterdata.parties.commands.access import Invitation, clean_email, clean_name, invite_member
from kulanz.masterdata.parties.events import TenantChanged, TenantCreated
from kulanz.masterdata.parties.models import Team
from kulanz.masterdata.parties.permissions import require_administration
from kulanz.masterdata.parties.refusals import HostTaken, TenantAlreadyThere, UnknownSubdivision

FIRST_TEAM: Final = "Service"
_LABEL: Final = "[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?"
_HOST: Final = re.compile(rf"(?=.{{1,253}}$){_LABEL}(\.{_LABEL})*")
# Any number, the same everywhere: tenants are set up one after the other.
_LOCK: Final = 7_205_114_909

# What administrators may change by themselves; host and prefix belong to the installation.
CHANGEABLE: Final = frozenset(
    {
        "name", "country", "subdivision", "language", "time_zone", "currency",
        "brand_color", "accent_color", "logo", "logo_type", "sender_name", "sender_address",
        "letterhead_sender", "letterhead_footer", "fax_gateway",
        "contact_team", "contact_phone", "contact_hours", "contact_hours_en", "contact_email",
        "imprint", "privacy_notice", "accessibility_statement",
        "second_factor_required", "embed_origins", "public_daily_limit",
    }
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class NewTenant:
    """A tenant ready for work and the access of its first administrator."""

    tenant: Tenant
    administrator: Invitation


def clean_host(host: str) -> str:
    """A host name without scheme, port and path. Raises InvalidValue("host")."""
    name = host.strip().lower().removeprefix("https://").removeprefix("http://").rstrip("/")
    name = re.sub(r":\d+$", "", name)
    if not _HOST.fullmatch(name):
        raise InvalidValue("host", _("Bitte einen Hostnamen wie service.firma.de angeben."))
    return name


def clean_subdivision(subdivision: str, *, country: str) -> str:
    """The abbreviation of a state or canton, whose public holidays count; empty stays empty.

    Where nobody knows a country's holidays nothing can be said, and every abbreviation passes. Raises
    UnknownSubdivision.
    """
    part = subdivision.strip().upper()
    if part and is_known(Place(country)) and not is_known(Place(country, part)):
        raise UnknownSubdivision
    return part


def create_tenant(
    *,
    name: str,
    host: str,
    case_prefix: str,
    admin_email: str,
    admin_name: str,
    at: datetime,
    admin_password: str = "",
    country: str = "DE",
    subdivision: str = "",
    language: str = "de",
    time_zone: str = "Europe/Berlin",
    currency: str = "EUR",
    base_url: str = "",
    only_first: bool = False,
) -> NewTenant:
    """Set up a tenant with its first team and administrator. Done by the installation itself, not by a user.

    Without a password the invitation carries the secret of a link that sets it. `only_first` refuses when
    there is a tenant already, also against another one set up at this moment.
    """
    label = clean_name(name)[:120]
    hostname = clean_host(host)
    land = country_code(country) or country.strip().upper()
    part = clean_subdivision(subdivision, country=land)
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
        if only_first and Tenant.objects.exists():
            raise TenantAlreadyThere
        if (
            Tenant.objects.filter(host=hostname).exists()
            or Tenant.objects.filter(other_hosts__contains=[hostname]).exists()
        ):
            raise HostTaken
        tenant = Tenant(
            slug=_free_slug(label),
            name=label,
            host=hostname,
            base_url=base_url.strip().rstrip("/"),
            case_prefix=case_prefix.strip().upper(),
            country=land,
            subdivision=part,
            language=language,
            time_zone=time_zone,
            currency=currency,
            created_at=at,
        )
        _validate(tenant)
        tenant.save(force_insert=True)
        actor = system_actor(tenant.pk)
        with tenant_context(tenant.pk):
            Team.objects.create(tenant_id=tenant.pk, name=FIRST_TEAM)
            record(
                TenantCreated(
                    slug=tenant.slug,
                    host=tenant.host,
                    case_prefix=tenant.case_prefix,
                    country=tenant.country,
                ),
                actor=actor,
                stream="tenant",
                at=at,
            )
            administrator = _first_administrator(
                actor=actor,
                email=admin_email,
                name=admin_name,
                password=admin_password,
                language=language,
                at=at,
            )
        return NewTenant(tenant, administrator)


def _first_administrator(
    *, actor: Actor, email: str, name: str, password: str, language: str, at: datetime
) -> Invitation:
    address = clean_email(email)
    if password and not User.objects.filter(email__iexact=address).exists():
        # Created before the invitation, which then finds a password and makes no link.
        user = User.objects.create_user(address, None, name=clean_name(name), language=language[:2])
        set_new_password(user, password, field="password")
    return invite_member(
        actor=actor,
        email=address,
        name=name,
        kind=ActorKind.STAFF,
        roles=(Role.ADMINISTRATOR, Role.LEAD, Role.AGENT),
        team_id=Team.objects.filter(tenant_id=actor.tenant_id).values_list("pk", flat=True).first(),
        language=language,
        at=at,
    )


def _free_slug(name: str) -> str:
    base = slugify(name)[:32] or "mandant"
    taken = set(Tenant.objects.filter(slug__startswith=base).values_list("slug", flat=True))
    number = 1
    slug = base
    while slug in taken:
        number += 1
        slug = f"{base}-{number}"
    return slug


def _validate(tenant: Tenant) -> None:
    if tenant.time_zone not in available_timezones():
        raise InvalidValue("time_zone", _("Diese Zeitzone gibt es nicht."))
    try:
        tenant.clean_fields(exclude=["logo"])
    except ValidationError as wrong:
        field, messages = next(iter(wrong.message_dict.items()))
        raise InvalidValue(field, _prefix_words() if field == "case_prefix" else " ".join(messages)) from None


def _prefix_words() -> str:
    return str(_("Bitte 1 bis 8 Großbuchstaben oder Ziffern angeben, zuerst ein Buchstabe."))


LOGO_BYTES: Final = 300_000


def change_logo(*, actor: Actor, data: bytes, at: datetime) -> Tenant:
    """Set the logo; no bytes remove it. Raises InvalidValue("logo"), NotAllowed."""
    kind = _kind_of_logo(data) if data else ""
    if data and (not kind or len(data) > LOGO_BYTES):
        raise InvalidValue("logo", _("Bitte ein Bild als PNG, JPEG, WebP oder SVG bis 300 kB wählen."))
    return change_tenant(actor=actor, changes={"logo": data or None, "logo_type": kind}, at=at)


def _kind_of_logo(data: bytes) -> str:
    """By content; what the browser claims counts for nothing."""
    if data.startswith(b"\x89PNG\r\n\x1a\n"):
        return "image/png"
    if data.startswith(b"\xff\xd8\xff"):
        return "image/jpeg"
    if data.startswith(b"RIFF") and data[8:12] == b"WEBP":
        return "image/webp"
    begin = data[:1000].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if begin.startswith((b"<svg", b"<?xml", b"<!--")) and b"<svg" in begin:
        return "image/svg+xml"
    return ""


def change_tenant(*, actor: Actor, changes: Mapping[str, Any], at: datetime) -> Tenant:
    """Change brand, contact, texts or rules of the actor's own tenant.

    Raises InvalidValue, MissingValue, UnknownSubdivision, NotAllowed. `changes` names fields of CHANGEABLE;
    a name outside of it is a programming error.
    """
    require_administration(actor)
    unknown = set(changes) - CHANGEABLE
    if unknown:
        raise ValueError(f"not changeable: {', '.join(sorted(unknown))}")
    with transaction.atomic():
        tenant = Tenant.objects.select_for_update().get(pk=actor.tenant_id)
        given = dict(changes)
        if given.keys() & {"country", "subdivision"}:
            country = given.get("country", tenant.country)
            part = given.get("subdivision", tenant.subdivision)
            given["subdivision"] = clean_subdivision(part, country=country)
        changed = tuple(sorted(key for key, value in given.items() if getattr(tenant, key) != value))
        for key in changed:
            setattr(tenant, key, given[key])
        if not tenant.name.strip():
            raise MissingValue("name")
        _validate(tenant)
        if changed:
            tenant.save(update_fields=list(changed))
            record(TenantChanged(fields=changed), actor=actor, stream="tenant", at=at)
        return tenant
