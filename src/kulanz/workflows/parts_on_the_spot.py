"""Parts a technician orders while he stands at the customer's: at once, and not once more with his report."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.db import transaction

from kulanz.cases.calendar import local_date
from kulanz.core.access.actor import Actor
from kulanz.core.protocol.recording import record
from kulanz.core.tenancy.models import Tenant
from kulanz.masterdata.catalog.models import Article
from kulanz.masterdata.parties.models import Technician
from kulanz.masterdata.parties.queries.interlock import judge_technicians, who_could
from kulanz.masterdata.parties.refusals_of_interlock import NotCleared
from kulanz.masterdata.parties.rules.safety import needs_certificate
from kulanz.stages.execution.commands.reports.receiving import known_articles
from kulanz.stages.execution.events_of_reports import PartsAskedFor
from kulanz.stages.execution.models import Visit
from kulanz.stages.execution.permissions_of_reports import reporter_on
from kulanz.stages.execution.queries.clearance import fitting, relevance_of_parts
from kulanz.stages.execution.refusals_of_visits import NoSuchVisit
from kulanz.stages.execution.report_words import report_words
from kulanz.stages.execution.rules.report_data import Part
from kulanz.stages.solution.refusals_of_safety import NotOriginal
from kulanz.workflows.report_following import note_for_office, part_text, task_for_office


def order_parts(*, actor: Actor, visit: Visit, parts: Sequence[Part], reason: str, at: datetime) -> None:
    """Order for a locked visit: the office finds it in the case as a task and a note.

    Raises NotOriginal; NotCleared for safety-relevant parts that the technician may not fit (R084, R085).
    """
    technician = reporter_on(actor, visit)
    if technician is None:
        raise NoSuchVisit
    articles = known_articles(visit.tenant_id, tuple(parts))
    tenant = Tenant.objects.defer("logo").get(pk=visit.tenant_id)
    foreign = next((article for article in articles.values() if not article.is_original), None)
    if foreign is not None:
        raise NotOriginal(article=str(foreign))
    _require_cleared(visit, technician, parts, articles, on=local_date(tenant, at))
    with transaction.atomic():
        listed = ", ".join(part_text(part, articles.get(part.article_id or 0)) for part in parts)
        told = report_words("note_parts", tenant.language, number=visit.number, parts=listed)
        note_for_office(actor, visit, f"{told}\n{reason}".strip(), at=at)
        title = report_words("task_parts", tenant.language, number=visit.number, parts=listed)
        task_for_office(visit, title, at=at)
        record(
            PartsAskedFor(
                visit_id=visit.pk,
                visit=visit.number,
                articles=tuple(sorted(articles)),
                flagged=sum(1 for part in parts if part.article_id not in articles),
            ),
            actor=actor,
            stream=visit.case.stream,
            at=at,
        )


def _require_cleared(
    visit: Visit, technician: Technician, parts: Sequence[Part], articles: dict[int, Article], *, on: date
) -> None:
    """A safety-relevant part is ordered only by somebody who may fit it; free text is assumed to be one."""
    named = [articles.get(part.article_id or 0) for part in parts]
    relevance = relevance_of_parts(named)
    if not needs_certificate(relevance):
        return
    own = set(visit.works.values_list("work_kind_id", flat=True))
    asked: dict[str, Any] = {
        "tenant_id": visit.tenant_id,
        "work_kind_ids": sorted(own | fitting(named)),
        "relevance": relevance,
        "on": on,
    }
    judgement = judge_technicians(technician_ids=[technician.pk], **asked)[technician.pk]
    if judgement.allowed:
        return
    among = Technician.objects.filter(organisation_id=technician.organisation_id)
    could = who_could(postcode=visit.postcode, country=visit.country, among=among, **asked)
    raise NotCleared(judged={technician.name: judgement}, could=could, step="order", field="parts")
