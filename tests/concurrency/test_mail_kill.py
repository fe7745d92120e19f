"""`kulanz mail in` killed at random points and started again: nothing is lost, nothing is doubled.

20 kills in the suite; `make kill-test` does 200 (`KILLS` sets the number).
"""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from kulanz.core.database.urls import DatabaseUrls
from tests.cluster import urls_of
from tests.conftest import make_tenant
from tests.intake.mails import PDF, PNG, SERVICE, mail

KILLS = int(os.environ.get("KILLS", "20"))
AT = datetime(2026, 11, 2, 12, tzinfo=UTC)

pytestmark = pytest.mark.slow


def new_mails(number: int) -> list[bytes]:
    """What comes in during one round: a new case with two files, an answer to it, the first once more on
    another way, and an automatic one."""
    first = f"runde{number}@kunde.example"
    sender = f"Kunde {number} <kunde{number}@kunde.example>"
    report = mail(
        sender,
        message_id=first,
        subject=f"Stuhl {number}",
        files=[("foto.png", "image/png", PNG), ("rechnung.pdf", "application/pdf", PDF)],
    )
    answer = mail(sender, subject=f"Re: Stuhl {number}", headers={"In-Reply-To": f"<{first}>"})
    copy = b"Delivered-To: info@nordlicht.example\r\nReceived: by another way\r\n" + report
    automatic = mail(sender, headers={"Auto-Submitted": "auto-replied"})
    return [report, answer, copy, automatic]


class Intake:
    """Starts `kulanz mail in` over folders, one for each round."""

    def __init__(self, home: Path, urls: DatabaseUrls) -> None:
        self.folder = home / "in"
        self.folder.mkdir(parents=True)
        self.env = {
            **os.environ,
            "KULANZ_ENV_FILE": "",
            "KULANZ_HOME": str(home),
            "KULANZ_LOG_LEVEL": "DEBUG",
            "DATABASE_URL": urls.app,
            "OWNER_DATABASE_URL": urls.owner,
            "DJANGO_SETTINGS_MODULE": "kulanz.config.settings",
        }

    def start(self, *folders: Path) -> subprocess.Popen[bytes]:
        return subprocess.Popen(
            [sys.executable, "-m", "kulanz", "mail", "in", *map(str, folders or [self.folder])],
            env=self.env,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
        )

    def finish(self) -> None:
        """A whole run over everything."""
        process = self.start()
        _out, said = process.communicate(timeout=120 + 10 * KILLS)
        assert process.returncode == 0, said.decode()[-2000:]


def kill_somewhere(process: subprocess.Popen[bytes], dice: random.Random) -> bool:
    """One in five while it starts, the others up to a few mails after the first one was stored."""
    assert process.stderr is not None
    if dice.random() < 0.2:
        time.sleep(dice.uniform(0, 1.0))
    else:
        for line in process.stderr:
            if b"raw_mail_stored" in line:
                break
        time.sleep(dice.uniform(0, 1.2))
    process.send_signal(signal.SIGKILL)
    _out, said = process.communicate(timeout=60)
    assert process.returncode in (0, -signal.SIGKILL), said.decode()[-2000:]
    return process.returncode != 0


def test_killed_at_any_point_nothing_is_lost_or_doubled(
    committed_db: str, tmp_path: Path, settings: Any
) -> None:
    from kulanz.core.tenancy.context import tenant_context
    from kulanz.stages.contact.models import Mailbox

    settings.MEDIA_ROOT = tmp_path / "files"
    tenant = make_tenant()
    with tenant_context(tenant.pk):
        Mailbox.objects.create(tenant=tenant, name="Service", address=SERVICE, is_default=True)
        Mailbox.objects.create(tenant=tenant, name="Info", address="info@nordlicht.example")
    intake = Intake(tmp_path, urls_of(committed_db))
    seed = random.randrange(10**6)
    dice, killed = random.Random(seed), 0
    for number in range(KILLS):
        folders = [intake.folder / f"{n:04}" for n in range(max(0, number - 2), number + 1)]
        folders[-1].mkdir()
        for part, raw in enumerate(new_mails(number)):
            (folders[-1] / f"{part}.eml").write_bytes(raw)
        # What the two runs before may have left unfinished comes first, as from a server that tries again.
        killed += kill_somewhere(intake.start(*folders), dice)
    assert killed >= KILLS // 2, f"only {killed} of {KILLS} runs were killed"
    intake.finish()
    _compare(tenant.pk, f"seed {seed}")


def _compare(tenant_id: int, seed: str) -> None:
    from kulanz.cases.models import Case, CaseFile, Message
    from kulanz.core.files.check import Problem, find_inconsistencies
    from kulanz.core.protocol.models import ProtocolEntry
    from kulanz.core.protocol.working import work_once
    from kulanz.core.tenancy.context import tenant_context
    from kulanz.masterdata.parties.models import Party
    from kulanz.stages.contact.commands.incoming import process_waiting
    from kulanz.stages.contact.models import OutgoingMail, RawMail

    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        # The server may not have noticed yet that the last killed client is gone.
        process_waiting(tenant_id=tenant_id, at=AT, limit=10_000)
        with tenant_context(tenant_id):
            if not RawMail.objects.filter(outcome="waiting").exists():
                break
        time.sleep(0.5)
    work_once(datetime.now(UTC) + timedelta(minutes=1))
    with tenant_context(tenant_id):
        reasons = set(RawMail.objects.exclude(reason="").order_by().values_list("outcome", "reason"))
        assert {outcome for outcome, _reason in reasons} <= {"automatic"}, (seed, reasons)
        outcomes = {
            outcome: RawMail.objects.filter(outcome=outcome).count()
            for outcome in RawMail.objects.order_by().values_list("outcome", flat=True).distinct()
        }
        assert outcomes == {
            "new_case": KILLS,
            "appended": KILLS,
            "duplicate": KILLS,
            "automatic": KILLS,
        }, seed
        cases = list(Case.objects.order_by("id").values_list("number", "title"))
        assert sorted(title for _number, title in cases) == sorted(f"Stuhl {n}" for n in range(KILLS)), seed
        numbers = sorted(number for number, _title in cases)
        assert [int(number.rsplit("-", 1)[1]) for number in numbers] == list(range(1, KILLS + 1)), seed
        assert Party.objects.count() == KILLS, seed
        assert Message.objects.filter(direction="in").count() == 2 * KILLS, seed
        assert CaseFile.objects.count() == 2 * KILLS, seed
        assert ProtocolEntry.objects.filter(event="case.recorded").count() == KILLS, seed
        thanked = OutgoingMail.objects.filter(kind="acknowledgement").values_list("case__title", flat=True)
        assert sorted(thanked) == sorted(f"Stuhl {n}" for n in range(KILLS)), seed
        problems = {found.problem for found in find_inconsistencies(tenant_id, verify_hashes=True)}
        # Content without a row is what a kill before the commit leaves; it is cleared away after a day.
        assert problems <= {Problem.ORPHAN}, seed
