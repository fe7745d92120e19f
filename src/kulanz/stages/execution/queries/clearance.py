"""The interlock asked about a visit: may these technicians do it on that day?"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from django.db.models import QuerySet

from kulanz.cases.queries.relevance import relevance_of_case
from kulanz.core.tenancy.models import Tenant
from kulanz.masterdata.catalog.models import Article
from kulanz.masterdata.catalog.safety import relevance_of_articles
from kulanz.masterdata.parties.models import Technician
from kulanz.masterdata.parties.queries.interlock import judge_technicians, who_could, works_of
from kulanz.masterdata.parties.refusals_of_interlock import NotCleared
from kulanz.masterdata.parties.rules.interlock import Judgement, judge
from kulanz.masterdata.parties.rules.safety import Relevance, needs_certificate, relevance_of, strictest
from kulanz.stages.execution.models import Booking, Visit
from kulanz.stages.execution.queries.carried import carried, sent_parts
from kulanz.stages.execution.queries.houses import of_its_house


def material_of(visit: Visit) -> Relevance:
    """The strictest of what the case says today, of what goes along with it (`carried`) and of the parts
    that are to be taken along.

    Asked anew each time: an article that is classified later counts at once, either way.
    """
    facts = [relevance_of_case(visit.case), *carried([visit], {visit.case_id: visit.case})[visit.pk].facts]
    parts = [part.article for part in visit.parts.select_related("article")]
    if parts:
        facts.append(relevance_of_articles(parts))
    return strictest(facts)


def relevance_of_visit(visit: Visit) -> Relevance:
    """Material and kinds of work together."""
    works = works_of(visit.tenant_id, work_kinds_of(visit))
    return judge(material=material_of(visit), works=works, worker=None, day=date.min).relevance


def clearance(visit: Visit, technician_ids: Collection[int], on: date) -> dict[int, Judgement]:
    """By technician; nobody at all is judged under 0."""
    return judge_technicians(
        tenant_id=visit.tenant_id,
        technician_ids=list(technician_ids) or [0],
        work_kind_ids=work_kinds_of(visit),
        relevance=material_of(visit),
        on=on,
    )


def require_clearance(
    visit: Visit,
    technician_ids: Collection[int],
    *,
    on: date,
    step: str,
    among: QuerySet[Technician] | None = None,
) -> None:
    """Raise NotCleared unless all of them may; of a crew everybody who comes works on it.

    `step` names what was tried: plan, start, choose, order. `among`: of whom somebody else is offered.
    """
    judged = clearance(visit, technician_ids, on)
    barred = {pk: judgement for pk, judgement in judged.items() if not judgement.allowed}
    if not barred:
        return
    names = dict(Technician.objects.filter(pk__in=barred).values_list("pk", "name"))
    raise NotCleared(
        judged={names.get(pk, ""): judgement for pk, judgement in barred.items()},
        could=who_could(
            tenant_id=visit.tenant_id,
            work_kind_ids=work_kinds_of(visit),
            relevance=material_of(visit),
            on=on,
            postcode=visit.postcode,
            country=visit.country,
            among=_free(visit, among),
        ),
        step=step,
    )


def require_clearance_throughout(
    visit: Visit,
    technician_ids: Collection[int],
    *,
    step: str,
    among: QuerySet[Technician] | None = None,
) -> None:
    """On each day of it: a certificate with a gap in between does not carry the visit."""
    zone = Tenant.objects.values_list("time_zone", flat=True).get(pk=visit.tenant_id)
    for day in days_of(visit, ZoneInfo(zone)):
        require_clearance(visit, technician_ids, on=day, step=step, among=among)


def _free(visit: Visit, among: QuerySet[Technician] | None) -> QuerySet[Technician]:
    """Whom one could send instead: of the visit's house, nobody who is elsewhere at that time."""
    people = among if among is not None else Technician.objects.filter(tenant_id=visit.tenant_id)
    people = of_its_house(people, visit)
    if visit.starts_at is None or visit.ends_at is None:
        return people
    elsewhere = Booking.objects.filter(starts_at__lt=visit.ends_at, ends_at__gt=visit.starts_at)
    return people.exclude(pk__in=elsewhere.exclude(visit=visit).values("technician_id"))


def relevance_of_parts(articles: Collection[Article | None]) -> Relevance:
    """Of parts alone, such as those used or sent; nothing used is no risk."""
    return relevance_of_articles(articles) if articles else relevance_of(Relevance.NONE)


def work_kinds_of(visit: Visit) -> list[int]:
    """Its kinds of work, and those it takes to fit the parts that are to be taken along or were sent."""
    own = set(visit.works.values_list("work_kind_id", flat=True))
    taken = [part.article for part in visit.parts.select_related("article")]
    sent = sent_parts([visit.case_id]).get(visit.case_id, [])
    return sorted(own | fitting([*taken, *sent]))


def fitting(articles: Iterable[Article | None]) -> set[int]:
    """The kinds of work it takes to fit these, as far as that is safety-relevant."""
    return {
        article.work_kind_id
        for article in articles
        if article is not None and article.work_kind_id and needs_certificate(relevance_of(article.safety))
    }


def days_of(visit: Visit, zone: ZoneInfo) -> list[date]:
    """Every day on which somebody works on it, local; one that ends at midnight has no day after it."""
    if visit.starts_at is None or visit.ends_at is None:
        return []
    first = visit.starts_at.astimezone(zone).date()
    last = (visit.ends_at - timedelta(microseconds=1)).astimezone(zone).date()
    return [first + timedelta(days=n) for n in range((last - first).days + 1)]
