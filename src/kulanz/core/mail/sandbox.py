"""Parsing a stranger's mail in a process of its own, with limits on time and memory.

A mail that makes the parser run for ever, eat memory or crash costs one process and goes to the quarantine.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import IO

import kulanz
from kulanz.core.mail.model import FailureReason, ParsedMail, ParseFailed
from kulanz.core.mail.parse_worker import EXIT_MEMORY
from kulanz.core.mail.wire import unpack

_STARTING_SECONDS = 10
_SOURCE = Path(kulanz.__file__).resolve().parent.parent
_TOO_LONG = frozenset({-getattr(signal, "SIGXCPU", 0), -getattr(signal, "SIGKILL", 0)}) - {0}


def parse_limited(raw: bytes, seconds: int = 20, memory_mb: int = 512) -> ParsedMail:
    """Parse within limits; ParseFailed says which one was reached. A caller may raise `memory_mb` for a mail
    that is larger than some 50 MB."""
    # Files instead of pipes: their size can be limited, and neither side ever waits for the other.
    with (
        tempfile.TemporaryFile() as given,
        tempfile.TemporaryFile() as answer,
        tempfile.TemporaryFile() as said,
    ):
        given.write(raw)
        given.flush()
        given.seek(0)
        limits = (seconds, memory_mb, 2 * (len(raw) // 1_048_576) + 32)
        code = _run((given, answer, said), limits)
        answer.seek(0)
        said.seek(0)
        if code != 0:
            raise _failure(code, said.read(4_000))
        return unpack(answer.read())


def _run(files: tuple[IO[bytes], IO[bytes], IO[bytes]], limits: tuple[int, int, int]) -> int | None:
    given, answer, said = files
    command = [sys.executable, "-P", "-m", "kulanz.core.mail.parse_worker"]
    with subprocess.Popen(
        [*command, *(str(limit) for limit in limits)],
        stdin=given,
        stdout=answer,
        stderr=said,
        # Nothing of our environment, which holds secrets, reaches the process that reads a stranger's mail.
        env={
            "PYTHONPATH": str(_SOURCE),
            "PATH": os.defpath,
            "LANG": "C.UTF-8",
            "PYTHONDONTWRITEBYTECODE": "1",
        },
        start_new_session=True,
    ) as worker:
        try:
            return worker.wait(limits[0] + _STARTING_SECONDS)
        except subprocess.TimeoutExpired:
            return None
        finally:
            if worker.poll() is None:
                worker.kill()


def _failure(code: int | None, said: bytes) -> ParseFailed:
    text = said.decode("utf-8", "replace").strip()
    last_line = text.rpartition("\n")[2][:300]
    if code is None or code in _TOO_LONG:
        return ParseFailed(FailureReason.TIMEOUT)
    if code == EXIT_MEMORY or "MemoryError" in text or "memory allocation of" in text:
        return ParseFailed(FailureReason.MEMORY)
    return ParseFailed(FailureReason.CRASH, last_line or f"exit {code}")
