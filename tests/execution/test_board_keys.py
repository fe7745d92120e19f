"""The planning board with the keyboard alone: two stops of the tab key, arrows within, one key between."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.test import override_settings
from playwright.sync_api import Browser, Page

from kulanz.core import clock
from kulanz.core.tenancy.context import tenant_context
from kulanz.masterdata.parties.rules.interlock import House
from kulanz.stages.execution.models import Visit
from kulanz.workflows.visits import plan_visit
from tests import passwords
from tests.browser.machine import Person, running_browser
from tests.cases.people import make_people
from tests.conftest import make_tenant
from tests.execution.visits_world import make_technician, make_world
from tests.live import LiveServerFactory

pytestmark = [pytest.mark.slow, pytest.mark.browser, pytest.mark.xdist_group("board_keys")]

WAITING = 12
OPEN = "/desk/einsatzplan/?woche={day}&tag={day}"
# what has the focus, in words
STANDS = """() => {
  const node = document.activeElement, cell = node.closest('td[data-day]');
  const item = node.closest('.board-waiting li');
  if (item) return `waiting ${[...item.parentNode.children].indexOf(item)} ${node.tagName}`;
  const row = node.closest('tr[data-tech]');
  if (!row) return node.tagName;
  const day = cell ? [...row.querySelectorAll('td[data-day]')].indexOf(cell) : 'name';
  const card = cell && node !== cell ? ` ${node.closest('[data-number]').dataset.number}` : '';
  return `${row.dataset.name} ${day}${card}`;
}"""


@pytest.fixture(scope="module")
def browser(chromium_path: str) -> Iterator[Browser]:
    with running_browser(chromium_path) as started:
        yield started


class Board:
    """Next week's board: Fritz goes twice on its Tuesday, and twelve visits wait."""

    def __init__(self, page: Page, visits: list[Visit]) -> None:
        self.page = page
        self.first, self.second = (visit.number for visit in visits)

    def at(self) -> str:
        return str(self.page.evaluate(STANDS))

    def press(self, *keys: str) -> str:
        for key in keys:
            self.page.keyboard.press(key)
        return self.at()

    def down_to(self, name: str) -> None:
        while not self.at().startswith(name):
            before = self.at()
            assert self.press("ArrowDown") != before

    def says(self) -> str:
        return self.page.locator("[data-board-says]").inner_text()


@pytest.fixture
def board(live_server_factory: LiveServerFactory, browser: Browser) -> Iterator[Board]:
    server = live_server_factory()
    at = clock.now()
    tuesday = (at + timedelta(days=8 - at.weekday())).replace(hour=9, minute=0, second=0, microsecond=0)
    day = (tuesday - timedelta(days=1)).date().isoformat()
    with server.opened(), override_settings(PASSWORD_HASHERS=passwords.READABLE):
        with tenant_context(None):
            tenant = make_tenant(host="127.0.0.1")
        with tenant_context(tenant.pk):
            world = make_world(make_people(tenant))
            make_technician(tenant, "Gerda Gans", world.factory, House.FACTORY)
            visits = [world.visit(case=world.harmless, work_kind_ids=[world.cleaning.pk]) for _ in range(2)]
            for number, visit in enumerate(visits):
                plan_visit(
                    actor=world.people.anna,
                    visit_id=visit.pk,
                    crew=[world.fritz.pk],
                    starts_at=tuesday + timedelta(hours=2 * number),
                    at=at,
                )
            own = {"work_kind_ids": [world.cleaning.pk], "organisation": world.factory}
            for _ in range(WAITING):
                world.visit(case=world.harmless, **own)
    person = Person(browser, server.url, viewport={"width": 1440, "height": 900})
    person.sign_in("anna@nordlicht.test")
    person.page.goto(OPEN.format(day=day))
    person.page.locator('.board-table td[tabindex="0"]').wait_for()
    yield Board(person.page, visits)
    assert person.complaints == []


def test_the_board_is_worked_by_the_keyboard_alone(board: Board) -> None:
    the_help_names_the_keys(board)
    the_arrows_reach_every_visit_and_one_key_jumps(board)
    a_visit_is_still_taken_up_and_planned_by_its_keys(board)


def the_arrows_reach_every_visit_and_one_key_jumps(board: Board) -> None:
    page, press = board.page, board.press
    # one stop for the list, one for the week: everything else in them has none
    for zone in (".board-waiting > .plain-list", ".board-table"):
        assert page.locator(f"{zone} :is(a, button, td):not([tabindex='-1'])").count() == 1
    assert press("z") == "waiting 0 A"
    assert press("ArrowDown", "ArrowDown") == "waiting 2 A"
    assert press("ArrowRight") == "waiting 2 BUTTON"
    assert press("End") == f"waiting {WAITING - 1} BUTTON"
    assert press("ArrowDown") == f"waiting {WAITING - 1} BUTTON"
    assert press("Home", "ArrowLeft") == "waiting 0 A"
    assert press("End", "Tab").split()[0] != "waiting"
    assert press("Shift+Tab") == f"waiting {WAITING - 1} A"

    page.locator(".board-table td[tabindex='0']").focus()
    row = board.at().rsplit(" ", 1)[0]
    assert press("Home") == f"{row} 0"
    assert press("ArrowLeft") == f"{row} name"
    assert press("ArrowRight", "End") == f"{row} 6"
    # the Tuesday of Fritz, wherever he stands, and into it
    assert press("Control+Home").endswith(" 0")
    board.press("ArrowRight")
    board.down_to("Fritz Fink")
    assert press("Enter") == f"Fritz Fink 1 {board.first}"
    assert press("ArrowDown") == f"Fritz Fink 1 {board.second}"
    assert press("ArrowUp") == f"Fritz Fink 1 {board.first}"
    assert press("Escape") == "Fritz Fink 1"
    assert press("Enter", "ArrowRight") == "Fritz Fink 2"
    assert press("ArrowLeft") == "Fritz Fink 1"
    # there and back: each place is kept
    assert press("z") == f"waiting {WAITING - 1} A"
    assert press("z") == "Fritz Fink 1"
    assert press("Tab").split()[0] not in ("Fritz", "waiting")
    assert press("Shift+Tab") == "Fritz Fink 1"


def a_visit_is_still_taken_up_and_planned_by_its_keys(board: Board) -> None:
    page, press = board.page, board.press
    assert press("z", "Home", "p").endswith(" 0")
    assert "aufgenommen" in board.says()
    board.down_to("Fritz Fink")
    assert "frei" in board.says()
    assert press("ArrowRight") == "Fritz Fink 1"
    # while one is taken up the jump would lose it
    assert press("z") == "Fritz Fink 1"
    assert press("Escape") == "waiting 0 A"
    assert "nichts geändert" in board.says()
    press("p")
    board.down_to("Fritz Fink")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    page.locator(".board .alert.tone-ok").wait_for()
    page.wait_for_function(f"({STANDS})().startsWith('Fritz Fink 1 ')")
    assert page.locator(".board-waiting li").count() == WAITING - 1
    # the new board has its two stops again, the week's where the visit is now
    assert page.locator(".board-waiting > .plain-list [tabindex='0']").count() == 1
    assert page.locator(".board-table [tabindex='0']").count() == 1
    assert press("z") == "waiting 0 A"


def the_help_names_the_keys(board: Board) -> None:
    board.page.keyboard.press("?")
    keys = board.page.locator("[data-shortcuts]")
    keys.get_by_text("zwischen „Zu planen“ und der Woche springen").wait_for()
    text = keys.inner_text()
    for part in ("Pos1", "Ende", "Person, Tag und Einsatz wählen", "Einsatz aufnehmen"):
        assert part in text
    assert "z" in keys.locator("kbd").all_inner_texts()
    board.page.keyboard.press("Escape")
    keys.wait_for(state="hidden")
