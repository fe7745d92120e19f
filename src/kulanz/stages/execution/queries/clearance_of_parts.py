"""The interlock asked about goods on their way: safety-relevant parts go to whoever may assemble them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from kulanz.masterdata.catalog.safety import relevance_of_article
from kulanz.masterdata.parties.models import Technician
from kulanz.masterdata.parties.queries.interlock import workers_of
from kulanz.masterdata.parties.refusals_of_interlock import NotCleared
from kulanz.masterdata.parties.rules.interlock import Part, Work, judge_assembly
from kulanz.masterdata.parties.rules.safety import needs_certificate, relevance_of
from kulanz.stages.execution.models import Order, OrderLine
from kulanz.stages.solution.refusals_of_safety import NotOriginal, OnlyForCertified
from kulanz.stages.solution.rules.remedies import OrderKind

SENT = frozenset({OrderKind.PART_DELIVERY.value, OrderKind.DELIVERY.value})


def relevant_lines(order: Order, lines: Sequence[OrderLine]) -> list[OrderLine]:
    """The parts among them that only a certified person assembles.

    A whole product is delivered to whoever bought it; a part of one that has to be assembled is not.
    """
    if order.kind not in SENT:
        return []
    return [
        line
        for line in lines
        if order.kind == OrderKind.PART_DELIVERY or (line.article is not None and line.article.is_spare_part)
        if needs_certificate(relevance_of_article(line.article))
    ]


def require_goods_may_go(order: Order, *, on: date, lines: Sequence[OrderLine] | None = None) -> None:
    """Asked when goods are ordered, and again whenever they leave: what was harmless may be classified now.

    Raises OnlyForCertified where they would go to the customer, NotOriginal, and NotCleared where whoever
    was named to assemble them may not do it any more, or nobody was.
    """
    found = relevant_lines(order, list(order.lines.select_related("article")) if lines is None else lines)
    if not found:
        return
    if order.recipient_id is not None and order.recipient_id == order.case.customer_id:
        raise OnlyForCertified(parts=", ".join(line.name for line in found))
    foreign = next((line.article for line in found if line.article and not line.article.is_original), None)
    if foreign is not None:
        raise NotOriginal(article=str(foreign))
    if order.decision is None:
        return
    assembler = order.decision.assembler
    technicians = list(
        Technician.objects.filter(tenant_id=order.tenant_id, person=assembler).select_related("organisation")
        if assembler is not None
        else ()
    )
    parts = [_part(line) for line in found]
    judged = [judge_assembly(parts=parts, worker=one, day=on) for one in workers_of(technicians).values()]
    judged = judged or [judge_assembly(parts=parts, worker=None, day=on)]
    if not any(one.allowed for one in judged):
        name = assembler.name if assembler is not None else ""
        raise NotCleared(judged={name: judged[0]}, step="order", field="assembler")


def _part(line: OrderLine) -> Part:
    kind = line.article.work_kind if line.article is not None else None
    work = Work(kind.pk, str(kind), relevance_of(kind.safety)) if kind is not None else None
    return Part(line.name, relevance_of_article(line.article), work)
