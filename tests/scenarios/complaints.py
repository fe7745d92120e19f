"""What Lena does at her desk to carry a complaint through, and what the database holds of it then."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from playwright.sync_api import Browser, Page

from kulanz.cases.models import Case
from kulanz.core.protocol.models import ProtocolEntry
from kulanz.core.tenancy.context import tenant_context
from kulanz.stages.contact.models import Letter
from kulanz.stages.execution.models import Order
from kulanz.stages.solution.commands.offers import issue_offer_link
from kulanz.stages.solution.models import Offer
from tests.browser.machine import Person
from tests.live import LiveServer
from tests.solution.scene import Scene


class Kept:
    """What the database holds about one case."""

    def __init__(self, house: LiveServer, scene: Scene, number: str) -> None:
        self.house, self.scene, self.number = house, scene, number

    def case(self) -> Case:
        return self._one(lambda: Case.objects.get(number=self.number))

    def orders(self) -> dict[str, str]:
        """Kind and state of each."""
        return self._one(lambda: dict(self._of(Order).values_list("kind", "state")))

    def letters(self) -> set[str]:
        return self._one(lambda: set(self._of(Letter).values_list("kind", flat=True)))

    def events(self) -> list[str]:
        stream = self.case().stream
        return self._one(
            lambda: list(
                ProtocolEntry.objects.filter(stream=stream).order_by("seq").values_list("event", flat=True)
            )
        )

    def newest(self, model: Any) -> Any:
        return self._one(lambda: self._of(model).latest("pk"))

    def _of(self, model: Any) -> Any:
        return model.objects.filter(case__number=self.number)

    def _one(self, look: Any) -> Any:
        with self.house.opened(), tenant_context(self.scene.tenant.pk):
            return look()


def record(desk: Page, house: LiveServer, scene: Scene) -> Kept:
    """A complaint by telephone: customer and article found while typing, the price from the invoice."""
    desk.goto("/desk/neu/")
    desk.fill("#customer", "Karla")
    desk.locator(".combo-option", has_text="Karla").first.click()
    desk.fill("input[name=title]", "Gasfeder sinkt ab")
    desk.fill("#article", "Kranich")
    desk.locator(".combo-option", has_text="Kranich").first.click()
    desk.fill("input[name=quantity]", "2")
    desk.locator("details.more-facts summary").first.click()
    desk.fill("input[name=price_paid]", "357,00")
    desk.fill("input[name=invoice_number]", "R-4711")
    with desk.expect_navigation():
        desk.get_by_role("button", name="Vorgang anlegen").click()
    number = desk.url.rstrip("/").rpartition("/")[2]
    return Kept(house, scene, number)


def compare(desk: Page, kept: Kept, *, accept: bool = True) -> None:
    """From the case by its key to the comparison, and the claim accepted."""
    desk.goto(f"/desk/vorgang/{kept.number}/")
    with desk.expect_navigation():
        desk.keyboard.press("m")
    if accept:
        with desk.expect_navigation():
            desk.keyboard.press("y")
        assert "Anerkannt" in desk.inner_text("body")


def choose(desk: Page, remedy: str, **fields: str) -> None:
    desk.locator(f"[data-dialog='choose-{remedy}']").click()
    dialog = desk.locator(f"#choose-{remedy}")
    for name, value in fields.items():
        control = dialog.locator(f"[name={name}]")
        if control.evaluate("node => node.tagName") == "SELECT":
            control.select_option(value)
        else:
            control.fill(value)
    with desk.expect_navigation():
        dialog.locator(".btn-primary").click()
    assert "eingeleitet" in desk.inner_text("body")


def carry_out(desk: Page, kept: Kept) -> None:
    """Every open order is done, one by one on its page."""
    with kept.house.opened(), tenant_context(kept.scene.tenant.pk):
        numbers = list(Order.objects.filter(case__number=kept.number).values_list("number", flat=True))
    for number in numbers:
        desk.goto(f"/desk/auftraege/{number}/")
        desk.locator("details.order-other > summary").click()
        form = desk.locator("details.order-other form")
        form.locator("select[name=state]").select_option("done")
        with desk.expect_navigation():
            form.locator("button").click()


def ended_by_remedy(kept: Kept) -> None:
    case = kept.case()
    assert (case.step, case.closed_by) == ("closed", "remedy")
    events = kept.events()
    # R324, R327, R329: recorded, accepted, decided, each with date and user in its entry
    wanted = ["case.recorded", "case.claim_decided", "solution.remedy_decided", "case.closed"]
    last = {name: place for place, name in enumerate(events)}
    places = [events.index(wanted[0]), *(last[name] for name in wanted[1:])]
    assert places == sorted(places)


def answer_offer(house: LiveServer, scene: Scene, browser: Browser, kept: Kept, *, act: str) -> None:
    """Karla on the page her letter's link opens; looking at it twice changes nothing."""
    with house.opened(), tenant_context(scene.tenant.pk):
        secret = issue_offer_link(
            actor=scene.people.lena,
            offer=Offer.objects.get(case__number=kept.number, state="open"),
            address="karla@post.test",
            at=datetime.now(UTC),
        )
    karla = Person(browser, house.url, viewport={"width": 390, "height": 844})
    karla.page.goto(f"/angebot/{secret}/")
    karla.page.reload()
    assert kept.newest(Offer).state == "open"
    karla.page.fill("input[name=name] >> nth=0", "Karla Kunde")
    with karla.page.expect_navigation():
        karla.page.locator(f"button[name=act][value={act}]").first.click()
    assert not karla.complaints
    karla.context.close()
