"""What a case already says about a visit that is to be made for it."""

from __future__ import annotations

from typing import Final

from kulanz.cases.models import Case
from kulanz.cases.rules import Kind
from kulanz.stages.execution.rules.visits import VisitKind

_KIND_OF_CASE: Final = {Kind.ASSEMBLY: VisitKind.ASSEMBLY, Kind.MAINTENANCE: VisitKind.MAINTENANCE}


def proposed_kind(case: Case) -> VisitKind:
    return _KIND_OF_CASE.get(Kind(case.kind), VisitKind.REPAIR)


def proposed_task(case: Case) -> str:
    """What was told of each product; without it what the case is called."""
    symptoms = [position.symptom.strip() for position in case.positions.all() if position.symptom.strip()]
    return "\n".join(dict.fromkeys(symptoms)) or case.title
