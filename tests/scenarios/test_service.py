"""Work at the customer's through real browsers and a real tablet: by the factory's technician, by the
dealer's own, paid by the dealer, and kept from somebody who may not do it until his certificate is renewed.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.test import override_settings
from playwright.sync_api import Playwright, sync_playwright

from kulanz.core.tenancy.context import tenant_context
from kulanz.masterdata.parties.models import Certificate
from kulanz.stages.execution.models import ReportPhoto, Stock
from tests import cluster, passwords
from tests.field.tablet import TABLET, Tablet, photo
from tests.field.whole_visit import repair
from tests.live import LiveServer, installation_environment
from tests.scenarios.mails import wait_for
from tests.scenarios.servicing import (
    IN_A_WEEK,
    Crowd,
    Service,
    choose_crew,
    fact,
    file_repair,
    make_service,
    make_visit_of,
    send_own,
)

pytestmark = [pytest.mark.slow, pytest.mark.browser, pytest.mark.xdist_group("service")]

CLERK, OFFICE, LEAD = "britta@blatt.nordlicht.test", "anna@nordlicht.test", "lena@nordlicht.test"
HOUSE_OF_FREMD = "haus@fremd.nordlicht.test"
FRITZ, UTE = "fritz@technik.test", "ute@technik.test"


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory, django_db_blocker: Any) -> Iterator[Service]:
    home = tmp_path_factory.mktemp("service") / "home"
    with django_db_blocker.unblock():
        database = cluster.clone()
    urls = cluster.urls_of(database)
    environment = installation_environment(home, DATABASE_URL=urls.app, OWNER_DATABASE_URL=urls.owner)
    server = LiveServer(home=home, database=database, environment=environment, blocker=django_db_blocker)
    server.start()
    files = {"MEDIA_ROOT": home / "files", "SECRETS_FOLDER": home / "secrets"}
    with override_settings(PASSWORD_HASHERS=passwords.READABLE, **files):
        with server.opened(), tenant_context(None):
            made = make_service(server)
        yield made
    server.stop()
    cluster.drop(database)


@pytest.fixture(scope="module")
def playwright() -> Iterator[Playwright]:
    with sync_playwright() as started:
        yield started


@pytest.fixture(scope="module")
def crowd(playwright: Playwright, chromium_path: str, service: Service) -> Iterator[Crowd]:
    arguments = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
    browser = playwright.chromium.launch(executable_path=chromium_path, args=arguments)
    made = Crowd(browser, service.server.url)
    yield made
    assert not made.leave()
    browser.close()


@pytest.fixture
def tablet(playwright: Playwright, chromium_path: str, service: Service) -> Iterator[Tablet]:
    """Switched on; nobody is signed in yet."""
    made = Tablet(playwright, chromium_path, service.server.url, TABLET).start()
    yield made
    said = made.complaints
    made.end()
    assert not said


def test_the_factory_repairs_and_the_dealer_reads_the_report_while_he_is_there(
    service: Service, crowd: Crowd, tablet: Tablet, tmp_path: Path
) -> None:
    portal = crowd.sign_in(CLERK)
    number = file_repair(portal, title="Stuhl bleibt nicht oben")

    desk = crowd.sign_in(OFFICE)
    make_visit_of(desk, number)
    assert "Jetzt planen." in desk.inner_text("body")
    first = desk.locator(".board-suggestions button.suggestion").first
    assert "Fritz Fink" in first.inner_text()
    first.focus()
    with desk.expect_navigation():
        desk.keyboard.press("Enter")
    assert "Der Einsatz ist geplant." in desk.inner_text("body")
    visit = service.visit(number)
    assert (visit.state, service.crew(visit)) == ("planned", ["Fritz Fink"])
    portal.reload()
    assert visit.number in portal.inner_text("body")
    assert "Fritz Fink" in portal.inner_text("body")

    tablet.sign_in(FRITZ)
    tablet.ready()
    assert "Kanzlei Kiebitz" in tablet.visits().first.inner_text()
    repair(tablet, visit.pk, [photo(tmp_path, 1, (1600, 1200))], signs="Klara Kiebitz")
    tablet.all_sent()

    # he has packed nothing up yet, and at the dealer's the open page knows
    # drawn with its photo, and gone to the customer
    wait_for("the customer's copy", lambda: service.mail_of(number, "report"))
    portal.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    shown = portal.locator("[data-live-url$='/berichte/']")
    shown.get_by_text("Gasfeder getauscht, Sitzhöhe geprüft.").wait_for()
    report = service.report(number)
    assert report.number in shown.inner_text()
    portal.locator(".portal-state", has_text="Der Service arbeitet daran").wait_for()
    link = shown.get_by_role("link", name="Bericht als PDF")

    def opened() -> bool:
        answer = portal.request.get(service.server.url + str(link.get_attribute("href")))
        return answer.body()[:5] == b"%PDF-"

    wait_for("the PDF behind the link", opened)
    assert visit.number in tablet.page.inner_text("body")
    assert "Bericht gesendet" in tablet.page.inner_text("body")

    desk.goto(f"/desk/vorgang/{number}/")
    assert report.number in desk.inner_text("body")
    assert "Gasfeder getauscht, Sitzhöhe geprüft." in desk.inner_text("body")
    assert (report.result, report.safety, report.authorised) == ("solved", "safe", True)
    copy = service.mail_of(number, "report")
    assert copy is not None
    assert copy.recipient == "post@kiebitz.test"
    with service.database():
        assert ReportPhoto.objects.filter(report=report).count() == 2, "a picture and the signature"
        assert Stock.objects.get(vehicle__technician=service.world.fritz).quantity == 3


def test_the_dealer_repairs_with_his_own_technician_and_the_factory_sees_it(
    service: Service, crowd: Crowd, tablet: Tablet
) -> None:
    portal = crowd.sign_in(HOUSE_OF_FREMD)
    number = file_repair(portal, title="Stuhl kippelt", technician=service.ute)
    assert "Händlerkundendienst\nUte Uhu" in fact(portal, "Ausführung")
    case = service.case(number)
    assert (case.carried_out_by, case.wished_technician_id) == ("dealer", service.ute.person_id)

    # he waits for nobody: one form, one press
    send_own(portal, "Ute Uhu", datetime.now(ZoneInfo("Europe/Berlin")))
    assert "Der Einsatz ist geplant." in portal.inner_text("body")
    visit = service.visit(number)
    assert (visit.state, service.crew(visit)) == ("planned", ["Ute Uhu"])
    assert visit.organisation.name == "Möbel Fremd"

    desk = crowd.sign_in(OFFICE)
    desk.goto(f"/desk/vorgang/{number}/")
    assert visit.number in desk.inner_text("body")
    desk.goto(f"/desk/vorgang/{number}/protokoll/")
    made = desk.locator("tr", has_text=f"Einsatz {visit.number} angelegt").inner_text()
    assert "Möbel Fremd" in made
    assert "im Portal" in made

    tablet.sign_in(UTE)
    tablet.ready()
    assert tablet.visits().count() == 1, "the factory's tour is not hers"
    repair(tablet, visit.pk, signs="Klara Kiebitz")
    tablet.all_sent()
    wait_for("the document", lambda: service.report(number).document_id)
    desk.goto(f"/desk/vorgang/{number}/")
    text = desk.inner_text("body")
    assert service.report(number).number in text
    assert "Ute Uhu" in text
    assert "der Fachhandelspartner rechnet selbst mit seinem Kunden ab" in text
    portal.goto(f"/portal/vorgang/{number}/")
    assert "Gasfeder getauscht, Sitzhöhe geprüft." in portal.inner_text("body")
    with service.database():
        assert Stock.objects.get(vehicle__technician=service.ute).quantity == 3


def test_a_paid_repair_says_on_both_sides_that_the_dealer_gets_the_invoice(
    service: Service, crowd: Crowd, tablet: Tablet
) -> None:
    portal, desk = crowd.sign_in(CLERK), crowd.sign_in(OFFICE)
    number = file_repair(portal, title="Polster gerissen", invoice_to="principal")
    at_dealers, at_the_office = "Ihr Haus als Auftraggeber", "der Fachhandelspartner als Auftraggeber"
    desk.goto(f"/desk/vorgang/{number}/")
    assert at_dealers in fact(portal, "Rechnung an")
    assert at_the_office in fact(desk, "Rechnung an")

    case = service.case(number)
    with service.database():
        visit = service.world.planned(case=case, starts_at=datetime.now(UTC))
    tablet.sign_in(FRITZ)
    tablet.ready()
    repair(tablet, visit.pk, signs="Klara Kiebitz")
    tablet.all_sent()
    for page, words in ((portal, at_dealers), (desk, at_the_office)):
        page.reload()
        assert service.report(number).number in page.inner_text("body")
        assert words in fact(page, "Rechnung an")
    assert service.case(number).dealer_part == "principal"


def test_the_interlock_refuses_offers_another_and_the_renewal_lifts_it(
    service: Service, crowd: Crowd, tmp_path: Path
) -> None:
    with service.database():
        case = service.world.another_case("Rückenlehne lose")
    desk = crowd.sign_in(LEAD)
    make_visit_of(desk, case.number)
    choose_crew(desk, "Frieda Falk", IN_A_WEEK)
    refused = desk.locator("[role=alert]")
    assert "Frieda Falk" in refused.inner_text()
    assert desk.input_value("#plan-starts") == f"{IN_A_WEEK:%Y-%m-%dT%H:%M}", "what was typed is kept"
    assert "31.10.2026" in refused.inner_text(), "since when not"
    assert service.visit(case.number).state == "to_plan"
    with desk.expect_navigation():
        refused.get_by_role("button", name="Fritz Fink").click()
    visit = service.visit(case.number)
    assert (visit.state, service.crew(visit)) == ("planned", ["Fritz Fink"])
    desk.goto(f"/desk/vorgang/{case.number}/protokoll/")
    assert "Frieda Falk" in desk.inner_text("body")
    assert "interlock.refused" in service.events(case.number)

    desk.goto("/desk/stammdaten/zertifikate/?q=Frieda")
    with desk.expect_navigation():
        desk.get_by_role("link", name="Frieda Falk").first.click()
    with desk.expect_navigation():
        desk.get_by_role("link", name="Erneuern").click()
    assert desk.locator("select[name=course] option:checked").inner_text() == "Gasfedern sicher tauschen"
    desk.fill("input[name=issued_on]", f"{datetime.now(UTC):%Y-%m-%d}")
    desk.locator("input[name=evidence]").set_input_files(photo(tmp_path, 7, (800, 600)))
    with desk.expect_navigation():
        desk.get_by_role("button", name="Erneuern").click()
    assert "gültig" in desk.inner_text("body")
    with service.database():
        renewed = Certificate.objects.get(renews__holder=service.world.frieda.person)
        assert renewed.evidence_id is not None
        assert renewed.course.name == "Gasfedern sicher tauschen"

    desk.goto(f"/desk/einsatz/{visit.number}/")
    choose_crew(desk, "Frieda Falk", IN_A_WEEK, instead_of="Fritz Fink")
    assert "Der Einsatz ist geplant." in desk.inner_text("body")
    assert f"{visit.number} neu besetzt" in desk.inner_text("body")
    assert service.crew(visit) == ["Frieda Falk"]
