"""A dealer or technician writes down how a case was solved: where that was safety-relevant work, by whom.

Work is reported by the visit it was done in; who writes it down here instead names the person and the day,
and the same rule judges. A solution without work on the product, such as advice, asks for nobody.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from kulanz.cases.calendar import local_date
from kulanz.cases.commands.closing import record_solution
from kulanz.cases.commands.messages import add_message
from kulanz.cases.locking import lock_case
from kulanz.cases.models import Case
from kulanz.cases.permissions import Action, require
from kulanz.cases.queries.relevance import relevance_of_case
from kulanz.cases.refusals import CaseEnded, SolutionMissing
from kulanz.core.access.actor import Actor, ActorKind, system_actor
from kulanz.core.refusal import Refusal
from kulanz.core.tenancy.models import Tenant
from kulanz.masterdata.catalog.safety import relevance_of_article
from kulanz.masterdata.parties.models import Technician
from kulanz.masterdata.parties.queries.interlock import judge_technicians
from kulanz.masterdata.parties.rules.interlock import Judgement
from kulanz.masterdata.parties.rules.safety import Relevance, needs_certificate, relevance_of, strictest
from kulanz.stages.execution.models import ServiceReport
from kulanz.stages.execution.permissions_of_visits import technicians_of
from kulanz.stages.execution.queries.clearance import fitting, work_kinds_of
from kulanz.stages.execution.refusals import DoneInFuture
from kulanz.stages.execution.rules.visits import Result
from kulanz.stages.solution.models import ServiceDetail, SparePart
from kulanz.workflows.without_right import solved_without_right


class WorkerMissing(Refusal):
    message = _("Bitte angeben, wer am Produkt gearbeitet hat, oder dass niemand daran gearbeitet hat.")
    field = "worker"


@dataclass(frozen=True, slots=True)
class Worked:
    """Whether somebody worked on the product, who (None: nobody of those who could be named), and when."""

    on_product: bool
    technician_id: int | None = None
    day: date | None = None


def asks_who(case: Case) -> bool:
    """Whether a solution says who worked: safety-relevant, and no report that counts has said so already."""
    reported = ServiceReport.objects.filter(
        visit__case=case, authorised=True, unproven=False, result=Result.SOLVED.value
    ).exists()
    return not reported and needs_certificate(_relevance(case))


def own_people(actor: Actor, case: Case) -> list[Technician]:
    """Whom he can name: a dealer the people of his house, a technician himself."""
    return list(_own(actor).filter(active=True).order_by("name", "pk"))


def tell_solution(*, actor: Actor, case_id: int, solution: str, worked: Worked | None, at: datetime) -> bool:
    """`record_solution`, unless it was safety-relevant work of somebody not entitled: then False.

    That is taken in as well, as a message, and followed up as `without_right` says. Raises WorkerMissing,
    DoneInFuture, and as `record_solution` does.
    """
    with transaction.atomic():
        case = lock_case(case_id)
        require(actor, Action.RECORD_SOLUTION, case)
        if not case.is_open:
            raise CaseEnded
        text = solution.replace("\x00", "").strip()
        if not text:
            raise SolutionMissing
        if asks_who(case):
            if worked is None:
                raise WorkerMissing
            judged = _judged(actor, case, worked, at)
            if not all(one.allowed for one in judged.values()):
                add_message(actor=actor, case_id=case.pk, body=text, at=at)
                system = system_actor(case.tenant_id, channel=actor.channel, name=actor.name)
                solved_without_right(system=system, case=case, judged=judged, kinds=_kinds(case), at=at)
                return False
        record_solution(actor=actor, case_id=case.pk, solution=text, at=at)
        return True


def _judged(actor: Actor, case: Case, worked: Worked, at: datetime) -> dict[str, Judgement]:
    if not worked.on_product:
        return {}
    today = local_date(Tenant.objects.defer("logo").get(pk=case.tenant_id), at)
    day = worked.day or today
    if day > today:
        raise DoneInFuture
    named = _own(actor).filter(pk=worked.technician_id or 0).first()
    ids: Sequence[int] = [named.pk if named is not None else 0]
    judged = judge_technicians(
        tenant_id=case.tenant_id,
        technician_ids=ids,
        work_kind_ids=_kinds(case),
        relevance=_relevance(case),
        on=day,
    )
    return {named.name if named is not None else "": one for one in judged.values()}


def _own(actor: Actor) -> QuerySet[Technician]:
    if actor.kind is ActorKind.DEALER:
        return Technician.objects.filter(
            tenant_id=actor.tenant_id, organisation_id=actor.organisation_id or 0
        )
    return technicians_of(actor)


def _relevance(case: Case) -> Relevance:
    parts = SparePart.objects.filter(case=case).select_related("article")
    facts = [relevance_of_article(part.article) for part in parts]
    works = ServiceDetail.objects.filter(case=case).select_related("work_kind")
    return strictest([relevance_of_case(case), *facts, *_of_works(works)])


def _of_works(details: QuerySet[ServiceDetail]) -> list[Relevance]:
    return [relevance_of(one.work_kind.safety) for one in details if one.work_kind is not None]


def _kinds(case: Case) -> list[int]:
    """The kind of work that was named for the case, those of its visits, and of the parts to be fitted."""
    named = ServiceDetail.objects.filter(case=case, work_kind__isnull=False)
    found = {pk for pk in named.values_list("work_kind_id", flat=True) if pk is not None}
    for visit in case.visits.exclude(Q(state="cancelled") | Q(reinspects=True)):
        found |= set(work_kinds_of(visit))
    parts = SparePart.objects.filter(case=case).select_related("article")
    return sorted(found | fitting(part.article for part in parts))
