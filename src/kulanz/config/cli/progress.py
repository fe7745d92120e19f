"""Progress of long work: a bar on a terminal, now and then a plain line elsewhere."""

from __future__ import annotations

import sys
import time
from types import TracebackType
from typing import Self, TextIO

BAR_WIDTH = 30
BAR_EVERY = 0.1
LINE_EVERY = 5.0


class Progress:
    """`with Progress("Cases", total=500) as progress: … progress.advance()`."""

    def __init__(self, label: str, *, total: int | None = None, stream: TextIO | None = None) -> None:
        self.label = label
        self.total = total
        self.done = 0
        self.stream = stream or sys.stderr
        self._terminal = self.stream.isatty()
        self._started = time.monotonic()
        self._shown = self._started

    def __enter__(self) -> Self:
        if self._terminal:
            self._bar()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        seconds = time.monotonic() - self._started
        outcome = "interrupted" if kind is not None else "done"
        line = f"{self.label}: {self._count()} {outcome} in {seconds:.1f} s"
        self.stream.write(f"\r\x1b[K{line}\n" if self._terminal else f"{line}\n")
        self.stream.flush()

    def advance(self, steps: int = 1) -> None:
        """Counts finished steps; shows them when it is time."""
        self.done += steps
        now = time.monotonic()
        if now - self._shown < (BAR_EVERY if self._terminal else LINE_EVERY):
            return
        self._shown = now
        if self._terminal:
            self._bar()
        else:
            self.stream.write(f"{self.label}: {self._count()}\n")
            self.stream.flush()

    def _count(self) -> str:
        return f"{self.done:,}" if self.total is None else f"{self.done:,}/{self.total:,}"

    def _bar(self) -> None:
        filled = 0 if not self.total else min(BAR_WIDTH, BAR_WIDTH * self.done // self.total)
        bar = "" if self.total is None else f" [{'#' * filled}{'.' * (BAR_WIDTH - filled)}]"
        self.stream.write(f"\r\x1b[K{self.label}{bar} {self._count()}")
        self.stream.flush()


def say(line: str) -> None:
    """One plain line about what is going on, beside the results on standard output."""
    print(line, file=sys.stderr, flush=True)
