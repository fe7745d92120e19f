"""Owner, team, participants, tasks, spam: who deals with a case."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction

from kulanz.cases import events
from kulanz.cases.commands.state import touch, turn_to
from kulanz.cases.indexing import index_case
from kulanz.cases.locking import lock_case, lock_workable
from kulanz.cases.models import Case, Participant, ParticipantRole, Task
from kulanz.cases.permissions import Action, require
from kulanz.cases.refusals import NoSuchCase, OwnerNotStaff
from kulanz.cases.rules import WaitsFor
from kulanz.core.access.actor import Actor, ActorKind
from kulanz.core.protocol.recording import record
from kulanz.core.refusal import MissingValue
from kulanz.masterdata.parties.models import Membership, Party, Team


def assign_case(
    *, actor: Actor, case_id: int, owner_id: int | None, team_id: int | None, at: datetime
) -> Case:
    """Give the case to a member of staff and/or a team. Taking it starts the work on it.

    Raises OwnerNotStaff, CaseEnded, NotAllowed.
    """
    with transaction.atomic():
        case = lock_workable(actor, case_id)
        owner = None
        if owner_id is not None:
            owner = Membership.objects.filter(pk=owner_id, active=True, kind=ActorKind.STAFF).first()
            if owner is None:
                raise OwnerNotStaff
        team = Team.objects.filter(pk=team_id, active=True).first() if team_id is not None else None
        if (owner_id, team.pk if team else None) == (case.owner_id, case.team_id):
            return case
        event = events.Assigned(
            owner_before=case.owner_id,
            owner=owner_id,
            team_before=case.team_id,
            team=team.pk if team else None,
            owner_name=owner.name if owner else "",
            team_name=team.name if team else "",
        )
        case.owner = owner
        case.team = team
        case.save(update_fields=["owner", "team"])
        record(event, actor=actor, stream=case.stream, at=at)
        if owner is not None and owner.pk == actor.membership_id:
            turn_to(actor=actor, case=case, waits_for=WaitsFor(case.waits_for), at=at)
        return case


def add_participant(
    *, actor: Actor, case_id: int, party_id: int, role: ParticipantRole, at: datetime
) -> Participant:
    """Let a person or organisation take part; adding twice changes nothing."""
    with transaction.atomic():
        case = lock_case(case_id)
        require(actor, Action.WORK, case)
        party = Party.objects.filter(pk=party_id, active=True).first()
        if party is None:
            raise MissingValue("party")
        row, created = Participant.objects.get_or_create(
            tenant_id=case.tenant_id, case=case, party=party, role=role, defaults={"added_at": at}
        )
        if created:
            record(
                events.ParticipantAdded(party_id=party.pk, role=role, party_name=party.name),
                actor=actor,
                stream=case.stream,
                at=at,
            )
            index_case(case)
        return row


def remove_participant(*, actor: Actor, participant_id: int, at: datetime) -> None:
    """End somebody's part; what he wrote stays."""
    with transaction.atomic():
        case_id = Participant.objects.filter(pk=participant_id).values_list("case_id", flat=True).first()
        if case_id is None:
            raise NoSuchCase
        case = lock_case(case_id)
        require(actor, Action.WORK, case)
        row = Participant.objects.select_related("party").get(pk=participant_id)
        record(
            events.ParticipantRemoved(party_id=row.party_id, role=row.role, party_name=row.party.name),
            actor=actor,
            stream=case.stream,
            at=at,
        )
        row.delete()
        index_case(case)


def add_task(
    *,
    actor: Actor,
    case_id: int,
    title: str,
    at: datetime,
    due_on: date | None = None,
    assignee_id: int | None = None,
) -> Task:
    """Raises MissingValue("title"), CaseEnded, NotAllowed."""
    text = " ".join(title.split())[:200]
    if not text:
        raise MissingValue("title")
    with transaction.atomic():
        case = lock_workable(actor, case_id)
        if assignee_id is not None and not Membership.objects.filter(pk=assignee_id, active=True).exists():
            raise OwnerNotStaff
        task = Task.objects.create(
            tenant_id=case.tenant_id,
            case=case,
            title=text,
            due_on=due_on,
            assignee_id=assignee_id,
            created_at=at,
            created_by_name=actor.name[:200],
        )
        record(
            events.TaskAdded(task_id=task.pk, due_on=due_on.isoformat() if due_on else None, title=text),
            actor=actor,
            stream=case.stream,
            at=at,
        )
        return task


def set_task_done(*, actor: Actor, task_id: int, done: bool, at: datetime) -> Task:
    """Tick a task off, or take the tick back; saying the same twice changes nothing."""
    with transaction.atomic():
        case_id = Task.objects.filter(pk=task_id).values_list("case_id", flat=True).first()
        if case_id is None:
            raise NoSuchCase
        case = lock_case(case_id)
        require(actor, Action.WORK, case)
        task = Task.objects.get(pk=task_id)
        if (task.done_at is not None) == done:
            return task
        task.done_at = at if done else None
        task.done_by_name = actor.name[:200] if done else ""
        task.save(update_fields=["done_at", "done_by_name"])
        event = events.TaskDone if done else events.TaskReopened
        record(event(task_id=task.pk, title=task.title), actor=actor, stream=case.stream, at=at)
        return task


def mark_spam(*, actor: Actor, case_id: int, spam: bool, at: datetime) -> Case:
    """Spam leaves every list and count and gets no answer; it can be restored as it was."""
    with transaction.atomic():
        case = lock_case(case_id)
        require(actor, Action.MARK_SPAM, case)
        if case.is_spam == spam:
            return case
        case.is_spam = spam
        case.save(update_fields=["is_spam"])
        record(events.SpamMarked(spam=spam), actor=actor, stream=case.stream, at=at)
        if not spam:
            touch(case, at)
        return case
