"""Child processes of `serve`: started, watched, restarted when they crash, ended together."""

from __future__ import annotations

import ctypes
import dataclasses
import signal
import subprocess
import sys
import time

import structlog

SHORTEST_PAUSE = 0.5
LONGEST_PAUSE = 30.0
STEADY_AFTER = 60.0
PR_SET_PDEATHSIG = 1

log = structlog.get_logger("kulanz.serve")


def _end_with_parent() -> None:
    """On Linux a child gets SIGTERM when `serve` itself is killed; elsewhere somebody has to end it."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


@dataclasses.dataclass
class Child:
    """One process that should always run."""

    name: str
    command: list[str]
    environment: dict[str, str]
    process: subprocess.Popen[bytes] | None = None
    started: float = 0.0
    pause: float = SHORTEST_PAUSE
    due: float = 0.0

    def start(self) -> None:
        """Starts it in a session of its own: Ctrl-C reaches `serve` alone, which ends all in order."""
        self.process = subprocess.Popen(
            self.command,
            env=self.environment,
            stdin=subprocess.DEVNULL,
            start_new_session=True,
            preexec_fn=_end_with_parent,  # noqa: PLW1509  # `serve` runs no threads before its children
        )
        self.started = time.monotonic()

    def watch(self) -> None:
        """Starts the process again when it has ended, after a pause that grows while it keeps crashing."""
        now = time.monotonic()
        if self.process is None:
            if now >= self.due:
                self.start()
            return
        code = self.process.poll()
        if code is None:
            return
        self.pause = (
            SHORTEST_PAUSE if now - self.started > STEADY_AFTER else min(self.pause * 2, LONGEST_PAUSE)
        )
        log.error("process ended", process=self.name, code=code, restart_in_seconds=self.pause)
        self.process = None
        self.due = now + self.pause

    def ask_to_end(self) -> None:
        """Lets it finish what it is doing."""
        if self.process is not None and self.process.poll() is None:
            self.process.terminate()

    def end(self, patience: float) -> None:
        """Waits for its end, and insists when that takes too long."""
        if self.process is None:
            return
        try:
            self.process.wait(max(patience, 0.1))
        except subprocess.TimeoutExpired:
            log.warning("process killed", process=self.name)
            self.process.kill()
            self.process.wait()
