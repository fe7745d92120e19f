"""The people of both houses: staff, dealers, technicians, suppliers, customers."""

from __future__ import annotations

from typing import Final

from kulanz.config.demo import names
from kulanz.config.demo.dice import Dice
from kulanz.config.demo.places import House
from kulanz.config.demo.world import Contact, Dealer, Member
from kulanz.config.demo.writing import OWNER, Register
from kulanz.core.access.actor import ActorKind, Role, Scope
from kulanz.masterdata.parties.models import (
    Affiliation,
    Membership,
    NotificationRecipient,
    PartyRoleKind,
    Team,
)

# login name, name, roles, team (index), what the list of logins says
_OFFICE: Final = (
    ("agent", "Imke Altekamp", (Role.AGENT,), 0, "agent"),
    ("lead", "Clemens Dreisbusch", (Role.LEAD, Role.AGENT), 0, "lead of the service office"),
    ("division", "Gudrun Unverzagt", (Role.DIVISION,), None, "head of the division"),
    ("executive", "Renate Achterberg", (Role.EXECUTIVE,), None, "executive"),
    ("quality", "Malte Oeßelmann", (Role.QUALITY,), None, "quality"),
    ("finance", "Doris Kattwinkel", (Role.FINANCE,), None, "finance"),
    ("admin", "Jannik Viethues", (Role.ADMINISTRATOR, Role.AGENT), 1, "administrator"),
    ("frauke", "Frauke Middendorp", (Role.AGENT,), 0, ""),
    ("thies", "Thies Rüßmann", (Role.AGENT,), 1, ""),
    ("nele", "Nele Vormbrock", (Role.AGENT,), 1, ""),
    ("kilian", "Kilian Lütkehaus", (Role.AGENT,), 2, ""),
    ("yasemin", "Yasemin Borgschulze", (Role.LEAD, Role.AGENT), 2, ""),
)
_SMALL_OFFICE: Final = (
    ("agent", "Pia Steinkühler", (Role.AGENT,), 0, "agent"),
    (
        "admin",
        "Holger Wessendorf",
        (Role.ADMINISTRATOR, Role.LEAD, Role.AGENT),
        0,
        "administrator and lead",
    ),
)
# One person with accesses in both houses: clerk of the dealer there, member of staff here.
BOTH: Final = ("sabine@raumwerk-wessendorf.example", "Sabine Nottebaum")


def staff(register: Register, house: House, teams: list[Team], *, small: bool) -> list[Member]:
    """The service office, those who work on cases first."""
    rows = []
    for login, name, roles, team, shown in _SMALL_OFFICE if small else _OFFICE:
        given = teams[team] if team is not None else None
        email = f"{login}@{house.domain}"
        rows.append(register.member(email, name, ActorKind.STAFF, shown=shown, roles=roles, team=given))
    if small:
        email, name = BOTH
        shown = "agent: the same person as in the portal of Nordbruck"
        rows.append(
            register.member(email, name, ActorKind.STAFF, shown=shown, roles=(Role.AGENT,), team=teams[0])
        )
    return [as_member(row) for row in rows]


def as_member(row: Membership) -> Member:
    return Member(
        id=row.pk, name=row.name, kind=ActorKind(row.kind), roles=frozenset(Role(r) for r in row.roles),
        team_id=row.team_id, team_name=row.team.name if row.team else "", person_id=row.person_id,
        organisation_id=row.organisation_id, house_account=row.is_house_account, email=row.user.email,
    )  # fmt: skip


def person_name(dice: Dice) -> tuple[str, str]:
    """A name and its salutation."""
    woman = dice.one_in(2)
    first = dice.choice(names.WOMEN if woman else names.MEN)
    return f"{first} {dice.choice(names.FAMILY)}", "Frau" if woman else "Herr"


def address(dice: Dice) -> tuple[str, str, str, str]:
    postcode, town, country = dice.choice(names.TOWNS)
    return f"{dice.choice(names.STREETS)} {dice.randrange(1, 140)}", postcode, town, country


def phone(dice: Dice) -> str:
    return f"{dice.choice(names.CITY_PHONES)}{dice.randrange(100, 1000)}"


def dealers(register: Register, dice: Dice) -> list[Dealer]:
    """Houses with a house account, most with clerks; the first one has all there is to try."""
    found = []
    for index, name in enumerate(names.DEALERS):
        domain = f"{names.slug(name)}.example"
        house = register.party(
            name, (PartyRoleKind.DEALER,), person=False, email=f"info@{domain}", phone=phone(dice),
            address=address(dice), number=f"H{1000 + index * 7}", is_business=True,
        )  # fmt: skip
        account = register.member(
            f"service@{domain}", name, ActorKind.DEALER, organisation=house, house_account=True,
            shown="house account of a dealer: several people, one login" if index == 0 else "",
        )  # fmt: skip
        people = [_dealer_person(register, dice, house, domain) for _ in range(2 + index % 3)]
        clerks = _clerks(register, house, index, people)
        NotificationRecipient.objects.using(OWNER).create(
            tenant=register.tenant, organisation_id=house.id, name="Auftragsabwicklung",
            email=f"auftrag@{domain}", created_at=register.at, at_changes=index % 4 == 0,
        )  # fmt: skip
        found.append(Dealer(house, as_member(account), tuple(clerks), tuple((p.id, p.name) for p in people)))
    return found


def _dealer_person(register: Register, dice: Dice, house: Contact, domain: str) -> Contact:
    name, salutation = person_name(dice)
    person = register.party(
        name, (), email=f"{names.slug(name.split()[0])}.{names.slug(name.split()[-1])}@{domain}",
        salutation=salutation,
    )  # fmt: skip
    _belongs(register, person, house, dice.choice(("Verkauf", "Innendienst", "Werkstatt")))
    return person


def _belongs(register: Register, person: Contact, house: Contact, function: str) -> None:
    Affiliation.objects.using(OWNER).create(
        tenant=register.tenant, person_id=person.id, organisation_id=house.id, function=function
    )


def _clerks(register: Register, house: Contact, index: int, people: list[Contact]) -> list[Member]:
    rows = []
    if index == 0:
        email, name = BOTH
        person = register.party(name, (), email=email, salutation="Frau")
        _belongs(register, person, house, "Innendienst")
        rows.append(
            register.member(
                email, name, ActorKind.DEALER, organisation=house, person=person,
                shown="clerk of a dealer, and agent in the dealer's own tenant",
            )
        )  # fmt: skip
    for number, person in enumerate(people[: index % 3 + (index == 0)]):
        manages = number == 0 and index < 6
        rows.append(
            register.member(
                person.email, person.name, ActorKind.DEALER, organisation=house, person=person,
                manages_house=manages, scope=Scope.COMPANY if manages or number else Scope.TEAM,
                dealer_team="Objekt",
                shown="manager of a dealer's house" if index == 0 and manages else "",
            )
        )  # fmt: skip
    return [as_member(row) for row in rows]


def technicians(register: Register, dice: Dice, count: int) -> list[tuple[Contact, Member | None]]:
    """Service partners with their technicians."""
    found: list[tuple[Contact, Member | None]] = []
    houses: dict[str, Contact] = {}
    for index in range(count):
        firm_name = names.SERVICE_PARTNERS[index % len(names.SERVICE_PARTNERS)]
        domain = f"{names.slug(firm_name)}.example"
        if firm_name not in houses:
            houses[firm_name] = register.party(
                firm_name, (PartyRoleKind.SERVICE_PARTNER,), person=False, email=f"dispo@{domain}",
                phone=phone(dice), address=address(dice), number=f"S{200 + index}", is_business=True,
            )  # fmt: skip
        name, salutation = person_name(dice)
        email = f"{names.slug(name.split()[0])}@{domain}"
        person = register.party(
            name, (), email=email, mobile=f"{names.MOBILES} {dice.randrange(10, 99)}", salutation=salutation
        )
        _belongs(register, person, houses[firm_name], "Servicetechnik")
        row = register.member(
            email, name, ActorKind.TECHNICIAN, organisation=houses[firm_name], person=person,
            shown="technician of a service partner" if index == 0 else "",
        )  # fmt: skip
        found.append((person, as_member(row)))
    return found


def suppliers(
    register: Register, dice: Dice, supplier_names: tuple[str, ...], *, with_login: bool
) -> list[Contact]:
    """Who makes the parts."""
    found = []
    for index, name in enumerate(supplier_names):
        email = f"kundendienst@{names.slug(name)}.example"
        firm = register.party(
            name, (PartyRoleKind.SUPPLIER,), person=False, email=email, phone=phone(dice),
            address=address(dice), number=f"L{300 + index}", is_business=True,
        )  # fmt: skip
        if with_login and index == 0:
            register.member(email, name, ActorKind.SUPPLIER, organisation=firm, shown="supplier")
        found.append(firm)
    return found


def customers(register: Register, dice: Dice, count: int) -> list[Contact]:
    """People and firms; the first has a login, some write English, a few have no mail address."""
    found = []
    for index in range(count):
        if index % 5 == 3 and index // 5 < len(names.BUSINESSES):
            name, salutation, person = names.BUSINESSES[index // 5], "", False
        elif index % 25 == 10 and index // 25 < len(names.ENGLISH_PEOPLE):
            (name, salutation), person = names.ENGLISH_PEOPLE[index // 25], True
        else:
            (name, salutation), person = person_name(dice), True
        english = salutation in ("Ms", "Mr")
        mail = f"{names.slug(name.replace(' ', '-'))}{index}@{dice.choice(('mail', 'post', 'web'))}.example"
        contact = register.party(
            name, (PartyRoleKind.CUSTOMER,), person=person, email="" if index % 17 == 16 else mail,
            phone=phone(dice) if dice.one_in(2) else "", address=address(dice), number=f"K{20_000 + index}",
            language="en" if english else "de", salutation=salutation, is_business=not person,
        )  # fmt: skip
        if index == 0:
            register.member(contact.email, name, ActorKind.CUSTOMER, person=contact, shown="customer")
        found.append(contact)
    return found
