"""Ending accesses: who leaves is out with his next request, and what he knew is worth nothing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.http import Http404

from kulanz.core.access.actor import Actor, ActorKind, Role
from kulanz.core.access.models import AccessToken
from kulanz.core.access.passwords import take_password_away
from kulanz.core.access.sessions import end_sessions
from kulanz.core.access.tokens import revoke_tokens
from kulanz.core.protocol.recording import record
from kulanz.masterdata.parties.commands.access import (
    Invitation,
    invitation_secret,
    keep_an_administrator,
    lock_accesses,
    lock_membership,
    stream_of,
)
from kulanz.masterdata.parties.events import HousePasswordRenewed, HousePersonRemoved, MembershipEnded
from kulanz.masterdata.parties.models import Affiliation, Membership
from kulanz.masterdata.parties.permissions import (
    require_administration,
    require_house_management,
    require_lead,
)
from kulanz.masterdata.parties.refusals import AccessEnded, NotAHouseAccount


@dataclass(frozen=True, slots=True)
class EndedAccess:
    """What ended, and the house accounts whose password now has to be set anew through a mailed link."""

    membership: Membership
    renewed: tuple[Invitation, ...]


def _require_ending(actor: Actor, membership: Membership) -> None:
    """Staff: administrators. A dealer's people: its own manager, or the office's leads on its word (R131)."""
    if membership.kind != ActorKind.DEALER:
        require_administration(actor)
    elif actor.is_staff or actor.is_system:
        require_lead(actor)
    else:
        require_house_management(actor, membership.organisation_id)


def end_membership(
    *, actor: Actor, membership_id: int, at: datetime, reason: str = "", renew_house: bool = True
) -> EndedAccess:
    """End an access with all its sessions, keys and links; of a dealer's house the shared passwords too.

    The leaver knew the password of the house account, so it ends with him (`renew_house=False` only where
    somebody never had it). Raises LastAdministrator, AccessEnded, NotAllowed; Http404 when invisible.
    """
    with transaction.atomic():
        lock_accesses(actor.tenant_id)
        row = lock_membership(actor, membership_id)
        _require_ending(actor, row)
        if not row.active:
            raise AccessEnded
        if row.kind == ActorKind.STAFF and Role.ADMINISTRATOR in row.roles:
            keep_an_administrator(row)
        row.active, row.ended_at = False, at
        row.save(update_fields=["active", "ended_at"])
        if row.person_id and row.organisation_id:
            Affiliation.objects.filter(person_id=row.person_id, organisation_id=row.organisation_id).update(
                active=False
            )
        tokens = _revoke_all(row, at)
        ended = end_sessions(row.user_id)
        record(
            MembershipEnded(
                membership_id=row.pk,
                kind=row.kind,
                organisation_id=row.organisation_id,
                sessions_ended=ended,
                tokens_revoked=tokens,
                member=row.name,
                reason=reason.strip()[:300],
            ),
            actor=actor,
            stream=stream_of(row.pk),
            at=at,
        )
        renewed: tuple[Invitation, ...] = ()
        if renew_house and row.kind == ActorKind.DEALER and not row.is_house_account:
            renewed = _renew_house(actor, row.organisation_id, at)
        return EndedAccess(row, renewed)


def _revoke_all(membership: Membership, at: datetime) -> int:
    """His keys, and every link that was sent to him or his address."""
    count = revoke_tokens(at=at, membership_id=membership.pk)
    count += revoke_tokens(at=at, user_id=membership.user_id)
    count += revoke_tokens(at=at, address=membership.user.email)
    elsewhere = Membership.objects.filter(person_id=membership.person_id, active=True)
    if membership.person_id and not elsewhere.exists():
        count += revoke_tokens(at=at, party_id=membership.person_id)
    return count


def renew_house_password(*, actor: Actor, membership_id: int, at: datetime) -> Invitation:
    """End a house account's password and all its sessions; the link in the result sets a new one.

    Raises NotAHouseAccount, AccessEnded, NotAllowed; Http404 when invisible.
    """
    with transaction.atomic():
        lock_accesses(actor.tenant_id)
        row = lock_membership(actor, membership_id)
        _require_ending(actor, row)
        if not row.is_house_account:
            raise NotAHouseAccount
        if not row.active:
            raise AccessEnded
        return _renew(actor, row, at)


def _renew_house(actor: Actor, organisation_id: int | None, at: datetime) -> tuple[Invitation, ...]:
    rows = Membership.objects.select_for_update().filter(
        organisation_id=organisation_id, kind=ActorKind.DEALER, is_house_account=True, active=True
    )
    return tuple(_renew(actor, row, at) for row in rows.order_by("pk"))


def _renew(actor: Actor, row: Membership, at: datetime) -> Invitation:
    take_password_away(row.user)
    AccessToken.objects.filter(user_id=row.user_id, revoked_at=None).update(revoked_at=at)
    ended = end_sessions(row.user_id)
    record(
        HousePasswordRenewed(membership_id=row.pk, organisation_id=row.organisation_id, sessions_ended=ended),
        actor=actor,
        stream=stream_of(row.pk),
        at=at,
    )
    return Invitation(row, invitation_secret(row, at=at))


def remove_house_person(
    *, actor: Actor, person_id: int, organisation_id: int, at: datetime
) -> tuple[Invitation, ...]:
    """Somebody who used the house account left: he is no longer to be picked and the password is renewed."""
    if actor.is_staff:
        require_lead(actor)
    else:
        require_house_management(actor, organisation_id)
    with transaction.atomic():
        lock_accesses(actor.tenant_id)
        gone = Affiliation.objects.filter(
            person_id=person_id, organisation_id=organisation_id, active=True
        ).update(active=False)
        if not gone:
            raise Http404
        record(
            HousePersonRemoved(party_id=person_id, organisation_id=organisation_id),
            actor=actor,
            stream=f"party:{person_id}",
            at=at,
        )
        return _renew_house(actor, organisation_id, at)
