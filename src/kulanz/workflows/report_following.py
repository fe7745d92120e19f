"""What follows from a service report: stock, order, follow-up, safety, and what the office is told."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal

from kulanz.cases.commands.closing import record_solution
from kulanz.cases.commands.editing import edit_fields
from kulanz.cases.commands.messages import add_message
from kulanz.cases.commands.people import add_task
from kulanz.cases.commands.state import touch
from kulanz.cases.models import Case
from kulanz.cases.rules import Audience, Safety
from kulanz.core.access.actor import Actor, system_actor
from kulanz.core.tenancy.models import Tenant
from kulanz.masterdata.catalog.models import Article
from kulanz.stages.execution.commands.reports.receiving import Received
from kulanz.stages.execution.commands.stock import use_stock
from kulanz.stages.execution.commands.visits.making import PartInput
from kulanz.stages.execution.models import ReportPart, ServiceReport, Visit
from kulanz.stages.execution.queries.part_orders import orders_on_the_spot, was_ordered
from kulanz.stages.execution.queries.reports import is_odd
from kulanz.stages.execution.report_words import report_words
from kulanz.stages.execution.rules.plan_reasons import Because, Why
from kulanz.stages.execution.rules.report_data import Part, ReportData
from kulanz.stages.execution.rules.visits import Result, SafetyStatement
from kulanz.workflows.leads import leads_of
from kulanz.workflows.report_sentences import unproven_lines, why_not
from kulanz.workflows.safety_cases import open_again, worked_on
from kulanz.workflows.visits import finish_visit


def follow(*, actor: Actor, visit: Visit, received: Received, data: ReportData, at: datetime) -> None:
    """Everything a new report brings about, on a locked visit and case.

    Of several reports of one visit only the first moves stock, visit and order; what concerns safety is
    told each time.
    """
    report = received.report
    system = system_actor(actor.tenant_id, channel=actor.channel, name=actor.name)
    if received.second:
        _tell_second(actor, visit, report, at)
    else:
        _take_from_stock(actor, visit, received, at)
    _look_at_parts(actor, visit, received.parts, report, at)
    if data.defects:
        _tell_defects(actor, visit, report, at)
    if data.safety is SafetyStatement.UNSAFE:
        _tell_unsafe(actor, system, visit, report, at)
    if not report.authorised:
        _tell_unauthorised(actor, system, visit, report, at)
    elif report.unproven:
        _tell_unproven(actor, system, visit, report, at)
    finish_visit(
        actor=system,
        visit_id=visit.pk,
        result=data.result,
        authorised=report.authorised,
        proven=not report.unproven,
        usable=not _is_contrary(data),
        reason=data.result_reason,
        needed=_taken_along(received.parts),
        told_at=report.finished_at,
        at=at,
    )
    case = _fresh(visit)
    if _is_contrary(data):
        _ask_what_next(visit, report, at)
    solved = data.result is Result.SOLVED and report.counts and not received.second and not _is_contrary(data)
    if solved and visit.order_id is None and case.is_open:
        _solved(system, case, report, at)
    _order_needed(visit, received.parts, data.needed, at)
    touch(_fresh(visit), at)


def _is_contrary(data: ReportData) -> bool:
    """Solved, and yet nobody may use it: that solves nothing."""
    return data.result is Result.SOLVED and data.safety is SafetyStatement.UNSAFE


def _ask_what_next(visit: Visit, report: ServiceReport, at: datetime) -> None:
    """For the case's owner, beside what the leads are told."""
    task_for_office(visit, report_words("task_contrary", _language(visit), number=report.number), at=at)


def _take_from_stock(actor: Actor, visit: Visit, received: Received, at: datetime) -> None:
    report = received.report
    for place, part in enumerate(received.parts):
        if part.needed or not part.from_stock or part.article_id is None or report.technician_id is None:
            continue
        use_stock(
            actor=actor,
            technician_id=report.technician_id,
            article_id=part.article_id,
            quantity=part.quantity,
            key=f"report:{report.client_id}:{place}",
            visit_id=visit.pk,
            at=at,
        )


def _look_at_parts(
    actor: Actor, visit: Visit, parts: Sequence[ReportPart], report: ServiceReport, at: datetime
) -> None:
    """Free text and foreign parts are no proper parts (R084): the office looks at them."""
    odd = [part for part in parts if not part.needed and is_odd(part)]
    if not odd:
        return
    listed = ", ".join(_row_text(part) for part in odd)
    language = _language(visit)
    note_for_office(
        actor, visit, report_words("note_odd", language, number=report.number, parts=listed), at=at
    )
    task_for_office(
        visit, report_words("task_odd_parts", language, number=report.number, parts=listed), at=at
    )


def _tell_second(actor: Actor, visit: Visit, report: ServiceReport, at: datetime) -> None:
    language = _language(visit)
    words = {"visit": visit.number, "number": report.number}
    note_for_office(actor, visit, report_words("note_second", language, **words), at=at)
    task_for_office(visit, report_words("task_compare", language, number=visit.number), at=at)


def _tell_defects(actor: Actor, visit: Visit, report: ServiceReport, at: datetime) -> None:
    language = _language(visit)
    words = {"number": report.number, "text": report.defects}
    note_for_office(actor, visit, report_words("note_defects", language, **words), at=at)
    task_for_office(visit, report_words("task_defects", language, number=report.number), at=at)


def _tell_unsafe(actor: Actor, system: Actor, visit: Visit, report: ServiceReport, at: datetime) -> None:
    """The technician says that nobody may use it: the case says so from now on, and the leads hear it."""
    language = _language(visit)
    case = _open_again(system, visit, report, at)
    if case.safety != Safety.YES:
        edit_fields(
            actor=system,
            case_id=case.pk,
            values={"safety": Safety.YES.value},
            base={"safety": case.safety},
            at=at,
        )
    words = {"number": report.number, "text": report.safety_note}
    note_for_office(actor, visit, report_words("note_unsafe", language, **words).strip(), at=at)
    task_for_office(visit, report_words("task_unsafe", language, number=report.number), at=at, lead=True)


def _tell_unauthorised(
    actor: Actor, system: Actor, visit: Visit, report: ServiceReport, at: datetime
) -> None:
    """Work without a valid certificate does not count: the leads hear it, somebody who may looks at it."""
    language = _language(visit)
    _open_again(system, visit, report, at)
    words = {"number": report.number, "text": why_not(report, language)}
    note_for_office(actor, visit, report_words("note_unauthorised", language, **words), at=at)
    task_for_office(visit, report_words("task_inspect", language, number=report.number), at=at, lead=True)


def _tell_unproven(actor: Actor, system: Actor, visit: Visit, report: ServiceReport, at: datetime) -> None:
    """A required check of safety-relevant work was not possible: the work does not count yet."""
    language = _language(visit)
    _open_again(system, visit, report, at)
    words = {"number": report.number, "text": unproven_lines(report, language)}
    note_for_office(actor, visit, report_words("note_unproven", language, **words), at=at)
    task_for_office(visit, report_words("task_unproven", language, number=report.number), at=at, lead=True)


def _solved(system: Actor, case: Case, report: ServiceReport, at: datetime) -> None:
    """Without an order nobody else ends it: what was done is the solution, and the office closes."""
    text = report.work_done or report_words("solution", case.language, number=report.number)
    if case.solution and case.solution != text:
        text = f"{case.solution}\n{text}"
    record_solution(actor=system, case_id=case.pk, solution=text, at=at)


def _order_needed(visit: Visit, rows: Sequence[ReportPart], needed: Sequence[Part], at: datetime) -> None:
    """What was ordered on the spot is not ordered once more."""
    before = orders_on_the_spot(visit)
    named = zip((row for row in rows if row.needed), needed, strict=True)
    listed = ", ".join(_row_text(row) for row, part in named if not was_ordered(part, before))
    if not listed:
        return
    task_for_office(
        visit, report_words("task_parts", _language(visit), number=visit.number, parts=listed), at=at
    )


def _open_again(system: Actor, visit: Visit, report: ServiceReport, at: datetime) -> Case:
    """A case that has ended is taken up again where somebody could get hurt."""
    why = Why(Because.REPORT, number=report.number)
    return open_again(system=system, case_id=visit.case_id, reason=why, at=at)


def note_for_office(actor: Actor, visit: Visit, text: str, *, at: datetime) -> None:
    """In the technician's name, for the office alone."""
    system = system_actor(visit.tenant_id, channel=actor.channel, name=actor.name)
    add_message(actor=system, case_id=visit.case_id, body=text, audience=Audience.INTERNAL, at=at)


def task_for_office(visit: Visit, title: str, *, at: datetime, lead: bool = False) -> None:
    """For the case's owner; with `lead` for somebody who leads. A case that has ended has no tasks."""
    case = worked_on(visit.case_id)
    if not case.is_open:
        return
    leader = leads_of(case).first() if lead else None
    owner = case.owner if case.owner is not None and case.owner.active else None
    add_task(
        actor=system_actor(visit.tenant_id),
        case_id=case.pk,
        title=title,
        assignee_id=leader.pk if leader is not None else owner.pk if owner is not None else None,
        at=at,
    )


def part_text(part: Part, article: Article | None) -> str:
    """“2 × GF-20 Gasfeder”, and a mark where it is no known original part."""
    name = str(article) if article is not None else f"{part.number} {part.name}".strip()
    mark = "" if article is not None and article.is_original else " (!)"
    return f"{_figure(part.quantity)} × {name}{mark}"


def _row_text(part: ReportPart) -> str:
    mark = " (!)" if is_odd(part) else ""
    name = part.name if part.number in ("", part.name) else f"{part.number} {part.name}"
    return f"{_figure(part.quantity)} × {name}{mark}"


def _figure(quantity: Decimal) -> str:
    return f"{quantity.normalize():f}".replace(".", ",")


def _taken_along(parts: Sequence[ReportPart]) -> list[PartInput]:
    return [PartInput(part.article_id, part.name, part.quantity) for part in parts if part.needed]


def _fresh(visit: Visit) -> Case:
    """As it is now: what was done before in this step may have moved it."""
    return Case.objects.select_related("owner").get(pk=visit.case_id)


def _language(visit: Visit) -> str:
    return Tenant.objects.values_list("language", flat=True).get(pk=visit.tenant_id)
