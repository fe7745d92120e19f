"""Two tenants with their people, cases and files; and everyone who might knock at a door."""

from __future__ import annotations

from contextlib import ExitStack
from dataclasses import dataclass
from datetime import datetime, timedelta
from http.cookies import SimpleCookie

from django.test import Client

from kulanz.cases.commands.messages import add_message, attach_files
from kulanz.cases.commands.people import add_participant, add_task
from kulanz.cases.commands.recording import NewCase, NewPosition, record_case
from kulanz.cases.models import Case, Participant, ParticipantRole
from kulanz.cases.rules import Audience, Kind
from kulanz.core import clock
from kulanz.core.access.actor import Actor, ActorKind, Role, Scope
from kulanz.core.access.models import User
from kulanz.core.files.commands import store_file
from kulanz.core.tenancy.context import set_tenant, tenant_context
from kulanz.core.tenancy.models import Tenant
from kulanz.masterdata.parties.actors import actor_of
from kulanz.masterdata.parties.commands.access_requests import add_house_person
from kulanz.masterdata.parties.models import ContactPoint, PartyKind, PartyRoleKind
from tests.cases.people import People, make_member, make_party, make_people
from tests.conftest import make_tenant
from tests.permissions.billing import Billed, billed
from tests.permissions.deciding import part_of, proposed
from tests.permissions.holdings import key_of, link_of, recipient_of, token_of, upload_of, view_of
from tests.permissions.office import office_things
from tests.permissions.orders import LinkedOrders, linked_orders, service_order
from tests.permissions.who import AUDIENCE_WORDS, CASE_WORDS, COMMON, Who


@dataclass(frozen=True)
class Things:
    """A case and the ids of what hangs on it."""

    case: Case
    message_id: int
    task_id: int
    participant_id: int
    position_id: int
    part_id: int
    files: dict[Audience, int]

    def ids(self) -> dict[str, object]:
        return {
            "number": self.case.number,
            "message_id": self.message_id,
            "task_id": self.task_id,
            "participant_id": self.participant_id,
            "position_id": self.position_id,
            "part_id": self.part_id,
            "file_id": self.files[Audience.ALL],
            "mail_id": 999_999_999,
        }


@dataclass
class World:
    at: datetime
    tenant: Tenant
    elsewhere: Tenant
    people: People
    cases: dict[str, Things]
    visitors: dict[str, Who]
    links: dict[str, str]
    uploads: dict[str, str]
    ids: dict[str, dict[str, int | str]]
    """Other things with a number: kind of thing → whose → id."""
    office: dict[str, dict[str, object]]
    """The parameters of the administration's addresses: of this tenant, of the other."""
    orders: LinkedOrders
    billed: dict[str, Billed]
    """An offer and a credit note: own, of the other tenant."""


def build_world(stack: ExitStack) -> World:
    """Everything of the walk, made through the commands the program itself uses.

    `stack` keeps the tenant's transaction open until the test ends.
    """
    at = clock.now()
    tenant = make_tenant()
    elsewhere = make_tenant("suedwind", name="Südwind Sitzmöbel")
    with tenant_context(elsewhere.pk):
        others = make_people(elsewhere, domain="suedwind.test")
        other = _case("other", others, others.blatt_house, at)
        other_link = link_of(other.case, others, at)
        other_key = key_of(others.anna, at)
        far = {
            "view_id": view_of(others.anna),
            "membership_id": others.britta.membership_id or 0,
            "recipient_id": recipient_of(others.otto, others.blatt.pk, at),
            "person_id": add_house_person(actor=others.blatt_house, name="Ferne Person", at=at).pk,
        }
        far_office = office_things(others, at)
        far_billed = billed(others, other.case, at)
        far_decision = proposed(others, other.case, at)
        far_order = service_order(others, other.case, "A-2026-00009", at)
    stack.enter_context(tenant_context(tenant.pk))
    people = make_people(tenant)
    actors = _actors(people)
    cases = {
        "own": _case("own", people, people.blatt_house, at, customer=True, partners=actors),
        "hers": _case("hers", people, people.britta, at),
        "foreign": _case("foreign", people, people.fremd_house, at),
        "other": other,
    }
    # whoever acts through a mailed link has proved his address; here that has happened before
    ContactPoint.objects.filter(party=people.karla).update(verified_at=at)
    own = cases["own"].case
    expired = token_of(own, people, at, lifetime=timedelta(seconds=-5))
    revoked = token_of(own, people, at, revoked=True)
    orders = linked_orders(people, own, far_order, at)
    bills = {"own": billed(people, own, at), "far": far_billed}
    return World(
        at=at,
        tenant=tenant,
        elsewhere=elsewhere,
        people=people,
        cases=cases,
        visitors=_visitors(tenant, actors, other_key, others, at),
        links={
            "valid": link_of(own, people, at),
            "expired": expired,
            "revoked": revoked,
            "other": other_link,
            "unknown": "abcdefghijklmnopqrstuvwxyz",
        },
        uploads={
            "anna": upload_of(people.anna, at),
            "blatt": upload_of(people.blatt_house, at),
        },
        orders=orders,
        billed=bills,
        ids={
            "order_number": dict(orders.numbers),
            "decision_id": {"own": proposed(people, own, at), "far": far_decision},
            "offer_id": {whose: bill.offer_id for whose, bill in bills.items()},
            "credit_id": {whose: bill.credit_id for whose, bill in bills.items()},
            "view_id": {"anna": view_of(people.anna), "far": far["view_id"]},
            "membership_id": {
                "britta": people.britta.membership_id or 0,
                "fremd": people.fremd_house.membership_id or 0,
                "far": far["membership_id"],
            },
            "person_id": {
                "blatt": add_house_person(actor=people.blatt_house, name="Berta Blatt", at=at).pk,
                "fremd": add_house_person(actor=people.fremd_house, name="Frieda Fremd", at=at).pk,
                "far": far["person_id"],
            },
            "recipient_id": {
                "blatt": recipient_of(people.otto, people.blatt.pk, at),
                "fremd": recipient_of(people.otto, people.fremd.pk, at),
                "far": far["recipient_id"],
            },
        },
        office={"here": office_things(people, at), "far": far_office},
    )


def _actors(people: People) -> dict[str, Actor]:
    tenant = people.tenant
    made = {
        "anna": people.anna,
        "lena": people.lena,
        "otto": people.otto,
        "blatt": people.blatt_house,
        "britta": people.britta,
        "fremd": people.fremd_house,
        "tom": people.tom,
    }
    for name, role in (("quinn", Role.QUALITY), ("finn", Role.FINANCE)):
        member = make_member(
            tenant, f"{name}@nordlicht.test", name.title(), ActorKind.STAFF, roles=[role.value]
        )
        made[name] = actor_of(member)
    for name, kind, role in (
        ("tina", ActorKind.TECHNICIAN, PartyRoleKind.SERVICE_PARTNER),
        ("sigi", ActorKind.SUPPLIER, PartyRoleKind.SUPPLIER),
    ):
        party = make_party(tenant, name.title(), role=role, kind=PartyKind.PERSON)
        made[name] = actor_of(make_member(tenant, f"{name}@nordlicht.test", name.title(), kind, person=party))
    member = make_member(tenant, "karla@kundin.test", "Karla Kunde", ActorKind.CUSTOMER, person=people.karla)
    made["karla"] = actor_of(member)
    return made


_SEES: dict[str, frozenset[str]] = {
    **dict.fromkeys(("anna", "lena", "otto", "quinn", "finn"), frozenset({"own", "hers", "foreign"})),
    "blatt": frozenset({"own", "hers"}),
    "britta": frozenset({"hers"}),
    "fremd": frozenset({"foreign"}),
    "tom": frozenset({"own"}),
    "tina": frozenset(),
    "sigi": frozenset({"own"}),
    "karla": frozenset({"own"}),
}


def _visitors(
    tenant: Tenant, actors: dict[str, Actor], other_key: str, others: People, at: datetime
) -> dict[str, Who]:
    found = {"guest": Who("guest")}
    for name, actor in actors.items():
        assert (actor.scope is Scope.OWN) == (name == "britta")
        known = Who(name, actor.kind, actor.roles, _SEES[name], cookies=_signed_in(tenant, actor.user_id))
        found[name] = known
        holder = Who(f"{name}'s key", actor.kind, actor.roles, known.sees, key=key_of(actor, at))
        found[holder.name] = holder
    # signed in, but nobody's member here; a key of another tenant; a key that has been taken back
    found["stranger"] = Who("stranger", cookies=_signed_in(tenant, others.anna.user_id))
    found["other tenant's key"] = Who("other tenant's key", key=other_key)
    found["revoked key"] = Who("revoked key", key=key_of(actors["lena"], at, revoked=True))
    return found


def _signed_in(tenant: Tenant, user_id: int | None) -> SimpleCookie:
    client = Client(headers={"host": tenant.host})
    client.force_login(User.objects.get(pk=user_id))
    client.get("/konto/sicherheit/")  # notes the session's use, so that no later request has to
    set_tenant(tenant.pk)
    return client.cookies


def _case(
    name: str,
    people: People,
    by: Actor,
    at: datetime,
    *,
    customer: bool = False,
    partners: dict[str, Actor] | None = None,
) -> Things:
    word = CASE_WORDS[name]
    title = f"{COMMON} {word}"
    position = NewPosition(item_text="Drehstuhl", symptom="sinkt ab")
    case = record_case(
        actor=by,
        case=NewCase(
            title=title,
            kind=Kind.COMPLAINT,
            customer_id=people.karla.pk if customer else None,
            positions=(position, position),
        ),
        at=at - timedelta(hours=2),
    )
    add_participant(
        actor=people.anna,
        case_id=case.pk,
        party_id=people.tom_party.pk if customer else people.karla.pk,
        role=ParticipantRole.TECHNICIAN if customer else ParticipantRole.CONTACT,
        at=at,
    )
    for supplier in filter(None, [(partners or {}).get("sigi")]):
        add_participant(
            actor=people.anna,
            case_id=case.pk,
            party_id=supplier.person_id or 0,
            role=ParticipantRole.SUPPLIER,
            at=at,
        )
    files = {}
    for audience, audience_word in AUDIENCE_WORDS.items():
        text = audience_word if name == "own" else word
        add_message(
            actor=people.anna, case_id=case.pk, body=text, audience=audience, at=at - timedelta(hours=1)
        )
        stored = store_file(tenant_id=case.tenant_id, content=text.encode() * 3, name=f"{text}.txt", at=at)
        (row,) = attach_files(
            actor=people.anna, case_id=case.pk, files=[stored], audience=audience, at=at - timedelta(hours=1)
        )
        files[audience] = row.pk
    last = add_message(actor=people.anna, case_id=case.pk, body=word, audience=Audience.CUSTOMER, at=at)
    task = add_task(actor=people.anna, case_id=case.pk, title=word, at=at)
    return Things(
        case=case,
        message_id=last.pk,
        task_id=task.pk,
        participant_id=Participant.objects.filter(case=case).order_by("pk")[0].pk,
        position_id=case.positions.order_by("pk")[0].pk,
        part_id=part_of(case, at),
        files=files,
    )


def session_of(user_id: int | None) -> int:
    """The number of a person's session in his own list."""
    from allauth.usersessions.models import UserSession

    return UserSession.objects.filter(user_id=user_id).order_by("-pk").values_list("pk", flat=True)[0]
