"""What happens after what: event → consumers. Written into the protocol's queue with the event itself."""

from __future__ import annotations

from typing import Final

from kulanz.cases import events
from kulanz.core.protocol.recording import set_reactions
from kulanz.core.protocol.working import register_consumer
from kulanz.stages.contact.commands.outgoing import SMTP
from kulanz.stages.contact.commands.sending import SENDING

NEWS: Final = "news"

REACTIONS: Final[dict[str, tuple[str, ...]]] = {
    events.CaseRecorded.name: (NEWS,),
    events.StateChanged.name: (NEWS,),
    events.CaseClosed.name: (NEWS,),
    events.CaseCancelled.name: (NEWS,),
    events.CaseReopened.name: (NEWS,),
    events.MessageAdded.name: (NEWS,),
    events.Assigned.name: (NEWS,),
    events.FollowUpDue.name: (NEWS,),
}


def install() -> None:
    """Called once at start-up."""
    from kulanz.workflows.news import NEWS_CONSUMER

    set_reactions(REACTIONS)
    register_consumer(NEWS, NEWS_CONSUMER)
    register_consumer(SMTP, SENDING)
