"""A browser that reports what its pages complain about."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator
from typing import Any

from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from tests.cases.people import PASSWORD

# Playwright leaves a loop running in this thread, which Django takes for asynchronous code; nothing here is.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
PATIENCE = 40_000  # milliseconds; machines that do much else at once are slow


@contextlib.contextmanager
def running_browser(program: str) -> Iterator[Browser]:
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(
            executable_path=program,
            args=["--no-sandbox", "--disable-gpu", "--disable-background-networking"],
        )
        yield started
        started.close()


class Person:
    """Somebody at a browser of his own; `complaints` collects errors of scripts, policy and loading."""

    def __init__(self, browser: Browser, base: str, **options: Any) -> None:
        self.base = base
        self.complaints: list[str] = []
        self.context: BrowserContext = browser.new_context(locale="de-DE", base_url=base, **options)
        self.context.set_default_timeout(PATIENCE)
        self.page: Page = self.context.new_page()
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on(
            "console",
            lambda line: self.complaints.append(line.text) if line.type == "error" else None,
        )

    def sign_in(self, email: str, password: str = PASSWORD) -> None:
        """Through the login page, as a person does."""
        self.page.goto("/konto/anmelden/")
        self.page.fill("input[name=login]", email)
        self.page.fill("input[name=password]", password)
        with self.page.expect_navigation():
            self.page.press("input[name=password]", "Enter")
        assert "/anmelden/" not in self.page.url, self.page.inner_text("body")

    def text(self) -> str:
        return self.page.inner_text("body")
