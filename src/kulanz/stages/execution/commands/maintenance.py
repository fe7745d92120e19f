"""Maintenance that comes again: plans, and the case with its visit for each due date, once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date, datetime
from typing import Any, Final

from django.db import transaction

from kulanz.cases.calendar import local_date
from kulanz.cases.commands.recording import NewCase, record_case
from kulanz.cases.locking import lock_case
from kulanz.cases.rules import Coverage, DealerPart, Kind
from kulanz.core.access.actor import Actor
from kulanz.core.enums import member
from kulanz.core.protocol.recording import record
from kulanz.core.refusal import MissingValue
from kulanz.core.tenancy.models import Tenant
from kulanz.masterdata.parties.models import Address, Party, PartyRoleKind, WorkKind
from kulanz.stages.execution.commands.visits.making import make_visit
from kulanz.stages.execution.events_of_maintenance import MaintenanceComesUp, MaintenancePlanned
from kulanz.stages.execution.models import MaintenanceDue, MaintenancePlan
from kulanz.stages.execution.permissions_of_resources import ResourceAction, require_resources
from kulanz.stages.execution.queries.dealers_services import settled_service
from kulanz.stages.execution.refusals_of_maintenance import (
    CustomerMissing,
    DueInPast,
    DurationWrong,
    EndsBeforeDue,
    IntervalWrong,
    ItemsMissing,
    LeadWrong,
    NoSuchDealer,
    NoSuchPlan,
    NoSuchWork,
    NotHisPlace,
    PlanEnded,
)
from kulanz.stages.execution.rules.maintenance import MOST_LEAD_DAYS, MOST_MONTHS, Rhythm
from kulanz.stages.execution.rules.visits import VisitKind

_SHORTEST: Final = 5
_LONGEST: Final = 5 * 24 * 60


@dataclass(frozen=True, slots=True)
class PlanInput:
    """Everything about a plan; a change gives all of it again."""

    name: str
    customer_id: int | None
    work_kind_id: int | None
    items: str
    interval_months: int
    next_due_on: date
    kind: VisitKind = VisitKind.MAINTENANCE
    dealer_id: int | None = None
    place_id: int | None = None
    lead_days: int = 30
    duration_minutes: int | None = None
    ends_on: date | None = None
    carried_out_by: str | None = None
    """As its dealer chose in his offer; None leaves it."""
    dealer_part: str | None = None


def rhythm_of(plan: MaintenancePlan) -> Rhythm:
    return Rhythm(plan.interval_months, plan.anchor_day, plan.lead_days, plan.ends_on)


def save_plan(*, actor: Actor, given: PlanInput, at: datetime, plan_id: int | None = None) -> MaintenancePlan:
    """Make a plan, or change one. The day of the month of the next date is the one that is meant from now on.

    Raises what `refusals_of_maintenance` names, MissingValue("name"), NotAllowed.
    """
    require_resources(actor, ResourceAction.WORK)
    today = _today(actor.tenant_id, at)
    wanted = _wanted(actor, given)
    with transaction.atomic():
        if plan_id is None:
            plan = MaintenancePlan(
                tenant_id=actor.tenant_id,
                created_at=at,
                created_by_name=actor.name[:200],
                next_due_on=given.next_due_on,
                anchor_day=given.next_due_on.day,
            )
        else:
            plan = _locked(actor, plan_id)
        if (plan.pk is None or plan.next_due_on != given.next_due_on) and given.next_due_on < today:
            raise DueInPast
        if given.ends_on is not None and given.ends_on < given.next_due_on:
            raise EndsBeforeDue
        if plan.pk is not None and plan.dealer_id != given.dealer_id:
            # another dealer has chosen nothing
            wanted |= {"carried_out_by": "", "dealer_part": ""}
        if plan.next_due_on != given.next_due_on:
            wanted |= {"next_due_on": given.next_due_on, "anchor_day": given.next_due_on.day}
        return _save(actor, plan, wanted, at)


def pause_plan(*, actor: Actor, plan_id: int, at: datetime) -> MaintenancePlan:
    """Nothing is made of it until it goes on. Pausing twice changes nothing."""
    require_resources(actor, ResourceAction.WORK)
    with transaction.atomic():
        return _save(actor, _locked(actor, plan_id), {"active": False}, at)


def resume_plan(*, actor: Actor, plan_id: int, at: datetime) -> MaintenancePlan:
    """It goes on with the first date that has not passed. Raises PlanEnded."""
    require_resources(actor, ResourceAction.WORK)
    with transaction.atomic():
        plan = _locked(actor, plan_id)
        if plan.active:
            return plan
        rhythm = rhythm_of(plan)
        due = rhythm.resumed(plan.next_due_on, _today(actor.tenant_id, at))
        if rhythm.over(due):
            raise PlanEnded
        return _save(actor, plan, {"active": True, "next_due_on": due}, at)


def end_plan(*, actor: Actor, plan_id: int, at: datetime) -> MaintenancePlan:
    """No further date; what was made of earlier ones stays."""
    require_resources(actor, ResourceAction.WORK)
    with transaction.atomic():
        plan = _locked(actor, plan_id)
        ends_on = min(_today(actor.tenant_id, at), plan.ends_on or date.max)
        return _save(actor, plan, {"active": False, "ends_on": ends_on}, at)


def make_due(*, actor: Actor, plan_id: int, at: datetime, asked_for: bool = True) -> MaintenanceDue | None:
    """The case with its visit for the date that comes up; None where it is too early or there is one.

    Not `asked_for`: the date was reckoned, nobody named it as the day he wishes. For the program itself. The
    plan stays locked, so that two workers make one of it.
    """
    require_resources(actor, ResourceAction.WORK)
    with transaction.atomic():
        plan = _locked(actor, plan_id)
        today, rhythm = _today(plan.tenant_id, at), rhythm_of(plan)
        due_on = rhythm.current(plan.next_due_on, today)
        if not plan.active or not rhythm.comes_up(due_on, today):
            return None
        due, new = MaintenanceDue.objects.get_or_create(
            tenant_id=plan.tenant_id, plan=plan, due_on=due_on, defaults={"made_at": at}
        )
        if new:
            _make(actor, plan, due, due.due_on if asked_for else None, at)
        plan.next_due_on = rhythm.after(due_on)
        plan.active = not rhythm.over(plan.next_due_on)
        plan.save(update_fields=["next_due_on", "active"])
        return due if new else None


def _make(
    actor: Actor, plan: MaintenancePlan, due: MaintenanceDue, wanted_on: date | None, at: datetime
) -> None:
    by, goes = settled_service(
        tenant_id=plan.tenant_id,
        dealer_id=plan.dealer_id,
        wished=plan.carried_out_by,
        on=_today(plan.tenant_id, at),
    )
    case = record_case(
        actor=actor,
        case=NewCase(
            title=plan.name,
            kind=Kind.MAINTENANCE,
            description=plan.items,
            language=plan.customer.language,
            coverage=Coverage.CHARGEABLE,
            customer_id=plan.customer_id,
            dealer_id=plan.dealer_id,
            place_of_use_id=plan.place_id,
            carried_out_by=by,
            dealer_part=member(DealerPart, plan.dealer_part),
        ),
        at=at,
    )
    visit = make_visit(
        actor=actor,
        case=lock_case(case.pk),
        kind=VisitKind(plan.kind),
        work_kind_ids=[plan.work_kind_id],
        duration_minutes=plan.duration_minutes,
        task=plan.items,
        wanted_on=wanted_on,
        organisation=goes,
        at=at,
    )
    due.case, due.visit = case, visit
    due.save(update_fields=["case", "visit"])
    record(
        MaintenanceComesUp(
            plan_id=plan.pk, due_on=due.due_on.isoformat(), visit=visit.number, plan=plan.name
        ),
        actor=actor,
        stream=case.stream,
        at=at,
    )


def check_customer(tenant_id: int, customer_id: int | None, place_id: int | None) -> Party:
    """The customer with the place that is his. Raises CustomerMissing, NotHisPlace."""
    customer = Party.objects.filter(
        tenant_id=tenant_id, pk=customer_id or 0, active=True, erased_at=None
    ).first()
    if customer is None:
        raise CustomerMissing
    if place_id is not None and not Address.objects.filter(pk=place_id, party=customer).exists():
        raise NotHisPlace
    return customer


def check_work_kind(tenant_id: int, work_kind_id: int | None) -> WorkKind:
    found = WorkKind.objects.filter(tenant_id=tenant_id, pk=work_kind_id or 0, active=True).first()
    if found is None:
        raise NoSuchWork
    return found


def check_dealer(tenant_id: int, dealer_id: int | None) -> None:
    if dealer_id is None:
        return
    dealers = Party.objects.filter(tenant_id=tenant_id, active=True, roles__role=PartyRoleKind.DEALER)
    if not dealers.filter(pk=dealer_id).exists():
        raise NoSuchDealer


def _wanted(actor: Actor, given: PlanInput) -> dict[str, Any]:
    """The fields as they shall be."""
    name = " ".join(given.name.replace("\x00", "").split())[:160]
    items = "\n".join(line.strip() for line in given.items.replace("\x00", "").splitlines() if line.strip())
    if not name:
        raise MissingValue("name")
    if not items:
        raise ItemsMissing
    if not 1 <= given.interval_months <= MOST_MONTHS:
        raise IntervalWrong(most=MOST_MONTHS)
    if not 0 <= given.lead_days <= MOST_LEAD_DAYS:
        raise LeadWrong(most=MOST_LEAD_DAYS)
    check_customer(actor.tenant_id, given.customer_id, given.place_id)
    check_dealer(actor.tenant_id, given.dealer_id)
    work_kind = check_work_kind(actor.tenant_id, given.work_kind_id)
    minutes = given.duration_minutes if given.duration_minutes is not None else work_kind.duration_minutes
    if not _SHORTEST <= minutes <= _LONGEST:
        raise DurationWrong
    taken = {"name", "items", "kind", "duration_minutes", "next_due_on"}
    plain = {f.name: getattr(given, f.name) for f in fields(given) if f.name not in taken}
    plain = {k: v for k, v in plain.items() if v is not None or k not in ("carried_out_by", "dealer_part")}
    return {**plain, "name": name, "items": items, "kind": given.kind.value, "duration_minutes": minutes}


def _save(actor: Actor, plan: MaintenancePlan, wanted: Mapping[str, Any], at: datetime) -> MaintenancePlan:
    changed = tuple(name for name, value in wanted.items() if getattr(plan, name) != value)
    if plan.pk is not None and not changed:
        return plan
    for name in changed:
        setattr(plan, name, wanted[name])
    plan.save()
    record(
        MaintenancePlanned(
            plan_id=plan.pk, changed=changed, next_due_on=plan.next_due_on.isoformat(), active=plan.active
        ),
        actor=actor,
        stream=f"maintenance:{plan.pk}",
        at=at,
    )
    return plan


def _locked(actor: Actor, plan_id: int) -> MaintenancePlan:
    plan = (
        MaintenancePlan.objects.select_for_update(of=("self",))
        .select_related("customer")
        .filter(tenant_id=actor.tenant_id, pk=plan_id)
        .first()
    )
    if plan is None:
        raise NoSuchPlan
    return plan


def _today(tenant_id: int, at: datetime) -> date:
    return local_date(Tenant.objects.defer("logo").get(pk=tenant_id), at)
