"""Teams, and the keys with which a program works as a member."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from django.db import transaction
from django.http import Http404
from django.utils.translation import gettext_lazy as _

from kulanz.core.access.actor import Actor
from kulanz.core.access.models import AccessToken, TokenPurpose
from kulanz.core.access.tokens import issue_token
from kulanz.core.protocol.recording import record
from kulanz.core.refusal import InvalidValue, MissingValue
from kulanz.masterdata.parties.commands.access import lock_membership, stream_of
from kulanz.masterdata.parties.events import ApiKeyIssued, ApiKeyRevoked, TeamSaved
from kulanz.masterdata.parties.models import Team
from kulanz.masterdata.parties.permissions import require_administration
from kulanz.masterdata.parties.refusals import AccessEnded

LONGEST_KEY_LIFE: Final = 3650


def save_team(
    *, actor: Actor, name: str, at: datetime, team_id: int | None = None, active: bool = True
) -> Team:
    """Add a team, rename it, or take it out of use. Raises MissingValue, InvalidValue("name"), NotAllowed."""
    require_administration(actor)
    label = " ".join(name.replace("\x00", "").split())[:80]
    if not label:
        raise MissingValue("name")
    with transaction.atomic():
        teams = Team.objects.select_for_update().filter(tenant_id=actor.tenant_id)
        row = teams.filter(pk=team_id).first() if team_id else Team(tenant_id=actor.tenant_id)
        if row is None:
            raise Http404
        if teams.filter(name__iexact=label).exclude(pk=row.pk).exists():
            raise InvalidValue("name", _("Ein Team mit diesem Namen gibt es schon."))
        row.name, row.active = label, active
        row.save()
        record(TeamSaved(team_id=row.pk, title=row.name, active=active), actor=actor, stream="tenant", at=at)
        return row


def issue_api_key(
    *, actor: Actor, membership_id: int, label: str, at: datetime, days: int | None = None
) -> tuple[str, AccessToken]:
    """A key that may do what this access may, and ends with it. Its text is shown once and never kept.

    Raises MissingValue("label"), InvalidValue("days"), AccessEnded, NotAllowed.
    """
    require_administration(actor)
    text = " ".join(label.replace("\x00", "").split())[:120]
    if not text:
        raise MissingValue("label")
    if days is not None and not 1 <= days <= LONGEST_KEY_LIFE:
        raise InvalidValue("days", _("Bitte 1 bis 3650 Tage angeben."))
    with transaction.atomic():
        member = lock_membership(actor, membership_id)
        if not member.active:
            raise AccessEnded
        secret, token = issue_token(
            tenant_id=actor.tenant_id,
            purpose=TokenPurpose.API,
            at=at,
            lifetime=timedelta(days=days) if days else None,
            membership_id=member.pk,
            user_id=member.user_id,
            label=text,
        )
        record(
            ApiKeyIssued(
                membership_id=member.pk,
                key_id=token.pk,
                expires_at=token.expires_at.isoformat() if token.expires_at else None,
                label=text,
            ),
            actor=actor,
            stream=stream_of(member.pk),
            at=at,
        )
        return secret, token


def revoke_api_key(*, actor: Actor, key_id: int, at: datetime) -> None:
    """From the next request on the key opens nothing. Twice changes nothing."""
    require_administration(actor)
    with transaction.atomic():
        keys = AccessToken.objects.select_for_update().filter(
            tenant_id=actor.tenant_id, purpose=TokenPurpose.API
        )
        row = keys.filter(pk=key_id).first()
        if row is None:
            raise Http404
        if row.revoked_at is None:
            row.revoked_at = at
            row.save(update_fields=["revoked_at"])
            record(
                ApiKeyRevoked(membership_id=row.membership_id or 0, key_id=row.pk),
                actor=actor,
                stream=stream_of(row.membership_id or 0),
                at=at,
            )
