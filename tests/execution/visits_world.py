"""Technicians of three houses with certificates, kinds of work, a case, and ways to make visits."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from kulanz.cases.commands.recording import NewCase, NewPosition, record_case
from kulanz.cases.locking import lock_case
from kulanz.cases.models import Case
from kulanz.cases.rules import Kind
from kulanz.core.access.actor import Actor, ActorKind
from kulanz.core.tenancy.models import Tenant
from kulanz.masterdata.catalog.models import Article
from kulanz.masterdata.parties.actors import actor_of
from kulanz.masterdata.parties.models import (
    Address,
    Certificate,
    ContactKind,
    ContactPoint,
    Course,
    Party,
    PartyKind,
    PartyRoleKind,
    Technician,
    TechnicianRegion,
    WorkKind,
)
from kulanz.masterdata.parties.rules.interlock import House
from kulanz.masterdata.parties.rules.safety import Relevance
from kulanz.stages.execution.commands.visits.making import make_visit
from kulanz.stages.execution.models import Visit
from kulanz.stages.execution.rules.visits import VisitKind
from kulanz.workflows.visits import plan_visit
from tests.cases.people import People, make_member, make_party

AT = datetime(2026, 11, 16, 9, 0, tzinfo=UTC)  # a Monday, 10:00 in Berlin
NINE = datetime(2026, 11, 17, 8, 0, tzinfo=UTC)  # Tuesday, 9:00 in Berlin
HOUR = timedelta(hours=1)


@dataclass
class World:
    """Works: `spring` (changing gas springs, safety-relevant) and `cleaning` (not).

    Of the factory: Fritz is certified for springs, Frieda was until 2026-10-31, Felix never. Dario of the
    dealer Blatt and Paula of the partner Möwe are certified, and so are their organisations. Fritz, Dario
    and Paula can sign in (`fritz_actor` …). The case is Karla's at Blatt's, about a chair nobody classified;
    `harmless` is about an article that is not safety-relevant.
    """

    people: People
    spring: WorkKind
    cleaning: WorkKind
    factory: Party
    partner: Party
    fritz: Technician
    frieda: Technician
    felix: Technician
    dario: Technician
    paula: Technician
    fritz_actor: Actor
    dario_actor: Actor
    paula_actor: Actor
    case: Case
    harmless: Case
    chair: Article
    cushion: Article

    @property
    def tenant(self) -> Tenant:
        return self.people.tenant

    def visit(self, *, case: Case | None = None, actor: Actor | None = None, **fields: Any) -> Visit:
        """A visit to plan: changing a gas spring in an hour, unless told otherwise."""
        given: dict[str, Any] = {
            "kind": VisitKind.REPAIR,
            "work_kind_ids": [self.spring.pk],
            "at": AT,
            "task": "Gasfeder tauschen",
            **fields,
        }
        return make_visit(actor=actor or self.people.anna, case=lock_case((case or self.case).pk), **given)

    def another_case(self, title: str = "Noch ein Stuhl") -> Case:
        return _case(self.people, self.chair, title)

    def planned(
        self,
        crew: Sequence[Technician] = (),
        starts_at: datetime = NINE,
        *,
        ends_at: datetime | None = None,
        actor: Actor | None = None,
        visit: Visit | None = None,
        **fields: Any,
    ) -> Visit:
        """A visit of Fritz on Tuesday at nine, unless told otherwise."""
        made = visit if visit is not None else self.visit(**fields)
        return self.plan(made, crew or [self.fritz], starts_at, ends_at=ends_at, actor=actor)

    def plan(
        self,
        visit: Visit,
        crew: Sequence[Technician],
        starts_at: datetime = NINE,
        *,
        actor: Actor | None = None,
        **fields: Any,
    ) -> Visit:
        return plan_visit(
            actor=actor or self.people.anna,
            visit_id=visit.pk,
            crew=[technician.pk for technician in crew],
            starts_at=starts_at,
            **{"at": AT, **fields},
        )

    def certify(
        self,
        holder: Party,
        work: WorkKind | None,
        *,
        issued_on: date = date(2026, 1, 10),
        valid_until: date = date(2028, 1, 10),
        **fields: Any,
    ) -> Certificate:
        return Certificate.objects.create(
            tenant=self.tenant,
            holder=holder,
            work_kind=work,
            issued_on=issued_on,
            valid_until=valid_until,
            created_at=AT,
            **fields,
        )


def make_world(people: People) -> World:
    tenant = people.tenant
    spring = WorkKind.objects.create(
        tenant=tenant,
        code="GF",
        name="Gasfeder tauschen",
        name_en="Change a gas spring",
        safety=Relevance.GIVEN.value,
        duration_minutes=60,
    )
    cleaning = WorkKind.objects.create(
        tenant=tenant,
        code="RE",
        name="Polster reinigen",
        safety=Relevance.NONE.value,
        duration_minutes=45,
    )
    Course.objects.create(tenant=tenant, work_kind=spring, name="Gasfedern sicher tauschen")
    factory = make_party(
        tenant, "Nordlicht Werkskundendienst", role=PartyRoleKind.FACTORY_SERVICE, kind=PartyKind.ORGANISATION
    )
    partner = make_party(
        tenant, "Montage Möwe", role=PartyRoleKind.SERVICE_PARTNER, kind=PartyKind.ORGANISATION
    )
    houses = {
        "Fritz Fink": (factory, House.FACTORY, "86"),
        "Frieda Falk": (factory, House.FACTORY, "80"),
        "Felix Fuchs": (factory, House.FACTORY, ""),
        "Dario Dohle": (people.blatt, House.DEALER, "86"),
        "Paula Pirol": (partner, House.PARTNER, "1"),
    }
    found = {
        name: make_technician(tenant, name, organisation, house, prefix=prefix)
        for name, (organisation, house, prefix) in houses.items()
    }
    fritz, frieda, felix, dario, paula = found.values()
    chair = Article.objects.create(tenant=tenant, number="ST-200", name="Drehstuhl Lärche")
    cushion = Article.objects.create(
        tenant=tenant, number="KI-10", name="Sitzkissen", safety=Relevance.NONE.value
    )
    world = World(
        people,
        spring,
        cleaning,
        factory,
        partner,
        fritz,
        frieda,
        felix,
        dario,
        paula,
        *(technician_actor(tenant, technician) for technician in (fritz, dario, paula)),
        case=_case(people, chair, "Drehstuhl sinkt ab"),
        harmless=_case(people, cushion, "Kissen ist fleckig"),
        chair=chair,
        cushion=cushion,
    )
    for technician in (fritz, dario, paula):
        world.certify(technician.person, spring)
    world.certify(frieda.person, spring, issued_on=date(2024, 11, 1), valid_until=date(2026, 10, 31))
    for organisation in (people.blatt, partner):
        world.certify(organisation, None)
    return world


def make_technician(
    tenant: Tenant, name: str, organisation: Party, house: House, *, prefix: str | None = "", **fields: Any
) -> Technician:
    role = {
        House.FACTORY: PartyRoleKind.FACTORY_SERVICE,
        House.DEALER: PartyRoleKind.DEALER,
        House.PARTNER: PartyRoleKind.SERVICE_PARTNER,
    }[house]
    row = Technician.objects.create(
        tenant=tenant,
        person=make_party(tenant, name, role=role),
        organisation=organisation,
        house=house.value,
        name=name,
        created_at=AT,
        **fields,
    )
    if prefix is not None:
        TechnicianRegion.objects.create(tenant=tenant, technician=row, country="DE", prefix=prefix)
    return row


def technician_actor(tenant: Tenant, technician: Technician) -> Actor:
    """The technician signed in."""
    email = technician.name.split()[0].lower() + "@technik.test"
    return actor_of(
        make_member(
            tenant,
            email,
            technician.name,
            ActorKind.TECHNICIAN,
            person=technician.person,
            organisation=technician.organisation,
        )
    )


def _case(people: People, article: Article, title: str) -> Case:
    place = Address.objects.filter(party=people.karla).first()
    if place is None:
        place = Address.objects.create(
            tenant=people.tenant,
            party=people.karla,
            street="Lange Gasse 7",
            postcode="86150",
            city="Augsburg",
            country="DE",
            is_main=True,
        )
        ContactPoint.objects.create(
            tenant=people.tenant,
            party=people.karla,
            kind=ContactKind.PHONE,
            value="0821 4711",
            normalized="08214711",
        )
    return record_case(
        actor=people.anna,
        case=NewCase(
            title=title,
            kind=Kind.REPAIR,
            customer_id=people.karla.pk,
            dealer_id=people.blatt.pk,
            place_of_use_id=place.pk,
            place_note="2. Stock",
            positions=(NewPosition(article_id=article.pk, symptom="sinkt ab"),),
        ),
        at=AT,
    )
