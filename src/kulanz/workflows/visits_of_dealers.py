"""Under option A: a dealer sends his own technicians, or gives the work to the factory service."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import override

from kulanz.cases.calendar import local_date
from kulanz.cases.commands.executing import give_to_factory
from kulanz.cases.commands.messages import add_message
from kulanz.cases.locking import lock_case
from kulanz.cases.models import Case, Participant, ParticipantRole
from kulanz.cases.permissions import Action, allows
from kulanz.cases.refusals import NotDealersOwnWork
from kulanz.cases.rules import Audience
from kulanz.core.access.actor import Actor, ActorKind
from kulanz.core.refusal import NotAllowed
from kulanz.core.tenancy.models import Tenant
from kulanz.masterdata.catalog.rules.costs import ExecutorKind
from kulanz.masterdata.parties.models import Party, Technician
from kulanz.masterdata.parties.refusals_of_interlock import NotCleared
from kulanz.stages.execution.commands.visits.joining import ORDERABLE
from kulanz.stages.execution.commands.visits.making import VisitInput, change_visit, make_visit
from kulanz.stages.execution.commands.visits.of_orders import order_without_visit
from kulanz.stages.execution.commands.visits.planning import off_plan
from kulanz.stages.execution.models import Booking, ServiceReport, Visit, VisitSlot
from kulanz.stages.execution.models.visits import OPEN_VISITS
from kulanz.stages.execution.permissions_of_visits import VisitAction, may_with_visit, require_making
from kulanz.stages.execution.queries.houses import factory_of, is_dealers_own_work
from kulanz.stages.execution.refusals_of_visits import CrewMissing, OwnVisitUnderWay, VisitMadeMeanwhile
from kulanz.stages.execution.rules.orders import OrderState
from kulanz.stages.execution.rules.plan_reasons import Because, Why
from kulanz.stages.execution.rules.visits import VisitKind, VisitState
from kulanz.stages.solution.rules.remedies import OrderKind
from kulanz.workflows.interlock import record_refused
from kulanz.workflows.orders import by_right, move_order
from kulanz.workflows.visit_turns import turn_by_visits
from kulanz.workflows.visits import plan_visit


@dataclass(frozen=True, slots=True)
class OwnVisit:
    """What the dealer says of it; with `starts_at` it is planned straight away, which takes a technician."""

    kind: VisitKind
    work_kind_ids: Sequence[int] = ()
    task: str = ""
    duration_minutes: int | None = None
    wanted_on: date | None = None
    technician_id: int | None = None
    starts_at: datetime | None = None
    newest_seen: int | None = None
    """The newest visit of the case when he began, 0 for none; None does not ask."""


def may_send_own(actor: Actor, case: Case, at: datetime) -> bool:
    """Whether the case is this dealer's own people's to carry out; it may have ended."""
    return (
        actor.kind is ActorKind.DEALER
        and may_with_visit(actor, VisitAction.MAKE, case=case)
        and is_dealers_own_work(case, _today(case, at))
    )


def may_hand_to_factory(actor: Actor, case: Case) -> bool:
    """Whether this dealer can have the factory service carry it out instead of his own people."""
    return (
        actor.kind is ActorKind.DEALER
        and case.is_open
        and allows(actor, Action.GIVE_TO_FACTORY, case)
        and may_with_visit(actor, VisitAction.MAKE, case=case)
    )


def newest_visit(case: Case) -> int:
    return case.visits.order_by("-pk").values_list("pk", flat=True).first() or 0


def make_own_visit(*, actor: Actor, case_id: int, given: OwnVisit, at: datetime) -> Visit:
    """A visit of the dealer's own people, on the plan at once where he named technician and time.

    An order of the office that waits for his people becomes this visit's. All or nothing: what the interlock
    refuses makes no visit, and the refusal is kept in the protocol. Raises NotDealersOwnWork,
    VisitMadeMeanwhile, CrewMissing, NotCleared, and as `make_visit` and `plan_visit` do.
    """
    try:
        with transaction.atomic():
            case = lock_case(case_id)
            house = _house(actor, case)
            require_making(actor, case, house)
            if not is_dealers_own_work(case, _today(case, at)):
                raise NotDealersOwnWork
            _nobody_was_faster(case, given.newest_seen)
            if given.starts_at is not None and given.technician_id is None:
                raise CrewMissing
            made = make_visit(
                actor=actor,
                case=case,
                kind=given.kind,
                work_kind_ids=given.work_kind_ids,
                duration_minutes=given.duration_minutes,
                task=given.task,
                order=order_without_visit(case) if given.kind.value in ORDERABLE else None,
                wanted_on=given.wanted_on,
                organisation=house,
                at=at,
            )
            if given.starts_at is None or given.technician_id is None:
                made.case = turn_by_visits(actor=actor, case_id=case.pk, at=at)
                return made
            return plan_visit(
                actor=actor, visit_id=made.pk, crew=[given.technician_id], starts_at=given.starts_at, at=at
            )
    except NotCleared as refused:
        record_refused(actor=actor, case=lock_case(case_id), refused=refused, at=at)
        raise


def hand_to_factory(*, actor: Actor, case_id: int, reason: str, at: datetime) -> Case:
    """The factory service carries the case out instead of the dealer's own people; the office hears of it.

    What his people were to do comes off the plan and waits for the factory's to be planned; an order the
    office placed with them has failed, for it decided on other costs. Raises OwnVisitUnderWay, and as
    `give_to_factory` does.
    """
    with transaction.atomic():
        case = give_to_factory(actor=actor, case_id=case_id, reason=reason, at=at)
        own = case.visits.filter(OPEN_VISITS, organisation_id=case.dealer_id)
        there = own.filter(state=VisitState.UNDER_WAY.value).order_by("pk").first()
        if there is not None:
            raise OwnVisitUnderWay(number=there.number)
        with override(Tenant.objects.values_list("language", flat=True).get(pk=case.tenant_id)):
            asks = _("Bitte führen Sie diesen Vorgang mit dem Werkskundendienst aus.")
        because = Why(Because.TO_FACTORY)
        text = " ".join(reason.replace("\x00", "").split())
        _fail_orders(actor, case, replace(because, text=text), at)
        factory = factory_of(case.tenant_id)
        for visit in own.order_by("pk"):
            # whose turn it is comes of the message below
            off_plan(actor=actor, visit_id=visit.pk, reason=because, at=at)
            _give(actor, visit, factory, at)
        _end_part(case, at)
        add_message(
            actor=actor,
            case_id=case.pk,
            audience=Audience.DEALER,
            body="\n\n".join(part for part in (asks, reason.strip()) if part),
            at=at,
        )
        case.refresh_from_db()
        return case


def _house(actor: Actor, case: Case) -> Party:
    if actor.kind is not ActorKind.DEALER or actor.organisation_id is None:
        raise NotAllowed
    return Party.objects.get(tenant_id=case.tenant_id, pk=actor.organisation_id)


def _today(case: Case, at: datetime) -> date:
    return local_date(Tenant.objects.defer("logo").get(pk=case.tenant_id), at)


def _nobody_was_faster(case: Case, seen: int | None) -> None:
    newest = newest_visit(case)
    if seen is not None and newest > seen:
        raise VisitMadeMeanwhile(number=case.visits.get(pk=newest).number)


def _fail_orders(actor: Actor, case: Case, reason: Why, at: datetime) -> None:
    orders = case.orders.filter(kind=OrderKind.SERVICE.value, executor__kind=ExecutorKind.DEALER.value)
    for order in orders.order_by("pk"):
        if order.is_open:
            move_order(
                actor=by_right(actor), order_id=order.pk, state=OrderState.FAILED, reason=reason, at=at
            )


def _give(actor: Actor, visit: Visit, factory: Party | None, at: datetime) -> None:
    """To the factory's people; where there are none, to whomever the office sends."""
    if factory is None:
        Visit.objects.filter(pk=visit.pk).update(organisation=None)
        return
    given = VisitInput(organisation_id=factory.pk)
    change_visit(actor=by_right(actor), visit_id=visit.pk, given=given, at=at)


def _end_part(case: Case, at: datetime) -> None:
    """Who was to go reads the case no longer, except who was there and reported; no time is offered to the
    customer with them any more.
    """
    people = Technician.objects.filter(tenant_id=case.tenant_id, organisation_id=case.dealer_id)
    VisitSlot.objects.filter(
        visit__case=case, technician__in=people, chosen_at=None, withdrawn_at=None
    ).update(withdrawn_at=at)
    staying = Booking.objects.filter(visit__case=case).values("technician__person_id")
    reported = ServiceReport.objects.filter(visit__case=case, technician__isnull=False)
    Participant.objects.filter(
        case=case, role=ParticipantRole.TECHNICIAN, party_id__in=people.values("person_id")
    ).exclude(party_id__in=staying).exclude(party_id__in=reported.values("technician__person_id")).delete()
