"""Links between cases, merging two into one, and splitting one into two."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any, Final, TypeVar

from django.db import transaction
from django.db.models import Field, Model

from kulanz.cases import events
from kulanz.cases.calendar import local_date
from kulanz.cases.commands.claiming import derive_claim
from kulanz.cases.commands.recording import SERIES
from kulanz.cases.commands.state import touch
from kulanz.cases.indexing import index_case
from kulanz.cases.locking import lock_cases, lock_workable
from kulanz.cases.models import Case, CaseFile, CaseLink, LinkKind, Merge, Message, Position
from kulanz.cases.permissions import Action, require
from kulanz.cases.refusals import (
    AlreadyMerged,
    CaseEnded,
    DifferentParties,
    NothingToSplit,
    NotMerged,
    RemedyUnderWay,
    SameCase,
)
from kulanz.cases.rules import ClaimStatus, Step, WaitsFor
from kulanz.core.access.actor import Actor
from kulanz.core.numbering.sequence import next_number
from kulanz.core.protocol.recording import record
from kulanz.core.refusal import MissingValue
from kulanz.core.tenancy.models import Tenant

# What a merge changes on the source, and its undoing puts back.
_KEPT: Final = ("step", "waits_for", "closed_by", "next_news_on", "follow_up_on", "closed_at")


def link_cases(*, actor: Actor, case_id: int, other_id: int, kind: LinkKind, at: datetime) -> CaseLink:
    """Link two cases; a second time changes nothing. Raises SameCase, NotAllowed."""
    if case_id == other_id:
        raise SameCase
    with transaction.atomic():
        case, other = lock_cases(case_id, other_id)
        require(actor, Action.WORK, case)
        require(actor, Action.WORK, other)
        link, created = CaseLink.objects.get_or_create(
            tenant_id=case.tenant_id, source=case, target=other, kind=kind, defaults={"created_at": at}
        )
        if created:
            for one, two in ((case, other), (other, case)):
                record(events.CasesLinked(other=two.number, kind=kind), actor=actor, stream=one.stream, at=at)
        return link


def unlink_cases(*, actor: Actor, link_id: int, at: datetime) -> None:
    """Take a link off; a link already gone changes nothing."""
    with transaction.atomic():
        ids = CaseLink.objects.filter(pk=link_id).values_list("source_id", "target_id").first()
        if ids is None:
            return
        source, target = lock_cases(*ids)
        require(actor, Action.WORK, source)
        require(actor, Action.WORK, target)
        link = CaseLink.objects.filter(pk=link_id).first()
        if link is None:
            return
        for one, two in ((source, target), (target, source)):
            record(
                events.CasesUnlinked(other=two.number, kind=link.kind), actor=actor, stream=one.stream, at=at
            )
        link.delete()


def merge_cases(*, actor: Actor, source_id: int, target_id: int, at: datetime) -> Case:
    """Merge `source` into `target`: the source stays as it is and leads to the target from now on.

    Nothing is moved or copied; the target's page shows both. Only cases of one customer and one dealer
    (or where one side has none) may be merged, so that nobody reads a stranger's messages.
    Raises SameCase, AlreadyMerged, CaseEnded, RemedyUnderWay, DifferentParties, NotAllowed.
    """
    if source_id == target_id:
        raise SameCase
    with transaction.atomic():
        source, target = lock_cases(source_id, target_id)
        require(actor, Action.MERGE, source)
        require(actor, Action.MERGE, target)
        if source.merged_into_id or target.merged_into_id or source.merged_cases.exists():
            raise AlreadyMerged
        if not target.is_open or not source.is_open:
            raise CaseEnded
        if source.claim_status == ClaimStatus.REMEDY_STARTED:
            raise RemedyUnderWay
        if not _same(source.customer_id, target.customer_id) or not _same(source.dealer_id, target.dealer_id):
            raise DifferentParties
        Merge.objects.create(
            tenant_id=source.tenant_id, source=source, target=target, before=_kept(source), merged_at=at
        )
        source.merged_into = target
        source.waits_for = WaitsFor.NOBODY.value
        source.next_news_on = None
        source.follow_up_on = None
        source.step = Step.CANCELLED.value
        source.closed_at = at
        source.save(update_fields=["merged_into", *_KEPT])
        record(events.CaseMerged(into=target.number), actor=actor, stream=source.stream, at=at)
        record(events.CaseMerged(source=source.number), actor=actor, stream=target.stream, at=at)
        _adopt_parties(source, target)
        touch(target, at)
        index_case(target)
        return target


def _same(one: int | None, two: int | None) -> bool:
    return one is None or two is None or one == two


def _kept(case: Case) -> dict[str, Any]:
    values = {name: getattr(case, name) for name in _KEPT}
    return {
        name: value.isoformat() if hasattr(value, "isoformat") else value for name, value in values.items()
    }


def _read(name: str, value: Any) -> Any:
    field = Case._meta.get_field(name)
    return field.to_python(value) if isinstance(field, Field) else value


def _adopt_parties(source: Case, target: Case) -> None:
    """A target that knows no customer or dealer yet takes the source's."""
    changed = []
    for name in ("customer_id", "dealer_id"):
        if getattr(target, name) is None and getattr(source, name) is not None:
            setattr(target, name, getattr(source, name))
            changed.append(name)
    if changed:
        target.save(update_fields=changed)


def undo_merge(*, actor: Actor, source_id: int, at: datetime) -> Case:
    """Take a merge back: the source is again what it was; what was written since stays at the target.

    Raises NotMerged, NotAllowed.
    """
    with transaction.atomic():
        target_id = Case.objects.filter(pk=source_id).values_list("merged_into_id", flat=True).first()
        if target_id is None:
            raise NotMerged
        source, target = lock_cases(source_id, target_id)
        require(actor, Action.MERGE, source)
        require(actor, Action.MERGE, target)
        merge = Merge.objects.filter(source=source, undone_at=None).order_by("-id").first()
        if source.merged_into_id != target.pk or merge is None:
            raise NotMerged
        source.merged_into = None
        for name, value in merge.before.items():
            setattr(source, name, _read(name, value))
        source.save(update_fields=["merged_into", *_KEPT])
        merge.undone_at = at
        merge.save(update_fields=["undone_at"])
        record(events.MergeUndone(other=target.number), actor=actor, stream=source.stream, at=at)
        record(events.MergeUndone(other=source.number), actor=actor, stream=target.stream, at=at)
        touch(source, at)
        return source


def split_case(
    *,
    actor: Actor,
    case_id: int,
    title: str,
    position_ids: Collection[int],
    message_ids: Collection[int],
    at: datetime,
) -> Case:
    """Make a second case of chosen positions (they move) and messages (they are copied with their files).

    The new case keeps customer, dealer, place, kind, severity and owner and is linked to the old one.
    Raises MissingValue("title"), NothingToSplit, RemedyUnderWay, CaseEnded, NotAllowed.
    """
    text = " ".join(title.split())[:200]
    if not text:
        raise MissingValue("title")
    with transaction.atomic():
        case = lock_workable(actor, case_id)
        positions = list(Position.objects.filter(case=case, pk__in=position_ids))
        messages = list(Message.objects.filter(case=case, pk__in=message_ids, withdrawn_at=None))
        if not positions and not messages:
            raise NothingToSplit
        if any(position.claim_status == ClaimStatus.REMEDY_STARTED for position in positions):
            raise RemedyUnderWay
        new = _twin(case, text, actor, at)
        Position.objects.filter(pk__in=[p.pk for p in positions]).update(case=new)
        for one in (case, new):
            derive_claim(one)
        for message in messages:
            _copy_message(message, new)
        CaseLink.objects.create(
            tenant_id=case.tenant_id, source=new, target=case, kind=LinkKind.SPLIT_FROM, created_at=at
        )
        record(
            events.CaseRecorded(
                number=new.number,
                kind=new.kind,
                severity=new.severity,
                safety=new.safety,
                dealer_id=new.dealer_id,
                customer_id=new.customer_id,
                title=text,
            ),
            actor=actor,
            stream=new.stream,
            at=at,
        )
        for one in (case, new):
            record(
                events.CaseSplit(source=case.number, new=new.number), actor=actor, stream=one.stream, at=at
            )
        index_case(case)
        index_case(new)
        return new


def _twin(case: Case, title: str, actor: Actor, at: datetime) -> Case:
    tenant = Tenant.objects.defer("logo").get(pk=case.tenant_id)
    year = local_date(tenant, at).year
    sequence = next_number(tenant_id=tenant.pk, series=SERIES, year=year)
    return _copied(
        case,
        title=title,
        number=f"{tenant.case_prefix}-{year}-{sequence:05d}",
        channel=actor.channel.value,
        solution="",
        solved_by_name="",
        solved_at=None,
        dealer_reference="",
        follow_up_on=None,
        created_at=at,
        updated_at=at,
        state_since=at,
        created_by_name=actor.name[:200],
    )


def _copy_message(message: Message, new: Case) -> None:
    copy = _copied(message, case_id=new.pk)
    for row in CaseFile.objects.filter(message=message, removed_at=None):
        _copied(row, case_id=new.pk, message_id=copy.pk)


Row = TypeVar("Row", bound=Model)


def _copied(row: Row, **changes: Any) -> Row:
    """A second row with the same values but for `changes`."""
    values = {f.attname: getattr(row, f.attname) for f in row._meta.concrete_fields if not f.primary_key}
    copy = type(row)(**(values | changes))
    copy.save(force_insert=True)
    return copy
