"""A customer withdraws his report: not at once any more where somebody was there or there is danger."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from kulanz.cases.commands.closing import cancel_case
from kulanz.cases.locking import lock_case
from kulanz.cases.models import Case
from kulanz.cases.rules import Safety
from kulanz.core.access.actor import Actor
from kulanz.core.refusal import Refusal
from kulanz.stages.execution.queries.safety_statements import must_not_be_used
from kulanz.stages.execution.rules.visits import VisitState


class WithdrawnTooLate(Refusal):
    message = _(
        "Zu dieser Meldung ist schon jemand bei Ihnen gewesen oder gerade dort. Deshalb lässt sie sich nicht "
        "mehr sofort zurückziehen. Bitte schreiben Sie uns, wir klären es dann mit Ihnen."
    )


class WithdrawnInDanger(Refusal):
    message = _(
        "Bei dieser Meldung geht es um Ihre Sicherheit. Deshalb lässt sie sich nicht sofort zurückziehen. "
        "Bitte schreiben Sie uns, wir klären es dann mit Ihnen."
    )


def why_not_withdrawn(case: Case) -> Refusal | None:
    """What keeps a customer from ending his open case with one press; the office may all the same."""
    been = {VisitState.UNDER_WAY.value, VisitState.DONE.value, VisitState.FUTILE.value}
    states = set(case.visits.filter(state__in=been).values_list("state", flat=True))
    if must_not_be_used(case) or (states and case.safety == Safety.YES):
        return WithdrawnInDanger()
    return WithdrawnTooLate() if states - {VisitState.FUTILE.value} else None


def withdraw_case(*, actor: Actor, case_id: int, reason: str, at: datetime) -> Case:
    """Raises WithdrawnTooLate, WithdrawnInDanger, and as `cancel_case` does."""
    with transaction.atomic():
        case = lock_case(case_id)
        if case.is_open and (refused := why_not_withdrawn(case)) is not None:
            raise refused
        return cancel_case(actor=actor, case_id=case_id, reason=reason, at=at)
