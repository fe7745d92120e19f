"""Closing a case and telling its customer, by mail or by a letter somebody prints."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from kulanz.cases.commands.closing import close_case
from kulanz.cases.models import Case
from kulanz.cases.rules import ClosedBy
from kulanz.core.access.actor import Actor
from kulanz.stages.contact.models import Letter, LetterKind
from kulanz.stages.execution.queries.visits import open_reinspection
from kulanz.stages.execution.refusals_of_visits import ReinspectionOpen
from kulanz.stages.solution.models import Offer
from kulanz.stages.solution.refusals_of_offers import OfferUnanswered
from kulanz.stages.solution.rules.remedies import OfferState
from kulanz.workflows.letters import send_letter


@dataclass(frozen=True, slots=True)
class Closed:
    """The closed case, and the letter about it (None: nobody to write to, or none was wanted)."""

    case: Case
    letter: Letter | None


def close_and_tell(
    *,
    actor: Actor,
    case_id: int,
    closed_by: ClosedBy,
    at: datetime,
    solution: str | None = None,
    accepted: bool | None = None,
    reason: str = "",
    letter_text: str = "",
    with_letter: bool = True,
) -> Closed:
    """Close the case and write its last letter, in one step: either both happen or neither.

    The closing letter holds the solution, the rejection its reasons; both hold `letter_text`. Refuses as
    `close_case` does, and raises OfferUnanswered while an offer is open, ReinspectionOpen while work of
    somebody not entitled has not been looked at again.
    """
    with transaction.atomic():
        if closed_by is not ClosedBy.REJECTION:
            require_reinspected(case_id)
        # its customer could not answer any more
        if Offer.objects.filter(case_id=case_id, state=OfferState.OPEN.value).exists():
            raise OfferUnanswered
        case = close_case(
            actor=actor,
            case_id=case_id,
            closed_by=closed_by,
            at=at,
            solution=solution,
            accepted=accepted,
            reason=reason,
        )
        wanted = with_letter and case.customer is not None and case.customer.erased_at is None
        if not wanted or case.is_spam:
            return Closed(case, None)
        kind = LetterKind.REJECTION if case.closed_by == ClosedBy.REJECTION else LetterKind.CLOSING
        return Closed(case, send_letter(actor=actor, case_id=case.pk, kind=kind, text=letter_text, at=at))


def require_reinspected(case_id: int) -> None:
    """What was done without a valid certificate does not count as solved. Raises ReinspectionOpen."""
    visit = open_reinspection(case_id)
    if visit is not None:
        raise ReinspectionOpen(number=visit.number)
