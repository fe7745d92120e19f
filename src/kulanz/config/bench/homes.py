"""A scratch home: filled with cases, served by two web processes on a free port."""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from kulanz.config.demo.logins import FILE

MESSAGES: Final = 3
PROCESSES: Final = 2
_PATIENCE: Final = 120.0


def environment_of(home: Path, port: int) -> dict[str, str]:
    """Nothing of the installation around reaches the scratch home but its database binaries."""
    kept = {
        k: v for k, v in os.environ.items() if not k.startswith(("KULANZ_", "SMTP_", "DATABASE_", "OWNER_"))
    }
    return {
        **kept, "KULANZ_HOME": str(home), "PORT": str(port), "KULANZ_WEB_PROCESSES": str(PROCESSES),
        "KULANZ_LOG_LEVEL": "ERROR", "KULANZ_ENV_FILE": "",
    }  # fmt: skip


def fill(home: Path, cases: int) -> None:
    """Loads the cases, unless the home holds them from an earlier run."""
    if (home / FILE).exists():
        return
    home.mkdir(parents=True, exist_ok=True)
    command = [sys.executable, "-m", "kulanz", "demo", "--cases", str(cases), "--messages", str(MESSAGES)]
    subprocess.run(command, env=environment_of(home, 0), check=True, stdout=subprocess.DEVNULL)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextlib.contextmanager
def served(home: Path, port: int) -> Iterator[None]:
    """The home's web processes, without a worker: only what a request does is measured."""
    command = [sys.executable, "-m", "kulanz", "serve", "--no-worker"]
    server = subprocess.Popen(command, env=environment_of(home, port), stdout=subprocess.DEVNULL)
    try:
        _wait(server, port)
        yield
    finally:
        server.send_signal(signal.SIGTERM)
        server.wait(60)


def _wait(server: subprocess.Popen[bytes], port: int) -> None:
    deadline = time.monotonic() + _PATIENCE
    while time.monotonic() < deadline and server.poll() is None:
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{port}/readyz", timeout=5).close()  # our own
        except (urllib.error.URLError, OSError):
            time.sleep(0.2)
        else:
            return
    raise RuntimeError("the scratch home could not be served")
