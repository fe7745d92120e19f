"""Who hears of a case, by their own settings."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final, Literal

from kulanz.cases.models import Case, Presence
from kulanz.cases.queries.addressees import Addressee, addressees, main_emails
from kulanz.cases.rules import Audience
from kulanz.core.access.actor import ActorKind
from kulanz.masterdata.parties.models import Membership, NotificationRecipient
from kulanz.stages.contact.commands.outgoing import Recipient

Occasion = Literal["at_creation", "at_closing", "at_changes"]
ALWAYS, AWAY, NEVER = "always", "away", "never"
# Keys of Membership.news for staff. The desk shows everything anyway, so mail comes only to somebody who
# has had no case open for a quarter of an hour.
STAFF_DEFAULTS: Final[dict[str, str]] = {
    "assigned": AWAY,
    "message": AWAY,
    "follow_up": NEVER,
    "overdue": NEVER,
}
AT_THE_DESK: Final = timedelta(minutes=15)


def customers_of(case: Case) -> list[Addressee]:
    """The customer and whoever takes part as one, with an address."""
    return [a for a in addressees(case, Audience.CUSTOMER) if a.kind is ActorKind.CUSTOMER and a.email]


def may_hear(addressee: Addressee) -> bool:
    """An address that bounced gets no more automatic news."""
    return bool(addressee.email) and not addressee.bounced


def dealer_recipients(case: Case, occasion: Occasion) -> list[Recipient]:
    """The addresses the dealer's house has stored for this occasion (R110–R112).

    A house that has stored none hears of creation and closing at its main address.
    """
    if case.dealer is None or not case.dealer.active:
        return []
    stored = list(NotificationRecipient.objects.filter(organisation_id=case.dealer_id).order_by("id"))
    if not stored and occasion != "at_changes":
        point = main_emails([case.dealer.pk]).get(case.dealer.pk)
        if point is None or point.bounced_at is not None:
            return []
        return [_house(case, point.value, case.dealer.name, case.dealer.language)]
    return [_house(case, r.email, r.name, r.language) for r in stored if getattr(r, occasion)]


def _house(case: Case, address: str, name: str, language: str) -> Recipient:
    return Recipient(address=address, name=name, language=language[:2], party_id=case.dealer_id)


def owner_of(case: Case, setting: str, at: datetime) -> Recipient | None:
    """The case's owner when his own settings want a mail about this now."""
    owner = case.owner
    if owner is None or not owner.active or owner.kind != ActorKind.STAFF:
        return None
    wish = staff_setting(owner, setting)
    if wish == NEVER or (wish == AWAY and _at_the_desk(owner, at)):
        return None
    return staff_recipient(owner)


def staff_recipient(member: Membership) -> Recipient:
    user = member.user
    return Recipient(
        address=user.email, name=member.name, language=user.language[:2], membership_id=member.pk
    )


def staff_setting(member: Membership, setting: str) -> str:
    """always, away or never; anything else stands for the default."""
    wish = str((member.news or {}).get(setting, ""))
    return wish if wish in (ALWAYS, AWAY, NEVER) else STAFF_DEFAULTS[setting]


def _at_the_desk(member: Membership, at: datetime) -> bool:
    return Presence.objects.filter(membership=member, seen_at__gt=at - AT_THE_DESK).exists()
