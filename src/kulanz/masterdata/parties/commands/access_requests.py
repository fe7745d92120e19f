"""Asking for an access and deciding about it: named clerks of a dealer, and firms new to us."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.http import Http404

from kulanz.core.access.actor import Actor, ActorKind, Scope
from kulanz.core.protocol.recording import record
from kulanz.core.refusal import MissingValue, NotAllowed
from kulanz.masterdata.parties.commands.access import Invitation, clean_email, clean_name, give_access
from kulanz.masterdata.parties.events import (
    ClerkApproved,
    ClerkDeclined,
    ClerkRequested,
    HousePersonAdded,
)
from kulanz.masterdata.parties.indexing import index_party
from kulanz.masterdata.parties.models import (
    Affiliation,
    ClerkRequest,
    ClerkRequestState,
    Membership,
    Party,
    PartyKind,
)
from kulanz.masterdata.parties.permissions import require_house_management, require_lead
from kulanz.masterdata.parties.refusals import AlreadyDecided, AlreadyMember, AlreadyRequested


def _stream(request_id: int) -> str:
    return f"clerk_request:{request_id}"


def request_clerk(
    *,
    actor: Actor,
    name: str,
    email: str,
    at: datetime,
    scope: Scope = Scope.COMPANY,
    dealer_team: str = "",
) -> ClerkRequest:
    """A dealer asks for an access for one of its people (R115). Raises AlreadyMember, AlreadyRequested."""
    if actor.kind is not ActorKind.DEALER or actor.organisation_id is None:
        raise NotAllowed
    address, label = clean_email(email), clean_name(name)
    with transaction.atomic():
        Party.objects.select_for_update().get(pk=actor.organisation_id)
        house = {"organisation_id": actor.organisation_id}
        if Membership.objects.filter(user__email__iexact=address, active=True, **house).exists():
            raise AlreadyMember
        waiting = ClerkRequest.objects.filter(email=address, state=ClerkRequestState.PENDING, **house)
        if waiting.exists():
            raise AlreadyRequested
        row = ClerkRequest.objects.create(
            tenant_id=actor.tenant_id,
            name=label,
            email=address,
            scope=scope.value,
            dealer_team=dealer_team.strip()[:80],
            requested_by=actor.name[:150],
            requested_at=at,
            **house,
        )
        _record_request(row, actor, at)
        return row


def request_dealer_access(
    *,
    actor: Actor,
    company: str,
    name: str,
    email: str,
    at: datetime,
    phone: str = "",
    remark: str = "",
) -> ClerkRequest | None:
    """A firm without access asks for one (R105). A second request of the same address changes nothing.

    Whoever calls limits how often this may be tried and shows the same page either way.
    """
    address, label = clean_email(email), clean_name(name)
    firm = " ".join(company.replace("\x00", "").split())[:200]
    if not firm:
        raise MissingValue("company")
    with transaction.atomic():
        waiting = ClerkRequest.objects.filter(
            email=address, organisation=None, state=ClerkRequestState.PENDING
        )
        if waiting.exists():
            return None
        row = ClerkRequest.objects.create(
            tenant_id=actor.tenant_id,
            company=firm,
            name=label,
            email=address,
            phone=phone.strip()[:40],
            remark=remark.replace("\x00", "").strip()[:2000],
            requested_by=label,
            requested_at=at,
        )
        _record_request(row, actor, at)
        return row


def _record_request(row: ClerkRequest, actor: Actor, at: datetime) -> None:
    record(
        ClerkRequested(
            request_id=row.pk,
            organisation_id=row.organisation_id,
            scope=row.scope,
            person=row.name,
            email=row.email,
        ),
        actor=actor,
        stream=_stream(row.pk),
        at=at,
    )


def _lock_request(actor: Actor, request_id: int) -> ClerkRequest:
    require_lead(actor)
    row = ClerkRequest.objects.select_for_update().filter(pk=request_id, tenant_id=actor.tenant_id).first()
    if row is None:
        raise Http404
    if row.state != ClerkRequestState.PENDING:
        raise AlreadyDecided
    return row


def _decide(row: ClerkRequest, actor: Actor, state: ClerkRequestState, reason: str, at: datetime) -> None:
    row.state, row.decided_by, row.decided_at = state, actor.name[:150], at
    row.reason = reason.strip()[:300]
    row.save(update_fields=["state", "decided_by", "decided_at", "reason", "organisation"])


def approve_clerk(
    *,
    actor: Actor,
    request_id: int,
    at: datetime,
    organisation_id: int | None = None,
    is_house_account: bool = False,
    manages_house: bool = False,
) -> Invitation:
    """Give the requested access. A firm's first request needs the house it belongs to (`organisation_id`).

    Raises AlreadyDecided, AlreadyMember, UnknownOrganisation, NotAllowed.
    """
    with transaction.atomic():
        row = _lock_request(actor, request_id)
        house = row.organisation_id or organisation_id
        invitation = give_access(
            actor=actor,
            email=row.email,
            name=row.name,
            kind=ActorKind.DEALER,
            at=at,
            roles=(),
            scope=Scope(row.scope),
            organisation_id=house,
            person_id=_person(actor, row.name, house, at) if house else None,
            team_id=None,
            dealer_team=row.dealer_team,
            is_house_account=is_house_account and row.organisation_id is None,
            manages_house=manages_house,
            language="de",
        )
        row.organisation_id = house
        _decide(row, actor, ClerkRequestState.APPROVED, "", at)
        record(
            ClerkApproved(request_id=row.pk, membership_id=invitation.membership.pk, organisation_id=house),
            actor=actor,
            stream=_stream(row.pk),
            at=at,
        )
        return invitation


def decline_clerk(*, actor: Actor, request_id: int, reason: str, at: datetime) -> ClerkRequest:
    """Refuse the requested access with a reason the house reads. Raises AlreadyDecided, MissingValue."""
    with transaction.atomic():
        row = _lock_request(actor, request_id)
        if not reason.strip():
            raise MissingValue("reason")
        _decide(row, actor, ClerkRequestState.DECLINED, reason, at)
        record(
            ClerkDeclined(request_id=row.pk, organisation_id=row.organisation_id, reason=row.reason),
            actor=actor,
            stream=_stream(row.pk),
            at=at,
        )
        return row


def add_house_person(*, actor: Actor, name: str, at: datetime, organisation_id: int | None = None) -> Party:
    """One more person to pick in the house account; the same name again is the same person.

    By the house account itself, its manager, or the office. Raises MissingValue, NotAllowed.
    """
    house = organisation_id or actor.organisation_id
    if house is None:
        raise NotAllowed
    own_account = actor.kind is ActorKind.DEALER and actor.house_account and actor.organisation_id == house
    if actor.is_staff:
        require_lead(actor)
    elif not own_account:
        require_house_management(actor, house)
    label = clean_name(name)
    with transaction.atomic():
        Party.objects.select_for_update().get(pk=house)
        return Party.objects.get(pk=_person(actor, label, house, at))


def _person(actor: Actor, name: str, organisation_id: int, at: datetime) -> int:
    """The person of this name at the house, recorded when there is none."""
    known = (
        Affiliation.objects.filter(organisation_id=organisation_id, person__name__iexact=name)
        .order_by("-active", "id")
        .first()
    )
    if known is not None:
        if not known.active:
            known.active = True
            known.save(update_fields=["active"])
        return known.person_id
    person = Party.objects.create(tenant_id=actor.tenant_id, kind=PartyKind.PERSON, name=name, created_at=at)
    Affiliation.objects.create(tenant_id=actor.tenant_id, person=person, organisation_id=organisation_id)
    index_party(person)
    record(
        HousePersonAdded(party_id=person.pk, organisation_id=organisation_id, person=name),
        actor=actor,
        stream=f"party:{person.pk}",
        at=at,
    )
    return person.pk
