"""Master data on its way into the database: rows collected as models, stored in one go per table."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from kulanz.config.demo.world import Contact
from kulanz.core.access.actor import ActorKind, Role, Scope
from kulanz.core.access.models import User
from kulanz.core.tenancy.models import Tenant
from kulanz.masterdata.parties.commands.recording import normalize_contact
from kulanz.masterdata.parties.models import (
    Address,
    ContactKind,
    ContactPoint,
    Membership,
    Party,
    PartyKind,
    PartyRole,
    PartyRoleKind,
    Team,
)

OWNER = "owner"


@dataclass(frozen=True, slots=True)
class Login:
    """An access to the demo, as its list shows it."""

    host: str
    who: str
    email: str


@dataclass
class Register:
    """The people of one tenant. Users are global: one person may be in both tenants."""

    tenant: Tenant
    at: datetime
    password: str
    logins: list[Login] = field(default_factory=list)
    texts: dict[int, list[str]] = field(default_factory=dict)

    def party(
        self,
        name: str,
        roles: Sequence[PartyRoleKind],
        *,
        person: bool = True,
        email: str = "",
        phone: str = "",
        mobile: str = "",
        address: tuple[str, str, str, str] | None = None,
        number: str = "",
        language: str = "de",
        salutation: str = "",
        is_business: bool = False,
        label: str = "",
    ) -> Contact:
        """A party with its roles, address and ways to be reached."""
        first, _space, last = name.partition(" ")
        row = Party.objects.using(OWNER).create(
            tenant=self.tenant, kind=PartyKind.PERSON if person else PartyKind.ORGANISATION, name=name,
            first_name=first if person else "", last_name=last if person else "", salutation=salutation,
            number=number, language=language, is_business=is_business, created_at=self.at,
        )  # fmt: skip
        PartyRole.objects.using(OWNER).bulk_create(
            PartyRole(tenant=self.tenant, party=row, role=role) for role in roles
        )
        points = [(ContactKind.EMAIL, email), (ContactKind.PHONE, phone), (ContactKind.MOBILE, mobile)]
        stored = [
            ContactPoint(
                tenant=self.tenant, party=row, kind=kind, value=value,
                normalized=normalize_contact(kind, value), is_main=True,
                verified_at=self.at if kind is ContactKind.EMAIL else None,
            )
            for kind, value in points
            if value
        ]  # fmt: skip
        ContactPoint.objects.using(OWNER).bulk_create(stored)
        place: Address | None = None
        if address is not None:
            street, postcode, city, country = address
            place = Address.objects.using(OWNER).create(
                tenant=self.tenant, party=row, street=street, postcode=postcode, city=city, country=country,
                is_main=True, label=label,
            )  # fmt: skip
        shown = [label, *(address[:3] if address else ())]
        reached = [text for point in stored for text in (point.value, point.normalized)]
        self.texts[row.pk] = [text for text in (name, number, *shown, *reached) if text]
        return Contact(
            id=row.pk, name=name, number=number, language=language, is_business=is_business, is_person=person,
            address_id=place.pk if place else None, address=str(place) if place else "",
            place=address or ("", "", "", ""), phone=phone or mobile,
            points=tuple(point.value for point in stored), email=email, salutation=salutation,
        )  # fmt: skip

    def member(
        self,
        email: str,
        name: str,
        kind: ActorKind,
        *,
        shown: str = "",
        roles: Sequence[Role] = (),
        team: Team | None = None,
        organisation: Contact | None = None,
        person: Contact | None = None,
        house_account: bool = False,
        manages_house: bool = False,
        scope: Scope = Scope.COMPANY,
        dealer_team: str = "",
    ) -> Membership:
        """An access. With `shown` it stands in the list of logins."""
        users = User.objects.using(OWNER)
        user = users.filter(email=email).first()
        if user is None:
            user = users.create(email=email, name=name, password=self.password)
        if shown:
            self.logins.append(Login(self.tenant.host, shown, email))
        return Membership.objects.using(OWNER).create(
            tenant=self.tenant, user=user, kind=kind.value, roles=[role.value for role in roles],
            scope=scope.value, organisation_id=organisation.id if organisation else None,
            person_id=person.id if person else None, team=team, is_house_account=house_account,
            manages_house=manages_house, name=name, created_at=self.at, dealer_team=dealer_team,
        )  # fmt: skip
