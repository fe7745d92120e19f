"""Programs of the machine that some stories need: missing ones are named once, or fail where required."""

from __future__ import annotations

import os
import shutil
from collections import Counter

import pytest

_left_out: Counter[str] = Counter()


def require_program(*names: str, purpose: str) -> str:
    """The path of the first program found; skips the test otherwise, or fails with KULANZ_REQUIRE_ALL."""
    for name in names:
        found = shutil.which(name) or (name if os.access(name, os.X_OK) else None)
        if found:
            return found
    if os.environ.get("KULANZ_REQUIRE_ALL"):
        pytest.fail(f"{purpose} is required and not installed ({', '.join(names)})")
    pytest.skip(f"needs {purpose}")


@pytest.fixture(scope="session")
def chromium_path() -> str:
    """The system's Chromium."""
    return require_program(
        *filter(None, [os.environ.get("CHROMIUM")]),
        *("chromium", "chromium-browser", "google-chrome", "google-chrome-stable"),
        purpose="Chromium",
    )


@pytest.fixture(scope="session")
def dovecot_path() -> str:
    """The system's IMAP server."""
    return require_program("dovecot", "/usr/sbin/dovecot", purpose="dovecot")


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    if report.skipped and isinstance(report.longrepr, tuple) and "needs " in report.longrepr[2]:
        _left_out[report.longrepr[2].rpartition("needs ")[2]] += 1


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    if _left_out:
        parts = ", ".join(f"{count} that need {what}" for what, count in sorted(_left_out.items()))
        terminalreporter.write_line(f"Left out: {parts}.")
