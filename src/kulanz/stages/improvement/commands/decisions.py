"""Keeping what the simulation calculates with. Told twice, it is the same."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Iterable, Iterator
from itertools import islice
from typing import Final

from django.db import transaction
from django.db.models import Min, Q, QuerySet

from kulanz.cases.models import Position
from kulanz.stages.improvement.models import CalculationFrame, DecisionFact
from kulanz.stages.improvement.queries.rate import zone_of
from kulanz.stages.improvement.rules.cores import core_json, frame_json, split, timeless
from kulanz.stages.improvement.rules.rate import month_of
from kulanz.stages.solution.models import Decision, DecisionPosition
from kulanz.stages.solution.rules.frozen import frozen_inputs
from kulanz.stages.solution.rules.remedies import DecisionState

_AT_ONCE: Final = 500


def holding(tenant_id: int) -> QuerySet[Decision]:
    """Decisions that were taken and hold, with a cost that was calculated."""
    states = [DecisionState.UNDER_WAY.value, DecisionState.DONE.value]
    return Decision.objects.filter(Q(total__isnull=False), tenant_id=tenant_id, state__in=states)


def refresh_decisions(*, tenant_id: int, case_ids: Collection[int]) -> None:
    """Tell the decisions of these cases anew."""
    with transaction.atomic():
        DecisionFact.objects.filter(tenant_id=tenant_id, case__in=case_ids).delete()
        _tell(tenant_id, holding(tenant_id).filter(case__in=case_ids))


def complete_decisions(*, tenant_id: int) -> int:
    """Tell those nobody told yet and forget those that no longer hold; returns how many that were."""
    with transaction.atomic():
        known = DecisionFact.objects.filter(tenant_id=tenant_id)
        gone, _by_model = known.exclude(decision__in=holding(tenant_id).values("pk")).delete()
        return gone + _tell(tenant_id, holding(tenant_id).exclude(pk__in=known.values("decision")))


def _tell(tenant_id: int, decisions: QuerySet[Decision]) -> int:
    zone = zone_of(tenant_id)
    frames: dict[str, int] = {}
    told = 0
    rows = decisions.select_related("remedy").order_by("pk").iterator(chunk_size=_AT_ONCE)
    for batch in _batches(rows):
        articles = _articles(batch)
        facts = []
        for decision in batch:
            frame, core = split(frozen_inputs(decision.calculation))
            facts.append(
                DecisionFact(
                    tenant_id=tenant_id,
                    decision=decision,
                    case_id=decision.case_id,
                    month=month_of(decision.decided_at or decision.proposed_at, zone),
                    article_id=articles.get(decision.pk),
                    remedy=decision.remedy.code,
                    cents=int((decision.total or 0) * 100),
                    frame_id=_frame(tenant_id, frame_json(timeless(frame)), frames),
                    core=core_json(core),
                )
            )
        DecisionFact.objects.bulk_create(facts, ignore_conflicts=True)
        told += len(facts)
    return told


def _articles(decisions: Iterable[Decision]) -> dict[int, int | None]:
    """The article of each decision's first position."""
    firsts = dict(
        DecisionPosition.objects.filter(decision__in=[decision.pk for decision in decisions])
        .order_by()
        .values_list("decision")
        .annotate(first=Min("position"))
    )
    articles = dict(Position.objects.filter(pk__in=firsts.values()).values_list("pk", "article"))
    return {decision: articles.get(position) for decision, position in firsts.items()}


def _frame(tenant_id: int, content: str, known: dict[str, int]) -> int:
    digest = hashlib.sha256(content.encode()).hexdigest()
    if digest not in known:
        frame, _created = CalculationFrame.objects.get_or_create(
            tenant_id=tenant_id, digest=digest, defaults={"content": json.loads(content)}
        )
        known[digest] = frame.pk
    return known[digest]


def _batches(rows: Iterator[Decision]) -> Iterator[list[Decision]]:
    while batch := list(islice(rows, _AT_ONCE)):
        yield batch
