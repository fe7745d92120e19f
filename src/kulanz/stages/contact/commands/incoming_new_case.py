"""A mail that belongs to no case begins one: whose it is, by its address, and what the office should know."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from datetime import datetime

from django.db.models import Q
from django.utils.translation import gettext as _

from kulanz.cases.commands.recording import NewCase, record_case
from kulanz.cases.models import Case
from kulanz.cases.rules import OPEN_STEPS, Audience, Kind
from kulanz.core.access.actor import Actor, ActorKind, Channel, guest_actor, system_actor
from kulanz.core.mail.model import ParsedMail
from kulanz.core.refusal import InvalidValue
from kulanz.core.tenancy.models import Tenant
from kulanz.masterdata.parties.actors import actor_of
from kulanz.masterdata.parties.commands.recording import NewParty, record_party
from kulanz.masterdata.parties.indexing import index_party
from kulanz.masterdata.parties.models import (
    ContactKind,
    ContactPoint,
    Membership,
    Party,
    PartyKind,
    PartyRole,
    PartyRoleKind,
)
from kulanz.stages.contact.models import RawMail
from kulanz.stages.contact.queries.incoming_voices import (
    is_house_address,
    organisations_of,
    parties_with_address,
)

_MAX_SHOWN = 5
_PREFIXES = re.compile(r"^(?:\s*(?:re|aw|antw|antwort|sv|fwd?|wg|tr)(?:\[\d+\])?\s*:)+", re.IGNORECASE)
_OTHER_ROLES = frozenset(
    {PartyRoleKind.SUPPLIER, PartyRoleKind.SERVICE_PARTNER, PartyRoleKind.MANUFACTURER, PartyRoleKind.STAFF}
)


@dataclass(frozen=True)
class Sender:
    """Who a mail comes from as far as its address tells. `actor` records; the message is written by
    `speaker`, or by somebody bound to nothing but the new case."""

    actor: Actor
    audience: Audience
    speaker: Actor | None = None
    customer: Party | None = None
    dealer_id: int | None = None
    hints: tuple[str, ...] = ()


@dataclass(frozen=True)
class Opened:
    """The new case, as whom the mail speaks in it, and what to tell the office."""

    case: Case
    actor: Actor
    audience: Audience
    hints: tuple[str, ...] = field(default_factory=tuple)


def open_case(row: RawMail, parsed: ParsedMail, tenant: Tenant, *, at: datetime) -> Opened:
    """Record the case of a mail; its message is the caller's to add."""
    language = parsed.language or (row.mailbox.language if row.mailbox else "") or tenant.language
    sender = _sender(parsed, tenant, language, at)
    hints = [*sender.hints, *_wants_answers_at(parsed), *_open_cases(sender)]
    case = record_case(
        actor=sender.actor,
        case=NewCase(
            title=_PREFIXES.sub("", parsed.subject).strip() or _("E-Mail ohne Betreff"),
            kind=Kind.INQUIRY,
            language=language,
            customer_id=sender.customer.pk if sender.customer else None,
            dealer_id=sender.dealer_id,
            team_id=row.mailbox.team_id if row.mailbox else None,
        ),
        at=at,
    )
    speaker = sender.speaker or Actor(
        tenant_id=tenant.pk,
        kind=ActorKind.CUSTOMER,
        name=sender.actor.name,
        channel=Channel.MAIL,
        person_id=sender.actor.person_id,
        organisation_id=sender.actor.organisation_id,
        case_id=case.pk,
    )
    return Opened(case, speaker, sender.audience, tuple(hints))


def _sender(parsed: ParsedMail, tenant: Tenant, language: str, at: datetime) -> Sender:
    address = parsed.from_address
    shown = (parsed.from_name or address or _("Unbekannter Absender"))[:200]
    if not address:
        guest = guest_actor(tenant.pk, name=shown).through(Channel.MAIL)
        return Sender(guest, Audience.CUSTOMER, hints=(_("Die E-Mail hat keine lesbare Absenderadresse."),))
    if is_house_address(tenant.pk, address):
        return _claimed_house(address, tenant)
    clerk = _clerk(address)
    if clerk is not None:
        actor = actor_of(clerk, channel=Channel.MAIL)
        return Sender(actor, Audience.DEALER, speaker=actor, dealer_id=clerk.organisation_id)
    parties = parties_with_address(address)
    if not parties:
        return _customer(_new_customer(shown, address, language, tenant, at), tenant)
    hints: tuple[str, ...] = ()
    if len(parties) > 1:
        names = ", ".join(party.name for party in parties[:_MAX_SHOWN])
        hints = (_("Diese Adresse gehört zu mehreren Kontakten: %(names)s.") % {"names": names},)
    return _known(parties[0], tenant, hints)


def _claimed_house(address: str, tenant: Tenant) -> Sender:
    """A sender line of our own house proves nothing. The text may be meant for colleagues, so it stays
    inside until somebody has read it."""
    name = _("%(address)s (nicht bestätigt)") % {"address": address}
    hint = _(
        "Der Absender gibt eine Adresse unseres Hauses an. Ohne ihren Antwortlink gilt die E-Mail als von "
        "außen; bitte prüfen und den Kunden eintragen."
    )
    system = system_actor(tenant.pk, channel=Channel.MAIL, name=name)
    return Sender(system, Audience.INTERNAL, speaker=system, hints=(hint,))


def _clerk(address: str) -> Membership | None:
    rows = Membership.objects.filter(
        user__email__iexact=address, kind=ActorKind.DEALER, active=True, organisation__isnull=False
    )
    return rows.select_related("user").order_by("id").first()


def _known(party: Party, tenant: Tenant, hints: tuple[str, ...]) -> Sender:
    roles = set(PartyRole.objects.filter(party=party).values_list("role", flat=True))
    houses = [party.pk, *organisations_of(party)]
    dealer = (
        PartyRole.objects.filter(party_id__in=houses, role=PartyRoleKind.DEALER).order_by("party_id").first()
    )
    is_person = party.kind == PartyKind.PERSON
    if dealer is not None and PartyRoleKind.CUSTOMER not in roles:
        actor = Actor(
            tenant_id=tenant.pk,
            kind=ActorKind.DEALER,
            name=party.name,
            channel=Channel.MAIL,
            person_id=party.pk if is_person else None,
            organisation_id=dealer.party_id,
        )
        return Sender(actor, Audience.DEALER, speaker=actor, dealer_id=dealer.party_id, hints=hints)
    if roles & _OTHER_ROLES and PartyRoleKind.CUSTOMER not in roles:
        system = system_actor(tenant.pk, channel=Channel.MAIL, name=party.name)
        hint = _("Der Absender ist als Lieferant oder Servicepartner bekannt, nicht als Kunde.")
        return Sender(system, Audience.INTERNAL, speaker=system, hints=(*hints, hint))
    return _customer(party, tenant, hints)


def _customer(party: Party, tenant: Tenant, hints: tuple[str, ...] = ()) -> Sender:
    is_person = party.kind == PartyKind.PERSON
    actor = Actor(
        tenant_id=tenant.pk,
        kind=ActorKind.CUSTOMER,
        name=party.name,
        channel=Channel.MAIL,
        person_id=party.pk if is_person else None,
        organisation_id=None if is_person else party.pk,
    )
    return Sender(actor, Audience.CUSTOMER, customer=party, hints=hints)


def _new_customer(name: str, address: str, language: str, tenant: Tenant, at: datetime) -> Party:
    """A person nobody knew. The counter per sender, taken before, is the lock against two of them."""
    system = system_actor(tenant.pk, channel=Channel.MAIL)
    new = NewParty(
        name=" ".join(name.split()) or address,
        roles=(PartyRoleKind.CUSTOMER,),
        email=address,
        language=language,
    )
    try:
        return record_party(actor=system, party=new, at=at)
    except InvalidValue:
        # An address no form would take, and yet somebody wrote from it.
        party = record_party(actor=system, party=replace(new, email=""), at=at)
        ContactPoint.objects.create(
            tenant_id=tenant.pk,
            party=party,
            kind=ContactKind.EMAIL,
            value=address,
            normalized=address,
            is_main=True,
        )
        index_party(party)
        return party


def _wants_answers_at(parsed: ParsedMail) -> list[str]:
    """A web form writes in its own name and puts the person into Reply-To. Shown, not believed."""
    if parsed.reply_to in ("", parsed.from_address):
        return []
    return [_("Antworten wünscht der Absender an %(address)s.") % {"address": parsed.reply_to}]


def _open_cases(sender: Sender) -> list[str]:
    """A hint at what this sender has open already. Asked before the new case is there."""
    if sender.customer is not None:
        whose = Q(customer=sender.customer)
    elif sender.dealer_id is not None:
        whose = Q(dealer_id=sender.dealer_id)
    else:
        return []
    rows = Case.objects.filter(whose, step__in=OPEN_STEPS, is_spam=False, merged_into=None)
    found = list(rows.order_by("-updated_at", "-id")[: _MAX_SHOWN + 1])
    if not found:
        return []
    lines = "".join(f"\n– {case.number} {case.title}" for case in found[:_MAX_SHOWN])
    more = "\n– …" if len(found) > _MAX_SHOWN else ""
    return [_("Offene Vorgänge dieses Absenders:") + lines + more]
