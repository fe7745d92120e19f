"""Run everything: database, migrations, web processes and worker; Ctrl-C ends all of it."""

from __future__ import annotations

import argparse
import contextlib
import importlib.util
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator

import structlog

from kulanz.config.cli.children import Child
from kulanz.config.cli.product import database_urls, own_cluster
from kulanz.config.cli.progress import say
from kulanz.config.demo.logins import read_logins
from kulanz.config.env import Environment, environment, set_for_this_process
from kulanz.core.database.backup import UNFINISHED
from kulanz.core.database.cluster import Cluster, DatabaseFailure
from kulanz.core.database.lock import FileLock, Locked
from kulanz.core.database.roles import require_answer

PATIENCE = 20.0
WATCH_EVERY = 0.3

log = structlog.get_logger("kulanz.serve")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--no-worker", action="store_true", help="web processes only")


def run(args: argparse.Namespace) -> int:
    from kulanz.config.logging import configure

    env = environment()
    configure(level=env.log_level, form=env.log_format)
    if (env.home / UNFINISHED).exists():
        raise DatabaseFailure(
            f"a restore into {env.home} did not finish; remove that folder and restore again"
        )
    with _only_one(env), _database() as cluster:
        port = _settle_port(env)
        env = environment()
        _prepare(env)
        children = _children(env, worker=not args.no_worker)
        try:
            for child in children:
                child.start()
            _serve_metrics(env)
            _wait_for_web(env.host, port, children)
            say(f"Kulanz is running at http://{_shown(env.host)}:{port}/ (Ctrl-C ends it)")
            for line in read_logins(env.home, port):
                say(line)
            _watch(children, cluster)
        finally:
            _end(children)
    return 0


@contextlib.contextmanager
def _only_one(env: Environment) -> Iterator[None]:
    lock = FileLock(env.home / "serve.lock")
    try:
        lock.acquire()
    except Locked:
        raise DatabaseFailure(
            f"Kulanz is already running in {env.home}; set KULANZ_HOME for a second one"
        ) from None
    try:
        yield
    finally:
        lock.release()


@contextlib.contextmanager
def _database() -> Iterator[Cluster | None]:
    """The server lives as long as `serve`, also one that a killed `serve` left behind."""
    cluster = own_cluster()
    if cluster is None:
        require_answer(database_urls())
        yield None
        return
    try:
        if not cluster.answers():
            cluster.start()
        yield cluster
    finally:
        _ignore_signals()
        if not cluster.stays:
            cluster.stop()


def _settle_port(env: Environment) -> int:
    """Port 0 becomes a free one; a taken one is reported before anything else starts."""
    family = socket.AF_INET6 if ":" in env.host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((env.host, env.port))
        except OSError as wrong:
            raise DatabaseFailure(f"port {env.port} on {env.host}: {wrong.strerror}; set PORT") from None
        port = int(probe.getsockname()[1])
    set_for_this_process("PORT", str(port))
    return port


def _prepare(env: Environment) -> None:
    """Folders, migrations and static files; in a process of its own, so that `serve` stays small."""
    env.files_folder.mkdir(mode=0o700, exist_ok=True)
    done = subprocess.run([sys.executable, "-m", "kulanz", "migrate", "--first-run"], check=False)
    if done.returncode:
        raise DatabaseFailure("the database could not be brought to this version")


def _children(env: Environment, *, worker: bool) -> list[Child]:
    metrics = env.home / "metrics"
    shutil.rmtree(metrics, ignore_errors=True)
    metrics.mkdir(parents=True)
    inherited = {**os.environ, "PROMETHEUS_MULTIPROC_DIR": str(metrics)}
    web = [
        *(sys.executable, "-m", "granian", "--interface", "wsgi", "--no-ws"),
        *("--host", env.host, "--port", str(env.port), "--workers", str(env.web_processes)),
        *(
            "--blocking-threads",
            str(env.web_threads),
            "--respawn-failed-workers",
            "--respawn-interval",
            "0.5",
        ),
        *("--workers-kill-timeout", "10", "--log-level", "warning"),
        "kulanz.config.wsgi:application",
    ]
    found = [Child("web", web, inherited)]
    if worker and importlib.util.find_spec("kulanz.interfaces.jobs.worker") is not None:
        found.append(Child("worker", [sys.executable, "-m", "kulanz", "worker"], inherited))
    return found


def _serve_metrics(env: Environment) -> None:
    if env.metrics_port is None:
        return
    from prometheus_client import CollectorRegistry, start_http_server
    from prometheus_client.multiprocess import MultiProcessCollector

    registry = CollectorRegistry()
    MultiProcessCollector(registry, path=str(env.home / "metrics"))  # type: ignore[no-untyped-call]  # untyped
    start_http_server(env.metrics_port, addr="127.0.0.1", registry=registry)


def _wait_for_web(host: str, port: int, children: list[Child]) -> None:
    address = f"http://{_shown(host)}:{port}/healthz"
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        with contextlib.suppress(urllib.error.URLError, OSError), urllib.request.urlopen(address, timeout=5):
            return
        for child in children:
            child.watch()
        time.sleep(0.1)
    raise DatabaseFailure(f"no answer from {address}")


def _shown(host: str) -> str:
    if host in {"0.0.0.0", "::"}:  # noqa: S104  # compared, not bound
        return "127.0.0.1"
    return f"[{host}]" if ":" in host else host


def _watch(children: list[Child], cluster: Cluster | None) -> None:
    while True:
        time.sleep(WATCH_EVERY)
        if cluster is not None and cluster.has_ended():
            log.error("database ended", restart=True)
            cluster.start()
        for child in children:
            child.watch()


def _end(children: list[Child]) -> None:
    _ignore_signals()
    deadline = time.monotonic() + PATIENCE
    for child in children:
        child.ask_to_end()
    for child in children:
        child.end(deadline - time.monotonic())


def _ignore_signals() -> None:
    """A second Ctrl-C must not leave half of it running."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)
