"""The worker as a process: killed at the worst moments, asked to end, and run once."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest

from kulanz.cases.commands.recording import NewCase, record_case
from kulanz.cases.commands.state import set_follow_up
from kulanz.cases.models import Case
from kulanz.core.protocol.queue import figures
from kulanz.core.tenancy.context import tenant_context
from kulanz.core.tenancy.models import Tenant
from kulanz.masterdata.parties.models import PartyRoleKind
from kulanz.stages.contact.models import OutgoingMail
from kulanz.stages.contact.queries.outgoing import mail_figures
from tests.cases.people import AT, make_party, make_people
from tests.conftest import make_tenant
from tests.live import LiveServer, LiveServerFactory
from tests.mail.smtp_server import Received, SmtpServer, running_smtp
from tests.outgoing.writing import read

CASES = 12
# its acknowledgement is written and sent, and the statistics hear of it
PER_CASE = 3
KILLED_AT = (2, 3, 7, 11)


@pytest.fixture
def server() -> Iterator[SmtpServer]:
    with running_smtp() as smtp:
        yield smtp


@pytest.fixture
def installation(server: SmtpServer, live_server_factory: LiveServerFactory) -> LiveServer:
    return live_server_factory(
        start=False,
        environment={"SMTP_HOST": server.host, "SMTP_PORT": str(server.port), "SMTP_TLS": "none"},
    )


def start_worker(installation: LiveServer) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-m", "kulanz", "worker"],
        env=installation.environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


def until(condition: Callable[[], bool], patience: float = 60) -> None:
    deadline = time.monotonic() + patience
    while not condition():
        assert time.monotonic() < deadline, "it takes too long"
        time.sleep(0.05)


def record_cases(count: int) -> Tenant:
    """Cases of as many customers, each of whom gets an acknowledgement."""
    tenant = make_tenant()
    with tenant_context(tenant.pk):
        people = make_people(tenant)
        for number in range(count):
            karl = make_party(
                tenant, f"Karl {number}", role=PartyRoleKind.CUSTOMER, email=f"karl{number}@kunden.test"
            )
            record_case(actor=people.anna, case=NewCase(title=f"Stuhl {number}", customer_id=karl.pk), at=AT)
    return tenant


@pytest.mark.slow
def test_killed_at_any_moment_it_loses_and_composes_nothing_twice(
    installation: LiveServer, server: SmtpServer
) -> None:
    workers: list[subprocess.Popen[bytes]] = []

    def kill_now_and_then(mail: Received) -> None:
        # the mail is here, the server's answer and the commit behind it are not
        if len(server.received) in KILLED_AT:
            os.kill(workers[-1].pid, signal.SIGKILL)

    with installation.opened():
        tenant = record_cases(CASES)
        server.deliver = kill_now_and_then
        for _ in KILLED_AT:
            workers.append(start_worker(installation))
            assert workers[-1].wait(60) == -signal.SIGKILL
        workers.append(start_worker(installation))
        try:
            with tenant_context(tenant.pk):
                until(lambda: mail_figures(tenant.pk)["sent"] == CASES)
            workers[-1].send_signal(signal.SIGTERM)
            assert workers[-1].wait(30) == 0
        finally:
            workers[-1].kill()
        with tenant_context(tenant.pk):
            assert OutgoingMail.objects.count() == CASES
            assert figures(tenant.pk) == {"waiting": 0, "done": PER_CASE * CASES, "stuck": 0, "cancelled": 0}
            known = {f"<{mail_id}>" for mail_id in OutgoingMail.objects.values_list("mail_id", flat=True)}
    arrived = Counter(str(read(mail.raw)["Message-ID"]) for mail in server.received)
    assert set(arrived) == known
    assert sum(arrived.values()) == CASES + len(KILLED_AT)


def test_it_hears_of_new_work_at_once(installation: LiveServer, server: SmtpServer) -> None:
    worker = start_worker(installation)
    try:
        with installation.opened():
            record_cases(1)
            until(lambda: len(server.received) == 1)
        worker.send_signal(signal.SIGTERM)
        assert worker.wait(30) == 0
    finally:
        worker.kill()


def test_work_once_and_tick(installation: LiveServer, server: SmtpServer) -> None:
    with installation.opened():
        tenant = record_cases(2)
        with tenant_context(tenant.pk):
            case = Case.objects.order_by("id").first()
            assert case is not None
            people = make_people(tenant, domain="zwei.test")
            set_follow_up(actor=people.anna, case_id=case.pk, on=(AT + timedelta(days=1)).date(), at=AT)
    done = installation.command("work", "--once", "--now", AT.isoformat())
    assert done.returncode == 0, done.stderr
    assert f"{PER_CASE * 2} done".encode() in done.stderr
    assert len(server.received) == 2
    again = installation.command("work", "--once", "--now", AT.isoformat())
    assert b"nothing was due" in again.stderr
    ticked = installation.command("tick", "--now", (AT + timedelta(days=1)).isoformat())
    assert b"follow ups: 1" in ticked.stderr
    assert installation.command("tick", "--now", "gestern").returncode != 0
