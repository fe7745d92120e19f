from kulanz.stages.contact.models.incoming import Mailbox, RawMail, RawMailOutcome
from kulanz.stages.contact.models.outgoing import OutgoingMail, TextModule

__all__ = ["Mailbox", "OutgoingMail", "RawMail", "RawMailOutcome", "TextModule"]
