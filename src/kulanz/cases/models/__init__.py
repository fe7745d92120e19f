from kulanz.cases.models.case import Case, CaseLink, LinkKind, Participant, ParticipantRole, Position
from kulanz.cases.models.conversation import CaseFile, Direction, Message
from kulanz.cases.models.settings import AssignmentRule, StatePromise, StateWording
from kulanz.cases.models.work import Draft, Merge, Presence, SavedView, Task

__all__ = [
    "AssignmentRule",
    "Case",
    "CaseFile",
    "CaseLink",
    "Direction",
    "Draft",
    "LinkKind",
    "Merge",
    "Message",
    "Participant",
    "ParticipantRole",
    "Position",
    "Presence",
    "SavedView",
    "StatePromise",
    "StateWording",
    "Task",
]
