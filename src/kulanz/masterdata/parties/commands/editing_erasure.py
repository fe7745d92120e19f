"""Erasing a person from the master data: at first what nobody may keep, later the rest."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime
from typing import Final

from django.apps import apps
from django.db import connection, transaction
from django.db.models import Q

from kulanz.core.access.actor import Actor
from kulanz.core.access.models import AccessToken, User
from kulanz.core.access.sessions import end_sessions
from kulanz.core.protocol.erasing import (
    erase_about,
    erase_naming,
    erase_of_actors,
    erase_of_clerk,
    erase_streams,
)
from kulanz.core.search.api import remove_document
from kulanz.core.tenancy.context import set_tenant
from kulanz.masterdata.parties.commands.access import stream_of
from kulanz.masterdata.parties.commands.access_ending import end_membership
from kulanz.masterdata.parties.commands.editing_erasure_skills import erase_skills
from kulanz.masterdata.parties.indexing import COLLECTION
from kulanz.masterdata.parties.models import (
    Affiliation,
    ClerkRequest,
    ContactPoint,
    Membership,
    NotificationRecipient,
    Party,
)
from kulanz.masterdata.parties.permissions import require_administration

ERASED_NAME: Final = "Gelöschte Person"


def end_accesses(
    *, actor: Actor, membership_ids: Collection[int], at: datetime
) -> list[tuple[Membership, str]]:
    """End the person's accesses; returns house accounts whose password has to be set anew, with the secret.

    Raises LastAdministrator.
    """
    renewed: list[tuple[Membership, str]] = []
    active = Membership.objects.filter(tenant_id=actor.tenant_id, pk__in=membership_ids, active=True)
    for membership_id in active.order_by("pk").values_list("pk", flat=True):
        ended = end_membership(actor=actor, membership_id=membership_id, at=at)
        renewed += [(invitation.membership, invitation.secret) for invitation in ended.renewed]
    return renewed


def erase_party(
    *,
    actor: Actor,
    party: Party,
    membership_ids: Collection[int],
    emails: Collection[str],
    kept_streams: Collection[str],
    erase_on: date | None,
    at: datetime,
) -> None:
    """Erase what the master data know. With `erase_on` the name and the main address stay till then, because
    letters that must be kept are addressed to them; otherwise nothing stays."""
    require_administration(actor)
    with transaction.atomic():
        tenant_id, name = party.tenant_id, party.name
        houses = Affiliation.objects.filter(person=party).values("organisation")
        shared = Membership.objects.filter(is_house_account=True, organisation__in=houses)
        accounts = [stream_of(pk) for pk in shared.values_list("pk", flat=True)]
        _erase_requests(tenant_id, emails)
        NotificationRecipient.objects.filter(tenant_id=tenant_id, email__in=emails).delete()
        ContactPoint.objects.filter(party=party).delete()
        Affiliation.objects.filter(person=party).update(active=False, function="")
        erase_skills(party, name=ERASED_NAME, for_good=erase_on is None, at=at)
        _erase_addresses(party, keep_main=erase_on is not None)
        _erase_links(party, membership_ids, emails, at)
        party.note, party.salutation, party.folded, party.active = "", "", "", False
        party.erase_on = erase_on
        if erase_on is None:
            party.name, party.first_name, party.last_name, party.number = ERASED_NAME, "", "", ""
            party.erased_at = at
        party.save(
            update_fields=[
                "name", "first_name", "last_name", "number", "note", "salutation", "folded", "active",
                "erase_on", "erased_at",
            ]
        )  # fmt: skip
        remove_document(party.pk, collection=COLLECTION)
        _erase_logins(actor, membership_ids, name=None if erase_on else ERASED_NAME)
        own = [f"party:{party.pk}", *(stream_of(pk) for pk in membership_ids)]
        erase_streams(tenant_id=tenant_id, streams=own, at=at, keep_actors=True)
        erase_of_actors(tenant_id=tenant_id, references=own, at=at, except_streams=kept_streams)
        erase_of_clerk(tenant_id=tenant_id, accounts=accounts, name=name, at=at, except_streams=kept_streams)
        erase_about(tenant_id=tenant_id, party_id=party.pk, at=at, except_streams=kept_streams)
        erase_naming(tenant_id=tenant_id, words=emails, at=at, except_streams=kept_streams)


def _erase_addresses(party: Party, *, keep_main: bool) -> None:
    """Country and the first two digits of the postcode stay: figures by region must not change."""
    for address in party.addresses.all():
        if keep_main and address.is_main:
            continue
        address.label, address.street, address.city = "", "", ""
        address.postcode = address.postcode[:2]
        address.save(update_fields=["label", "street", "city", "postcode"])


def _erase_links(
    party: Party, membership_ids: Collection[int], emails: Collection[str], at: datetime
) -> None:
    theirs = Q(party_id=party.pk) | Q(membership_id__in=membership_ids) | Q(address__in=emails)
    tokens = AccessToken.objects.filter(theirs, tenant_id=party.tenant_id)
    tokens.filter(revoked_at=None).update(revoked_at=at)
    tokens.update(address="", label="")


def _erase_requests(tenant_id: int, emails: Collection[str]) -> None:
    ClerkRequest.objects.filter(tenant_id=tenant_id, email__in=emails).update(
        name=ERASED_NAME, email="", phone="", remark="", requested_by=""
    )


def _erase_logins(actor: Actor, membership_ids: Collection[int], *, name: str | None) -> None:
    rows = Membership.objects.filter(tenant_id=actor.tenant_id, pk__in=membership_ids)
    for row in rows.select_related("user"):
        row.news = {}
        row.name = name or row.name
        row.save(update_fields=["news", "name"])
        row.drafts.all().delete()
        row.saved_views.all().delete()
        if not _used_elsewhere(row):
            _erase_login(row.user)


def _used_elsewhere(membership: Membership) -> bool:
    """Whether the login belongs to anybody's place besides, in whatever tenant."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT nullif(current_setting('kulanz.user', true), '')")
        (before,) = cursor.fetchone()
    set_tenant(membership.tenant_id, user_id=membership.user_id)
    try:
        return (
            Membership.objects.filter(user_id=membership.user_id)
            .exclude(person_id=membership.person_id, tenant_id=membership.tenant_id)
            .exists()
        )
    finally:
        set_tenant(membership.tenant_id, user_id=int(before) if before else None)


def _erase_login(user: User) -> None:
    end_sessions(user.pk)
    apps.get_model("account", "EmailAddress").objects.filter(user=user).delete()
    apps.get_model("mfa", "Authenticator").objects.filter(user=user).delete()
    user.email, user.name, user.is_active = f"geloescht-{user.pk}@invalid.invalid", "", False
    user.set_unusable_password()
    user.save(update_fields=["email", "name", "is_active", "password"])
