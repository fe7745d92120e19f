from kulanz.stages.contact.models.incoming import Mailbox, RawMail, RawMailOutcome
from kulanz.stages.contact.models.letters import ENDING, Letter, LetterKind, LetterState, LetterTemplate
from kulanz.stages.contact.models.outgoing import OutgoingMail, OutgoingState, TextModule
from kulanz.stages.contact.models.partners import (
    Partner,
    PartnerCase,
    PartnerFile,
    PartnerFileState,
    PartnerOutcome,
    PartnerRecord,
    PartnerRecordKind,
    PartnerResult,
)

__all__ = [
    "ENDING",
    "Letter",
    "LetterKind",
    "LetterState",
    "LetterTemplate",
    "Mailbox",
    "OutgoingMail",
    "OutgoingState",
    "Partner",
    "PartnerCase",
    "PartnerFile",
    "PartnerFileState",
    "PartnerOutcome",
    "PartnerRecord",
    "PartnerRecordKind",
    "PartnerResult",
    "RawMail",
    "RawMailOutcome",
    "TextModule",
]
