"""Progress of long work."""

from __future__ import annotations

import io

import pytest

from kulanz.config.cli import progress
from kulanz.config.cli.progress import Progress


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_a_terminal_sees_a_bar(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(progress, "BAR_EVERY", 0)
    screen = Terminal()
    with Progress("Cases", total=2000, stream=screen) as cases:
        cases.advance(1000)
    assert f"Cases [{'#' * 15}{'.' * 15}] 1,000/2,000" in screen.getvalue()


def test_a_file_gets_plain_lines_now_and_then(monkeypatch: pytest.MonkeyPatch) -> None:
    log = io.StringIO()
    with Progress("Cases", total=3, stream=log) as cases:
        cases.advance()
        monkeypatch.setattr(progress, "LINE_EVERY", 0)
        cases.advance()
    lines = log.getvalue().splitlines()
    assert lines[0] == "Cases: 2/3"
    assert lines[1].startswith("Cases: 2/3 done in ")
    assert "\r" not in log.getvalue()


def test_an_interruption_is_said() -> None:
    log = io.StringIO()

    def work() -> None:
        with Progress("Cases", stream=log) as cases:
            cases.advance(7)
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        work()
    assert log.getvalue().startswith("Cases: 7 interrupted in ")
