"""Every page, on a desk and on a phone: nothing hinders anybody, nothing complains, nothing overflows.

With SCREENSHOTS=1 (`make screenshots`) the same walk takes the pictures of the user guide.
"""

from __future__ import annotations

import io
import os
from itertools import groupby
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Browser, ViewportSize

from kulanz.cases.models import Case
from kulanz.core.tenancy.context import tenant_context
from kulanz.core.tenancy.models import Tenant
from tests.browser.machine import Person
from tests.browser.pages import AGENT, PASSWORD, Sight, sights
from tests.live import LiveServer

pytestmark = [pytest.mark.slow, pytest.mark.browser, pytest.mark.xdist_group("pages")]

ROOT = Path(__file__).parents[2]
AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
PICTURES = ROOT / "docs" / "user-guide" / "pictures"
LARGEST = 120_000
# The guide shows these on a phone too; every page is looked at on both, the technician's on a tablet too.
SHOWN_ON_A_PHONE = {
    *("public-home", "public-report", "public-case", "portal-home", "portal-case"),
    *("desk-worklist", "desk-case", "desk-comparison", "public-offer"),
}
LOOK = """async () => {
  const found = await axe.run(document, {resultTypes: ['violations']});
  return found.violations.filter(v => ['serious', 'critical'].includes(v.impact))
    .map(v => v.id + ': ' + v.nodes.slice(0, 3).map(n => n.html.slice(0, 160)).join(' | '));
}"""

# A head that stays in sight must not do so before its place is reached.
COVERED = """() => [...document.querySelectorAll("thead")].filter(head => {
  const row = head.parentElement.querySelector("tbody tr"), cell = head.querySelector("th");
  return cell && row && head.offsetHeight > 2
    && cell.getBoundingClientRect().bottom > row.getBoundingClientRect().top + 2;
}).map(head => "the head covers a row: " + head.innerText.slice(0, 60))"""

SIZES = {"desk": (1280, 860), "tablet": (1024, 768), "phone": (390, 844)}
# What htmx fetches is there, the letters have their shapes, and the page has been drawn.
SETTLED = """async () => {
  await document.fonts.ready;
  while (document.querySelector(".htmx-request")) await new Promise(later => setTimeout(later, 20));
  await new Promise(drawn => requestAnimationFrame(() => requestAnimationFrame(drawn)));
}"""


def test_no_page_hinders_anybody(demo: LiveServer, browser: Browser) -> None:
    found: list[str] = []
    for who, pages in groupby(sorted(sights(demo), key=lambda sight: sight.who), key=lambda sight: sight.who):
        person = Person(browser, demo.url, bypass_csp=True, timezone_id="Europe/Berlin")
        if who:
            person.sign_in(who, PASSWORD)
        for sight in pages:
            found += look_at(person, sight)
        person.context.close()
    assert not found, "\n".join(found)


def is_on_tablet(sight: Sight) -> bool:
    return sight.name.startswith("field-")


def look_at(person: Person, sight: Sight) -> list[str]:
    """What is wrong with a page, at the size it is made for and on a phone."""
    made_for = "tablet" if is_on_tablet(sight) else "desk"
    found = [f"{sight.name} ({made_for}): {text}" for text in opened(person, sight, made_for)]
    found += [f"{sight.name} ({made_for}): {text}" for text in looked(person)]
    if wants_picture(sight, "phone"):  # as it is on a phone from the first moment on
        opened(person, sight, "phone")
    else:
        person.page.set_viewport_size(_size("phone"))
        person.page.evaluate(SETTLED)
    return found + [f"{sight.name} (phone): {text}" for text in looked(person)]


def opened(person: Person, sight: Sight, form: str) -> list[str]:
    page = person.page
    page.set_viewport_size(_size(form))
    page.goto("about:blank")  # a place within the page before it would not be asked for anew
    answer = page.goto(sight.path)
    if is_on_tablet(sight):  # draws itself when its data has come
        page.wait_for_load_state("networkidle")
    page.evaluate(SETTLED)
    if wants_picture(sight, form):
        keep_picture(page.screenshot(animations="disabled"), f"{sight.name}{'-phone' * (form == 'phone')}")
    page.add_script_tag(path=AXE)
    return [] if answer and answer.status == 200 else [f"status {answer.status if answer else None}"]


def looked(person: Person) -> list[str]:
    found = list(person.page.evaluate(LOOK))
    if person.page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"):
        found.append("scrolls sideways")
    found += person.page.evaluate(COVERED)
    found += person.complaints
    person.complaints.clear()
    return found


def wants_picture(sight: Sight, form: str) -> bool:
    if not os.environ.get("SCREENSHOTS") or not sight.in_guide:
        return False
    return form != "phone" or sight.name in SHOWN_ON_A_PHONE


def _size(form: str) -> ViewportSize:
    width, height = SIZES[form]
    return {"width": width, "height": height}


def keep_picture(png: bytes, name: str) -> None:
    """As small as a page of few colours can be."""
    picture = Image.open(io.BytesIO(png)).convert("RGB")
    for colours in (256, 128, 64, 32):
        small = io.BytesIO()
        picture.quantize(colours, dither=Image.Dither.NONE).save(small, "PNG", optimize=True)
        if len(small.getvalue()) < LARGEST:
            break
    PICTURES.mkdir(parents=True, exist_ok=True)
    (PICTURES / f"{name}.png").write_bytes(small.getvalue())


def test_a_case_is_worked_by_keys_alone(demo: LiveServer, browser: Browser) -> None:
    agent = Person(browser, demo.url, viewport={"width": 1440, "height": 900})
    agent.sign_in(AGENT, PASSWORD)
    page, keys = agent.page, agent.page.keyboard
    page.goto("/desk/?view=unassigned")
    page.locator("[data-row]").nth(1).wait_for()
    keys.press("j")
    keys.press("j")
    keys.press("k")
    with page.expect_navigation():
        keys.press("Enter")
    number = page.url.partition("?")[0].rstrip("/").rsplit("/", 1)[-1]
    with page.expect_navigation():
        keys.press("t")
    keys.press("r")
    keys.type("Guten Tag, wir kümmern uns darum.")
    with page.expect_navigation():
        keys.press("Control+Enter")
    page.locator("ol.timeline").get_by_text("wir kümmern uns darum").first.wait_for()
    keys.press("i")
    keys.type("Teil liegt im Lager.")
    with page.expect_navigation():
        keys.press("Control+Enter")
    page.locator("ol.timeline").get_by_text("Teil liegt im Lager.").first.wait_for()
    keys.press("Escape")
    page.evaluate("document.activeElement.blur()")
    keys.press("c")
    page.locator("#close-dialog").wait_for()
    keys.press("Escape")
    page.locator("#close-dialog").wait_for(state="hidden")
    keys.press("?")
    page.locator("dialog[open]").get_by_text("Übernehmen").first.wait_for()
    with demo.opened(), tenant_context(Tenant.objects.get(slug="nordbruck").pk):
        case = Case.objects.get(number=number)
        assert case.owner is not None
        assert case.owner.user.email == AGENT
        assert {"wir kümmern uns" in m.body for m in case.messages.all()} >= {True}
    assert agent.complaints == []
