"""Who may do which work in the demo: kinds of work, courses, technicians with regions, certificates."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from kulanz.config.demo import names, people
from kulanz.config.demo.dice import Dice
from kulanz.config.demo.world import Contact, Dealer, Member
from kulanz.config.demo.writing import OWNER, Register
from kulanz.core.access.actor import ActorKind
from kulanz.core.tenancy.models import Tenant
from kulanz.masterdata.catalog.models import Article, FailureCode
from kulanz.masterdata.parties.models import (
    Affiliation,
    Certificate,
    Course,
    PartyRoleKind,
    Technician,
    TechnicianRegion,
    WorkKind,
)
from kulanz.masterdata.parties.rules.interlock import House
from kulanz.masterdata.parties.rules.safety import Relevance
from kulanz.stages.execution.models import ChecklistItem

FACTORY: Final = "Werkskundendienst Nordbruck"
_GIVEN, _NONE = Relevance.GIVEN.value, Relevance.NONE.value

# Parts whose failure can hurt somebody, with the kind of work that assembling them is.
_PARTS: Final = {
    "Gasfeder 100 mm": "FEDER", "Fußkreuz Aluminium poliert": "FEDER", "Synchronmechanik": "FEDER",
    "Hubsäule links": "ELEKTRO", "Hubsäule rechts": "ELEKTRO", "Steuereinheit": "ELEKTRO",
    "Netzteil 230 V": "ELEKTRO", "Steckdoseneinheit Konferenz": "ELEKTRO",
    "LED-Modul 4000 K": "ELEKTRO", "Netzteil Leuchte": "ELEKTRO",
}  # fmt: skip
# What nobody has looked at yet, so that there is something to classify.
_UNCLASSIFIED: Final = ("Reihenverbinder", "Standfuß Stellwand")
_RISKY_WORDS: Final = ("bruch", "bricht", "strom", "sinkt", "kipp", "gasfeder", "funken", "heiß")


@dataclass(frozen=True, slots=True)
class Kind:
    code: str
    name: str
    name_en: str
    safety: str
    minutes: int
    # text, in English, kind of line, unit
    checklist: tuple[tuple[str, str, str, str], ...]


KINDS: Final = (
    Kind("FEDER", "Gasfeder und Mechanik", "Gas spring and mechanism", _GIVEN, 45, (
        ("Stuhl entlastet und gesichert", "Chair unloaded and secured", "check", ""),
        ("Kegelsitz gereinigt und geprüft", "Taper cleaned and checked", "check", ""),
        ("Absenken unter 80 kg in 10 Minuten", "Sinking under 80 kg in 10 minutes", "value", "mm"),
        ("Rollen und Fußkreuz ohne Risse", "Castors and base free of cracks", "check", ""),
    )),
    Kind("ELEKTRO", "Elektrische Höhenverstellung", "Electric height adjustment", _GIVEN, 90, (
        ("Netzstecker gezogen", "Mains plug pulled", "check", ""),
        ("Schutzleiterwiderstand", "Protective conductor resistance", "value", "Ω"),
        ("Synchronlauf der Säulen geprüft", "Columns move in step", "check", ""),
        ("Kollisionsschutz löst aus", "Collision protection triggers", "check", ""),
        ("Bemerkung zur Verkabelung", "Remark on cabling", "text", ""),
    )),
    Kind("MONTAGE", "Montage Schränke und Tische", "Assembly of cabinets and tables", _GIVEN, 120, (
        ("Kippsicherung angebracht", "Anti-tilt device fitted", "check", ""),
        ("Türen und Auszüge eingestellt", "Doors and drawers adjusted", "check", ""),
    )),
    Kind("POLSTER", "Polster und Bezüge", "Upholstery and covers", _NONE, 60, (
        ("Nähte und Bezug ohne Schaden", "Seams and cover undamaged", "check", ""),
    )),
    Kind("REINIGUNG", "Reinigung Drehstühle", "Cleaning of swivel chairs", _NONE, 20, (
        ("Anzahl gereinigter Stühle", "Number of chairs cleaned", "value", "Stück"),
        ("Trocknungszeit erklärt", "Drying time explained", "check", ""),
    )),
    Kind("WARTUNG", "Sicherheitsprüfung Sitzmöbel", "Safety inspection of seating", _GIVEN, 30, (
        ("Gasfeder geprüft", "Gas spring checked", "check", ""),
        ("Mechanik und Verriegelung geprüft", "Mechanism and locking checked", "check", ""),
        ("Prüfplakette angebracht", "Inspection label attached", "check", ""),
    )),
)  # fmt: skip

# Technicians of the factory service: the postcodes they go to, and what they are certified for.
_FACTORY_PEOPLE: Final = (
    ("2", ("FEDER", "ELEKTRO", "MONTAGE", "WARTUNG", "POLSTER")),
    ("3", ("FEDER", "ELEKTRO", "WARTUNG", "POLSTER")),
    ("8", ("FEDER", "ELEKTRO", "MONTAGE", "WARTUNG", "POLSTER")),
    ("1", ("FEDER", "MONTAGE", "WARTUNG")),
    ("5", ("FEDER", "ELEKTRO")),
    ("6", ("FEDER",)),
)
_TWO_YEARS: Final = timedelta(days=730)


def classify(tenant: Tenant, kinds: dict[str, WorkKind]) -> None:
    """Articles and failure codes; products as a whole are harmless, what is done to them may not be."""
    articles = Article.objects.using(OWNER).filter(tenant=tenant)
    for row in articles:
        code = _PARTS.get(row.name)
        row.safety = _GIVEN if code else "" if row.name in _UNCLASSIFIED else _NONE
        row.work_kind = kinds[code] if code else None
    Article.objects.using(OWNER).bulk_update(articles, ["safety", "work_kind"])
    codes = FailureCode.objects.using(OWNER).filter(tenant=tenant)
    for failure in codes:
        risky = any(word in failure.name.lower() for word in _RISKY_WORDS)
        failure.safety = _GIVEN if risky else _NONE
    FailureCode.objects.using(OWNER).bulk_update(codes, ["safety"])


def write_kinds(tenant: Tenant) -> dict[str, WorkKind]:
    """Kinds of work with check-list and, where somebody is certified for them, their course."""
    rows = {
        kind.code: WorkKind.objects.using(OWNER).create(
            tenant=tenant, code=kind.code, name=kind.name, name_en=kind.name_en, safety=kind.safety,
            duration_minutes=kind.minutes,
        )
        for kind in KINDS
    }  # fmt: skip
    ChecklistItem.objects.using(OWNER).bulk_create(
        ChecklistItem(
            tenant=tenant, work_kind=rows[kind.code], text=text, text_en=english, kind=line, unit=unit,
            position=place, required=line == "check",
        )
        for kind in KINDS
        for place, (text, english, line, unit) in enumerate(kind.checklist)
    )  # fmt: skip
    Course.objects.using(OWNER).bulk_create(
        Course(
            tenant=tenant, work_kind=rows[kind.code], name=f"Lehrgang {kind.name}",
            name_en=f"Course: {kind.name_en}",
        )
        for kind in KINDS
        # covers too: harmless work at a chair that may hurt somebody needs the certificate for it
        if kind.safety != _NONE or kind.code == "POLSTER"
    )  # fmt: skip
    return rows


class Certifying:
    """Certificates that began at several times, so that some end soon and one has ended."""

    def __init__(self, register: Register, today: date, kinds: dict[str, WorkKind]) -> None:
        self.register, self.today, self.kinds = register, today, kinds
        self.rows: list[Certificate] = []

    def issue(self, holder_id: int, code: str, *, ends_in: int) -> None:
        """A certificate of two years that ends in so many days; negative has ended. No code: a house."""
        until = self.today + timedelta(days=ends_in)
        kind = self.kinds[code] if code else None
        self.rows.append(
            Certificate(
                tenant=self.register.tenant, holder_id=holder_id, work_kind=kind,
                course=kind.courses.using(OWNER).first() if kind is not None else None,
                number=f"Z-{until.year - 2}-{len(self.rows) + 101}", issued_on=until - _TWO_YEARS,
                valid_until=until, created_at=self.register.at, created_by_name="System",
            )
        )  # fmt: skip

    def technician(
        self, person: Contact, organisation_id: int, house: House, prefixes: tuple[str, ...]
    ) -> Technician:
        row = Technician.objects.using(OWNER).create(
            tenant=self.register.tenant, person_id=person.id, organisation_id=organisation_id,
            house=house.value, name=person.name, created_at=self.register.at,
        )  # fmt: skip
        TechnicianRegion.objects.using(OWNER).bulk_create(
            TechnicianRegion(tenant=self.register.tenant, technician=row, country="DE", prefix=prefix)
            for prefix in prefixes
        )
        return row

    def save(self) -> None:
        Certificate.objects.using(OWNER).bulk_create(self.rows)


def certify_house(
    register: Register,
    dice: Dice,
    *,
    today: date,
    dealers: list[Dealer],
    partners: list[tuple[Contact, Member | None]],
    domain: str,
) -> None:
    """The manufacturer's house: factory service, the first dealer under option A, two service partners."""
    kinds = write_kinds(register.tenant)
    classify(register.tenant, kinds)
    certifying = Certifying(register, today, kinds)
    _factory(register, dice, certifying, domain)
    if dealers:
        _own_service(register, dice, certifying, dealers[0])
    _partners(certifying, partners)
    certifying.save()


def _factory(register: Register, dice: Dice, certifying: Certifying, domain: str) -> None:
    house = register.party(
        FACTORY, (PartyRoleKind.FACTORY_SERVICE,), person=False, email=f"einsatz@{domain}",
        phone=people.phone(dice), address=people.address(dice), number="W1", is_business=True,
    )  # fmt: skip
    for index, (prefix, codes) in enumerate(_FACTORY_PEOPLE):
        name, salutation = people.person_name(dice)
        # the first one's address is easy to type on a tablet
        own = f"{names.slug(name.split()[0])}.{names.slug(name.split()[-1])}"
        email = f"technik@{domain}" if index == 0 else f"{own}@{domain}"
        person = register.party(name, (), email=email, mobile=people.phone(dice), salutation=salutation)
        Affiliation.objects.using(OWNER).create(
            tenant=register.tenant, person_id=person.id, organisation_id=house.id, function="Servicetechnik"
        )
        register.member(
            email, name, ActorKind.TECHNICIAN, organisation=house, person=person,
            shown="technician of the factory service (tablet: /feld/)" if index == 0 else "",
        )  # fmt: skip
        certifying.technician(person, house.id, House.FACTORY, (prefix, str((int(prefix) + 6) % 10)))
        for number, code in enumerate(codes):
            # the last but one's certificates end soon, the last one's has ended
            ends = 24 if index == len(_FACTORY_PEOPLE) - 2 else 210 + 40 * index + 15 * number
            certifying.issue(person.id, code, ends_in=-12 if index == len(_FACTORY_PEOPLE) - 1 else ends)


def _own_service(register: Register, dice: Dice, certifying: Certifying, dealer: Dealer) -> None:
    """Option A: two technicians of the dealer's own; one of them may change gas springs."""
    house = dealer.party
    certifying.issue(house.id, "", ends_in=340)
    domain = house.email.partition("@")[2]
    for index, codes in enumerate((("FEDER", "MONTAGE", "POLSTER"), ())):
        name, salutation = people.person_name(dice)
        email = f"technik@{domain}" if index == 0 else f"{names.slug(name.split()[-1])}@{domain}"
        person = register.party(name, (), email=email, mobile=people.phone(dice), salutation=salutation)
        Affiliation.objects.using(OWNER).create(
            tenant=register.tenant, person_id=person.id, organisation_id=house.id, function="Werkstatt"
        )
        register.member(
            email, name, ActorKind.TECHNICIAN, organisation=house, person=person,
            shown="technician of a dealer with an own service (tablet: /feld/)" if index == 0 else "",
        )  # fmt: skip
        certifying.technician(person, house.id, House.DEALER, ("",))
        for code in codes:
            certifying.issue(person.id, code, ends_in=305)


def _partners(certifying: Certifying, partners: list[tuple[Contact, Member | None]]) -> None:
    """Service partners: the first house is certified, the others are not."""
    certified: int | None = None
    for person, member in partners:
        if member is None or member.organisation_id is None:
            continue
        house = member.organisation_id
        certifying.technician(person, house, House.PARTNER, ())
        if certified is None:
            certified = house
            certifying.issue(house, "", ends_in=400)
        if house == certified:
            certifying.issue(person.id, "FEDER", ends_in=280)
            certifying.issue(person.id, "ELEKTRO", ends_in=280)
