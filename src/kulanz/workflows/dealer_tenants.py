"""A dealer's own tenant, in which it represents all its other suppliers (R117, R118).

Set up from the manufacturer's administration: name, host, the house's brand, and as first administrator
somebody of the house who has a login already and changes tenants with it. Nothing else goes over: no case,
no customer, no article. The manufacturer's people have no access to it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from kulanz.core.access.actor import Actor, ActorKind, system_actor
from kulanz.core.protocol.models import ProtocolEntry
from kulanz.core.protocol.recording import record
from kulanz.core.refusal import Refusal
from kulanz.core.tenancy.context import tenant_context
from kulanz.core.tenancy.models import Tenant
from kulanz.masterdata.parties.commands.contracts import lock_dealer, stream_of_dealer
from kulanz.masterdata.parties.commands.tenant_settings import set_logo
from kulanz.masterdata.parties.commands.tenants import NewTenant, change_tenant, create_tenant
from kulanz.masterdata.parties.events_of_contracts import DealerTenantOpened
from kulanz.masterdata.parties.models import Membership, Party
from kulanz.masterdata.parties.permissions import require_administration
from kulanz.stages.contact.faces import face_of_dealer
from kulanz.workflows.access_mails import queue_invitation
from kulanz.workflows.defaults import ensure_defaults


class NotFromThisHouse(Refusal):
    message = _("Bitte wählen Sie eine Person des Hauses mit eigenem Zugang.")
    field = "administrator"


class OwnHostUnknown(Refusal):
    message = _(
        "Sie arbeiten gerade unter %(host)s. Tragen Sie diese Adresse zuerst unter „Mandant und Marke“ ein: "
        "Sobald es einen zweiten Mandanten gibt, ist Ihrer nur noch unter seinen eingetragenen Adressen da."
    )
    field = "host"


class HasItsOwnAlready(Refusal):
    message = _(
        "Für „%(dealer)s“ ist schon ein eigener Mandant eingerichtet: „%(tenant)s“ unter %(host)s. "
        "Ein zweiter wird nicht angelegt."
    )


class PrefixTaken(Refusal):
    message = _(
        "Mit %(prefix)s beginnen schon die Vorgangsnummern von „%(tenant)s“. Bitte geben Sie etwas anderes "
        "an, sonst gibt es im Haus zweimal dieselbe Nummer."
    )
    field = "case_prefix"


@dataclass(frozen=True, slots=True)
class DealerTenant:
    """What is asked for; `administrator_id` is the access of somebody of the house."""

    name: str
    host: str
    case_prefix: str
    administrator_id: int
    base_url: str = ""


@dataclass(frozen=True, slots=True)
class OpenedTenant:
    """What was set up for a house, as its manufacturer may know it."""

    tenant: Tenant
    administrator: str
    at: datetime


def administrators_to_choose(tenant_id: int, dealer_id: int) -> list[Membership]:
    """The house's people with a login of their own; a shared one administers nothing."""
    found = Membership.objects.filter(
        tenant_id=tenant_id,
        organisation_id=dealer_id,
        kind=ActorKind.DEALER,
        active=True,
        is_house_account=False,
    )
    return list(found.select_related("user").order_by("name", "pk"))


def opened_tenant(actor: Actor, dealer_id: int) -> OpenedTenant | None:
    """What was set up for this dealer before and is in use."""
    require_administration(actor)
    return next((one for one in _opened(actor.tenant_id, dealer_id) if one.tenant.active), None)


def _opened(tenant_id: int, dealer_id: int) -> list[OpenedTenant]:
    """Everything set up for this dealer from here, also what is no longer in use; first the oldest."""
    entries = ProtocolEntry.objects.filter(
        tenant_id=tenant_id, stream=stream_of_dealer(dealer_id), event=DealerTenantOpened.name
    )
    told = list(entries.order_by("seq").values_list("facts", "at"))
    slugs = [str(facts.get("slug", "")) for facts, _at in told]
    known = {tenant.slug: tenant for tenant in Tenant.objects.filter(slug__in=slugs).defer("logo")}
    return [
        OpenedTenant(known[slug], str(facts.get("administrator", "")), at)
        for slug, (facts, at) in zip(slugs, told, strict=True)
        if slug in known
    ]


def _require_own_prefix(wanted: str, here: Tenant, dealer: Party) -> None:
    """The house's people see the numbers of this tenant and of those set up for them from here side by side.

    What other tenants of this installation call their cases nobody here may learn, so they are not asked.
    """
    prefix = wanted.strip().upper()
    known = [here, *(one.tenant for one in _opened(here.pk, dealer.pk))]
    taken = next((tenant for tenant in known if tenant.case_prefix == prefix), None)
    if taken is not None:
        raise PrefixTaken(prefix=prefix, tenant=taken.name)


def open_dealer_tenant(
    *, actor: Actor, dealer_id: int, wanted: DealerTenant, working_host: str, at: datetime
) -> NewTenant:
    """Set the tenant up with the house's brand and the usual master data.

    `working_host` is where the administrator works right now. Raises HasItsOwnAlready, NotFromThisHouse,
    OwnHostUnknown, PrefixTaken, HostTaken, InvalidValue, MissingValue, NotADealer, NotAllowed; then nothing
    was set up.
    """
    require_administration(actor)
    with transaction.atomic():
        dealer = lock_dealer(actor.tenant_id, dealer_id)
        # asked under the dealer's lock, so that a double click finds what the first one made
        before = opened_tenant(actor, dealer.pk)
        if before is not None:
            raise HasItsOwnAlready(dealer=dealer.name, tenant=before.tenant.name, host=before.tenant.host)
        here = Tenant.objects.get(pk=actor.tenant_id)
        if working_host.lower() not in {name.lower() for name in (here.host, *here.other_hosts)}:
            raise OwnHostUnknown(host=working_host)
        people = administrators_to_choose(actor.tenant_id, dealer.pk)
        chosen = next((one for one in people if one.pk == wanted.administrator_id), None)
        if chosen is None:
            raise NotFromThisHouse
        _require_own_prefix(wanted.case_prefix, here, dealer)
        face = face_of_dealer(dealer, here)
        made = create_tenant(
            name=wanted.name,
            host=wanted.host,
            case_prefix=wanted.case_prefix,
            base_url=wanted.base_url,
            admin_email=chosen.user.email,
            admin_name=chosen.name,
            country=here.country,
            subdivision=here.subdivision,
            language=here.language,
            time_zone=here.time_zone,
            currency=here.currency,
            at=at,
        )
        record(
            DealerTenantOpened(
                dealer_id=dealer.pk,
                slug=made.tenant.slug,
                host=made.tenant.host,
                administrator=chosen.name,
            ),
            actor=actor,
            stream=stream_of_dealer(dealer.pk),
            at=at,
        )
        with tenant_context(made.tenant.pk):
            own = system_actor(made.tenant.pk)
            changes = {
                "brand_color": face.color,
                "accent_color": face.accent,
                "letterhead_sender": face.sender_line,
                "letterhead_footer": face.footer,
                "contact_phone": face.phone[:40],
            }
            change_tenant(actor=own, changes=changes, at=at)
            if face.logo:
                set_logo(actor=own, content=face.logo, at=at)
        ensure_defaults(tenant_id=made.tenant.pk, at=at)
        # the new tenant has no outgoing mail of its own yet: it would wait there for ever
        queue_invitation(invitation=made.administrator, at=at, by=here)
        return made
