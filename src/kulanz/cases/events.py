"""What can happen to a case, as the protocol keeps it. Personal fields are erasable."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import ClassVar

from kulanz.core.protocol.events import PERSONAL, Event


@dataclass(frozen=True)
class CaseRecorded(Event):
    name: ClassVar[str] = "case.recorded"
    number: str
    kind: str
    severity: str
    safety: str
    dealer_id: int | None = None
    customer_id: int | None = None
    title: str = field(default="", metadata=PERSONAL)


@dataclass(frozen=True)
class StateChanged(Event):
    """Step, claim status or whom it waits for changed; unchanged ones repeat their value."""

    name: ClassVar[str] = "case.state_changed"
    step_before: str
    step: str
    claim_before: str | None
    claim: str | None
    waits_before: str
    waits_for: str
    next_news_on: str | None = None
    reason: str = field(default="", metadata=PERSONAL)


@dataclass(frozen=True)
class ClaimDecided(Event):
    name: ClassVar[str] = "case.claim_decided"
    claim_before: str
    claim: str
    accepted: tuple[int, ...] = ()
    rejected: tuple[int, ...] = ()
    reason: str = field(default="", metadata=PERSONAL)


@dataclass(frozen=True)
class SolutionRecorded(Event):
    name: ClassVar[str] = "case.solution_recorded"
    solution: str = field(default="", metadata=PERSONAL)


@dataclass(frozen=True)
class CaseClosed(Event):
    name: ClassVar[str] = "case.closed"
    closed_by: str
    claim: str | None
    step_before: str


@dataclass(frozen=True)
class CaseCancelled(Event):
    name: ClassVar[str] = "case.cancelled"
    step_before: str
    by_customer: bool = False
    reason: str = field(default="", metadata=PERSONAL)


@dataclass(frozen=True)
class CaseReopened(Event):
    name: ClassVar[str] = "case.reopened"
    step_before: str
    objection: bool
    reason: str = field(default="", metadata=PERSONAL)
    why: dict[str, object] | None = field(default=None, metadata=PERSONAL)


@dataclass(frozen=True)
class FieldsChanged(Event):
    """Plain fields; the values stand in the personal part, their names in the facts."""

    name: ClassVar[str] = "case.fields_changed"
    fields_changed: tuple[str, ...]
    before: dict[str, object] = field(default_factory=dict, metadata=PERSONAL)
    after: dict[str, object] = field(default_factory=dict, metadata=PERSONAL)


@dataclass(frozen=True)
class KindChanged(Event):
    name: ClassVar[str] = "case.kind_changed"
    kind_before: str
    kind: str


@dataclass(frozen=True)
class Assigned(Event):
    name: ClassVar[str] = "case.assigned"
    owner_before: int | None
    owner: int | None
    team_before: int | None
    team: int | None
    owner_name: str = field(default="", metadata=PERSONAL)
    team_name: str = ""
    automatic: bool = False


@dataclass(frozen=True)
class FollowUpSet(Event):
    name: ClassVar[str] = "case.follow_up_set"
    on: str | None


@dataclass(frozen=True)
class FollowUpDue(Event):
    name: ClassVar[str] = "case.follow_up_due"
    on: str


@dataclass(frozen=True)
class MessageAdded(Event):
    name: ClassVar[str] = "case.message_added"
    message_id: int
    audience: str
    direction: str
    automatic: bool = False
    files: int = 0


@dataclass(frozen=True)
class MessageWithdrawn(Event):
    name: ClassVar[str] = "case.message_withdrawn"
    message_id: int
    audience: str


@dataclass(frozen=True)
class FileAdded(Event):
    name: ClassVar[str] = "case.file_added"
    case_file_id: int
    audience: str
    content_type: str
    size: int
    file_name: str = field(default="", metadata=PERSONAL)


@dataclass(frozen=True)
class FileRemoved(Event):
    name: ClassVar[str] = "case.file_removed"
    case_file_id: int
    reason: str = field(default="", metadata=PERSONAL)


@dataclass(frozen=True)
class PositionAdded(Event):
    name: ClassVar[str] = "case.position_added"
    position_id: int
    article_id: int | None
    quantity: str


@dataclass(frozen=True)
class PositionChanged(Event):
    name: ClassVar[str] = "case.position_changed"
    position_id: int
    before: dict[str, object]
    after: dict[str, object]


@dataclass(frozen=True)
class PositionSplit(Event):
    """Some of a position's pieces became a position of their own."""

    name: ClassVar[str] = "case.position_split"
    position_id: int
    new_position_id: int
    kept: str
    taken: str
    label: str = ""


@dataclass(frozen=True)
class PositionRemoved(Event):
    name: ClassVar[str] = "case.position_removed"
    position_id: int
    label: str = ""


@dataclass(frozen=True)
class ParticipantAdded(Event):
    name: ClassVar[str] = "case.participant_added"
    party_id: int
    role: str
    party_name: str = field(default="", metadata=PERSONAL)


@dataclass(frozen=True)
class ParticipantRemoved(Event):
    name: ClassVar[str] = "case.participant_removed"
    party_id: int
    role: str
    party_name: str = field(default="", metadata=PERSONAL)


@dataclass(frozen=True)
class TaskAdded(Event):
    name: ClassVar[str] = "case.task_added"
    task_id: int
    due_on: str | None
    title: str = field(default="", metadata=PERSONAL)


@dataclass(frozen=True)
class TaskDone(Event):
    name: ClassVar[str] = "case.task_done"
    task_id: int
    title: str = field(default="", metadata=PERSONAL)


@dataclass(frozen=True)
class TaskReopened(Event):
    name: ClassVar[str] = "case.task_reopened"
    task_id: int
    title: str = field(default="", metadata=PERSONAL)


@dataclass(frozen=True)
class CasesLinked(Event):
    name: ClassVar[str] = "case.linked"
    other: str
    kind: str


@dataclass(frozen=True)
class CasesUnlinked(Event):
    name: ClassVar[str] = "case.unlinked"
    other: str
    kind: str


@dataclass(frozen=True)
class CaseMerged(Event):
    """Recorded on both sides; `into` is empty on the target."""

    name: ClassVar[str] = "case.merged"
    into: str = ""
    source: str = ""


@dataclass(frozen=True)
class MergeUndone(Event):
    name: ClassVar[str] = "case.merge_undone"
    other: str


@dataclass(frozen=True)
class CaseSplit(Event):
    """Recorded on both sides."""

    name: ClassVar[str] = "case.split"
    source: str
    new: str


@dataclass(frozen=True)
class SpamMarked(Event):
    name: ClassVar[str] = "case.spam_marked"
    spam: bool


@dataclass(frozen=True)
class CustomerConfirmed(Event):
    name: ClassVar[str] = "case.customer_confirmed"
    solved: bool


@dataclass(frozen=True)
class LinkOpened(Event):
    """A link to the case's page was made, renewed or revoked for somebody."""

    name: ClassVar[str] = "case.access_link"
    action: str
    address: str = field(default="", metadata=PERSONAL)


@dataclass(frozen=True)
class LetterSent(Event):
    name: ClassVar[str] = "case.letter_sent"
    letter: str
    channel: str
    case_file_id: int | None = None
    recipient: str = field(default="", metadata=PERSONAL)
    sent_to: str = field(default="", metadata=PERSONAL)
    text: str = field(default="", metadata=PERSONAL)


@dataclass(frozen=True)
class PersonErased(Event):
    name: ClassVar[str] = "case.person_erased"
    party_id: int
