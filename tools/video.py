"""Record the demo video anew, in German and English: the way of one case through the product, in a browser.

A demo home of its own is made and served; what happens on the pages is what a person would do there. The
frames come from the browser itself and are put together by ffmpeg, which `make video` brings along.
"""

from __future__ import annotations

import argparse
import base64
import contextlib
import importlib
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any, Final

from playwright.sync_api import Browser, CDPSession, Page, sync_playwright

ROOT: Final = Path(__file__).resolve().parents[1]
FOLDER: Final = ROOT / "docs" / "video"
SIZE: Final = {"width": 1280, "height": 800}
RATE: Final = 8  # frames a second
PASSWORD: Final = "kulanz-demo"  # noqa: S105  # of the demo, whose data is made up
# Where on the page what is said is about, and what is said, in German and English.
_CAPTION: Final = """words => {
  let bar = document.getElementById("video-caption");
  if (!bar) {
    bar = document.createElement("div");
    bar.id = "video-caption";
    Object.assign(bar.style, {
      position: "fixed", insetInline: "0", insetBlockEnd: "0", zIndex: "99999", padding: "18px 28px",
      background: "rgba(16, 32, 44, .92)", color: "#fff", font: "600 21px/1.4 system-ui, sans-serif",
      textAlign: "center",
    });
    document.documentElement.append(bar);
  }
  bar.textContent = words;
}"""


class Film:
    """Frames of one page after another; each kind of page is held as long as it takes to read."""

    def __init__(self, folder: Path, language: str) -> None:
        self.folder, self.language = folder, language
        self.frames = 0

    def shot(self, session: CDPSession, seconds: float) -> None:
        """The page as it is, for so long."""
        answer = session.send("Page.captureScreenshot", {"format": "jpeg", "quality": 82})
        picture = base64.b64decode(answer["data"])
        for _frame in range(max(1, round(seconds * RATE))):
            (self.folder / f"{self.frames:06d}.jpg").write_bytes(picture)
            self.frames += 1

    def write(self, ffmpeg: str, target: Path) -> None:
        """The frames as WebM, small enough to lie beside the guide."""
        command = [
            ffmpeg, "-y", "-loglevel", "error", "-framerate", str(RATE),
            "-i", str(self.folder / "%06d.jpg"), "-c:v", "libvpx-vp9", "-b:v", "0", "-crf", "42",
            "-deadline", "good", "-cpu-used", "4", "-pix_fmt", "yuv420p", str(target),
        ]  # fmt: skip
        subprocess.run(command, check=True)


class Actor:
    """Somebody at a browser of his own, filmed."""

    def __init__(self, film: Film, browser: Browser, base: str, email: str, size: dict[str, int]) -> None:
        self.film = film
        locale = {"de": "de-DE", "en": "en-GB"}[film.language]
        self.context = browser.new_context(locale=locale, base_url=base, viewport=SIZE)  # type: ignore[arg-type]  # the size as playwright takes it
        self.page: Page = self.context.new_page()
        if size != SIZE:
            self.page.set_viewport_size(size)  # type: ignore[arg-type]  # as above
        self.session = self.context.new_cdp_session(self.page)
        self.page.goto("/konto/anmelden/")
        self.page.fill("input[name=login]", email)
        self.page.fill("input[name=password]", PASSWORD)
        with self.page.expect_navigation():
            self.page.press("input[name=password]", "Enter")
        if film.language == "en":
            self.context.request.post(
                "/konto/sicherheit/sprache/",
                form={"language": "en", "csrfmiddlewaretoken": self._token()},
                headers={"referer": f"{base}/"},
            )

    def _token(self) -> str:
        return next(c["value"] for c in self.context.cookies() if c["name"].endswith("csrftoken"))

    def open(self, path: str) -> None:
        self.page.goto(path)
        self.page.wait_for_load_state("networkidle")

    def say(self, german: str, english: str, seconds: float = 4.0) -> None:
        words = german if self.film.language == "de" else english
        self.page.evaluate(_CAPTION, words)
        self.page.wait_for_timeout(150)
        self.film.shot(self.session, seconds)

    def look(self, seconds: float = 1.0) -> None:
        self.film.shot(self.session, seconds)

    def scroll(self, to: str, steps: int = 6) -> None:
        """Down to what is meant, as a wheel does."""
        target = self.page.locator(to).first
        if not target.count():
            return
        box = target.bounding_box() or {"y": 0}
        for _step in range(steps):
            self.page.mouse.wheel(0, max(0, (box["y"] - 120) / steps))
            self.film.shot(self.session, 1 / RATE)

    def type(self, field: str, text: str) -> None:
        """Letter by letter, a few at once."""
        self.page.click(field)
        for start in range(0, len(text), 4):
            self.page.keyboard.type(text[start : start + 4])
            self.film.shot(self.session, 1 / RATE)

    def end(self) -> None:
        self.context.close()


@contextlib.contextmanager
def served(home: Path) -> Iterator[str]:
    """A demo of its own on a free port."""
    kulanz = str(Path(sys.executable).parent / "kulanz")
    subprocess.run([kulanz, "--home", str(home), "demo", "--cases", "160"], check=True, cwd=ROOT)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    environment = {**os.environ, "PORT": str(port)}
    process = subprocess.Popen([kulanz, "--home", str(home), "serve"], env=environment, cwd=ROOT)
    base = f"http://localhost:{port}"
    try:
        for _try in range(240):
            with contextlib.suppress(OSError), urllib.request.urlopen(f"{base}/readyz", timeout=2):  # noqa: S310  # our own address
                break
            time.sleep(0.5)
        yield base
    finally:
        process.terminate()
        process.wait(60)


def _at(address: str | None, home: Path) -> contextlib.AbstractContextManager[str]:
    return contextlib.nullcontext(address) if address else served(home)


def chromium() -> str:
    for name in ("chromium", "chromium-browser", "google-chrome"):
        found = shutil.which(name)
        if found:
            return found
    raise SystemExit("make video needs Chromium")


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description="record docs/video/kulanz-de.webm and kulanz-en.webm")
    parser.add_argument("--language", choices=["de", "en"], action="append", help="only this one")
    parser.add_argument("--address", help="of a demo that is served already, such as http://localhost:8000")
    chosen: Any = parser.parse_args(arguments)
    # beside this file, and brought by `make video` alone: neither is there for whoever only reads the types
    tell = importlib.import_module("story").tell
    ffmpeg = importlib.import_module("imageio_ffmpeg").get_ffmpeg_exe()
    FOLDER.mkdir(exist_ok=True)
    with (
        tempfile.TemporaryDirectory() as scratch,
        _at(chosen.address, Path(scratch) / "home") as base,
        sync_playwright() as playwright,
    ):
        browser = playwright.chromium.launch(
            executable_path=chromium(), args=["--no-sandbox", "--disable-gpu", "--hide-scrollbars"]
        )
        for language in chosen.language or ["de", "en"]:
            frames = Path(scratch) / language
            frames.mkdir()
            film = Film(frames, language)
            tell(partial(Actor, film, browser, base))
            film.write(ffmpeg, FOLDER / f"kulanz-{language}.webm")
        browser.close()
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
