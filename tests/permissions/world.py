"""Two tenants with their people, cases and files; and everyone who might knock at a door."""

from __future__ import annotations

from contextlib import ExitStack
from dataclasses import dataclass
from datetime import datetime, timedelta

from kulanz.cases.commands.messages import add_message, attach_files
from kulanz.cases.commands.people import add_participant, add_task
from kulanz.cases.commands.recording import NewCase, NewPosition, record_case
from kulanz.cases.models import Case, Participant, ParticipantRole
from kulanz.cases.rules import Audience, Kind
from kulanz.core import clock
from kulanz.core.access.actor import Actor
from kulanz.core.files.commands import store_file
from kulanz.core.tenancy.context import tenant_context
from kulanz.core.tenancy.models import Tenant
from kulanz.masterdata.parties.commands.access_requests import add_house_person
from kulanz.masterdata.parties.models import ContactPoint
from tests.cases.people import People, make_people
from tests.conftest import make_tenant
from tests.permissions.billing import Billed, billed
from tests.permissions.deciding import part_of, proposed
from tests.permissions.holdings import key_of, link_of, rates_of, recipient_of, token_of, upload_of, view_of
from tests.permissions.office import office_things
from tests.permissions.orders import LinkedOrders, linked_orders, service_order
from tests.permissions.partners import partner_file_of
from tests.permissions.reporting import Reporting, reporting
from tests.permissions.resourceful import Resourceful, resourceful
from tests.permissions.visiting import Visiting, dealt, own_service, visiting
from tests.permissions.visitors import actors_of, visitors_here
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
            "visit_number": "E-1999-00099",
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
    visiting: Visiting
    """A visit of the own case with a technician who could go."""
    dealt: Visiting
    """One that is given to the dealer's own technician."""
    reporting: Reporting
    """A report of it, and the device it came from."""
    resources: Resourceful
    """Vehicle, tool, plan, offers and links to the visit's appointment and to Anna's calendar."""
    far_links: dict[str, str]
    """The same links of the other tenant."""


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
            "rates_id": rates_of(others.blatt, at),
            "partner_file_id": partner_file_of(others, at),
            "person_id": add_house_person(actor=others.blatt_house, name="Ferne Person", at=at).pk,
        }
        far_office = office_things(others, at)
        far_billed = billed(others, other.case, at)
        far_decision = proposed(others, other.case, at)
        far_order = service_order(others, other.case, "A-2026-00009", at)
        far_visit = visiting(others, other.case, at)
        far_report = reporting(others, far_visit.visit_id, at, case="other")
        far_resources = resourceful(others, far_visit.visit_id, far_visit.work_kind_id, at, "WA-1999-0009")
    stack.enter_context(tenant_context(tenant.pk))
    people = make_people(tenant)
    actors = actors_of(people)
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
    own_service(people, [cases[name].case for name in ("own", "hers", "foreign")], at)
    visit = visiting(people, own, at)
    dealers_visit = dealt(people, own, at)
    report = reporting(people, visit.visit_id, at, case="own")
    office = office_things(people, at)
    # last, because an offer says where its customer lives
    resources = resourceful(people, visit.visit_id, visit.work_kind_id, at, "WA-2026-9000")
    return World(
        at=at,
        tenant=tenant,
        elsewhere=elsewhere,
        people=people,
        cases=cases,
        visitors=visitors_here(tenant, actors, other_key, others, at),
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
        visiting=visit,
        dealt=dealers_visit,
        reporting=report,
        resources=resources,
        far_links={
            "offer_link": far_resources.offer_link,
            "appointment_link": far_resources.appointment_link,
            "feed_link": far_resources.feed_link,
        },
        ids={
            "order_number": dict(orders.numbers),
            "vehicle_id": {"own": resources.vehicle_id, "far": far_resources.vehicle_id},
            "tool_id": {"own": resources.tool_id, "far": far_resources.tool_id},
            "plan_id": {"own": resources.plan_id, "far": far_resources.plan_id},
            "offer_number": {
                "own": resources.offer_number,
                "fremd": resources.foreign_offer,
                "far": far_resources.offer_number,
            },
            # the other tenant counts its visits from one as well
            "visit_number": {"own": visit.number, "blatt": dealers_visit.number, "far": "E-1999-00009"},
            "report_number": {"own": report.number, "far": far_report.number},
            "device_id": {"own": report.device_id, "far": far_report.device_id},
            "booking_id": {"own": visit.booking_id, "far": far_visit.booking_id},
            "decision_id": {"own": proposed(people, own, at), "far": far_decision},
            "offer_id": {whose: bill.offer_id for whose, bill in bills.items()},
            "credit_id": {whose: bill.credit_id for whose, bill in bills.items()},
            "view_id": {"anna": view_of(people.anna), "far": far["view_id"]},
            "membership_id": {
                "britta": people.britta.membership_id or 0,
                "fremd": people.fremd_house.membership_id or 0,
                "far": far["membership_id"],
            },
            "partner_file_id": {"blatt": partner_file_of(people, at), "far": far["partner_file_id"]},
            "person_id": {
                "blatt": add_house_person(actor=people.blatt_house, name="Berta Blatt", at=at).pk,
                "fremd": add_house_person(actor=people.fremd_house, name="Frieda Fremd", at=at).pk,
                "far": far["person_id"],
            },
            "rates_id": {
                "blatt": rates_of(people.blatt, at),
                "fremd": rates_of(people.fremd, at),
                "far": far["rates_id"],
            },
            "recipient_id": {
                "blatt": recipient_of(people.otto, people.blatt.pk, at),
                "fremd": recipient_of(people.otto, people.fremd.pk, at),
                "far": far["recipient_id"],
            },
            "certificate_id": {
                "blatt": int(str(office["certificate_id"])),
                "fremd": int(str(office["foreign_certificate"])),
                "far": int(str(far_office["certificate_id"])),
            },
        },
        office={"here": office, "far": far_office},
    )


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
