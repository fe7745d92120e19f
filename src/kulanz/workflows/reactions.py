"""What happens after what: event → consumers. Written into the protocol's queue with the event itself."""

from __future__ import annotations

from typing import Final

from kulanz.cases import events
from kulanz.core.protocol.recording import set_reactions
from kulanz.core.protocol.working import Consumer, register_consumer
from kulanz.stages.billing.events import CreditConfirmed, CreditReleased
from kulanz.stages.contact.commands.outgoing import SMTP
from kulanz.stages.contact.commands.sending import SENDING
from kulanz.stages.execution.events import OrderCancelled, OrderPlaced

ERP: Final = "erp"
NEWS: Final = "news"
PHOTOS: Final = "photos"
REMEDIES: Final = "remedies"

REACTIONS: Final[dict[str, tuple[str, ...]]] = {
    events.CaseRecorded.name: (NEWS,),
    events.StateChanged.name: (NEWS,),
    # proposals nobody released yet end with their case
    events.CaseMerged.name: (REMEDIES,),
    events.CaseClosed.name: (NEWS, REMEDIES),
    events.CaseCancelled.name: (NEWS, REMEDIES),
    # an objection puts the claim back under review: what was decided does not go on
    events.ClaimDecided.name: (REMEDIES,),
    events.CaseReopened.name: (NEWS, PHOTOS),
    events.FileRemoved.name: (PHOTOS,),
    events.MessageAdded.name: (NEWS,),
    events.Assigned.name: (NEWS,),
    events.FollowUpDue.name: (NEWS,),
    OrderPlaced.name: (ERP,),
    OrderCancelled.name: (ERP,),
    CreditReleased.name: (ERP,),
    # what went out with an account number is taken away
    CreditConfirmed.name: (ERP,),
}


def install() -> None:
    """Called once at start-up."""
    from kulanz.workflows.handing_over import HANDING_OVER
    from kulanz.workflows.news import NEWS_CONSUMER
    from kulanz.workflows.photo_requests import PHOTOS_CONSUMER
    from kulanz.workflows.remedy_progress import reset_remedies
    from kulanz.workflows.statistics import with_statistics

    set_reactions(with_statistics(REACTIONS))
    register_consumer(NEWS, NEWS_CONSUMER)
    register_consumer(PHOTOS, PHOTOS_CONSUMER)
    register_consumer(REMEDIES, Consumer(work=reset_remedies))
    register_consumer(SMTP, SENDING)
    register_consumer(ERP, HANDING_OVER)
