"""A case begins."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction

from kulanz.cases import events
from kulanz.cases.assignment import choose_assignment
from kulanz.cases.calendar import local_date, next_news
from kulanz.cases.commands.positions import NewPosition, build_positions, check_position
from kulanz.cases.indexing import index_case
from kulanz.cases.models import Case, Position
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
from kulanz.core.access.actor import Actor, ActorKind
from kulanz.core.numbering.sequence import next_number
from kulanz.core.protocol.recording import record
from kulanz.core.refusal import MissingValue
from kulanz.core.tenancy.models import Tenant
from kulanz.masterdata.catalog.models import Article

__all__ = ["SERIES", "NewCase", "NewPosition", "record_case"]

SERIES = "case"


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
    customer_reference: str = ""
    place_of_use_id: int | None = None
    place_note: str = ""
    team_id: int | None = None
    positions: tuple[NewPosition, ...] = field(default_factory=tuple)


def record_case(*, actor: Actor, case: NewCase, at: datetime) -> Case:
    """Record a case and give it its number. Everyone may be recorded, nobody judged (R245, R246).

    Raises MissingValue("title"), PositionNeedsItem, QuantityInvalid, FailureCodeUnknown, NotAllowed. The
    number is taken last, because its counter stays locked until the commit.
    """
    require(actor, Action.RECORD)
    title = " ".join(case.title.split())[:200]
    if not title:
        raise MissingValue("title")
    for position in case.positions:
        check_position(position)
    with transaction.atomic():
        tenant = Tenant.objects.defer("logo").get(pk=actor.tenant_id)
        row = _build(actor, case, title, tenant, at)
        choose_assignment(row, case.team_id, _product_groups(case))
        positions = build_positions(row, case.positions, row.claim_status, tenant.currency)
        year = local_date(tenant, at).year
        sequence = next_number(tenant_id=tenant.pk, series=SERIES, year=year)
        row.number = f"{tenant.case_prefix}-{year}-{sequence:05d}"
        row.save(force_insert=True)
        Position.objects.bulk_create(positions)
        record(
            events.CaseRecorded(
                number=row.number,
                kind=row.kind,
                severity=row.severity,
                safety=row.safety,
                dealer_id=row.dealer_id,
                customer_id=row.customer_id,
                title=title,
            ),
            actor=actor,
            stream=row.stream,
            at=at,
        )
        if row.team_id or row.owner_id:
            record(
                events.Assigned(
                    owner_before=None,
                    owner=row.owner_id,
                    team_before=None,
                    team=row.team_id,
                    owner_name=row.owner.name if row.owner else "",
                    team_name=row.team.name if row.team else "",
                    automatic=True,
                ),
                actor=actor,
                stream=row.stream,
                at=at,
            )
        index_case(row)
        return row


def _product_groups(case: NewCase) -> list[int]:
    given = [p.product_group_id for p in case.positions if p.product_group_id]
    articles = [p.article_id for p in case.positions if p.article_id and not p.product_group_id]
    if not articles:
        return given
    groups = Article.objects.filter(pk__in=articles).values_list("product_group_id", flat=True)
    return given + [pk for pk in groups if pk is not None]


def _build(actor: Actor, case: NewCase, title: str, tenant: Tenant, at: datetime) -> Case:
    claim = first_claim_status(case.kind)
    is_dealer = actor.kind is ActorKind.DEALER
    return Case(
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
        waits_for=WaitsFor.US.value,
        state_since=at,
        next_news_on=next_news(tenant, Step.RECORDED, WaitsFor.US, at),
        customer_id=case.customer_id,
        # a dealer can file only for his own house
        dealer_id=actor.organisation_id if is_dealer else case.dealer_id,
        dealer_part=case.dealer_part.value if case.dealer_part else "",
        dealer_reference=case.dealer_reference.strip()[:80],
        dealer_team=actor.dealer_team if is_dealer else "",
        carried_out_by=case.carried_out_by.value if case.carried_out_by else "",
        customer_reference=case.customer_reference.strip()[:80],
        place_of_use_id=case.place_of_use_id,
        place_note=case.place_note.strip()[:200],
        created_at=at,
        created_by_membership_id=actor.membership_id,
        created_by_clerk_id=actor.clerk_id or (actor.person_id if is_dealer else None),
        created_by_name=actor.name[:200],
        updated_at=at,
    )
