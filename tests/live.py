"""Running installations for stories in the browser and over HTTP."""

from __future__ import annotations

import contextlib
import dataclasses
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from tests import cluster
from tests.settings import RUN, RUN_VARIABLE

ADDRESS = re.compile(r"running at (http://\S+?)/ ")


@dataclasses.dataclass
class LiveServer:
    """`kulanz serve` over a database and a home of its own."""

    home: Path
    database: str
    environment: dict[str, str]
    blocker: Any
    process: subprocess.Popen[bytes] | None = None
    url: str = ""

    def start(self) -> None:
        """Starts `kulanz serve` and waits until it answers."""
        with self.log.open("wb") as output:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "kulanz", "serve"],
                env=self.environment,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                start_new_session=True,
            )
        deadline = time.monotonic() + 240
        while time.monotonic() < deadline:
            found = ADDRESS.search(self.output())
            if found:
                self.url = found[1]
                return
            if self.process.poll() is not None:
                break
            time.sleep(0.05)
        self.stop()
        pytest.fail(f"kulanz serve did not start:\n{self.output()[-4000:]}")

    @property
    def log(self) -> Path:
        return self.home.with_name(f"{self.home.name}.log")

    def output(self) -> str:
        """What `serve` has written so far."""
        return self.log.read_text(errors="replace")

    def stop(self) -> int:
        """Ends it like Ctrl-C; returns its exit code."""
        if self.process is None:
            return 0
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGINT)
        try:
            return self.process.wait(40)
        finally:
            with contextlib.suppress(ProcessLookupError):
                self.process.kill()
            self.process = None

    def command(self, *arguments: str, stdin: bytes = b"") -> subprocess.CompletedProcess[bytes]:
        """Runs another command of `kulanz` in the same home."""
        return subprocess.run(
            [sys.executable, "-m", "kulanz", *arguments],
            env=self.environment,
            input=stdin,
            capture_output=True,
            timeout=300,
            check=False,
        )

    @contextlib.contextmanager
    def opened(self) -> Iterator[None]:
        """Lets Django in this process work on the database of the installation, with real commits."""
        with self.blocker.unblock(), cluster.pointed_at(self.database):
            yield


def installation_environment(home: Path, **extra: str) -> dict[str, str]:
    """The environment of an installation, free of everything a test run or the machine has set."""
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("KULANZ_", "SMTP_", "PG", "PYTEST_", "DJANGO_", "COV_"))
        and name not in {"DATABASE_URL", "OWNER_DATABASE_URL", "PORT"}
    }
    return {
        **kept,
        RUN_VARIABLE: str(RUN),
        "KULANZ_ENV_FILE": "",
        "KULANZ_HOME": str(home),
        "KULANZ_STATIC_ROOT": str(RUN / "static"),
        "KULANZ_WEB_PROCESSES": "1",
        "PORT": "0",
        **extra,
    }


LiveServerFactory = Callable[..., LiveServer]


@pytest.fixture
def open_home() -> Iterator[Path]:
    """A home the account of a database server may enter; pytest's own folders are closed to others."""
    home = Path(tempfile.mkdtemp(prefix="home-", dir=RUN))
    home.chmod(0o755)
    yield home
    shutil.rmtree(home, ignore_errors=True)


@contextlib.contextmanager
def installations(
    tmp_path_factory: pytest.TempPathFactory, django_db_blocker: Any
) -> Iterator[LiveServerFactory]:
    """Makes installations, and ends them when the context does."""
    made: list[LiveServer] = []

    def make(*, start: bool = True, environment: Mapping[str, str] | None = None) -> LiveServer:
        home = tmp_path_factory.mktemp("installation") / "home"
        with django_db_blocker.unblock():
            database = cluster.clone()
        urls = cluster.urls_of(database)
        server = LiveServer(
            home=home,
            database=database,
            environment=installation_environment(
                home, DATABASE_URL=urls.app, OWNER_DATABASE_URL=urls.owner, **(environment or {})
            ),
            blocker=django_db_blocker,
        )
        made.append(server)
        if start:
            server.start()
        return server

    try:
        yield make
    finally:
        for server in made:
            server.stop()
            cluster.drop(server.database)


@pytest.fixture
def live_server_factory(
    tmp_path_factory: pytest.TempPathFactory, django_db_blocker: Any
) -> Iterator[LiveServerFactory]:
    """Makes installations: `live_server_factory(start=True, environment={"SMTP_HOST": …})`."""
    with installations(tmp_path_factory, django_db_blocker) as make:
        yield make


@pytest.fixture
def live(live_server_factory: LiveServerFactory) -> LiveServer:
    """One running installation without any tenant yet."""
    return live_server_factory()
