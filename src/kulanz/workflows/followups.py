"""Duties that hang on time alone: follow-ups that are due, overdue promises, and what has expired."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from django.db.models import Q

from kulanz.cases import events
from kulanz.cases.calendar import local_date
from kulanz.cases.commands.state import touch
from kulanz.cases.locking import lock_case
from kulanz.cases.models import Case, Draft, Presence
from kulanz.cases.models.case import OPEN
from kulanz.core.access.actor import ActorKind, system_actor
from kulanz.core.access.models import AccessToken
from kulanz.core.access.throttle import forget_old
from kulanz.core.files.uploads import sweep_uploads
from kulanz.core.periodic import PeriodicJob, register_periodic
from kulanz.core.protocol.recording import record
from kulanz.core.tenancy.context import tenant_context
from kulanz.core.tenancy.hosts import absolute_url
from kulanz.core.tenancy.models import Tenant
from kulanz.masterdata.parties.models import Membership
from kulanz.stages.contact.commands.outgoing import MailText, queue_mail
from kulanz.stages.contact.commands.sending import resume_waiting
from kulanz.workflows.news_texts import greeting
from kulanz.workflows.pages import desk_path
from kulanz.workflows.phrases import phrase
from kulanz.workflows.privacy import erase_due
from kulanz.workflows.recipients import NEVER, staff_recipient, staff_setting

_AT_ONCE: Final = 500
TOKENS_KEPT: Final = timedelta(days=90)
DRAFTS_KEPT: Final = timedelta(days=90)
MOST_LISTED: Final = 50


def tick(tenant_id: int, at: datetime) -> dict[str, int]:
    """Everything time alone brings about for one tenant; doing it twice changes nothing."""
    return {
        "follow_ups": bring_back_due(tenant_id, at),
        "overdue_notices": tell_overdue(tenant_id, at),
        "expired": forget_expired(tenant_id, at),
        "people_erased": erase_due(tenant_id, at),
    }


def bring_back_due(tenant_id: int, at: datetime) -> int:
    """Wiedervorlage: cases whose day has come go up in the worklist, and their owner may hear of it."""
    with tenant_context(tenant_id):
        today = local_date(Tenant.objects.defer("logo").get(pk=tenant_id), at)
        due = list(
            Case.objects.filter(OPEN, tenant_id=tenant_id, follow_up_on__lte=today)
            .order_by("follow_up_on", "id")
            .values_list("id", flat=True)[:_AT_ONCE]
        )
    brought = 0
    for case_id in due:
        # one transaction each: a tick that is killed has done the first ones and does the others next time
        with tenant_context(tenant_id):
            case = lock_case(case_id)
            if not case.is_open or case.follow_up_on is None or case.follow_up_on > today:
                continue
            on, case.follow_up_on = case.follow_up_on, None
            case.save(update_fields=["follow_up_on"])
            record(
                events.FollowUpDue(on=on.isoformat()),
                actor=system_actor(tenant_id),
                stream=case.stream,
                at=at,
            )
            touch(case, at)
            brought += 1
    return brought


def tell_overdue(tenant_id: int, at: datetime) -> int:
    """One mail a day to each member of staff who asked for it, with his cases whose news is overdue."""
    told = 0
    with tenant_context(tenant_id):
        tenant = Tenant.objects.defer("logo").get(pk=tenant_id)
        today = local_date(tenant, at)
        members = Membership.objects.filter(tenant_id=tenant_id, kind=ActorKind.STAFF, active=True)
        for member in members.filter(news__has_key="overdue").select_related("user").order_by("id"):
            if staff_setting(member, "overdue") == NEVER:
                continue
            cases = list(
                Case.objects.filter(OPEN, tenant_id=tenant_id, owner=member, next_news_on__lt=today).order_by(
                    "next_news_on", "id"
                )[:MOST_LISTED]
            )
            if cases:
                recipient = staff_recipient(member)
                language = recipient.language
                lines = [
                    f"{c.number} · {c.title}\n{absolute_url(tenant, desk_path(c.number))}" for c in cases
                ]
                queue_mail(
                    key=f"overdue:{member.pk}:{today.isoformat()}",
                    tenant_id=tenant_id,
                    recipient=recipient,
                    text=MailText(
                        subject=phrase("overdue_subject", language, count=len(cases)),
                        paragraphs=(
                            greeting(recipient.name, language),
                            phrase("overdue_text", language),
                            *lines,
                        ),
                    ),
                    kind="staff",
                    at=at,
                )
                told += 1
    return told


def forget_expired(tenant_id: int, at: datetime) -> int:
    """Remove links and keys that have long ended, forgotten drafts and old signs of presence."""
    with tenant_context(tenant_id):
        ended = Q(expires_at__lt=at - TOKENS_KEPT) | Q(revoked_at__lt=at - TOKENS_KEPT)
        removed, _rows = AccessToken.objects.filter(ended, tenant_id=tenant_id).delete()
        drafts, _rows = Draft.objects.filter(tenant_id=tenant_id, updated_at__lt=at - DRAFTS_KEPT).delete()
        Presence.objects.filter(tenant_id=tenant_id, seen_at__lt=at - timedelta(hours=1)).delete()
    return removed + drafts


def sweep(tenant_id: int, at: datetime) -> int:
    """Uploads nobody finished, and counters of limits that have passed."""
    with tenant_context(tenant_id):
        return sweep_uploads(tenant_id=tenant_id, at=at) + forget_old(at)


def install() -> None:
    """Called once at start-up."""
    register_periodic(PeriodicJob("tick", timedelta(minutes=1), tick))
    register_periodic(PeriodicJob("sweep", timedelta(hours=1), sweep))
    register_periodic(PeriodicJob("outlet", timedelta(hours=1), resume_waiting, finishes_intake=True))
