"""Keys that sign somebody in: the link of an invitation, and the change to another tenant."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.db import transaction
from django.http import Http404

from kulanz.core.access.models import AccessToken, TokenPurpose, User
from kulanz.core.access.passwords import set_new_password
from kulanz.core.access.tokens import consume_token, find_token, issue_token
from kulanz.core.protocol.recording import record
from kulanz.core.tenancy.context import tenant_context
from kulanz.core.tenancy.models import Tenant
from kulanz.masterdata.parties.actors import actor_of
from kulanz.masterdata.parties.commands.access import stream_of
from kulanz.masterdata.parties.events import TenantSwitched
from kulanz.masterdata.parties.models import Membership
from kulanz.masterdata.parties.refusals import LinkNotValid

SWITCH_LIFETIME: Final = timedelta(seconds=30)


@dataclass(frozen=True, slots=True)
class SignIn:
    """Who may be signed in now, and as which membership."""

    user: User
    membership: Membership


def _member(token: AccessToken | None) -> SignIn | None:
    user = token.user if token else None
    if token is None or user is None or not user.is_active:
        return None
    row = Membership.objects.filter(pk=token.membership_id or 0, user_id=user.pk, active=True).first()
    return SignIn(user, row) if row else None


def find_invitation(*, secret: str, at: datetime) -> SignIn:
    """Whose invitation this is, without using it up. It sets a password only where there is none.

    Raises LinkNotValid.
    """
    token = find_token(secret, purpose=TokenPurpose.INVITATION, at=at)
    found = _member(token) if token and token.used_at is None else None
    if found is None or found.user.has_usable_password():
        raise LinkNotValid
    return found


def accept_invitation(*, secret: str, password: str, at: datetime) -> SignIn:
    """Set the first (or renewed) password with the link. Raises LinkNotValid, InvalidValue("password")."""
    with transaction.atomic():
        found = find_invitation(secret=secret, at=at)
        user = User.objects.select_for_update().get(pk=found.user.pk)
        set_new_password(user, password)
        if consume_token(secret, purpose=TokenPurpose.INVITATION, at=at) is None:
            raise LinkNotValid
        return SignIn(user, found.membership)


def begin_switch(*, user_id: int, membership_id: int, at: datetime) -> tuple[Tenant, str]:
    """The other tenant and the single-use key that signs in there within 30 seconds.

    Sees the login's own memberships of every tenant (policy own_rows). Http404 for anybody else's.
    """
    row = Membership.objects.filter(pk=membership_id, user_id=user_id, active=True).first()
    tenant = Tenant.objects.filter(pk=row.tenant_id, active=True).first() if row else None
    if row is None or tenant is None:
        raise Http404
    with tenant_context(tenant.pk):
        secret, _token = issue_token(
            tenant_id=tenant.pk,
            purpose=TokenPurpose.TENANT_SWITCH,
            at=at,
            lifetime=SWITCH_LIFETIME,
            membership_id=row.pk,
            user_id=user_id,
        )
    return tenant, secret


def finish_switch(*, secret: str, at: datetime) -> SignIn:
    """Use the key up, here and once. Raises LinkNotValid: unknown, used, too late and ended look the same."""
    with transaction.atomic():
        found = _member(consume_token(secret, purpose=TokenPurpose.TENANT_SWITCH, at=at))
        if found is None:
            raise LinkNotValid
        record(
            TenantSwitched(membership_id=found.membership.pk),
            actor=actor_of(found.membership),
            stream=stream_of(found.membership.pk),
            at=at,
        )
        return found
