from kulanz.masterdata.parties.models.membership import (
    ClerkRequest,
    ClerkRequestState,
    Membership,
    NotificationRecipient,
    Team,
)
from kulanz.masterdata.parties.models.party import (
    Address,
    Affiliation,
    ContactKind,
    ContactPoint,
    Party,
    PartyKind,
    PartyRole,
    PartyRoleKind,
)

__all__ = [
    "Address",
    "Affiliation",
    "ClerkRequest",
    "ClerkRequestState",
    "ContactKind",
    "ContactPoint",
    "Membership",
    "NotificationRecipient",
    "Party",
    "PartyKind",
    "PartyRole",
    "PartyRoleKind",
    "Team",
]
