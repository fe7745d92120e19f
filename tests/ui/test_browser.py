"""The shared parts in a real browser, under the content policy of the product."""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from kulanz.core.tenancy.context import tenant_context
from kulanz.core.ui.styleguide import PAGES
from tests.conftest import make_tenant
from tests.live import LiveServer, LiveServerFactory

pytestmark = pytest.mark.xdist_group("ui")

AXE = Path(__file__).parents[2] / "node_modules" / "axe-core" / "axe.min.js"
GUIDE = "/ui/styleguide"
# Playwright leaves a loop running in this thread, which Django takes for asynchronous code; nothing here is.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "1")


@pytest.fixture(scope="module")
def browser(chromium_path: str) -> Iterator[Browser]:
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=chromium_path, args=["--no-sandbox"])
        yield started
        started.close()


@pytest.fixture
def guide(live_server_factory: LiveServerFactory) -> LiveServer:
    server = live_server_factory(environment={"KULANZ_DEBUG": "1"})
    with server.opened(), tenant_context(None):
        make_tenant(
            host="127.0.0.1", brand_color="#ffd400", contact_team="Service", created_at=datetime.now(UTC)
        )
    return server


def _watched(browser: Browser, complaints: list[str], **options: Any) -> Page:
    page = browser.new_context(locale="de-DE", **options).new_page()
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("console", lambda line: complaints.append(line.text) if line.type == "error" else None)
    return page


def test_no_part_hinders_anybody(guide: LiveServer, browser: Browser) -> None:
    complaints: list[str] = []
    for scheme, width in (("light", 1440), ("dark", 390)):
        page = _watched(
            browser,
            complaints,
            color_scheme=scheme,
            viewport={"width": width, "height": 900},
            bypass_csp=True,
        )
        for name in PAGES:
            page.goto(f"{guide.url}{GUIDE}/{name}")
            overflow = page.evaluate(
                "document.documentElement.scrollWidth - document.documentElement.clientWidth"
            )
            page.evaluate(AXE.read_text("utf-8"))
            result = page.evaluate("axe.run(document)")
            assert result["passes"]
            found = [f"{v['id']}: {v['nodes'][0]['html']}" for v in result["violations"]]
            assert (name, scheme, overflow, found) == (name, scheme, 0, [])
    assert complaints == []


def test_keys_drafts_and_choices_work_under_the_policy(guide: LiveServer, browser: Browser) -> None:
    complaints: list[str] = []
    page = _watched(browser, complaints, viewport={"width": 1440, "height": 900})
    page.goto(f"{guide.url}{GUIDE}/worklist")
    for key in "jjx":
        page.keyboard.press(key)
    assert page.inner_text("[data-bulk-count]") == "1"
    page.keyboard.press("?")
    assert "Suchen" in page.inner_text("#keys-dialog")
    page.keyboard.press("Escape")

    page.goto(f"{guide.url}{GUIDE}/case")
    page.keyboard.press("i")
    page.keyboard.type("Noch nicht abgeschickt ?")
    assert page.input_value("#composer-text") == "Noch nicht abgeschickt ?"
    assert page.inner_text("[data-send-label]") == "Notiz speichern"
    page.reload()
    page.wait_for_selector("text=Ihr Entwurf wurde wiederhergestellt.")
    assert page.input_value("#composer-text") == "Noch nicht abgeschickt ?"

    page.goto(f"{guide.url}{GUIDE}/question")
    page.click("[data-theme-switch] button")
    assert page.evaluate("document.documentElement.dataset.bsTheme") == "dark"
    page.reload()
    assert page.evaluate("document.documentElement.dataset.bsTheme") == "dark"
    assert complaints == []


def test_public_pages_need_no_scripts(guide: LiveServer, browser: Browser) -> None:
    context = browser.new_context(
        java_script_enabled=False, viewport={"width": 390, "height": 800}, locale="de-DE"
    )
    page = context.new_page()
    page.goto(f"{guide.url}{GUIDE}/check")
    assert page.is_visible("input[type=file]")
    assert not page.is_visible(".drop .choice")
    page.click("text=Hell oder dunkel")
    assert page.get_attribute("html", "data-bs-theme") == "dark"
