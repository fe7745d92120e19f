"""Who carries a case out is changed by the dealer whose people were to do it."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from django.db import transaction

from kulanz.cases.commands.state import touch
from kulanz.cases.events_of_execution import GivenToFactory
from kulanz.cases.locking import lock_case
from kulanz.cases.models import Case
from kulanz.cases.permissions import Action, require
from kulanz.cases.refusals import CaseEnded, NotDealersOwnWork
from kulanz.cases.rules import CarriedOutBy
from kulanz.core.access.actor import Actor
from kulanz.core.protocol.recording import record

REASON_LENGTH: Final = 500


def give_to_factory(*, actor: Actor, case_id: int, reason: str, at: datetime) -> Case:
    """The factory service carries it out instead of the dealer's own people; whom he wished goes with them.

    `workflows.visits_of_dealers.hand_to_factory` does this and looks after visits, orders and the office;
    interfaces call that. Raises CaseEnded, NotDealersOwnWork, NoSuchCase, NotAllowed.
    """
    with transaction.atomic():
        case = lock_case(case_id)
        require(actor, Action.GIVE_TO_FACTORY, case)
        if not case.is_open:
            raise CaseEnded
        if case.carried_out_by != CarriedOutBy.DEALER:
            raise NotDealersOwnWork
        wished = case.wished_technician
        case.carried_out_by = CarriedOutBy.FACTORY.value
        case.wished_technician = None
        case.save(update_fields=["carried_out_by", "wished_technician"])
        record(
            GivenToFactory(
                carried_out_by_before=CarriedOutBy.DEALER.value,
                carried_out_by=case.carried_out_by,
                reason=" ".join(reason.replace("\x00", "").split())[:REASON_LENGTH],
                wished_before=wished.name if wished is not None else "",
            ),
            actor=actor,
            stream=case.stream,
            at=at,
        )
        touch(case, at)
        return case
