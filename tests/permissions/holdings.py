"""What people hold in their hands: keys, links, uploads, saved views, recipients of news."""

from __future__ import annotations

from datetime import datetime, timedelta

from kulanz.cases.commands.views import save_view
from kulanz.cases.models import Case
from kulanz.core.access.actor import Actor, Channel
from kulanz.core.access.models import TokenPurpose
from kulanz.core.access.tokens import issue_token
from kulanz.core.files.uploads import begin_upload
from kulanz.masterdata.parties.commands.recipients import Occasions, add_recipient
from kulanz.masterdata.parties.models import Party
from kulanz.stages.improvement.models import DealerRates
from kulanz.stages.improvement.rules.options import EARLIEST
from kulanz.workflows.links import issue_case_link
from tests.cases.people import People


def key_of(actor: Actor, at: datetime, *, revoked: bool = False) -> str:
    secret, row = issue_token(
        tenant_id=actor.tenant_id,
        purpose=TokenPurpose.API,
        at=at,
        lifetime=timedelta(days=1),
        membership_id=actor.membership_id,
    )
    if revoked:
        row.revoked_at = at
        row.save(update_fields=["revoked_at"])
    return secret


def link_of(case: Case, people: People, at: datetime) -> str:
    url = issue_case_link(case=case, party_id=people.karla.pk, address="karla@kundin.test", at=at)
    return url.rstrip("/").rsplit("/", 1)[-1]


def token_of(
    case: Case,
    people: People,
    at: datetime,
    *,
    lifetime: timedelta = timedelta(days=1),
    revoked: bool = False,
) -> str:
    secret, row = issue_token(
        tenant_id=case.tenant_id,
        purpose=TokenPurpose.CASE_PAGE,
        at=at,
        lifetime=lifetime,
        case_id=case.pk,
        party_id=people.karla.pk,
        address="karla@kundin.test",
    )
    if revoked:
        row.revoked_at = at
        row.save(update_fields=["revoked_at"])
    return secret


def upload_of(actor: Actor, at: datetime) -> str:
    return begin_upload(
        tenant_id=actor.tenant_id, bound_to=f"user:{actor.user_id}", name="a.txt", size=5, at=at
    )


def view_of(actor: Actor) -> int:
    return save_view(actor=actor, name="Meine", filters={}, shared=True).pk


def recipient_of(actor: Actor, organisation_id: int, at: datetime) -> int:
    row = add_recipient(
        actor=actor.through(Channel.DESK),
        organisation_id=organisation_id,
        email="leitung@haus.test",
        occasions=Occasions(),
        at=at,
    )
    return row.pk


def rates_of(dealer: Party, at: datetime) -> int:
    """What the house's own service costs it."""
    row = DealerRates.objects.create(
        tenant_id=dealer.tenant_id,
        dealer=dealer,
        valid_from=EARLIEST,
        hour=58,
        entered_at=at,
        entered_by_name="",
    )
    return row.pk
