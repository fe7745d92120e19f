"""A finished report becomes a row that is never changed afterwards."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from kulanz.cases.calendar import local_date
from kulanz.core.access.actor import Actor
from kulanz.core.numbering.sequence import next_number
from kulanz.core.protocol.recording import record
from kulanz.core.tenancy.models import Tenant
from kulanz.masterdata.catalog.models import Article
from kulanz.masterdata.parties.models import Technician
from kulanz.masterdata.parties.rules.interlock import Judgement
from kulanz.stages.execution.events_of_reports import ReportReceived
from kulanz.stages.execution.models import ChecklistItem, ReportPart, ServiceReport, Visit
from kulanz.stages.execution.queries.part_orders import orders_on_the_spot, was_ordered
from kulanz.stages.execution.rules.incoming import Faulty, Flaw, believed
from kulanz.stages.execution.rules.report_data import Part, ReportData
from kulanz.stages.execution.rules.report_limits import is_number
from kulanz.stages.execution.rules.visits import Result

PREFIX: Final = "SB"
SERIES: Final = "report"


@dataclass(frozen=True, slots=True)
class Sender:
    """Which device sent it, as which entry, and when its user finished it."""

    client_id: UUID
    device: str
    finished_at: datetime


@dataclass(frozen=True, slots=True)
class Received:
    report: ServiceReport
    parts: list[ReportPart]
    second: bool
    """There was a report of this visit already: both are kept, and the office compares."""


def record_report(
    *,
    actor: Actor,
    visit: Visit,
    technician: Technician,
    data: ReportData,
    judgement: Judgement,
    sender: Sender,
    at: datetime,
) -> Received:
    """Write the report of a locked visit, with its parts and check-list as it was filled in.

    It is taken in whatever state visit and case are in: what happened happened.
    """
    second = ServiceReport.objects.filter(visit=visit).exists()
    tenant = Tenant.objects.defer("logo").get(pk=visit.tenant_id)
    year = local_date(tenant, at).year
    sequence = next_number(tenant_id=tenant.pk, series=SERIES, year=year)
    checklist = _checklist(visit, data)
    report = ServiceReport.objects.create(
        tenant_id=visit.tenant_id,
        number=f"{PREFIX}-{year}-{sequence:05d}",
        visit=visit,
        client_id=sender.client_id,
        technician=technician,
        technician_name=technician.name,
        authorised=judgement.allowed,
        unproven=data.result is Result.SOLVED and judgement.relevant and any(map(_is_unproven, checklist)),
        bars=[
            {"ground": bar.ground.value, "work": bar.work, "on": bar.on.isoformat() if bar.on else None}
            for bar in judgement.bars
        ],
        result=data.result.value,
        result_reason=data.result_reason,
        work_done=data.work,
        defects=data.defects,
        safety=data.safety.value,
        safety_note=data.safety_note,
        arrived_at=data.arrived_at,
        left_at=data.left_at,
        travel_minutes=data.travel_minutes,
        travel_km=data.travel_km,
        checklist=checklist,
        values=[{"name": one.name, "value": one.value, "unit": one.unit} for one in data.values],
        signed_by_name=data.signed_by,
        signature_refused=data.signature_refused,
        signed_at=believed(data.signed_at, at) if data.signed_at is not None else None,
        rating=data.rating,
        rating_note=data.rating_note,
        photos_named=data.pictures,
        finished_at=sender.finished_at,
        received_at=at,
        device=sender.device,
    )
    parts = _parts(report, data)
    record(
        ReportReceived(
            report_id=report.pk,
            number=report.number,
            visit_id=visit.pk,
            visit=visit.number,
            result=report.result,
            authorised=report.authorised,
            second=second,
            safety=report.safety,
            unproven=report.unproven,
            photos_named=report.photos_named,
            grounds=tuple(bar.ground.value for bar in judgement.bars),
        ),
        actor=actor,
        stream=visit.case.stream,
        at=at,
    )
    return Received(report, parts, second)


def _checklist(visit: Visit, data: ReportData) -> list[dict[str, object]]:
    """The lines of the visit's kinds of work in their words of today, done or not; nothing done: none."""
    if not data.worked:
        return []
    given = data.checklist or {}
    items = ChecklistItem.objects.filter(work_kind__in=visit.works.values("work_kind_id"))
    lines = []
    for item in items.select_related("work_kind").order_by("work_kind__name", "position", "pk"):
        line = given.get(item.pk)
        if line is None and not item.active:
            continue
        if item.kind == ChecklistItem.Kind.VALUE and line and line.value and not is_number(line.value):
            raise Faulty("checklist", Flaw.TYPE)
        lines.append(
            {
                "item": item.pk,
                "text": item.text,
                "text_en": item.text_en,
                "kind": item.kind,
                "unit": item.unit,
                "required": item.required,
                "done": bool(line and (line.done or line.value)),
                "value": line.value if line else "",
                "unable": line.unable if line else "",
            }
        )
    return lines


def _is_unproven(line: dict[str, object]) -> bool:
    """Required, and it could not be looked at or measured."""
    return bool(line["required"] and line["unable"])


def known_articles(tenant_id: int, parts: tuple[Part, ...]) -> dict[int, Article]:
    """Articles that are there, by id; others are free text."""
    wanted = {part.article_id for part in parts if part.article_id}
    return {a.pk: a for a in Article.objects.filter(tenant_id=tenant_id, pk__in=wanted)} if wanted else {}


def _parts(report: ServiceReport, data: ReportData) -> list[ReportPart]:
    before = orders_on_the_spot(report.visit)
    articles = known_articles(report.tenant_id, (*data.parts, *data.needed))
    rows = [
        ReportPart(
            tenant_id=report.tenant_id,
            report=report,
            article=(article := articles.get(part.article_id or 0)),
            number=article.number if article is not None else part.number,
            name=article.name if article is not None else part.name,
            quantity=part.quantity,
            serial_number=part.serial,
            from_stock=part.from_stock and not needed,
            needed=needed,
            ordered=needed and was_ordered(part, before),
        )
        for needed, listed in ((False, data.parts), (True, data.needed))
        for part in listed
    ]
    return ReportPart.objects.bulk_create(rows)
