"""Giving, changing and ending accesses."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.contrib.auth.hashers import make_password
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import connection, transaction
from django.http import Http404
from django.utils.translation import gettext_lazy as _

from kulanz.core.access.actor import Actor, ActorKind, Role, Scope
from kulanz.core.access.models import TokenPurpose, User
from kulanz.core.access.tokens import issue_token
from kulanz.core.protocol.recording import record
from kulanz.core.refusal import InvalidValue, MissingValue
from kulanz.masterdata.parties.events import MemberInvited, MembershipChanged
from kulanz.masterdata.parties.models import Membership, Party, Team
from kulanz.masterdata.parties.permissions import memberships_visible_to, require_administration
from kulanz.masterdata.parties.refusals import (
    AccessEnded,
    AlreadyMember,
    LastAdministrator,
    UnknownOrganisation,
)

INVITATION_LIFETIME: Final = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Invitation:
    """A given access. `secret` is the text of the link that sets the password, for one mail and nowhere
    else; empty when the person has a password already and only needs to be told."""

    membership: Membership
    secret: str


def stream_of(membership_id: int) -> str:
    return f"membership:{membership_id}"


def clean_email(email: str) -> str:
    """The address in its one spelling. Raises InvalidValue("email")."""
    text = email.strip().lower()[:254]
    try:
        validate_email(text)
    except ValidationError:
        raise InvalidValue("email", _("Bitte eine E-Mail-Adresse wie name@firma.de angeben.")) from None
    return text


def clean_name(name: str) -> str:
    text = " ".join(name.replace("\x00", "").split())[:150]
    if not text:
        raise MissingValue("name")
    return text


def lock_accesses(tenant_id: int) -> None:
    """One change of accesses after the other: who is left to administer is asked over all of them."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('accesses'), %s)", [tenant_id])


def lock_membership(actor: Actor, membership_id: int) -> Membership:
    """The access, locked; one the actor may not see does not exist for him."""
    visible = memberships_visible_to(actor).filter(pk=membership_id)
    row = Membership.objects.select_for_update().filter(pk__in=visible.values("pk")).first()
    if row is None:
        raise Http404
    return row


def keep_an_administrator(membership: Membership) -> None:
    """Refuse when nobody would be left to administer. Under `lock_accesses`, of two at once one stays."""
    others = Membership.objects.filter(
        tenant_id=membership.tenant_id,
        kind=ActorKind.STAFF,
        roles__contains=[Role.ADMINISTRATOR.value],
        active=True,
    )
    if not others.exclude(pk=membership.pk).exists():
        raise LastAdministrator


def invite_member(
    *,
    actor: Actor,
    email: str,
    name: str,
    kind: ActorKind,
    at: datetime,
    roles: Iterable[Role] = (),
    scope: Scope = Scope.COMPANY,
    organisation_id: int | None = None,
    person_id: int | None = None,
    team_id: int | None = None,
    dealer_team: str = "",
    is_house_account: bool = False,
    manages_house: bool = False,
    language: str = "de",
) -> Invitation:
    """Give somebody an access. Raises AlreadyMember, UnknownOrganisation, InvalidValue, MissingValue.

    The mail with the link is sent by who calls (workflows.access_mails.queue_invitation).
    """
    require_administration(actor)
    return give_access(
        actor=actor,
        email=email,
        name=name,
        kind=kind,
        at=at,
        roles=roles,
        scope=scope,
        organisation_id=organisation_id,
        person_id=person_id,
        team_id=team_id,
        dealer_team=dealer_team,
        is_house_account=is_house_account,
        manages_house=manages_house,
        language=language,
    )


def give_access(
    *,
    actor: Actor,
    email: str,
    name: str,
    kind: ActorKind,
    at: datetime,
    roles: Iterable[Role],
    scope: Scope,
    organisation_id: int | None,
    person_id: int | None,
    team_id: int | None,
    dealer_team: str,
    is_house_account: bool,
    manages_house: bool,
    language: str,
) -> Invitation:
    """The part shared with approving a clerk; whoever calls has checked the right to do so."""
    address, label = clean_email(email), clean_name(name)
    _check_places(actor, kind, organisation_id, person_id, team_id)
    named = sorted({role.value for role in roles}) if kind is ActorKind.STAFF else []
    if kind is ActorKind.STAFF and not named:
        raise MissingValue("roles")
    with transaction.atomic():
        lock_accesses(actor.tenant_id)
        user = _user(address, label, language)
        row = (
            Membership.objects.select_for_update()
            .filter(tenant_id=actor.tenant_id, user=user, kind=kind, organisation_id=organisation_id)
            .first()
        )
        if row is not None and row.active:
            raise AlreadyMember
        row = row or Membership(
            tenant_id=actor.tenant_id,
            user=user,
            kind=kind,
            organisation_id=organisation_id,
            created_at=at,
        )
        row.name, row.roles, row.scope = label, named, scope.value
        row.person_id, row.team_id, row.dealer_team = person_id, team_id, dealer_team.strip()[:80]
        row.is_house_account = is_house_account and kind is ActorKind.DEALER
        row.manages_house = manages_house and kind is ActorKind.DEALER
        row.active, row.ended_at = True, None
        row.save()
        secret = "" if user.has_usable_password() else invitation_secret(row, at=at)
        record(
            MemberInvited(
                membership_id=row.pk,
                kind=kind.value,
                roles=tuple(named),
                scope=scope.value,
                organisation_id=organisation_id,
                by_link=bool(secret),
                member=label,
                email=address,
            ),
            actor=actor,
            stream=stream_of(row.pk),
            at=at,
        )
        return Invitation(row, secret)


def invitation_secret(membership: Membership, *, at: datetime) -> str:
    """The text of a new link that sets the password, valid for seven days and once."""
    secret, _token = issue_token(
        tenant_id=membership.tenant_id,
        purpose=TokenPurpose.INVITATION,
        at=at,
        lifetime=INVITATION_LIFETIME,
        membership_id=membership.pk,
        user_id=membership.user_id,
        address=membership.user.email,
    )
    return secret


def _user(email: str, name: str, language: str) -> User:
    """The login of this address; of two tenants that invite it at once, one makes it."""
    user = User.objects.filter(email__iexact=email).first()
    if user is None:
        made = {"name": name, "language": language[:2], "password": make_password(None)}
        user, _created = User.objects.get_or_create(email=email, defaults=made)
    return user


def _check_places(
    actor: Actor, kind: ActorKind, organisation_id: int | None, person_id: int | None, team_id: int | None
) -> None:
    """Everything named must exist in this tenant; a dealer's access needs its house."""
    parties = Party.objects.filter(tenant_id=actor.tenant_id, active=True)
    if organisation_id is None and kind is ActorKind.DEALER:
        raise UnknownOrganisation
    if organisation_id is not None and not parties.filter(pk=organisation_id, kind="organisation").exists():
        raise UnknownOrganisation
    if person_id is not None and not parties.filter(pk=person_id).exists():
        raise InvalidValue("person")
    if team_id is not None and not Team.objects.filter(pk=team_id, tenant_id=actor.tenant_id).exists():
        raise InvalidValue("team")


def change_membership(
    *,
    actor: Actor,
    membership_id: int,
    name: str,
    roles: Iterable[Role],
    scope: Scope,
    team_id: int | None,
    at: datetime,
    dealer_team: str = "",
    manages_house: bool = False,
) -> Membership:
    """Set what an access may do. Raises LastAdministrator, AccessEnded, MissingValue, InvalidValue."""
    require_administration(actor)
    with transaction.atomic():
        lock_accesses(actor.tenant_id)
        row = lock_membership(actor, membership_id)
        if not row.active:
            raise AccessEnded
        label = clean_name(name)
        _check_places(actor, ActorKind(row.kind), row.organisation_id, None, team_id)
        staff = row.kind == ActorKind.STAFF
        named = sorted({role.value for role in roles}) if staff else []
        if staff and not named:
            raise MissingValue("roles")
        if Role.ADMINISTRATOR in row.roles and Role.ADMINISTRATOR not in named:
            keep_an_administrator(row)
        before = tuple(row.roles), row.scope
        row.name, row.roles, row.scope, row.team_id = label, named, scope.value, team_id
        row.dealer_team = dealer_team.strip()[:80]
        row.manages_house = manages_house and row.kind == ActorKind.DEALER
        row.save(update_fields=["name", "roles", "scope", "team", "dealer_team", "manages_house"])
        record(
            MembershipChanged(
                membership_id=row.pk,
                roles_before=before[0],
                roles=tuple(named),
                scope_before=before[1],
                scope=scope.value,
                team_id=team_id,
                manages_house=row.manages_house,
            ),
            actor=actor,
            stream=stream_of(row.pk),
            at=at,
        )
        return row
