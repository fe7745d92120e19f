"""To whom a message of an audience goes: shown before sending, and used when sending."""

from __future__ import annotations

from dataclasses import dataclass, replace

from kulanz.cases.models import Case, Participant, ParticipantRole
from kulanz.cases.queries.writing import writer_kind
from kulanz.cases.rules import Audience
from kulanz.core.access.actor import ActorKind
from kulanz.masterdata.parties.models import (
    ContactKind,
    ContactPoint,
    Membership,
    NotificationRecipient,
    Party,
    Writer,
)


@dataclass(frozen=True, slots=True)
class Addressee:
    """One recipient. Without an address (`email` empty) the message reaches him by letter or on his page."""

    kind: ActorKind
    name: str
    email: str
    language: str
    party_id: int | None = None
    membership_id: int | None = None
    bounced: bool = False
    passes_on: bool = False
    """The dealer, who writes to his customer himself: he gets the text to pass on."""

    def as_json(self) -> dict[str, str]:
        return {"name": self.name, "email": self.email, "kind": self.kind.value}


def addressees(case: Case, audience: Audience) -> list[Addressee]:
    """Everybody a message of `audience` is addressed to, each address once."""
    found: list[Addressee] = []
    if audience in (Audience.CUSTOMER, Audience.ALL):
        found += _customers(case)
    if audience in (Audience.DEALER, Audience.ALL):
        found += _dealer(case)
    if audience in (Audience.TECHNICIAN, Audience.ALL):
        found += _parties_of(case, ParticipantRole.TECHNICIAN, None, ActorKind.TECHNICIAN)
    unique: dict[str, Addressee] = {}
    for addressee in found:
        unique.setdefault(addressee.email.lower() or f"#{addressee.party_id}", addressee)
    return list(unique.values())


def _customers(case: Case) -> list[Addressee]:
    """The customers; where their dealer writes to them himself, he in their place."""
    return passing_on(case) if writer_kind(case) is Writer.DEALER else customers(case)


def customers(case: Case) -> list[Addressee]:
    """The customer and whoever takes part as one, whoever writes to them."""
    return _parties_of(case, ParticipantRole.CUSTOMER, case.customer, ActorKind.CUSTOMER)


def passing_on(case: Case) -> list[Addressee]:
    """Who at the dealer's gets what is meant for his customer."""
    return [replace(addressee, passes_on=True) for addressee in _dealer(case)]


def _parties_of(case: Case, role: ParticipantRole, main: Party | None, kind: ActorKind) -> list[Addressee]:
    parties = [main] if main is not None else []
    parties += [
        p.party
        for p in Participant.objects.filter(case=case, role=role).select_related("party").order_by("id")
    ]
    emails = main_emails([p.pk for p in parties])
    return [
        Addressee(
            kind=kind,
            name=p.name,
            email=emails[p.pk].value if p.pk in emails else "",
            language=p.language or case.language,
            party_id=p.pk,
            bounced=p.pk in emails and emails[p.pk].bounced_at is not None,
        )
        for p in parties
        if p.erased_at is None
    ]


def _dealer(case: Case) -> list[Addressee]:
    """The named person who filed the case, else the house's recipients, else the house's own address."""
    if case.dealer is None:
        return []
    filer = case.created_by_membership
    if (
        filer is not None
        and filer.active
        and filer.kind == ActorKind.DEALER
        and filer.organisation_id == case.dealer_id
        and not filer.is_house_account
    ):
        return [_of_membership(filer)]
    recipients = NotificationRecipient.objects.filter(organisation_id=case.dealer_id).order_by("id")
    found = [
        Addressee(ActorKind.DEALER, r.name or case.dealer.name, r.email, r.language, party_id=case.dealer_id)
        for r in recipients
    ]
    return found or _parties_of(case, ParticipantRole.DEALER, case.dealer, ActorKind.DEALER)


def _of_membership(membership: Membership) -> Addressee:
    return Addressee(
        kind=ActorKind(membership.kind),
        name=membership.name,
        email=membership.user.email,
        language=membership.user.language,
        party_id=membership.person_id,
        membership_id=membership.pk,
    )


def main_emails(party_ids: list[int]) -> dict[int, ContactPoint]:
    """party id → the address to write to: the main one, else the oldest; one query."""
    found: dict[int, ContactPoint] = {}
    if not party_ids:
        return found
    points = ContactPoint.objects.filter(party_id__in=party_ids, kind=ContactKind.EMAIL).order_by(
        "-is_main", "id"
    )
    for point in points:
        found.setdefault(point.party_id, point)
    return found
