"""What reports say about the safety of a case's things: the newest word that counts, with its moment."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.db.models import BooleanField, Q, Value, When
from django.db.models import Case as Choice

from kulanz.cases.models import Case
from kulanz.cases.queries.changes import last_changed
from kulanz.core.access.actor import Actor
from kulanz.stages.execution.models import ServiceReport
from kulanz.stages.execution.permissions_of_houses import not_of_others
from kulanz.stages.execution.rules.visits import NOTHING_DONE, SafetyStatement


@dataclass(frozen=True, slots=True)
class Statement:
    safety: SafetyStatement
    at: datetime


def statements_of(actor: Actor, case_ids: Collection[int]) -> dict[int, Statement]:
    """By case, for cases that he sees.

    "Safe" counts only from somebody who was authorised and did and proved the work, and until the office
    answers the safety question anew. Where the newest word is one that he does not read, there is none: what
    was reported stands.
    """
    rows = (
        ServiceReport.objects.filter(_says_something(), tenant_id=actor.tenant_id, visit__case__in=case_ids)
        .annotate(
            is_read=Choice(
                When(Q(pk__isnull=False) & not_of_others(actor), then=Value(True)),
                default=Value(False),
                output_field=BooleanField(),
            )
        )
        .order_by("visit__case", "-finished_at", "-pk")
        .distinct("visit__case")
        .values_list("visit__case", "safety", "finished_at", "is_read")
    )
    newest = {case: Statement(SafetyStatement(said), at) for case, said, at, is_read in rows if is_read}
    answered = last_changed(
        {pk for pk, one in newest.items() if one.safety is SafetyStatement.SAFE}, "safety"
    )
    return {pk: one for pk, one in newest.items() if pk not in answered or answered[pk] < one.at}


def must_not_be_used(case: Case) -> bool:
    """Whether the newest word that counts is that nobody may use it; asked for whoever lives with it, so the
    words of every house count.
    """
    said = ServiceReport.objects.filter(_says_something(), visit__case=case)
    newest = said.order_by("-finished_at", "-pk").values_list("safety", flat=True).first()
    return newest == SafetyStatement.UNSAFE


def _says_something() -> Q:
    safe = Q(safety=SafetyStatement.SAFE, authorised=True, unproven=False) & ~Q(result__in=NOTHING_DONE)
    return safe | Q(safety=SafetyStatement.UNSAFE)
