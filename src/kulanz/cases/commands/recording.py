"""A case begins."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TypeVar

from django.db import models, transaction

from kulanz.cases import events
from kulanz.cases.assignment import assignment_rules, choose_assignment
from kulanz.cases.calendar import local_date, next_news
from kulanz.cases.commands.new_positions import NewPosition, build_positions, check_position
from kulanz.cases.indexing import index_new_cases
from kulanz.cases.models import AssignmentRule, Case, Position
from kulanz.cases.permissions import Action, require
from kulanz.cases.rules import (
    CarriedOutBy,
    Coverage,
    DealerPart,
    Kind,
    Safety,
    Severity,
    Step,
    WaitsFor,
    first_claim_status,
)
from kulanz.core.access.actor import Actor, ActorKind, system_actor
from kulanz.core.numbering.sequence import next_numbers
from kulanz.core.protocol.events import Event
from kulanz.core.protocol.recording import record_all
from kulanz.core.refusal import MissingValue, Refusal
from kulanz.core.tenancy.models import Tenant
from kulanz.masterdata.catalog.known import KnownArticles
from kulanz.masterdata.parties.models import Address, Party

__all__ = ["SERIES", "NewCase", "NewPosition", "record_case", "record_cases"]

SERIES = "case"
M = TypeVar("M", bound=models.Model)


@dataclass(frozen=True)
class NewCase:
    """What is known when a case is recorded. Only the title is needed; nothing else is asked for."""

    title: str
    kind: Kind = Kind.INQUIRY
    description: str = ""
    language: str = "de"
    severity: Severity = Severity.MINOR
    safety: Safety = Safety.UNKNOWN
    coverage: Coverage | None = None
    customer_id: int | None = None
    dealer_id: int | None = None
    dealer_part: DealerPart | None = None
    dealer_reference: str = ""
    carried_out_by: CarriedOutBy | None = None
    wished_technician_id: int | None = None
    customer_reference: str = ""
    place_of_use_id: int | None = None
    place_note: str = ""
    team_id: int | None = None
    first_turn: WaitsFor = WaitsFor.US
    positions: tuple[NewPosition, ...] = field(default_factory=tuple)


def record_case(*, actor: Actor, case: NewCase, at: datetime) -> Case:
    """Record a case and give it its number. Everyone may be recorded, nobody judged (R245, R246).

    Raises MissingValue("title"), PositionNeedsItem, QuantityInvalid, FailureCodeUnknown, NotAllowed.
    """
    (row,) = record_cases(actor=actor, cases=[case], at=at)
    if isinstance(row, Refusal):
        raise row
    return row


def record_cases(*, actor: Actor, cases: Sequence[NewCase], at: datetime) -> list[Case | Refusal]:
    """Record many cases as `record_case` records one; in the place of one that is refused stands why.

    The numbers are taken last, because their counter stays locked until the commit. Raises NotAllowed.
    """
    require(actor, Action.RECORD)
    with transaction.atomic():
        tenant = Tenant.objects.defer("logo").get(pk=actor.tenant_id)
        shared = _Shared(
            tenant=tenant,
            next_news_on={
                turn: next_news(tenant, _first_step(turn), turn, at)
                for turn in {case.first_turn for case in cases}
            },
            rules=assignment_rules(tenant.pk),
            known=KnownArticles(tenant.pk, (p.article_id for case in cases for p in case.positions)),
            parties=_loaded(
                Party, (pk for case in cases for pk in (case.customer_id, _dealer_id(actor, case)))
            ),
            places=_loaded(Address, (case.place_of_use_id for case in cases)),
        )
        made = [_prepared(actor, case, shared, at) for case in cases]
        new = [one for one in made if not isinstance(one, Refusal)]
        if new:
            _write(actor, new, tenant, at)
        return [one if isinstance(one, Refusal) else one[0] for one in made]


@dataclass(frozen=True)
class _Shared:
    """What is looked up once for all of them."""

    tenant: Tenant
    next_news_on: Mapping[WaitsFor, date | None]
    rules: Sequence[AssignmentRule]
    known: KnownArticles
    parties: Mapping[int, Party]
    places: Mapping[int, Address]


def _loaded(model: type[M], ids: Iterable[int | None]) -> dict[int, M]:
    wanted = {pk for pk in ids if pk}
    return model._default_manager.in_bulk(wanted) if wanted else {}


def _dealer_id(actor: Actor, case: NewCase) -> int | None:
    """A dealer can file only for his own house."""
    return actor.organisation_id if actor.kind is ActorKind.DEALER else case.dealer_id


def _prepared(
    actor: Actor, case: NewCase, shared: _Shared, at: datetime
) -> tuple[Case, list[Position]] | Refusal:
    """The rows, not saved and without a number, or why there are none."""
    title = " ".join(case.title.split())[:200]
    if not title:
        return MissingValue("title")
    try:
        for position in case.positions:
            check_position(position, local_date(shared.tenant, at))
        row = _build(actor, case, title, shared, at)
        groups = [shared.known.group_of(p.product_group_id, p.article_id) for p in case.positions]
        choose_assignment(row, case.team_id, [pk for pk in groups if pk], shared.rules)
        positions = build_positions(
            row, case.positions, row.claim_status, shared.tenant.currency, shared.known
        )
    except Refusal as refusal:
        return refusal
    return row, positions


def _write(actor: Actor, new: Sequence[tuple[Case, list[Position]]], tenant: Tenant, at: datetime) -> None:
    year = local_date(tenant, at).year
    numbers = next_numbers(len(new), tenant_id=tenant.pk, series=SERIES, year=year)
    for (row, _positions), sequence in zip(new, numbers, strict=True):
        row.number = f"{tenant.case_prefix}-{year}-{sequence:05d}"
    Case.objects.bulk_create(row for row, _positions in new)
    for row, positions in new:
        for position in positions:
            position.case = row
    Position.objects.bulk_create(position for _row, positions in new for position in positions)
    record_all([(row.stream, _recorded(row)) for row, _positions in new], actor=actor, at=at)
    others_turn = [(row.stream, _turned(row)) for row, _positions in new if row.waits_for != WaitsFor.US]
    if others_turn:
        record_all(others_turn, actor=actor, at=at)
    # nobody assigned these: the office's rules did
    assigned = [(row.stream, _assigned(row)) for row, _positions in new if row.team_id or row.owner_id]
    if assigned:
        record_all(assigned, actor=system_actor(tenant.pk, channel=actor.channel), at=at)
    index_new_cases(new)


def _recorded(row: Case) -> Event:
    return events.CaseRecorded(
        number=row.number,
        kind=row.kind,
        severity=row.severity,
        safety=row.safety,
        dealer_id=row.dealer_id,
        customer_id=row.customer_id,
        title=row.title,
    )


def _turned(row: Case) -> Event:
    """It waits for somebody else than the office from the first moment."""
    return events.StateChanged(
        step_before=Step.RECORDED.value,
        step=row.step,
        claim_before=row.claim_status,
        claim=row.claim_status,
        waits_before=WaitsFor.US.value,
        waits_for=row.waits_for,
        next_news_on=row.next_news_on.isoformat() if row.next_news_on else None,
    )


def _first_step(turn: WaitsFor) -> Step:
    return Step.RECORDED if turn is WaitsFor.US else Step.IN_PROGRESS


def _assigned(row: Case) -> Event:
    return events.Assigned(
        owner_before=None,
        owner=row.owner_id,
        team_before=None,
        team=row.team_id,
        owner_name=row.owner.name if row.owner else "",
        team_name=row.team.name if row.team else "",
        automatic=True,
    )


def _build(actor: Actor, case: NewCase, title: str, shared: _Shared, at: datetime) -> Case:
    tenant = shared.tenant
    claim = first_claim_status(case.kind)
    is_dealer = actor.kind is ActorKind.DEALER
    row = Case(
        tenant_id=tenant.pk,
        kind=case.kind.value,
        channel=actor.channel.value,
        title=title,
        description=case.description.replace("\x00", "").strip(),
        language=case.language[:2],
        claim_status=claim.value if claim else None,
        coverage=case.coverage.value if case.coverage else "",
        severity=case.severity.value,
        safety=case.safety.value,
        step=_first_step(case.first_turn).value,
        waits_for=case.first_turn.value,
        state_since=at,
        next_news_on=shared.next_news_on[case.first_turn],
        customer_id=case.customer_id,
        dealer_id=_dealer_id(actor, case),
        dealer_part=case.dealer_part.value if case.dealer_part else "",
        dealer_reference=case.dealer_reference.strip()[:80],
        dealer_team=actor.dealer_team if is_dealer else "",
        carried_out_by=case.carried_out_by.value if case.carried_out_by else "",
        wished_technician_id=case.wished_technician_id,
        customer_reference=case.customer_reference.strip()[:80],
        place_of_use_id=case.place_of_use_id,
        place_note=case.place_note.strip()[:200],
        created_at=at,
        created_by_membership_id=actor.membership_id,
        created_by_clerk_id=actor.clerk_id or (actor.person_id if is_dealer else None),
        created_by_name=actor.name[:200],
        updated_at=at,
    )
    # so that nothing has to be looked up for each of them; an unknown one is the database's to refuse
    for name, rows in (
        ("customer", shared.parties),
        ("dealer", shared.parties),
        ("place_of_use", shared.places),
    ):
        loaded = rows.get(getattr(row, f"{name}_id") or 0)
        if loaded is not None:
            setattr(row, name, loaded)
    return row
