from kulanz.stages.contact.models.incoming import Mailbox, RawMail, RawMailOutcome
from kulanz.stages.contact.models.letters import Letter, LetterKind, LetterState
from kulanz.stages.contact.models.outgoing import OutgoingMail, OutgoingState, TextModule

__all__ = [
    "Letter",
    "LetterKind",
    "LetterState",
    "Mailbox",
    "OutgoingMail",
    "OutgoingState",
    "RawMail",
    "RawMailOutcome",
    "TextModule",
]
