"""Everything a case's page shows to one actor, in a bounded number of queries."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Final

from django.db.models import Prefetch, Q
from django.utils.translation import gettext as _

from kulanz.cases.models import Case, CaseFile, CaseLink, Message, Participant, Position, Presence, Task
from kulanz.cases.permissions import files_visible_to, messages_visible_to, visible_to
from kulanz.cases.rules import READER_OF
from kulanz.cases.wording import state_text
from kulanz.core.access.actor import Actor, ActorKind
from kulanz.core.access.redacting import without_secrets
from kulanz.core.protocol.models import ProtocolEntry

PRESENT_FOR: Final = timedelta(seconds=60)

# Events an outsider may read in the history; everything else is the office's own business.
PUBLIC_EVENTS: Final = frozenset(
    {"case.recorded", "case.state_changed", "case.closed", "case.cancelled", "case.reopened"}
)

_BESIDE: Final = frozenset({ActorKind.DEALER, ActorKind.TECHNICIAN, ActorKind.SUPPLIER})


@dataclass(frozen=True, slots=True)
class HistoryEntry:
    """One protocol entry as plain data; `personal` is empty once it was erased."""

    seq: int
    event: str
    at: datetime
    actor: str
    actor_kind: str
    channel: str
    facts: dict[str, Any]
    personal: dict[str, Any]


@dataclass(frozen=True, slots=True)
class CasePage:
    case: Case
    state: str
    messages: Sequence[Message]
    files: Sequence[CaseFile]
    positions: Sequence[Position]
    tasks: Sequence[Task]
    participants: Sequence[Participant]
    links: Sequence[tuple[str, Case]]
    merged: Sequence[Case]
    overdue: bool


def case_page(actor: Actor, case: Case, *, at: datetime, today: date, language: str = "de") -> CasePage:
    """The page of a case that came from `get_case`. Tasks and participants are the office's."""
    inside = actor.is_staff or actor.is_system
    return CasePage(
        case=case,
        state=state_text(case, READER_OF[actor.kind], language),
        messages=case_messages(actor, case, at=at),
        files=case_files(actor, case, at=at),
        positions=list(case.positions.select_related("article", "product_group", "supplier")),
        tasks=list(case.tasks.select_related("assignee")) if inside else [],
        participants=list(case.participants.select_related("party").order_by("id")) if inside else [],
        links=linked_cases(actor, case) if inside else [],
        merged=list(case.merged_cases.order_by("number")) if inside else [],
        overdue=is_overdue(case, today),
    )


def is_overdue(case: Case, today: date) -> bool:
    return case.is_open and case.next_news_on is not None and case.next_news_on < today


def case_messages(actor: Actor, case: Case, *, at: datetime) -> list[Message]:
    """Readable messages, oldest first, files attached; unreleased ones only for their author."""
    visible = Q(released_at__lte=at)
    if actor.membership_id is not None:
        visible |= Q(author_membership_id=actor.membership_id)
    files = files_visible_to(actor, case).select_related("stored")
    found: list[Message] = list(
        messages_visible_to(actor, case)
        .filter(visible)
        .prefetch_related(Prefetch("files", queryset=files, to_attr="visible_files"))
        .order_by("created_at", "id")
    )
    for message in found:
        message.subject = readable(actor.kind, message.subject)
        message.body = readable(actor.kind, message.body)
    return found


def readable(kind: ActorKind, text: str) -> str:
    """What somebody wrote, for one kind of reader. A customer quotes his link, the office pastes it: whoever
    takes part beside him reads the words, and does not get the rights of another.
    """
    return without_secrets(text, _("[persönlicher Link]")) if kind in _BESIDE else text


def case_files(actor: Actor, case: Case, *, at: datetime) -> list[CaseFile]:
    """Readable files, oldest first; those of an unreleased message not yet."""
    return list(
        files_visible_to(actor, case)
        .filter(Q(message=None) | Q(message__released_at__lte=at))
        .select_related("stored")
        .order_by("created_at", "id")
    )


def get_file(actor: Actor, case_file_id: int, *, at: datetime) -> CaseFile | None:
    """A file by id, through its case's visibility and its audience; None means 404."""
    row = CaseFile.objects.filter(pk=case_file_id).values_list("case_id", "case__merged_into_id").first()
    if row is None:
        return None
    case = visible_to(actor).filter(pk__in=[pk for pk in row if pk]).first()
    if case is None:
        return None
    own = Q(message__author_membership_id=actor.membership_id) if actor.membership_id else Q(pk__in=[])
    return (
        files_visible_to(actor, case)
        .filter(Q(message=None) | Q(message__released_at__lte=at) | own, pk=case_file_id)
        .select_related("stored", "case")
        .first()
    )


def linked_cases(actor: Actor, case: Case) -> list[tuple[str, Case]]:
    """(kind of link, other case); cases the actor may not see are left out."""
    found = CaseLink.objects.filter(Q(source=case) | Q(target=case)).order_by("id")
    pairs = [(link.kind, link.target_id if link.source_id == case.pk else link.source_id) for link in found]
    others = {c.pk: c for c in visible_to(actor).filter(pk__in=[pk for _, pk in pairs])}
    return [(kind, others[pk]) for kind, pk in pairs if pk in others]


def history(
    actor: Actor, case: Case, *, before_seq: int | None = None, limit: int = 100
) -> list[HistoryEntry]:
    """The case's protocol, newest first. Outsiders read only PUBLIC_EVENTS, without names or reasons."""
    entries = ProtocolEntry.objects.filter(tenant_id=actor.tenant_id, stream=case.stream)
    if before_seq is not None:
        entries = entries.filter(seq__lt=before_seq)
    inside = actor.is_staff or actor.is_system
    if not inside:
        entries = entries.filter(event__in=PUBLIC_EVENTS)
    newest = entries.select_related("personal").order_by("-seq")[:limit]
    return [history_entry(entry, inside=inside) for entry in newest]


def history_entry(entry: ProtocolEntry, *, inside: bool = True) -> HistoryEntry:
    """One entry as plain data; its personal side is read with it. Who is not `inside` reads no names."""
    personal = _personal(entry) if inside else {}
    return HistoryEntry(
        seq=entry.seq,
        event=entry.event,
        at=entry.at,
        actor=str(personal.get("actor", "")),
        actor_kind=entry.actor_kind,
        channel=entry.channel,
        facts=entry.facts,
        personal=personal,
    )


def _personal(entry: ProtocolEntry) -> dict[str, Any]:
    row = getattr(entry, "personal", None)
    return dict(row.data or {}) if row is not None else {}


def mark_present(actor: Actor, case: Case, *, at: datetime, writing: bool = False) -> list[Presence]:
    """Note that this person has the case open, and return who else has (not older than a minute)."""
    if actor.membership_id is None:
        return []
    Presence.objects.bulk_create(
        [
            Presence(
                tenant_id=actor.tenant_id,
                case=case,
                membership_id=actor.membership_id,
                seen_at=at,
                is_writing=writing,
            )
        ],
        update_conflicts=True,
        unique_fields=["case", "membership"],
        update_fields=["seen_at", "is_writing"],
    )
    return list(
        Presence.objects.filter(case=case, seen_at__gt=at - PRESENT_FOR)
        .exclude(membership_id=actor.membership_id)
        .select_related("membership")
        .order_by("membership__name")
    )


def possible_duplicates(
    actor: Actor, *, customer_id: int | None, exclude_id: int | None = None
) -> list[Case]:
    """Open cases of the same customer: the hint at intake and on the page."""
    if customer_id is None:
        return []
    cases = visible_to(actor).filter(
        customer_id=customer_id, step__in=["recorded", "in_progress"], is_spam=False, merged_into=None
    )
    return list(cases.exclude(pk=exclude_id or 0).order_by("-updated_at", "-pk")[:5])
