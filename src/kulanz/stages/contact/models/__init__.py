from kulanz.stages.contact.models.incoming import Mailbox, RawMail, RawMailOutcome
from kulanz.stages.contact.models.letters import ENDING, Letter, LetterKind, LetterState, LetterTemplate
from kulanz.stages.contact.models.outgoing import OutgoingMail, OutgoingState, TextModule

__all__ = [
    "ENDING",
    "Letter",
    "LetterKind",
    "LetterState",
    "LetterTemplate",
    "Mailbox",
    "OutgoingMail",
    "OutgoingState",
    "RawMail",
    "RawMailOutcome",
    "TextModule",
]
