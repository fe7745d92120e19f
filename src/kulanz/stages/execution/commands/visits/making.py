"""Making a visit, and correcting what it is about while nobody has done it yet."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Final

from django.db import transaction

from kulanz.cases.calendar import local_date
from kulanz.cases.models import Case
from kulanz.cases.refusals import CaseEnded
from kulanz.core.access.actor import Actor
from kulanz.core.numbering.sequence import next_number
from kulanz.core.protocol.recording import record
from kulanz.core.tenancy.models import Tenant
from kulanz.masterdata.catalog.models import Article
from kulanz.masterdata.parties.models import Party, WorkKind
from kulanz.stages.execution.commands.visits.places import Place, place_of
from kulanz.stages.execution.events_of_visits import VisitChanged, VisitMade
from kulanz.stages.execution.locking import lock_visit
from kulanz.stages.execution.models import Order, Tool, Visit, VisitPart, VisitTool, VisitWork
from kulanz.stages.execution.permissions_of_visits import VisitAction, require_making, require_visit
from kulanz.stages.execution.queries.clearance import material_of
from kulanz.stages.execution.refusals_of_visits import (
    DayTooFar,
    DurationMissing,
    NoSuchPart,
    NoSuchTool,
    NoSuchWorkKind,
    VisitChangedMeanwhile,
    VisitStepNotPossible,
)
from kulanz.stages.execution.rules.visits import FARTHEST, VisitKind, VisitState
from kulanz.stages.execution.rules.working_day import LONGEST_MINUTES

PREFIX: Final = "E"
SERIES: Final = "visit"
USUAL_MINUTES: Final = 60
SHORTEST_MINUTES: Final = 5
_EDITABLE: Final = frozenset(
    {VisitState.TO_PLAN, VisitState.OFFERED, VisitState.PLANNED, VisitState.CONFIRMED}
)


@dataclass(frozen=True, slots=True)
class PartInput:
    """A part to be taken along: an article, or what it is called where there is none."""

    article_id: int | None = None
    name: str = ""
    quantity: Decimal = Decimal(1)


@dataclass(frozen=True, slots=True)
class VisitInput:
    """Everything that can be corrected before anybody has been there; None leaves it."""

    kind: VisitKind | None = None
    task: str | None = None
    duration_minutes: int | None = None
    wanted_on: date | None = None
    clear_wanted_on: bool = False
    work_kind_ids: Sequence[int] | None = None
    parts: Sequence[PartInput] | None = None
    tool_ids: Sequence[int] | None = None
    organisation_id: int | None = None
    order_id: int | None = None
    """Of an order that this visit carries out."""
    place: Place | None = None


def make_visit(
    *,
    actor: Actor,
    case: Case,
    kind: VisitKind,
    work_kind_ids: Sequence[int],
    at: datetime,
    duration_minutes: int | None = None,
    task: str = "",
    order: Order | None = None,
    follows: Visit | None = None,
    wanted_on: date | None = None,
    part_inputs: Sequence[PartInput] = (),
    tool_ids: Collection[int] = (),
    organisation: Party | None = None,
) -> Visit:
    """A visit to plan, for a case the caller has locked. It keeps address and contact as they are now.

    `organisation` is whose technicians go. Without a duration it takes as long as its kinds of work usually
    do. Raises CaseEnded (not for the program itself: work that was done nevertheless is inspected again),
    NobodyToVisit, NoSuchWorkKind, NoSuchPart, NoSuchTool, DurationMissing, DayTooFar, NotAllowed; nothing
    is written then.
    """
    require_making(actor, case, organisation)
    if not case.is_open and not actor.is_system:
        raise CaseEnded
    kinds = _kinds(case.tenant_id, work_kind_ids)
    minutes = duration_minutes if duration_minutes is not None else _usual(kinds)
    _check_duration(minutes)
    _check_wish(case.tenant_id, wanted_on, at)
    parts = _parts(part_inputs)
    tools = _tools(tool_ids)
    place = place_of(case, order=order, follows=follows)
    with transaction.atomic():
        tenant = Tenant.objects.defer("logo").get(pk=case.tenant_id)
        year = local_date(tenant, at).year
        sequence = next_number(tenant_id=tenant.pk, series=SERIES, year=year)
        visit = Visit(
            tenant_id=case.tenant_id,
            number=f"{PREFIX}-{year}-{sequence:05d}",
            case=case,
            order=order,
            follows=follows,
            kind=kind.value,
            state=VisitState.TO_PLAN.value,
            state_since=at,
            organisation=organisation,
            duration_minutes=minutes,
            wanted_on=wanted_on,
            material_relevance="",
            task=_text(task),
            created_at=at,
            created_by_name=actor.name[:200],
        )
        place.onto(visit)
        visit.save(force_insert=True)
        _set_works(visit, kinds)
        _set_parts(visit, parts)
        _set_tools(visit, tools)
        visit.material_relevance = material_of(visit).value
        visit.save(update_fields=["material_relevance"])
        record(
            VisitMade(
                visit_id=visit.pk,
                number=visit.number,
                kind=visit.kind,
                order_id=visit.order_id,
                follows=follows.number if follows is not None else "",
                duration_minutes=minutes,
                wanted_on=wanted_on.isoformat() if wanted_on is not None else None,
            ),
            actor=actor,
            stream=case.stream,
            at=at,
        )
        return visit


def change_visit(
    *, actor: Actor, visit_id: int, given: VisitInput, at: datetime, expected_version: int | None = None
) -> Visit:
    """Correct what a visit is about while nobody is on the way. Its time changes by planning only.

    `workflows.visits.edit_visit` does this and asks the interlock about a crew that is planned already;
    interfaces call that. Raises VisitStepNotPossible, VisitChangedMeanwhile, and as `make_visit` does.
    """
    with transaction.atomic():
        visit = lock_visit(visit_id)
        require_visit(actor, VisitAction.EDIT, visit)
        check_version(visit, expected_version)
        if VisitState(visit.state) not in _EDITABLE:
            raise VisitStepNotPossible
        _check_wish(visit.tenant_id, given.wanted_on, at)
        fields = _put(visit, given)
        if given.work_kind_ids is not None:
            kinds = _kinds(visit.tenant_id, given.work_kind_ids)
            if {kind.pk for kind in kinds} != set(visit.works.values_list("work_kind_id", flat=True)):
                visit.works.all().delete()
                _set_works(visit, kinds)
                fields.append("works")
        if given.parts is not None and _differs(visit, rows := _parts(given.parts)):
            visit.parts.all().delete()
            _set_parts(visit, rows)
            fields.append("parts")
        if given.tool_ids is not None:
            tools = _tools(given.tool_ids)
            if {tool.pk for tool in tools} != set(visit.tools.values_list("tool_id", flat=True)):
                visit.tools.all().delete()
                _set_tools(visit, tools)
                fields.append("tools")
        if not fields:
            return visit
        visit.material_relevance = material_of(visit).value
        visit.version += 1
        visit.save()
        record(
            VisitChanged(visit_id=visit.pk, number=visit.number, fields=tuple(fields)),
            actor=actor,
            stream=visit.case.stream,
            at=at,
        )
        return visit


def _check_wish(tenant_id: int, wanted_on: date | None, at: datetime) -> None:
    tenant = Tenant.objects.defer("logo").get(pk=tenant_id)
    if wanted_on is not None and wanted_on > local_date(tenant, at) + FARTHEST:
        raise DayTooFar


def check_version(visit: Visit, expected: int | None) -> None:
    """Raise VisitChangedMeanwhile when somebody changed the visit since it was looked at."""
    if expected is not None and expected != visit.version:
        raise VisitChangedMeanwhile(number=visit.number)


def _put(visit: Visit, given: VisitInput) -> list[str]:
    """The plain fields onto the row; answers those that are new."""
    fields = []
    if given.duration_minutes is not None:
        _check_duration(given.duration_minutes)
    wanted = {
        "kind": given.kind.value if given.kind is not None else None,
        "task": _text(given.task) if given.task is not None else None,
        "duration_minutes": given.duration_minutes,
        "wanted_on": given.wanted_on,
        "organisation_id": given.organisation_id,
        "order_id": given.order_id,
    }
    for name, value in wanted.items():
        if value is not None and value != getattr(visit, name):
            setattr(visit, name, value)
            fields.append(name)
    if given.clear_wanted_on and given.wanted_on is None and visit.wanted_on is not None:
        visit.wanted_on = None
        fields.append("wanted_on")
    if given.place is not None and given.place != Place.of(visit):
        given.place.onto(visit)
        fields.append("place")
    return fields


def _kinds(tenant_id: int, ids: Collection[int]) -> list[WorkKind]:
    found = WorkKind.objects.filter(tenant_id=tenant_id, active=True).in_bulk(list(ids))
    if len(found) != len(set(ids)):
        raise NoSuchWorkKind
    return [found[pk] for pk in dict.fromkeys(ids)]


def _usual(kinds: Sequence[WorkKind]) -> int:
    return sum(kind.duration_minutes for kind in kinds) or USUAL_MINUTES


def _check_duration(minutes: int) -> None:
    if not SHORTEST_MINUTES <= minutes <= LONGEST_MINUTES:
        raise DurationMissing


def _parts(given: Sequence[PartInput]) -> list[VisitPart]:
    articles = Article.objects.in_bulk([part.article_id for part in given if part.article_id is not None])
    rows = []
    for part in given:
        article = articles.get(part.article_id) if part.article_id is not None else None
        name = _text(part.name) or (article.name if article is not None else "")
        if (part.article_id is not None and article is None) or not name or part.quantity <= 0:
            raise NoSuchPart
        if article is not None and article.number:  # an order's line names the article with its number
            name = name.removeprefix(f"{article.number} ")
        rows.append(VisitPart(article=article, name=name[:200], quantity=part.quantity))
    return rows


def _tools(ids: Collection[int]) -> list[Tool]:
    found = Tool.objects.filter(active=True).in_bulk(list(ids))
    if len(found) != len(set(ids)):
        raise NoSuchTool
    return list(found.values())


def _differs(visit: Visit, rows: Sequence[VisitPart]) -> bool:
    now = list(visit.parts.values_list("article_id", "name", "quantity"))
    return now != [(row.article_id, row.name, row.quantity) for row in rows]


def _set_works(visit: Visit, kinds: Sequence[WorkKind]) -> None:
    VisitWork.objects.bulk_create(
        VisitWork(tenant_id=visit.tenant_id, visit=visit, work_kind=kind) for kind in kinds
    )


def _set_parts(visit: Visit, rows: Sequence[VisitPart]) -> None:
    for row in rows:
        row.visit = visit
        row.tenant_id = visit.tenant_id
    VisitPart.objects.bulk_create(rows)


def _set_tools(visit: Visit, tools: Sequence[Tool]) -> None:
    VisitTool.objects.bulk_create(
        VisitTool(tenant_id=visit.tenant_id, visit=visit, tool=tool) for tool in tools
    )


def _text(value: str) -> str:
    return value.replace("\x00", "").strip()
