"""Erasing people from cases: words, names and files go; numbers, states and dates stay as they were."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.db import transaction
from django.db.models import Q, QuerySet

from kulanz.cases import events
from kulanz.cases.indexing import index_case
from kulanz.cases.locking import lock_case
from kulanz.cases.models import Case, CaseFile, Draft, Message, Position, Task
from kulanz.core.access.actor import Actor
from kulanz.core.access.tokens import revoke_tokens
from kulanz.core.files.commands import erase_file
from kulanz.core.files.models import StoredFile
from kulanz.core.protocol.erasing import erase_streams
from kulanz.core.protocol.recording import record
from kulanz.masterdata.parties.permissions import require_administration

ERASED: Final = "[gelöscht]"
ERASED_FILE: Final = "entfernt"


@dataclass(frozen=True, slots=True)
class Person:
    """Who is erased, as far as cases know people."""

    party_id: int
    membership_ids: tuple[int, ...]
    name: str
    emails: tuple[str, ...] = ()


def erase_own_case(*, actor: Actor, case_id: int, person: Person, at: datetime) -> None:
    """Erase a case that is about this customer: every free text, message and file of it."""
    require_administration(actor)
    with transaction.atomic():
        case = lock_case(case_id)
        Message.objects.filter(case=case).update(
            subject="", body=ERASED, full_text="", html="", recipients=[], raw_mail_id=None
        )
        _forget_author(case, person)
        Position.objects.filter(case=case).update(symptom="", wish="", serial_number="", invoice_number="")
        Task.objects.filter(case=case).update(title=ERASED)
        _erase_files(CaseFile.objects.filter(case=case), at)
        Draft.objects.filter(tenant_id=case.tenant_id, key__startswith=f"case:{case.pk}:").delete()
        revoke_tokens(at=at, case_id=case.pk)
        case.title, case.description, case.place_note = ERASED, "", ""
        case.customer_reference, case.dealer_reference, case.claim_reason = "", "", ""
        case.solution = ERASED if case.solution else ""
        if case.created_by_membership_id is None or case.created_by_membership_id in person.membership_ids:
            case.created_by_name = ""
        if case.solved_by_name == person.name:
            case.solved_by_name = ""
        case.erased_at = at
        case.save(
            update_fields=[
                "title", "description", "place_note", "customer_reference", "dealer_reference",
                "claim_reason", "solution", "created_by_name", "solved_by_name", "erased_at",
            ]
        )  # fmt: skip
        erase_streams(tenant_id=case.tenant_id, streams=[case.stream], at=at)
        _record(case, actor, person, at)


def erase_part_in_case(*, actor: Actor, case_id: int, person: Person, at: datetime) -> None:
    """Erase what one person wrote in a case that is about somebody else."""
    require_administration(actor)
    with transaction.atomic():
        case = lock_case(case_id)
        own = _authored(case, person)
        _erase_files(CaseFile.objects.filter(message__in=own), at)
        own.update(subject="", body=ERASED, full_text="", html="", raw_mail_id=None)
        _forget_author(case, person)
        _forget_recipient(case, person)
        changed = []
        if case.created_by_clerk_id == person.party_id or (
            case.created_by_membership_id in person.membership_ids
        ):
            case.created_by_name = ""
            changed.append("created_by_name")
        if case.solved_by_name == person.name:
            case.solved_by_name = ""
            changed.append("solved_by_name")
        if changed:
            case.save(update_fields=changed)
        Task.objects.filter(case=case, created_by_name=person.name).update(created_by_name=ERASED)
        Task.objects.filter(case=case, done_by_name=person.name).update(done_by_name=ERASED)
        _record(case, actor, person, at)


def _authored(case: Case, person: Person) -> QuerySet[Message]:
    return Message.objects.filter(
        Q(author_party=person.party_id) | Q(author_membership__in=person.membership_ids), case=case
    )


def _forget_author(case: Case, person: Person) -> None:
    mine = Q(author_party=person.party_id) | Q(author_membership__in=person.membership_ids)
    # A customer without a login writes by link or mail; his messages carry his name alone.
    mine |= Q(author_name=person.name, author_membership=None)
    Message.objects.filter(mine, case=case).update(author_name=ERASED)
    files = CaseFile.objects.filter(case=case, uploaded_by_name=person.name)
    files.update(uploaded_by_name=ERASED)


def _forget_recipient(case: Case, person: Person) -> None:
    """Who was written to stands beside each message; others addressed there stay."""
    for message in Message.objects.filter(case=case).exclude(recipients=[]):
        others = [
            entry
            for entry in message.recipients
            if entry.get("name") != person.name and str(entry.get("email", "")).lower() not in person.emails
        ]
        if others != message.recipients:
            message.recipients = others
            message.save(update_fields=["recipients"])


def _erase_files(files: QuerySet[CaseFile], at: datetime) -> None:
    """The content of these files, unless a case that stays shows the same content."""
    ids = list(files.values_list("pk", flat=True))
    stored_ids = set(CaseFile.objects.filter(pk__in=ids).values_list("stored_id", flat=True))
    shared = CaseFile.objects.filter(stored_id__in=stored_ids).exclude(pk__in=ids)
    keep = set(shared.filter(case__erased_at=None).values_list("stored_id", flat=True))
    for stored in StoredFile.objects.filter(pk__in=stored_ids - keep, state=StoredFile.State.PRESENT):
        erase_file(stored=stored, at=at)
    CaseFile.objects.filter(pk__in=ids).update(name=ERASED_FILE, uploaded_by_name=ERASED)
    CaseFile.objects.filter(pk__in=ids, removed_at=None).update(removed_at=at)


def _record(case: Case, actor: Actor, person: Person, at: datetime) -> None:
    record(events.PersonErased(party_id=person.party_id), actor=actor, stream=case.stream, at=at)
    index_case(Case.objects.get(pk=case.pk))


def reindex(case_ids: Collection[int]) -> None:
    """Once more after names of parties have gone, for the words of cases hold them too."""
    for case in Case.objects.filter(pk__in=list(case_ids)):
        index_case(case)
