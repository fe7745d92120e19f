"""A tablet with a browser of its own: it can lose the network, be killed in the middle, and start again."""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from playwright.sync_api import Browser, CDPSession, Locator, Page, Playwright

from tests.browser.machine import PATIENCE
from tests.cases.people import PASSWORD

PHONE = (390, 844)
TABLET = (1024, 768)


class Tablet:
    """Its store survives `kill`, which ends every process of the browser without a word."""

    def __init__(
        self,
        playwright: Playwright,
        program: str,
        base: str,
        size: tuple[int, int] = PHONE,
        flags: Sequence[str] = (),
        zone: str = "Europe/Berlin",
        room: int = 0,
    ) -> None:
        self.playwright, self.program, self.base, self.size = playwright, program, base, size
        self.flags, self.zone, self.room = flags, zone, room
        self.profile = Path(tempfile.mkdtemp(prefix="tablet-"))
        self.process: subprocess.Popen[bytes] | None = None
        self.browser: Browser | None = None
        self.page: Page
        self.tools: CDPSession
        self.complaints: list[str] = []

    def start(self, *, offline: bool = False) -> Tablet:
        """Switches it on; with `offline` there is no network from the first moment on."""
        told = self.profile / "DevToolsActivePort"
        told.unlink(missing_ok=True)
        self.process = subprocess.Popen(
            [
                self.program,
                "--headless=new",
                "--no-sandbox",
                "--disable-gpu",
                "--disable-background-networking",
                "--no-first-run",
                "--lang=de",
                "--accept-lang=de-DE,de",
                "--remote-debugging-port=0",
                *self.flags,
                f"--user-data-dir={self.profile}",
                "about:blank",
            ],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
            env={**os.environ, "LANGUAGE": "de", "TZ": self.zone},
        )
        deadline = time.monotonic() + 30
        while not (told.is_file() and told.read_text().count("\n")):
            if time.monotonic() > deadline or self.process.poll() is not None:
                pytest.fail("the browser of the tablet did not start")
            time.sleep(0.05)
        port = told.read_text().split("\n")[0]
        self.browser = self.playwright.chromium.connect_over_cdp(f"http://127.0.0.1:{port}")
        context = self.browser.contexts[0]
        context.set_default_timeout(PATIENCE)
        context.set_offline(offline)
        self.page = context.pages[0] if context.pages else context.new_page()
        self.page.set_viewport_size({"width": self.size[0], "height": self.size[1]})
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.tools = context.new_cdp_session(self.page)
        if self.room:
            self.give_room(self.room)
        return self

    def used(self) -> int:
        """How many bytes the app and all else of its address have on the device."""
        return int(self.tools.send("Storage.getUsageAndQuota", {"origin": self.base})["usage"])

    def give_room(self, most: int) -> None:
        """So many bytes it may have; less counts once what the browser has promised already is used up."""
        self.room = most
        self.tools.send("Storage.overrideQuotaForOrigin", {"origin": self.base, "quotaSize": most})

    def kill(self) -> None:
        """As if the battery had fallen out."""
        assert self.process is not None
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait(20)
        self.process = None
        with contextlib.suppress(Exception):  # the connection is as dead as the browser
            assert self.browser is not None
            self.browser.close()
        for lock in self.profile.glob("Singleton*"):
            lock.unlink()

    def end(self) -> None:
        if self.process is not None:
            self.kill()
        shutil.rmtree(self.profile, ignore_errors=True)

    def network(self, there: bool) -> None:
        self.page.context.set_offline(not there)

    # --- as the technician uses it ---------------------------------------------------------------------

    def sign_in(self, email: str) -> None:
        self.page.goto(f"{self.base}/konto/anmelden/?next=/feld/")
        self.page.fill("input[name=login]", email)
        self.page.fill("input[name=password]", PASSWORD)
        with self.page.expect_navigation():
            self.page.press("input[name=password]", "Enter")

    def open(self, place: str = "") -> None:
        """Opens the app anew, at one of its places."""
        self.page.goto("about:blank")
        self.page.goto(f"{self.base}/feld/#/{place}")

    def go(self, place: str) -> None:
        """Within the running app."""
        self.page.evaluate("place => { location.hash = `#/${place}`; }", place)

    def ready(self) -> None:
        """The day is here, and the app would start without network."""
        self.page.locator(".brand").wait_for()
        self.page.evaluate("() => navigator.serviceWorker.ready.then(() => true)")

    def visits(self) -> Locator:
        return self.page.locator(".visit")

    def bar(self) -> str:
        """What it says about what is not sent."""
        return " ".join(self.page.locator("#bar").inner_text().split())

    def wait_for_bar(self, words: str) -> None:
        self.page.locator("#bar", has_text=words).wait_for()

    def all_sent(self) -> None:
        self.page.locator("#bar .bar").first.wait_for(state="hidden", timeout=2 * PATIENCE)
        assert self.page.locator(".whole").count() == 0, self.page.inner_text("main")

    def sign_in_if_asked(self, email: str) -> None:
        """A killed browser may have forgotten who is signed in: it writes that down now and then only."""
        asked = self.page.get_by_role("heading", name="Bitte anmelden")
        asked.or_(self.page.get_by_text("Bericht gesendet")).first.wait_for(timeout=2 * PATIENCE)
        if asked.is_visible():
            self.sign_in(email)
            self.ready()

    def step(self, visit: int, name: str) -> None:
        self.go(f"besuch/{visit}/bericht/{name}")
        self.page.locator(f"html[data-place='besuch/{visit}/bericht/{name}']").wait_for(state="attached")

    def choose(self, words: str) -> None:
        self.page.locator(".choice", has_text=re.compile(re.escape(words))).first.click()

    def write(self, label: str, text: str) -> None:
        self.page.get_by_label(label, exact=True).fill(text)

    def begin(self, visit: int) -> None:
        self.step(visit, "ankunft")
        self.page.get_by_text("Jetzt beginnen").click()
        self.page.get_by_label("Angekommen").wait_for()

    def photograph(self, visit: int, pictures: Sequence[Path]) -> None:
        self.step(visit, "fotos")
        self.page.locator("input[type=file][multiple]").set_input_files(pictures)
        self.page.locator(".photo").nth(len(pictures) - 1).wait_for(timeout=3 * PATIENCE)

    def sign(self) -> None:
        """A stroke with the finger."""
        # it takes strokes once it has its size, a frame after it is there; a hand is never that quick
        pad = self.page.locator("canvas.pad[style*='touch-action']")
        pad.wait_for()
        pad.scroll_into_view_if_needed()
        box = pad.bounding_box()
        assert box is not None
        mouse = self.page.mouse
        mouse.move(box["x"] + 30, box["y"] + 60)
        mouse.down()
        for x, y in ((90, 25), (140, 80), (220, 40)):
            mouse.move(box["x"] + x, box["y"] + y, steps=5)
        mouse.up()
        self.page.locator(".btn:not([disabled])", has_text="Unterschrift übernehmen").wait_for()

    def finish(self, visit: int) -> None:
        self.step(visit, "abschluss")
        self.page.locator(".btn:not([disabled])", has_text="Bericht abschließen").click()
        self.page.locator(f"html[data-place='besuch/{visit}']").wait_for(state="attached")

    # --- what lies on it -------------------------------------------------------------------------------

    def databases(self) -> list[str]:
        return [str(one["name"]) for one in self.page.evaluate("() => indexedDB.databases()")]

    def kept_files(self) -> list[str]:
        return list(self.page.evaluate("() => caches.keys()"))

    def stored(self, store: str) -> list[dict[str, Any]]:
        """The rows of one of its stores, bytes left out."""
        script = """store => new Promise((resolve, reject) => {
          const asked = indexedDB.open("kulanz-field");
          asked.onerror = () => reject(asked.error);
          asked.onsuccess = () => {
            const all = asked.result.transaction(store).objectStore(store).getAll();
            all.onsuccess = () => {
              asked.result.close();
              resolve(all.result.map(row => ({...row, bytes: row.bytes?.byteLength ?? 0, thumb: 0})));
            };
          };
        })"""
        return list(self.page.evaluate(script, store))

    def draft_with(self, **told: object) -> None:
        """Waits until the one draft on the device says this."""
        deadline = time.monotonic() + PATIENCE / 1000
        while {name: self._draft().get(name) for name in told} != told:
            if time.monotonic() > deadline:
                pytest.fail(f"on the tablet: {self._draft()}")
            self.page.wait_for_timeout(50)

    def _draft(self) -> dict[str, Any]:
        drafts = self.stored("drafts")
        return dict(drafts[0]["data"]) if len(drafts) == 1 else {}


def photo(folder: Path, number: int, size: tuple[int, int] = (3200, 2400)) -> Path:
    """A picture as a camera makes it: larger than what is sent."""
    grain = Image.effect_noise((size[0] // 8, size[1] // 8), 30 + number).convert("RGB")
    path = folder / f"bild-{number}.jpg"
    grain.resize(size).save(path, "JPEG", quality=80)
    return path
