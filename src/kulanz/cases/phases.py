"""How far a case has come, the same for everybody whom a page shows it to."""

from __future__ import annotations

from dataclasses import dataclass

from kulanz.cases.models import Case
from kulanz.cases.rules import ClaimStatus, Step


@dataclass(frozen=True, slots=True)
class Phases:
    """What a case has gone through. `judged`: a complaint decided, other work carried out."""

    judged: bool
    rejected: bool
    solved: bool
    ended: bool


def phases_of(case: Case) -> Phases:
    complaint = case.claim_status is not None
    decided = complaint and case.claim_status != ClaimStatus.UNDER_REVIEW
    solved, ended = bool(case.solution), not case.is_open
    return Phases(
        judged=ended or (decided if complaint else solved),
        rejected=case.claim_status == ClaimStatus.REJECTED,
        solved=solved and (ended or case.step != Step.RECORDED),
        ended=ended,
    )
