"""A house with dealers, technicians and their vans, and what everybody does there until work is reported."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from typing import Any

from playwright.sync_api import Browser, Page

from kulanz.cases.models import Case
from kulanz.core.protocol.models import ProtocolEntry
from kulanz.core.tenancy.context import tenant_context
from kulanz.masterdata.catalog.indexing import index_articles
from kulanz.masterdata.catalog.models import Article
from kulanz.masterdata.parties.models import Technician, WorkKind
from kulanz.masterdata.parties.rules.interlock import House
from kulanz.stages.contact.models import OutgoingMail
from kulanz.stages.execution.models import ChecklistItem, ServiceReport, Stock, Vehicle, Visit
from tests.browser.machine import Person
from tests.cases.people import make_people
from tests.conftest import make_tenant
from tests.contracts.houses import under_option_a
from tests.execution.visits_world import World, make_technician, make_world, technician_actor
from tests.live import LiveServer

SPRING = "Gasfeder 220 mm"
# A working day, mid-morning, when nobody has anything yet.
_DAY = datetime.now(UTC).date() + timedelta(days=7)
IN_A_WEEK = datetime.combine(
    _DAY + timedelta(days=max(0, 7 - _DAY.weekday()) if _DAY.weekday() > 4 else 0), time(10)
)
DESK = {"width": 1440, "height": 900}


@dataclass
class Service:
    """The world of visits, lived now: Fritz of the factory is certified and has a spring in his van. Blatt
    works under option B; Fremd under option A, with Ute as its own certified technician.
    """

    server: LiveServer
    world: World
    ute: Technician

    @contextlib.contextmanager
    def database(self) -> Iterator[None]:
        """Inside, models read and write what the installation sees."""
        with self.server.opened(), tenant_context(self.world.tenant.pk):
            yield

    def found(self, look: Callable[[], Any]) -> Any:
        with self.database():
            return look()

    def case(self, number: str) -> Case:
        return self.found(lambda: Case.objects.get(number=number))

    def visit(self, number: str) -> Visit:
        """The visit of the case with this number."""
        return self.found(lambda: Visit.objects.select_related("organisation").get(case__number=number))

    def crew(self, visit: Visit) -> list[str]:
        return self.found(lambda: list(visit.crew.values_list("technician__name", flat=True)))

    def report(self, number: str) -> ServiceReport:
        return self.found(lambda: ServiceReport.objects.get(visit__case__number=number))

    def mail_of(self, number: str, kind: str) -> OutgoingMail | None:
        return self.found(lambda: OutgoingMail.objects.filter(case__number=number, kind=kind).first())

    def events(self, number: str) -> list[str]:
        stream = self.case(number).stream
        entries = ProtocolEntry.objects.filter(stream=stream).order_by("seq")
        return self.found(lambda: list(entries.values_list("event", flat=True)))


def make_service(server: LiveServer) -> Service:
    now = datetime.now(UTC)
    today = now.date()
    tenant = make_tenant(host="127.0.0.1", base_url=server.url, created_at=now)
    with tenant_context(tenant.pk):
        world = make_world(make_people(tenant))
        ute = make_technician(tenant, "Ute Uhu", world.people.fremd, House.DEALER, prefix="86")
        technician_actor(tenant, ute)
        day, long = today - timedelta(9), today + timedelta(300)
        under_option_a(world.people, world.people.fremd, since=day)
        for holder, work in (
            (world.fritz.person, world.spring),
            (ute.person, world.spring),
            (world.people.fremd, None),
        ):
            world.certify(holder, work, issued_on=day, valid_until=long)
        _checklist(world.spring)
        part = Article.objects.create(tenant=tenant, number="GF-220", name=SPRING, is_spare_part=True)
        for technician, van in ((world.fritz, "Bus 1"), (ute, "Bus Fremd")):
            vehicle = Vehicle.objects.create(tenant=tenant, name=van, technician=technician)
            Stock.objects.create(tenant=tenant, vehicle=vehicle, article=part, quantity=4)
        index_articles([world.chair, world.cushion, part])
        return Service(server, world, ute)


def _checklist(work: WorkKind) -> None:
    lines = [("Typenschild abgelesen", "check", ""), ("Sitzhöhe unten", "value", "mm")]
    for place, (text, kind, unit) in enumerate(lines):
        ChecklistItem.objects.create(
            tenant=work.tenant, work_kind=work, text=text, kind=kind, unit=unit, position=place
        )


class Crowd:
    """Who sits at which browser; `complaints` of all their pages."""

    def __init__(self, browser: Browser, base: str) -> None:
        self.browser, self.base = browser, base
        self.people: list[Person] = []

    def sign_in(self, email: str, size: Any = None) -> Page:
        person = Person(self.browser, self.base, viewport=size or DESK)
        person.sign_in(email)
        self.people.append(person)
        return person.page

    def leave(self) -> list[str]:
        said = [words for person in self.people for words in person.complaints]
        for person in self.people:
            person.context.close()
        # a refusal is shown with its status
        return [words for words in said if "409" not in words and "422" not in words]


# --- at the dealer's ---------------------------------------------------------------------------------------


def file_repair(
    portal: Page, *, title: str, invoice_to: str = "", technician: Technician | None = None
) -> str:
    """A repair at a new customer's, as a dealer files it; the number of the case.

    `technician`: his own service carries it out, and by whom.
    """
    portal.goto("/portal/")
    portal.get_by_role("link", name="Vorgang melden").first.click()
    with portal.expect_navigation():
        portal.locator("a", has_text="Reparatur").first.click()
    portal.fill("[name=title]", title)
    portal.locator("input[name=safety][value=no] + label").click()
    portal.fill("[name=p0-item]", "Lärche")
    portal.locator(".combo-option", has_text="Drehstuhl Lärche").first.click()
    portal.fill("[name=customer_name]", "Kanzlei Kiebitz")
    portal.fill("[name=customer_email]", "post@kiebitz.test")
    portal.fill("[name=customer_phone]", "0821 9999")
    portal.fill("[name=street]", "Maximilianstraße 3")
    portal.fill("[name=postcode]", "86150")
    portal.fill("[name=city]", "Augsburg")
    if technician is not None:
        portal.locator("input[name=carried_out_by][value=dealer] + label").click()
        portal.locator("select[name=technician]").select_option(str(technician.person_id))
    if invoice_to:
        portal.locator(f"input[name=dealer_part][value={invoice_to}] + label").click()
    with portal.expect_navigation():
        portal.get_by_role("button", name="Vorgang melden").last.click()
    return portal.url.rstrip("/").rpartition("/")[2]


def send_own(portal: Page, name: str, starts: datetime, work: str = "Gasfeder tauschen") -> None:
    """From the case's page to a visit on the plan: the one who was wished when filing goes."""
    with portal.expect_navigation():
        portal.get_by_role("link", name="Einsatz anlegen").click()
    assert name in portal.locator("select[name=technician] option:checked").inner_text()
    portal.get_by_label(work).check()
    portal.fill("[name=starts_at]", f"{starts:%Y-%m-%dT%H:%M}")
    with portal.expect_navigation():
        portal.get_by_role("button", name="Einsatz anlegen").click()


# --- at the office -----------------------------------------------------------------------------------------


def make_visit_of(desk: Page, number: str, work: str = "Gasfeder tauschen") -> None:
    """From the case's page to a visit that waits for its plan."""
    desk.goto(f"/desk/vorgang/{number}/")
    with desk.expect_navigation():
        desk.get_by_role("link", name="Einsatz anlegen").click()
    desk.get_by_label(work).check()
    with desk.expect_navigation():
        desk.get_by_role("button", name="Anlegen und planen").click()


def choose_crew(desk: Page, name: str, starts: datetime, *, instead_of: str = "") -> None:
    """On the page of a visit: who goes when, chosen by oneself; ticked while who may go is read anew."""
    people = desk.locator("#crew-choice label")
    desk.keyboard.press("p")
    with desk.expect_response("**/besetzung/**"):
        desk.fill("#plan-starts", f"{starts:%Y-%m-%dT%H:%M}")
        people.filter(has_text=name).get_by_role("checkbox").check()
    if instead_of:
        people.filter(has_text=instead_of).get_by_role("checkbox").uncheck()
    desk.wait_for_function("() => !document.querySelector('.htmx-request')")
    assert people.filter(has_text=name).get_by_role("checkbox").is_checked()
    with desk.expect_navigation():
        desk.get_by_role("button", name="Planen", exact=True).click()


def fact(page: Page, label: str) -> str:
    """What stands beside this label among the facts of a case."""
    return page.locator("dt", has_text=label).first.locator("xpath=following-sibling::dd[1]").inner_text()
