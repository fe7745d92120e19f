"""Which words and addresses an appointment has in whose calendar, and the personal feed."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from django.db.models import QuerySet

from kulanz.core.access.actor import Actor, ActorKind
from kulanz.core.access.models import AccessToken, TokenPurpose
from kulanz.core.access.tokens import find_token, issue_token, revoke_tokens, valid_at
from kulanz.core.protocol.recording import record
from kulanz.core.refusal import NotAllowed
from kulanz.core.tenancy.hosts import absolute_url
from kulanz.core.tenancy.models import Tenant
from kulanz.masterdata.parties.actors import actor_of
from kulanz.masterdata.parties.models import Membership
from kulanz.stages.execution.calendar_files import Entry, Method, calendar_file, entry_of
from kulanz.stages.execution.events_of_appointments import FeedChanged
from kulanz.stages.execution.models import Booking, Visit
from kulanz.stages.execution.permissions_of_visits import technicians_of, visits_visible_to
from kulanz.stages.execution.rules.visits import VisitState
from kulanz.workflows.appointment_words import appointment_word, kind_of
from kulanz.workflows.pages import calendar_path, desk_visit_path, field_path, portal_path

BEHIND: Final = timedelta(days=30)
AHEAD: Final = timedelta(days=180)
MOST: Final = 2000
FEED_KINDS: Final = frozenset({ActorKind.STAFF, ActorKind.TECHNICIAN})
_IN_FEEDS: Final = [
    state.value
    for state in (
        VisitState.PLANNED,
        VisitState.CONFIRMED,
        VisitState.UNDER_WAY,
        VisitState.DONE,
        VisitState.FUTILE,
    )
]


def customers_file(
    visit: Visit,
    *,
    house: str,
    language: str,
    url: str = "",
    was: tuple[datetime, datetime] | None = None,
) -> bytes | None:
    """The appointment for whoever is visited; None without a time.

    `was`: it stood there and does so no more; the file takes it out of the calendar again.
    """
    tenant = Tenant.objects.defer("logo").get(pk=visit.tenant_id)
    if was is not None:
        visit.starts_at, visit.ends_at = was
    number = appointment_word("number", language)
    phone = f"\n{appointment_word('phone', language)}: {tenant.contact_phone}" if tenant.contact_phone else ""
    entry = entry_of(
        tenant,
        visit,
        title=appointment_word("event", language, kind=kind_of(visit, language), house=house),
        text=f"{number} {visit.case.number}, {visit.number}{phone}",
        url=url,
        cancelled=was is not None,
    )
    if entry is None:
        return None
    return calendar_file([entry], method=Method.CANCEL if entry.cancelled else Method.PUBLISH)


def inside_file(actor: Actor, visit: Visit) -> bytes | None:
    """The appointment for office, dealer or technician who see the visit; None without a time."""
    tenant = Tenant.objects.defer("logo").get(pk=visit.tenant_id)
    entry = _inside(actor, tenant, visit)
    return calendar_file([entry], method=Method.PUBLISH) if entry is not None else None


# --- The personal feed --------------------------------------------------------------------------------------


def renew_feed(*, actor: Actor, at: datetime) -> str:
    """A new address for the own calendar; the one before ends. Raises NotAllowed."""
    if actor.kind not in FEED_KINDS or actor.membership_id is None:
        raise NotAllowed
    revoke_tokens(
        at=at, tenant_id=actor.tenant_id, purpose=TokenPurpose.FEED, membership_id=actor.membership_id
    )
    secret, _row = issue_token(
        tenant_id=actor.tenant_id,
        purpose=TokenPurpose.FEED,
        at=at,
        lifetime=None,
        membership_id=actor.membership_id,
        user_id=actor.user_id,
    )
    _told(actor, "renewed", at)
    tenant = Tenant.objects.defer("logo").get(pk=actor.tenant_id)
    return absolute_url(tenant, calendar_path(secret))


def end_feed(*, actor: Actor, at: datetime) -> bool:
    """The address opens nothing any more. Whether there was one."""
    if actor.membership_id is None:
        raise NotAllowed
    ended = revoke_tokens(
        at=at, tenant_id=actor.tenant_id, purpose=TokenPurpose.FEED, membership_id=actor.membership_id
    )
    if ended:
        _told(actor, "ended", at)
    return bool(ended)


def feed_since(actor: Actor, *, at: datetime) -> datetime | None:
    """Since when the own calendar has its address; None: it has none."""
    if actor.membership_id is None:
        return None
    return (
        AccessToken.objects.filter(
            valid_at(at),
            tenant_id=actor.tenant_id,
            purpose=TokenPurpose.FEED,
            membership_id=actor.membership_id,
        )
        .values_list("created_at", flat=True)
        .first()
    )


def feed_of(*, secret: str, at: datetime) -> bytes | None:
    """The calendar behind this address; None for unknown and ended ones, and when the access has ended."""
    token = find_token(secret, purpose=TokenPurpose.FEED, at=at)
    if token is None:
        return None
    member = (
        Membership.objects.select_related("user", "organisation")
        .filter(pk=token.membership_id or 0, tenant_id=token.tenant_id, active=True, user__is_active=True)
        .first()
    )
    if member is None or ActorKind(member.kind) not in FEED_KINDS:
        return None
    actor = actor_of(member)
    tenant = Tenant.objects.defer("logo").get(pk=token.tenant_id)
    language = member.user.language
    visits = (
        _own(actor)
        .filter(state__in=_IN_FEEDS, starts_at__gte=at - BEHIND, starts_at__lt=at + AHEAD)
        .select_related("case")
        .order_by("starts_at", "pk")[:MOST]
    )
    entries = [entry for visit in visits if (entry := _inside(actor, tenant, visit, language)) is not None]
    entries += _absences(actor, tenant, language, at)
    return calendar_file(entries, name=appointment_word("calendar", language, house=tenant.sender))


def _own(actor: Actor) -> QuerySet[Visit]:
    """A technician's own visits; those of the cases that a member of the office owns."""
    visits = visits_visible_to(actor)
    if actor.kind is ActorKind.TECHNICIAN:
        own = list(technicians_of(actor).values_list("pk", flat=True))
        return visits.filter(pk__in=Booking.objects.filter(technician_id__in=own).values("visit_id"))
    return visits.filter(case__owner_id=actor.membership_id)


def _inside(actor: Actor, tenant: Tenant, visit: Visit, language: str = "") -> Entry | None:
    language = language or actor.language
    return entry_of(
        tenant,
        visit,
        title=appointment_word(
            "event_inside", language, kind=kind_of(visit, language), name=visit.name, city=visit.city
        ).rstrip(", "),
        text=f"{visit.number}, {appointment_word('number', language)} {visit.case.number}",
        url=absolute_url(tenant, _page(actor, visit)),
    )


def _page(actor: Actor, visit: Visit) -> str:
    if actor.kind is ActorKind.STAFF:
        return desk_visit_path(visit.number)
    return field_path() if actor.kind is ActorKind.TECHNICIAN else portal_path(visit.case.number)


def _absences(actor: Actor, tenant: Tenant, language: str, at: datetime) -> list[Entry]:
    """A technician's own absences: they are why he has no visits then."""
    own = list(technicians_of(actor).values_list("pk", flat=True))
    rows = Booking.objects.filter(
        technician_id__in=own, visit=None, ends_at__gt=at - BEHIND, starts_at__lt=at + AHEAD
    )
    return [
        Entry(
            uid=f"absence-{row.pk}@{tenant.host}",
            sequence=0,
            starts_at=row.starts_at,
            ends_at=row.ends_at,
            title=appointment_word("absence", language, what=row.absence),
            stamp=row.created_at,
        )
        for row in rows[:200]
    ]


def _told(actor: Actor, what: str, at: datetime) -> None:
    record(
        FeedChanged(membership_id=actor.membership_id or 0, what=what),
        actor=actor,
        stream=f"membership:{actor.membership_id}",
        at=at,
    )
