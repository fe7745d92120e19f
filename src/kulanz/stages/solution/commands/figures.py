"""Entering what the calculation cannot know: hand entries, spare parts, exclusions, who would come."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db import transaction
from django.db.models import Q

from kulanz.cases.commands.state import touch
from kulanz.cases.locking import lock_case
from kulanz.cases.models import Case, Position
from kulanz.cases.refusals import CaseEnded, PositionUnknown, QuantityInvalid, ReasonMissing
from kulanz.core.access.actor import Actor
from kulanz.core.protocol.recording import record
from kulanz.core.tenancy.models import Tenant
from kulanz.masterdata.catalog.models import Article, CostKind, Executor
from kulanz.masterdata.parties.models import WorkKind
from kulanz.stages.solution import events
from kulanz.stages.solution.models import (
    CostEntry,
    Exclusion,
    Remedy,
    RemedyCostKind,
    ServiceDetail,
    SparePart,
)
from kulanz.stages.solution.permissions import SolutionAction, require_solving
from kulanz.stages.solution.queries.comparison import parts_used
from kulanz.stages.solution.refusals import (
    AmountInvalid,
    NoSuchCostKind,
    NoSuchPart,
    NoSuchRemedy,
    PartInUse,
    PartNeedsName,
)
from kulanz.stages.solution.rules.fitting import counts_visit
from kulanz.stages.solution.rules.money import is_amount


@dataclass(frozen=True, slots=True)
class PartInput:
    """A spare part as somebody names it; with an article its name, price and weight are taken from there."""

    name: str = ""
    article_id: int | None = None
    quantity: Decimal = Decimal(1)
    cost_price: Decimal | None = None
    currency: str = ""
    weight_kg: Decimal | None = None
    deliverable: bool | None = None


def enter_cost(
    *,
    actor: Actor,
    case_id: int,
    cost_kind: str,
    amount: Decimal | None,
    at: datetime,
    remedy: str = "",
    position_id: int | None = None,
    part_id: int | None = None,
    currency: str = "",
    reason: str = "",
    usual_of: str = "",
) -> CostEntry | None:
    """Enter a figure by hand, over an automatic one or where there is none; None undoes the entry.

    `usual_of` names whose usual price it is, where nobody typed it. Revenue is entered as a positive amount
    too. Raises AmountInvalid, NoSuchCostKind, NoSuchRemedy, PositionUnknown, NoSuchPart, CaseEnded,
    NotAllowed.
    """
    with transaction.atomic():
        case = _lock(actor, case_id)
        if amount is not None and not is_amount(amount):
            raise AmountInvalid
        kind = CostKind.objects.filter(tenant_id=case.tenant_id, code=cost_kind, active=True).first()
        chosen = _remedy(case, remedy) if remedy else None
        counts = RemedyCostKind.objects.filter(tenant_id=case.tenant_id, cost_kind=kind)
        visit = chosen is not None and counts_visit(chosen.nature, chosen.goods, cost_kind)
        there = counts if chosen is None or visit else counts.filter(remedy=chosen)
        # what does not count any more can still be undone
        if kind is None or (amount is not None and not there.exists()):
            raise NoSuchCostKind
        if position_id and not Position.objects.filter(case=case, pk=position_id).exists():
            raise PositionUnknown
        if part_id and not SparePart.objects.filter(case=case, pk=part_id).exists():
            raise NoSuchPart
        standing = (
            CostEntry.objects.select_for_update()
            .filter(case=case, remedy=chosen, cost_kind=kind, ended_at=None)
            .filter(Q(position=position_id), Q(part=part_id))
            .first()
        )
        currency = currency or Tenant.objects.only("currency").get(pk=case.tenant_id).currency
        if standing is None and amount is None:
            return None
        if standing is not None:
            if standing.amount == amount and standing.currency == currency and standing.reason == reason:
                return standing
            standing.ended_at = at
            standing.save(update_fields=["ended_at"])
        made = None
        if amount is not None:
            made = CostEntry.objects.create(
                tenant_id=case.tenant_id,
                case=case,
                remedy=chosen,
                cost_kind=kind,
                position_id=position_id,
                part_id=part_id,
                amount=amount,
                currency=currency,
                reason=reason.strip()[:300],
                entered_at=at,
                entered_by_id=actor.membership_id,
                entered_by_name=actor.name[:200],
            )
        record(
            events.CostEntered(
                cost_kind=kind.code,
                remedy=remedy,
                position_id=position_id,
                part_id=part_id,
                amount=amount,
                currency=currency,
                before=standing.amount if standing else None,
                reason=reason.strip(),
                usual_of=usual_of,
            ),
            actor=actor,
            stream=case.stream,
            at=at,
        )
        touch(case, at)
        return made


def save_spare_part(
    *, actor: Actor, case_id: int, part: PartInput, at: datetime, part_id: int | None = None
) -> SparePart:
    """Name a part that would mend it, or change one. Its cost price is entered here (R285).

    Raises PartNeedsName, QuantityInvalid, AmountInvalid, NoSuchPart, PartInUse, CaseEnded, NotAllowed.
    """
    with transaction.atomic():
        case = _lock(actor, case_id)
        article = None
        if part.article_id is not None:
            article = Article.objects.filter(tenant_id=case.tenant_id, pk=part.article_id).first()
        name = part.name.replace("\x00", "").strip() or (str(article) if article else "")
        if not name:
            raise PartNeedsName
        if not part.quantity.is_finite() or not 0 < part.quantity < 100_000:
            raise QuantityInvalid
        if part.cost_price is not None and not is_amount(part.cost_price):
            raise AmountInvalid
        row = SparePart(tenant_id=case.tenant_id, case=case, added_at=at, added_by_name=actor.name[:200])
        if part_id is not None:
            found = SparePart.objects.select_for_update().filter(case=case, pk=part_id).first()
            if found is None:
                raise NoSuchPart
            if found.pk in parts_used(case):
                raise PartInUse
            row = found
        row.article = article
        row.name = name[:200]
        row.quantity = part.quantity
        row.cost_price = part.cost_price
        row.currency = part.currency
        row.weight_kg = part.weight_kg
        row.deliverable = True if part.deliverable is None else part.deliverable
        if article is not None:
            if row.cost_price is None and article.cost_price is not None:
                row.cost_price, row.currency = article.cost_price, article.cost_currency
            row.weight_kg = row.weight_kg if row.weight_kg is not None else article.weight_kg
            row.deliverable = article.deliverable if part.deliverable is None else part.deliverable
        row.save()
        record(
            events.SparePartChanged(part_id=row.pk, part=row.name, quantity=row.quantity),
            actor=actor,
            stream=case.stream,
            at=at,
        )
        touch(case, at)
        return row


def remove_spare_part(*, actor: Actor, case_id: int, part_id: int, at: datetime) -> None:
    """Take a part off again, with its hand entries. Raises NoSuchPart, PartInUse, CaseEnded, NotAllowed."""
    with transaction.atomic():
        case = _lock(actor, case_id)
        part = SparePart.objects.select_for_update().filter(case=case, pk=part_id).first()
        if part is None:
            raise NoSuchPart
        if part.pk in parts_used(case):
            raise PartInUse
        event = events.SparePartChanged(part_id=part.pk, part=part.name, quantity=part.quantity, removed=True)
        part.delete()
        record(event, actor=actor, stream=case.stream, at=at)
        touch(case, at)


def exclude_remedy(
    *, actor: Actor, case_id: int, remedy: str, excluded: bool, at: datetime, reason: str = ""
) -> None:
    """Say that a remedy is out of the question, or that it is not any more (R312). Saying it twice is once.

    Raises NoSuchRemedy, ReasonMissing, CaseEnded, NotAllowed.
    """
    with transaction.atomic():
        case = _lock(actor, case_id)
        chosen = _remedy(case, remedy)
        standing = Exclusion.objects.filter(case=case, remedy=chosen, lifted_at=None)
        if excluded == standing.exists():
            return
        if excluded and not reason.strip():
            raise ReasonMissing
        if excluded:
            Exclusion.objects.create(
                tenant_id=case.tenant_id,
                case=case,
                remedy=chosen,
                reason=reason.strip()[:300],
                excluded_at=at,
                excluded_by_name=actor.name[:200],
            )
        else:
            standing.update(lifted_at=at)
        record(
            events.RemedyExcluded(remedy=remedy, excluded=excluded, reason=reason.strip()),
            actor=actor,
            stream=case.stream,
            at=at,
        )
        touch(case, at)


def plan_service(
    *,
    actor: Actor,
    case_id: int,
    executor_id: int | None,
    task: str,
    at: datetime,
    work_kind_id: int | None = None,
) -> ServiceDetail:
    """Detail-Fremdkundendienst: who would come, what for, and which kind of work that is. The prices are
    cost entries.

    Raises InvalidValue, CaseEnded, NotAllowed.
    """
    with transaction.atomic():
        case = _lock(actor, case_id)
        executor = None
        if executor_id is not None:
            executor = Executor.objects.filter(tenant_id=case.tenant_id, pk=executor_id, active=True).first()
        detail, _made = ServiceDetail.objects.get_or_create(
            tenant_id=case.tenant_id, case=case, defaults={"changed_at": at}
        )
        kinds = WorkKind.objects.filter(tenant_id=case.tenant_id, active=True)
        kind = kinds.filter(pk=work_kind_id or 0).first()
        wanted = (executor, task.replace("\x00", "").strip(), kind)
        if wanted == (detail.executor, detail.task, detail.work_kind):
            return detail
        detail.executor, detail.task, detail.work_kind = wanted
        detail.changed_at = at
        detail.save(update_fields=["executor", "task", "work_kind", "changed_at"])
        record(
            events.ServicePlanned(
                executor_id=executor.pk if executor else None,
                executor=executor.name if executor else "",
                task=detail.task,
            ),
            actor=actor,
            stream=case.stream,
            at=at,
        )
        touch(case, at)
        return detail


def _lock(actor: Actor, case_id: int) -> Case:
    case = lock_case(case_id)
    require_solving(actor, SolutionAction.ENTER)
    if not case.is_open:
        raise CaseEnded
    return case


def _remedy(case: Case, code: str) -> Remedy:
    found = Remedy.objects.filter(tenant_id=case.tenant_id, code=code, active=True).first()
    if found is None:
        raise NoSuchRemedy
    return found
