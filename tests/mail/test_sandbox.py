"""Mail bombs cost one process, never the one that asked."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from kulanz.core.mail import sandbox
from kulanz.core.mail.model import FailureReason, ParsedMail, ParseFailed
from kulanz.core.mail.parsing import parse
from kulanz.core.mail.sandbox import parse_limited
from kulanz.core.mail.wire import unpack
from tests.mail.building import TEXT_PART, attachment, mail, multipart

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="needs limits on processes")

ORDINARY = multipart("o", TEXT_PART, attachment(b"attachment; filename=a.pdf", bytes(range(256)) * 40))


@pytest.fixture
def other_worker(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A place for a worker of the test's own; it is found before the real one."""
    package = tmp_path / "kulanz" / "core" / "mail"
    package.mkdir(parents=True)
    for folder in (package, *list(package.parents)[:2]):
        (folder / "__init__.py").write_text("")
    monkeypatch.setattr(sandbox, "_SOURCE", tmp_path)
    monkeypatch.setattr(sandbox, "_STARTING_SECONDS", 1)
    return package / "parse_worker.py"


def test_result_is_the_same_as_without() -> None:
    limited = parse_limited(ORDINARY)
    assert isinstance(limited, ParsedMail)
    assert limited == parse(ORDINARY)


def test_refusal_comes_through() -> None:
    with pytest.raises(ParseFailed) as failed:
        parse_limited(b"\r\n")
    assert failed.value.reason is FailureReason.EMPTY


def test_memory_is_limited() -> None:
    with pytest.raises(ParseFailed) as failed:
        parse_limited(mail("m", os.urandom(20_000_000)), memory_mb=100)
    assert failed.value.reason is FailureReason.MEMORY


def test_a_large_mail_fits() -> None:
    raw = multipart("g", TEXT_PART, attachment(b"attachment; filename=a.mp4", os.urandom(18_000_000)))
    assert len(parse_limited(raw).attachments[0].data) == 18_000_000


@pytest.mark.parametrize(
    ("code", "reason"),
    [
        ("while True: pass", FailureReason.TIMEOUT),
        ("import time; time.sleep(60)", FailureReason.TIMEOUT),
        ("import os; os.abort()", FailureReason.CRASH),
        ("import os, signal; os.kill(os.getpid(), signal.SIGSEGV)", FailureReason.CRASH),
        ("1 / 0", FailureReason.CRASH),
        ("raise MemoryError", FailureReason.MEMORY),
        ("print('nonsense')", FailureReason.MALFORMED),
        ("", FailureReason.MALFORMED),
        ("import sys; sys.stdout.buffer.write(bytes(7) + bytes([2]) + b'{}')", FailureReason.MALFORMED),
        ("import sys; sys.stdout.buffer.write(b'\\xff' * 50)", FailureReason.MALFORMED),
    ],
)
def test_a_worker_gone_wrong(other_worker: Path, code: str, reason: FailureReason) -> None:
    other_worker.write_text(code)
    start = time.monotonic()
    with pytest.raises(ParseFailed) as failed:
        parse_limited(ORDINARY, seconds=1)
    assert failed.value.reason is reason
    assert time.monotonic() - start < 8


def test_cpu_time_is_limited(other_worker: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sandbox, "_STARTING_SECONDS", 30)
    real = Path(sandbox.__file__).with_name("parse_worker.py").read_text(encoding="utf-8")
    other_worker.write_text(
        real.replace("raw = sys.stdin.buffer.read()", "while True: pass").replace("from kulanz", "#")
    )
    start = time.monotonic()
    with pytest.raises(ParseFailed) as failed:
        parse_limited(ORDINARY, seconds=1)
    assert failed.value.reason is FailureReason.TIMEOUT
    assert time.monotonic() - start < 15


def test_no_secret_reaches_the_worker(other_worker: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KULANZ_SECRET_KEY", "hochgeheim")
    other_worker.write_text(
        "import os, sys; sys.exit(str(sorted(os.environ)) if 'KULANZ_SECRET_KEY' in os.environ else 3)"
    )
    with pytest.raises(ParseFailed, match="exit 3"):
        parse_limited(ORDINARY)


def test_nonsense_of_the_worker_is_refused() -> None:
    for data in (b"", b"\0" * 8, b"\0" * 7 + b"\x04null", b"\0" * 7 + b'\x0b{"mail":{}}'):
        with pytest.raises(ParseFailed):
            unpack(data)


def test_the_worker_starts_without_django() -> None:
    code = (
        "import sys, kulanz.core.mail.parse_worker, kulanz.core.mail.parsing, kulanz.core.mail.wire;"
        "print([m for m in ('django', 'imaplib', 'psycopg') if m in sys.modules])"
    )
    source = str(Path(sandbox.__file__).parents[3])
    done = subprocess.run(
        [sys.executable, "-c", code], env={"PYTHONPATH": source}, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[]"
