"""A service report arrives: it is always taken in, judged by the interlock, and the case goes on."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from kulanz.cases.calendar import local_date
from kulanz.core.access.actor import Actor
from kulanz.core.tenancy.models import Tenant
from kulanz.masterdata.catalog.models import Article
from kulanz.masterdata.parties.models import Technician
from kulanz.masterdata.parties.queries.interlock import judge_technicians
from kulanz.masterdata.parties.rules.interlock import Judgement
from kulanz.masterdata.parties.rules.safety import Relevance, strictest
from kulanz.stages.execution.commands.reports.entries import check_version, put_draft
from kulanz.stages.execution.commands.reports.photos import name_photos
from kulanz.stages.execution.commands.reports.receiving import Sender, known_articles, record_report
from kulanz.stages.execution.models import FieldDevice, ServiceReport, Visit
from kulanz.stages.execution.permissions_of_reports import reporter_on
from kulanz.stages.execution.queries.clearance import (
    fitting,
    material_of,
    relevance_of_parts,
    work_kinds_of,
)
from kulanz.stages.execution.queries.sent_reports import says_the_same
from kulanz.stages.execution.refusals_of_visits import NoSuchVisit
from kulanz.stages.execution.rules.incoming import Entry, believed
from kulanz.stages.execution.rules.report_data import RATING, ReportData
from kulanz.workflows.report_following import follow
from kulanz.workflows.report_times import tell_doubted, without_doubtful_times


def take_report(
    *, actor: Actor, device: FieldDevice, visit: Visit, entry: Entry, data: ReportData, at: datetime
) -> int:
    """Take in the report of a locked visit and let happen what follows; the visit's version after it.

    Only one thing stands in its way: words of another device it has not seen (VersionConflict). A visit
    that was called off, a certificate that has ended or a case that is closed does not. A report of a visit
    that has one already is kept beside it, unless it says the same: then it is that one, come twice. Times at
    which nobody can have been there are left out of it, and the office is told of them.
    """
    technician = reporter_on(actor, visit)
    if technician is None:
        raise NoSuchVisit
    if says_the_same(visit, data):
        return visit.draft_version
    data, doubted = without_doubtful_times(visit, data, at=at)
    key = str(device.key)
    if not ServiceReport.objects.filter(visit=visit).exists():
        check_version(visit, device=key, base=entry.base)
    with transaction.atomic():
        received = record_report(
            actor=actor,
            visit=visit,
            technician=technician,
            data=data,
            judgement=judged(visit, technician, data, on=_day(visit, entry, data, at)),
            sender=Sender(entry.id, key, believed(entry.at, at)),
            at=at,
        )
        # what the customer thinks of it is the office's from now on
        shown = {name: value for name, value in entry.data.items() if name not in RATING}
        version = put_draft(actor, visit, device=key, data=shown)
        name_photos(visit, {received.report.pk: entry.data})
        follow(actor=actor, visit=visit, received=received, data=data, at=at)
        tell_doubted(actor, visit, received.report, doubted, at=at)
        return version


def judged(visit: Visit, technician: Technician, data: ReportData, *, on: datetime | None) -> Judgement:
    """What the interlock says of the work that was done, on the day it was done.

    What was really fitted counts as well as what was planned, and so does everybody of the crew.
    """
    if not data.worked or on is None:
        return Judgement(Relevance.NONE)
    articles = known_articles(visit.tenant_id, data.parts)
    used = [articles.get(part.article_id or 0) for part in data.parts]
    crew = {technician.pk, *visit.crew.values_list("technician_id", flat=True)}
    tenant = Tenant.objects.defer("logo").get(pk=visit.tenant_id)
    found = judge_technicians(
        tenant_id=visit.tenant_id,
        technician_ids=sorted(crew),
        work_kind_ids=_works(visit, used),
        relevance=strictest([material_of(visit), relevance_of_parts(used)]),
        on=local_date(tenant, on),
    )
    bars = dict.fromkeys(bar for judgement in found.values() for bar in judgement.bars)
    return Judgement(strictest(one.relevance for one in found.values()), tuple(bars))


def _works(visit: Visit, used: Sequence[Article | None]) -> list[int]:
    """Those the visit was planned and begun for, and those it takes to fit what was fitted."""
    return sorted({*work_kinds_of(visit), *fitting(used)})


def _day(visit: Visit, entry: Entry, data: ReportData, at: datetime) -> datetime:
    """When the work was done: on arrival, as far as the device's clock can be believed."""
    return believed(data.arrived_at or visit.started_at or entry.at, at, earliest=visit.created_at)
