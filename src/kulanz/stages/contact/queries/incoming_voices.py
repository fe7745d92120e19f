"""As whom a mail speaks in a case: by its reply token, or as a known participant by its address.

A sender line can be forged, so it never makes anybody staff; a token only does for the person it was
issued to. What an address may do is what its owner may do: scope, end of an access and the end of a
participation count here as everywhere.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from django.db.models import Q
from django.utils.translation import gettext as _

from kulanz.cases.models import Case, Participant, ParticipantRole
from kulanz.cases.permissions import visible_to
from kulanz.cases.rules import OWN_AUDIENCE, Audience
from kulanz.core.access.actor import Actor, ActorKind, Channel, system_actor
from kulanz.core.access.models import AccessToken
from kulanz.core.mail.addresses import plain_mailbox
from kulanz.core.tenancy.models import Tenant
from kulanz.masterdata.parties.actors import actor_of
from kulanz.masterdata.parties.models import (
    Affiliation,
    ContactKind,
    ContactPoint,
    Membership,
    NotificationRecipient,
    Party,
)
from kulanz.stages.contact.queries.incoming_mailboxes import house_addresses

_KIND_OF_ROLE = {
    ParticipantRole.CUSTOMER: ActorKind.CUSTOMER,
    ParticipantRole.CONTACT: ActorKind.CUSTOMER,
    ParticipantRole.DEALER: ActorKind.DEALER,
    ParticipantRole.TECHNICIAN: ActorKind.TECHNICIAN,
    ParticipantRole.SUPPLIER: ActorKind.SUPPLIER,
}


@dataclass(frozen=True, slots=True)
class Voice:
    """Whom a mail speaks as, who then reads it, and the address it came from when that is another one.

    `proven_address` is the sender's when a token came back from the very address it was sent to."""

    actor: Actor
    audience: Audience
    other_address: str = ""
    proven_address: str = ""

    @property
    def is_staff(self) -> bool:
        return self.actor.is_staff


def voice_of_token(token: AccessToken, cases: Sequence[Case], sender: str) -> Voice | None:
    """Whom a valid token lets speak. `cases` is its case and, after merges, those it went into, the last
    of them being where the mail goes. None when the person has no part in the case any more."""
    target = cases[-1]
    if token.membership_id is not None:
        membership = (
            Membership.objects.filter(pk=token.membership_id, active=True).select_related("user").first()
        )
        if membership is None:
            return None
        voice = _of_membership(membership, target)
        known = {token.address, membership.user.email.lower()}
    elif token.party_id is not None:
        party = Party.objects.filter(pk=token.party_id, active=True, erased_at=None).first()
        if party is None:
            return None
        voice = next(filter(None, (_of_party(party, case, target) for case in reversed(cases))), None)
        known = {token.address, *_emails_of(token.party_id)}
    else:
        voice = _speaking(_bound(target, ActorKind.CUSTOMER, token.label or token.address))
        known = {token.address}
    if voice is None or sender in known:
        return replace(voice, proven_address=token.address) if voice and sender == token.address else voice
    name = _("%(name)s (über %(address)s)") % {
        "name": voice.actor.name[:120],
        "address": sender or _("unbekannte Adresse"),
    }
    return replace(voice, actor=replace(voice.actor, name=name), other_address=sender)


def voice_of_address(address: str, case: Case) -> Voice | None:
    """The participant of this case who writes from `address`; None for strangers and for staff."""
    if not address or is_house_address(case.tenant_id, address):
        return None
    memberships = list(
        Membership.objects.filter(user__email__iexact=address)
        .exclude(kind=ActorKind.STAFF)
        .select_related("user")
        .order_by("id")
    )
    for membership in memberships:
        voice = _of_membership(membership, case) if membership.active else None
        if voice is not None:
            return voice
    # Who has, or had, an access of his own to this dealer's cases is bound to its scope and its end.
    houses = {m.organisation_id for m in memberships if m.kind == ActorKind.DEALER}
    for party in parties_with_address(address):
        voice = _of_party(party, case, case)
        if voice is not None and not (voice.actor.kind is ActorKind.DEALER and case.dealer_id in houses):
            return voice
    if case.dealer is not None and case.dealer_id not in houses:
        recipient = NotificationRecipient.objects.filter(
            organisation_id=case.dealer_id, email__iexact=address
        ).first()
        if recipient is not None:
            name = recipient.name or case.dealer.name
            return _seeing(_bound(case, ActorKind.DEALER, name, organisation_id=case.dealer_id), case)
    return None


def is_house_address(tenant_id: int, address: str) -> bool:
    """True for the address of an active member of staff and for the house's own mailboxes."""
    if not address:
        return False
    staff = Membership.objects.filter(user__email__iexact=address, kind=ActorKind.STAFF, active=True)
    if staff.exists():
        return True
    tenant = Tenant.objects.only("sender_address", "contact_email").get(pk=tenant_id)
    own = {*house_addresses(), tenant.sender_address.lower(), tenant.contact_email.lower()} - {""}
    return plain_mailbox(address) in own or address in own


def parties_with_address(address: str) -> list[Party]:
    """Parties this mail address belongs to; where it is somebody's main one first."""
    points = ContactPoint.objects.filter(
        kind=ContactKind.EMAIL, normalized=address, party__active=True, party__erased_at=None
    )
    found = [point.party for point in points.select_related("party").order_by("-is_main", "id")[:20]]
    return list({party.pk: party for party in found}.values())


def organisations_of(party: Party) -> list[int]:
    """The organisations a person works for."""
    rows = Affiliation.objects.filter(person=party, active=True, organisation__active=True)
    return list(rows.order_by("id").values_list("organisation_id", flat=True))


def _of_membership(membership: Membership, case: Case) -> Voice | None:
    actor = actor_of(membership, channel=Channel.MAIL)
    return _seeing(actor, case)


def _of_party(party: Party, case: Case, target: Case) -> Voice | None:
    """The voice of somebody taking part in `case`, in the case the mail goes to."""
    houses = [party.pk, *organisations_of(party)]
    kind = _part_of(houses, case)
    if kind is None:
        return None
    is_person = party.kind == "person"
    organisation = case.dealer_id if kind is ActorKind.DEALER else (None if is_person else party.pk)
    actor = _bound(
        target, kind, party.name, person_id=party.pk if is_person else None, organisation_id=organisation
    )
    return _seeing(actor, target)


def _part_of(parties: list[int], case: Case) -> ActorKind | None:
    if case.customer_id in parties:
        return ActorKind.CUSTOMER
    roles = Participant.objects.filter(Q(case=case), party_id__in=parties).order_by("id")
    for role in roles.values_list("role", flat=True):
        return _KIND_OF_ROLE[ParticipantRole(role)]
    return ActorKind.DEALER if case.dealer_id in parties else None


def _bound(
    case: Case,
    kind: ActorKind,
    name: str,
    *,
    person_id: int | None = None,
    organisation_id: int | None = None,
) -> Actor:
    """Somebody who speaks in exactly this case."""
    return Actor(
        tenant_id=case.tenant_id,
        kind=kind,
        name=name,
        channel=Channel.MAIL,
        person_id=person_id,
        organisation_id=organisation_id,
        case_id=case.pk,
    )


def _seeing(actor: Actor, case: Case) -> Voice | None:
    """The actor's voice, if he may see the case at all."""
    return _speaking(actor) if visible_to(actor).filter(pk=case.pk).exists() else None


def _speaking(actor: Actor) -> Voice:
    if actor.kind is ActorKind.SUPPLIER:
        # A supplier has no audience of his own yet: what he writes is the office's to pass on.
        return Voice(system_actor(actor.tenant_id, channel=Channel.MAIL, name=actor.name), Audience.INTERNAL)
    return Voice(actor, OWN_AUDIENCE[actor.kind])


def _emails_of(party_id: int) -> list[str]:
    rows = ContactPoint.objects.filter(party_id=party_id, kind=ContactKind.EMAIL)
    return list(rows.values_list("normalized", flat=True))
