"""The worker process: works off transmissions as they come, and does what comes round again.

Any number of workers may run; they share the queue by row locks. One that is killed loses nothing: what it
had not committed is due again.
"""

from __future__ import annotations

import signal
import threading
import time
from collections.abc import Callable
from datetime import datetime
from typing import Final

import psycopg
import structlog
from django.conf import settings
from django.db import connections

from kulanz.core import clock
from kulanz.core.periodic import PeriodicJob, periodic_jobs
from kulanz.core.protocol.working import active_tenants, work_once

log = structlog.get_logger("kulanz.worker")

# A sign comes with every commit; looking anyway finds what was held back or put off.
LOOK_EVERY: Final = 2.0
PER_ROUND: Final = 50
PAUSE_AFTER_TROUBLE: Final = 5.0
PATIENCE: Final = 8.0


def run() -> None:
    """Work until SIGTERM or Ctrl-C; what is under way is finished first."""
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda _number, _frame: stop.set())
    log.info("worker started")
    # A mailbox that does not answer must hold up neither the outbox nor the end.
    rounds = threading.Thread(target=_come_round, args=(stop,), name="periodic", daemon=True)
    rounds.start()
    try:
        _work(stop)
    finally:
        stop.set()
        rounds.join(PATIENCE)
        log.info("worker ended")


def _work(stop: threading.Event) -> None:
    while not stop.is_set():
        try:
            with psycopg.connect(settings.DATABASE_URLS.app_conninfo(), autocommit=True) as listener:
                listener.execute("LISTEN kulanz_work")
                while not stop.is_set():
                    if not _work_off(lambda: not stop.is_set()):
                        _wait(listener, stop)
        except Exception:
            log.exception("worker in trouble", pause_seconds=PAUSE_AFTER_TROUBLE)
            connections.close_all()
            stop.wait(PAUSE_AFTER_TROUBLE)


def _work_off(go_on: Callable[[], bool]) -> bool:
    """One round over all tenants; True when there was something to do."""
    counts = work_once(clock.now(), limit=PER_ROUND, go_on=go_on)
    if counts:
        log.info("worked", **counts)
    return bool(counts)


def _wait(listener: psycopg.Connection, stop: threading.Event) -> None:
    """Until something was committed, the time to look has come, or the end."""
    until = time.monotonic() + LOOK_EVERY
    while not stop.is_set() and (left := until - time.monotonic()) > 0:
        for _sign in listener.notifies(timeout=min(left, 0.5), stop_after=1):
            return


def _come_round(stop: threading.Event) -> None:
    due = {job.name: 0.0 for job in periodic_jobs()}
    try:
        while not stop.is_set():
            for job in periodic_jobs():
                if stop.is_set() or time.monotonic() < due[job.name]:
                    continue
                run_job(job, clock.now())
                due[job.name] = time.monotonic() + job.every.total_seconds()
            stop.wait(0.5)
    finally:
        connections.close_all()


def run_job(job: PeriodicJob, at: datetime) -> bool:
    """One job for every tenant; a failure at one tenant is logged and keeps it from no other."""
    well = True
    try:
        tenants = active_tenants()
    except Exception:
        log.exception("job failed", job=job.name)
        connections.close_all()
        return False
    for tenant_id in tenants:
        try:
            job.run(tenant_id, at)
        except Exception:
            log.exception("job failed", job=job.name, tenant=tenant_id)
            connections.close_all()
            well = False
    return well


def work_off_everything(at: datetime) -> dict[str, int]:
    """What is due at `at`, mails in and transmissions out, until nothing is left (`kulanz work --once`)."""
    for job in periodic_jobs():
        if job.finishes_intake:
            run_job(job, at)
    return work_once(at)
