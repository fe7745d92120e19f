"""One PostgreSQL server over one data folder: made, started, watched, stopped."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import subprocess
import time
from pathlib import Path

import psycopg

from kulanz.core.database.account import ServerAccount, prepare_root, server_account
from kulanz.core.database.binaries import Binaries, find_binaries
from kulanz.core.database.lock import FileLock, Locked
from kulanz.core.database.places import Places
from kulanz.core.database.roles import prepare_cluster
from kulanz.core.database.secrets import ensure_secret
from kulanz.core.database.urls import SUPERUSER

PATIENCE = 30.0
LONGEST_LOG = 10 * 1024 * 1024
SETTINGS = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "max_connections": "200",
    "shared_buffers": "256MB",
    "effective_cache_size": "1GB",
    "random_page_cost": "1.1",
    "max_wal_size": "2GB",
    "wal_compression": "on",
    "jit": "off",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "log_min_error_statement": "panic",  # statements carry what people wrote
    "log_error_verbosity": "terse",
    "log_checkpoints": "off",
}
# For tests alone: a crash of the machine may lose everything.
CARELESS = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "autovacuum": "off",
}


class DatabaseFailure(Exception):
    """The database cannot be used; one clear line."""


class AlreadyRunning(DatabaseFailure):
    """Another process runs a server over this data folder."""


class Cluster:
    """Starts as often as needed; never two servers over one folder."""

    def __init__(self, home: Path, *, pg_bin_dir: Path | None = None, careless: bool = False) -> None:
        self.places = Places(home)
        self.pg_bin_dir = pg_bin_dir
        self.settings = {**SETTINGS, **(CARELESS if careless else {})}
        self.process: subprocess.Popen[bytes] | None = None
        self._lock = FileLock(self.places.lock)

    def answers(self) -> bool:
        """Whether a server accepts connections for this home."""
        try:
            psycopg.connect(self.places.superuser_url("postgres"), connect_timeout=2).close()
        except psycopg.OperationalError as wrong:
            if "password authentication failed" in str(wrong):
                raise DatabaseFailure(
                    f"the password in {self.places.secret_file(SUPERUSER)} does not fit the data folder"
                ) from None
            return False
        return True

    def start(self) -> None:
        """Makes the data folder when there is none, starts the server and waits until it answers."""
        self._take_lock()
        try:
            account = server_account()
            binaries = find_binaries(self.pg_bin_dir, major=self._data_version())
            prepare_root(self.places.link, account)
            if not account.runs(binaries.program("postgres")):
                self.places.binaries.mkdir(exist_ok=True)
                binaries = binaries.private_copy(self.places.binaries)
            for role in ("postgres", "kulanz_owner", "kulanz_app"):
                ensure_secret(self.places.secret_file(role))
            self._make_data(binaries, account)
            self._launch(binaries, account)
            prepare_cluster(self.places)
        except BaseException:
            self.stop()
            raise
        finally:
            # The server inherited the lock and holds it until its last process has ended.
            self._lock.release()

    def stop(self) -> None:
        """Ends the server: open transactions are rolled back, everything committed stays."""
        pid = self.process.pid if self.process is not None else self.server_pid()
        if pid is None:
            return
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGINT)
        if self.process is not None:
            try:
                self.process.wait(PATIENCE)
            except subprocess.TimeoutExpired:
                self.process.send_signal(signal.SIGQUIT)
                self.process.wait()
            self.process = None
        with contextlib.suppress(Locked):
            self._lock.acquire(patience=PATIENCE)
            self._lock.release()

    def has_ended(self) -> bool:
        """Whether a server that ran has ended by itself; cheap enough to ask several times a second."""
        if self.process is not None:
            return self.process.poll() is not None
        try:
            self._lock.acquire()
        except Locked:
            return False
        self._lock.release()
        return True

    def keep_running(self, *, keep: bool) -> None:
        """Notes that somebody started the server on its own, so that no command stops it at its end."""
        mark = self.places.home / "database.keep"
        if keep:
            mark.touch()
        else:
            mark.unlink(missing_ok=True)

    @property
    def stays(self) -> bool:
        """Whether the server was started on its own."""
        return (self.places.home / "database.keep").exists()

    def server_pid(self) -> int | None:
        """The process number of a server that another process started."""
        try:
            self._lock.acquire()
        except Locked:
            with contextlib.suppress(OSError, ValueError, IndexError):
                return int((self.places.data / "postmaster.pid").read_text().splitlines()[0])
        else:
            self._lock.release()
        return None

    def _take_lock(self) -> None:
        deadline = time.monotonic() + PATIENCE
        while True:
            try:
                self._lock.acquire()
            except Locked:
                if self.answers() or time.monotonic() > deadline:
                    raise AlreadyRunning(
                        f"a database server is already running over {self.places.data}"
                    ) from None
                time.sleep(0.2)
            else:
                return

    def _data_version(self) -> int | None:
        try:
            return int((self.places.data / "PG_VERSION").read_text().split(".")[0])
        except FileNotFoundError:
            return None

    def _make_data(self, binaries: Binaries, account: ServerAccount) -> None:
        data = self.places.data
        if data.exists():
            return
        draft = data.with_name("data.incomplete")
        shutil.rmtree(draft, ignore_errors=True)
        draft.mkdir(mode=0o700)
        account.give(draft)
        password_file = data.with_name("password.initial")
        password_file.touch(mode=0o600)
        account.give(password_file)
        try:
            password_file.write_text(ensure_secret(self.places.secret_file(SUPERUSER)))
            done = subprocess.run(
                [
                    binaries.program("initdb"),
                    *("-D", str(draft), "-U", SUPERUSER, "-A", "scram-sha-256", "-E", "UTF8"),
                    *(f"--pwfile={password_file}", "--data-checksums", "--no-instructions"),
                    *_locale_options(binaries),
                    *(["--no-sync"] if self.settings.get("fsync") == "off" else []),
                ],
                capture_output=True,
                text=True,
                env=_clean_environment(),
                cwd=data.parent,
                check=False,
                **account.options(),
            )
        finally:
            password_file.unlink()
        if done.returncode:
            raise DatabaseFailure(f"initdb failed: {' '.join(done.stderr.split())}")
        draft.rename(data)

    def _launch(self, binaries: Binaries, account: ServerAccount) -> None:
        folder = self.places.socket_folder
        folder.mkdir(mode=0o700, exist_ok=True)
        if folder.stat().st_uid not in {os.geteuid(), account.uid}:
            raise DatabaseFailure(f"the socket folder {folder} belongs to someone else")
        folder.chmod(0o700)
        account.give(folder)
        # We hold the lock, so no server lives here: what a killed one left would only refuse the start
        # when its process number has been given to another process since.
        (self.places.data / "postmaster.pid").unlink(missing_ok=True)
        if self.places.log.exists() and self.places.log.stat().st_size > LONGEST_LOG:
            self.places.log.replace(self.places.log.with_suffix(".old.log"))
        options = {**self.settings, "unix_socket_directories": str(folder)}
        deadline = time.monotonic() + PATIENCE
        while True:
            self.places.log.touch(mode=0o600)
            with self.places.log.open("ab") as log:
                process = self.process = subprocess.Popen(
                    [
                        binaries.program("postgres"),
                        *("-D", str(self.places.data)),
                        *(part for name, value in options.items() for part in ("-c", f"{name}={value}")),
                    ],
                    stdin=subprocess.DEVNULL,
                    stdout=log,
                    stderr=log,
                    env=_clean_environment(),
                    cwd=self.places.root,
                    pass_fds=(self._lock.fileno(),),
                    start_new_session=True,  # Ctrl-C is for us; we end the server when the rest has ended
                    **account.options(),
                )
            if self._begins_to_answer(process, deadline):
                return
            if time.monotonic() > deadline:
                raise DatabaseFailure(f"PostgreSQL does not start: {self._last_words()}")
            time.sleep(0.5)

    def _begins_to_answer(self, process: subprocess.Popen[bytes], deadline: float) -> bool:
        """False when the server gave up; after a crash it may still be in the way of itself."""
        while process.poll() is None:
            if self.answers():
                return True
            # Recovery after a crash may take longer than any patience; as long as it works, we wait.
            time.sleep(0.02 if time.monotonic() < deadline else 1)
        return False

    def _last_words(self) -> str:
        lines = self.places.log.read_text(errors="replace").splitlines()
        telling = [line for line in lines[-20:] if "FATAL" in line or "PANIC" in line]
        return (telling or lines or ["no message"])[-1]


def _locale_options(binaries: Binaries) -> list[str]:
    # Plain C would leave umlauts out of trigrams without a word.
    if binaries.major >= 17:
        return ["--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C.UTF-8"]
    return ["--locale=C.UTF-8"]


def _clean_environment() -> dict[str, str]:
    """Without PGDATA, PGPORT and the like, which would quietly change what is started."""
    return {name: value for name, value in os.environ.items() if not name.startswith("PG")}
