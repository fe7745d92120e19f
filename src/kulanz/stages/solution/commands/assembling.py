"""Safety-relevant parts and services in a decision: who assembles, who is able to come (R079, R084, R085)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from kulanz.cases.models import Case, Position
from kulanz.cases.queries.relevance import relevance_of_positions
from kulanz.masterdata.catalog.models import Article, Executor
from kulanz.masterdata.catalog.rules.costs import ExecutorKind
from kulanz.masterdata.catalog.safety import relevance_of_article
from kulanz.masterdata.parties.models import Technician
from kulanz.masterdata.parties.queries.interlock import Candidate, workers_of
from kulanz.masterdata.parties.refusals_of_interlock import NotCleared
from kulanz.masterdata.parties.rules.interlock import House, Part, Work, Worker, judge_assembly
from kulanz.masterdata.parties.rules.safety import Relevance, needs_certificate, relevance_of
from kulanz.stages.solution.models import Decision, Remedy
from kulanz.stages.solution.queries.comparison import CaseComparison, part_ref, position_ref
from kulanz.stages.solution.refusals_of_safety import DeclarationMissing, NotOriginal, OnlyForCertified
from kulanz.stages.solution.rules.fitting import safety_parts
from kulanz.stages.solution.rules.remedies import Goods, OrderKind

_SENT: frozenset[str] = frozenset({OrderKind.PART_DELIVERY.value, OrderKind.DELIVERY.value})


@dataclass(frozen=True, slots=True)
class Declaration:
    """Who was named to assemble, where the parts go, and whether certified assembly was declared."""

    assembler_id: int | None
    recipient: str
    declared: bool


def assembly_of(
    case: Case,
    compared: CaseComparison,
    remedy: Remedy,
    given: Declaration,
    *,
    executor: Executor | None,
    day: date,
) -> Technician | None:
    """Who assembles the safety-relevant parts this remedy sends; None where there are none.

    Raises NotOriginal, OnlyForCertified, DeclarationMissing, NotCleared.
    """
    if not _SENT.intersection(remedy.orders):
        return None
    articles = _articles(compared, remedy)
    foreign = next((article for article in articles.values() if article and not article.is_original), None)
    if foreign is not None and remedy.goods == Goods.PARTS:
        raise NotOriginal(article=str(foreign))
    spec = next(spec for spec in compared.inputs.remedies if spec.code == remedy.code)
    items = safety_parts(compared.inputs, spec)
    if not items:
        return None
    if given.recipient == "customer":
        raise OnlyForCertified(parts=", ".join(item.name for item in items))
    parts = [_part(item.name, articles.get(item.ref)) for item in items]
    technicians = _technicians(case, given.recipient, executor)
    workers = workers_of(technicians)
    chosen = next((t for t in technicians if t.pk == given.assembler_id), None)
    judged = judge_assembly(parts=parts, worker=workers[chosen.pk] if chosen else None, day=day)
    if not judged.allowed:
        able = [t for t in technicians if judge_assembly(parts=parts, worker=workers[t.pk], day=day).allowed]
        raise NotCleared(
            judged={chosen.name if chosen is not None else "": judged},
            could=[Candidate(technician, False, None) for technician in able[:5]],
            step="order",
            field="assembler",
        )
    if not given.declared:
        raise DeclarationMissing
    return chosen


def require_able_firm(case: Case, positions: list[Position], executor: Executor | None, *, day: date) -> None:
    """A service partner gets safety-relevant work only while somebody of his may do it. Raises NotCleared.

    The factory service and the dealer's technicians are asked person by person when the visit is planned.
    """
    if executor is None or executor.kind != ExecutorKind.FIRM:
        return
    relevance = relevance_of_positions(case.tenant_id, positions)
    if not needs_certificate(relevance):
        return
    part = Part(executor.name, relevance)
    technicians = list(
        Technician.objects.filter(
            tenant_id=case.tenant_id, organisation_id=executor.party_id, active=True
        ).select_related("organisation")
    )
    workers: list[Worker] = list(workers_of(technicians).values())
    if any(judge_assembly(parts=[part], worker=worker, day=day).allowed for worker in workers):
        return
    judged = {worker.name: judge_assembly(parts=[part], worker=worker, day=day) for worker in workers}
    raise NotCleared(
        judged=judged or {executor.name: judge_assembly(parts=[part], worker=None, day=day)},
        step="choose",
        field="executor",
    )


def require_assembler_still_able(decision: Decision, *, day: date) -> None:
    """Of whoever was named to assemble, when a proposal is released later. Raises NotCleared."""
    if decision.assembler is None:
        return
    technicians = list(
        Technician.objects.filter(person=decision.assembler, active=True).select_related("organisation")
    )
    part = Part("", Relevance.GIVEN)
    judged = [
        judge_assembly(parts=[part], worker=worker, day=day) for worker in workers_of(technicians).values()
    ] or [judge_assembly(parts=[part], worker=None, day=day)]
    if not any(one.allowed for one in judged):
        raise NotCleared(judged={decision.assembler.name: judged[0]}, step="order", field="assembler")


def _articles(compared: CaseComparison, remedy: Remedy) -> dict[str, Article | None]:
    if remedy.goods == Goods.PARTS:
        return {part_ref(part.pk): part.article for part in compared.parts}
    return {position_ref(position.pk): position.article for position in compared.positions}


def _part(name: str, article: Article | None) -> Part:
    kind = article.work_kind if article is not None else None
    work = Work(kind.pk, str(kind), relevance_of(kind.safety)) if kind is not None else None
    relevance = relevance_of_article(article)
    return Part(name, relevance if needs_certificate(relevance) else Relevance.ASSUMED, work)


def _technicians(case: Case, recipient: str, executor: Executor | None) -> list[Technician]:
    """Of whom one may be named: the dealer's own people, or any technician who works with us."""
    technicians = Technician.objects.filter(tenant_id=case.tenant_id, active=True).filter(
        ~Q(house=House.DEALER.value) | Q(organisation_id=case.dealer_id)
    )
    if recipient == "dealer":
        technicians = technicians.filter(organisation_id=case.dealer_id)
    elif executor is not None and executor.party_id is not None:
        technicians = technicians.filter(organisation_id=executor.party_id)
    return list(technicians.select_related("organisation").order_by("name", "pk")[:200])
