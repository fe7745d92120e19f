"""The same file several times, at the same moment, and killed on the way: one effect."""

from __future__ import annotations

import io
import os
import random
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from django.db import connections

from kulanz.cases.models import Case, Message
from kulanz.core.protocol.models import ProtocolEntry, Transmission
from kulanz.core.protocol.verification import broken_entries
from kulanz.core.tenancy.context import tenant_context
from kulanz.interfaces.exchange import cases_working
from kulanz.interfaces.exchange.cases_working import work_through
from kulanz.masterdata.parties.models import Party
from kulanz.stages.contact.commands.partners import receive_file
from kulanz.stages.contact.models import Partner, PartnerCase, PartnerFile, PartnerRecord, PartnerResult
from kulanz.workflows import partner_taking
from kulanz.workflows.partner_taking import actor_of_partner
from tests.cases.people import AT, People, make_people
from tests.cluster import urls_of
from tests.conftest import make_tenant
from tests.exchange.cases.conftest import make_partner
from tests.exchange.cases.files import cases_file, new_case, note

RECORDS = 30


@pytest.fixture
def people(committed_db: str) -> People:
    tenant = make_tenant()
    with tenant_context(tenant.pk):
        return make_people(tenant)


@pytest.fixture
def partner(people: People, home: Path) -> Partner:
    with tenant_context(people.tenant.pk):
        return make_partner(people)


def customer(number: int) -> str:
    return f"<customer><name>Kunde {number}</name><email>k{number}@kunden.test</email></customer>"


def content(cases: int = RECORDS) -> bytes:
    """New cases, and after each third a note on it."""
    records = []
    for number in range(cases):
        records.append(new_case(f"B-{number}", customer(number)))
        if number % 3 == 0:
            records.append(note(f"N-{number}", f'reference="B-{number}"', "Bitte eilen."))
    return cases_file(*records)


def four_times(act: Callable[[], object]) -> list[Any]:
    start = threading.Barrier(4, timeout=30)

    def in_thread(_number: int) -> object:
        try:
            connections["default"].ensure_connection()
            start.wait()
            return act()
        except Exception as error:  # noqa: BLE001  # the error is what the test looks at
            return error
        finally:
            connections.close_all()

    with ThreadPoolExecutor(4) as pool:
        return list(pool.map(in_thread, range(4)))


def sent(partner: Partner, said: bytes) -> PartnerFile:
    """Received and read as each of the ways does it."""
    with tenant_context(partner.tenant_id):
        file, _new = receive_file(
            actor=actor_of_partner(partner), partner_id=partner.pk, way="api", name="b.xml",
            content=io.BytesIO(said), at=AT,
        )  # fmt: skip
    return work_through(tenant_id=partner.tenant_id, file_id=file.pk, at=AT)


def effect(partner: Partner) -> dict[str, int]:
    with tenant_context(partner.tenant_id):
        assert broken_entries() == []
        return {
            "cases": Case.objects.count(),
            "messages": Message.objects.count(),
            "customers": Party.objects.filter(name__startswith="Kunde ").count(),
            "linked": PartnerCase.objects.count(),
            "records": PartnerRecord.objects.count(),
            "results": PartnerResult.objects.count(),
            "recorded": ProtocolEntry.objects.filter(event="case.recorded").count(),
            "told": Transmission.objects.filter(entry__event="case.recorded", consumer="news").count(),
        }


ONCE = {
    "cases": RECORDS,
    "messages": RECORDS // 3,
    "customers": RECORDS,
    "linked": RECORDS,
    "records": RECORDS + RECORDS // 3,
    "results": RECORDS + RECORDS // 3,
    "recorded": RECORDS,
    "told": RECORDS,
}


def numbers(partner: Partner) -> list[str]:
    with tenant_context(partner.tenant_id):
        return list(Case.objects.order_by("number").values_list("number", flat=True))


def test_one_file_four_times_at_once(partner: Partner, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cases_working, "TOGETHER", 5)
    done = four_times(lambda: sent(partner, content()))
    assert {file.pk for file in done} == {done[0].pk}, done
    assert {(file.state, file.taken) for file in done} == {("taken", RECORDS + RECORDS // 3)}
    assert effect(partner) == ONCE
    assert numbers(partner) == [f"NO-2026-{n:05d}" for n in range(1, RECORDS + 1)]


def test_the_same_records_in_four_files_at_once(partner: Partner, monkeypatch: pytest.MonkeyPatch) -> None:
    """Other bytes, the same records: each is taken from one of the files, and known to the others."""
    monkeypatch.setattr(cases_working, "TOGETHER", 5)
    files = iter([content() + b"\n" * n for n in range(4)])
    done = four_times(lambda: sent(partner, next(files)))
    assert sum(file.taken for file in done) == RECORDS + RECORDS // 3, done
    assert sum(file.known for file in done) == 3 * (RECORDS + RECORDS // 3)
    assert effect(partner) == {**ONCE, "results": 4 * ONCE["results"]}


def test_without_the_lock_they_run_into_each_other(partner: Partner, monkeypatch: pytest.MonkeyPatch) -> None:
    """The control: all four find nothing known, and only the database's last word keeps three out."""
    waiting = threading.Barrier(4, timeout=30)
    really = partner_taking.file_new_cases

    def together(**how: Any) -> Any:
        waiting.wait()
        return really(**how)

    monkeypatch.setattr(partner_taking, "file_new_cases", together)
    monkeypatch.setattr(cases_working, "_locked", lambda file: cases_working._file(file.tenant_id, file.pk))
    files = iter([cases_file(new_case("B-1")) + b"\n" * n for n in range(4)])
    done = four_times(lambda: sent(partner, next(files)))
    codes = []
    with tenant_context(partner.tenant_id):
        for result in PartnerResult.objects.all():
            codes += [problem["code"] for problem in result.problems]
        assert Case.objects.count() == 1
    assert codes == ["failed"] * 3, done


@pytest.mark.slow
def test_killed_on_the_way_and_started_again(committed_db: str, partner: Partner, home: Path) -> None:
    """A real `kulanz import xml`, killed again and again: in the end as if it had run once."""
    kulanz = [sys.executable, "-m", "kulanz", "import", "xml", str(home / "b.xml"), "--tenant", "nordlicht"]
    said = content(600)
    (home / "b.xml").write_bytes(said)
    env = environment(committed_db, home)
    dice, killed = random.Random(7), 0
    for _ in range(12):
        process = subprocess.Popen(kulanz, env=env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        begun = read_so_far(partner)
        deadline = time.monotonic() + 30
        while process.poll() is None and read_so_far(partner) == begun and time.monotonic() < deadline:
            time.sleep(0.02)
        time.sleep(dice.uniform(0, 0.3))
        process.send_signal(signal.SIGKILL)
        killed += process.wait(30) == -signal.SIGKILL
        if read_so_far(partner) > 500:
            break
    assert killed >= 2
    last = subprocess.run(kulanz, env=env, capture_output=True, timeout=120, check=False)
    assert last.returncode == 0, last.stderr.decode()
    assert b"800 taken\t0 known\t0 refused" in last.stdout
    found = effect(partner)
    assert (found["cases"], found["customers"], found["messages"], found["results"]) == (600, 600, 200, 800)
    assert numbers(partner) == [f"NO-2026-{n:05d}" for n in range(1, 601)]
    again = subprocess.run(kulanz, env=env, capture_output=True, timeout=120, check=False)
    assert (again.returncode, again.stdout) == (0, last.stdout)
    assert effect(partner) == found


def read_so_far(partner: Partner) -> int:
    with tenant_context(partner.tenant_id):
        return sum(PartnerFile.objects.values_list("read", flat=True))


def environment(database: str, home: Path) -> dict[str, str]:
    urls = urls_of(database)
    return {
        **os.environ,
        "KULANZ_ENV_FILE": "",
        "KULANZ_HOME": str(home),
        "KULANZ_LOG_LEVEL": "ERROR",
        "DATABASE_URL": urls.app,
        "OWNER_DATABASE_URL": urls.owner,
        "DJANGO_SETTINGS_MODULE": "kulanz.config.settings",
    }


@pytest.mark.slow
def test_the_command_says_how_it_went(committed_db: str, partner: Partner, home: Path) -> None:
    """0: all taken; 1: some refused; 2: the file refused; and `export` writes what is there."""
    env = environment(committed_db, home)

    def run(*words: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "kulanz", *words]
        return subprocess.run(command, env=env, capture_output=True, text=True, timeout=120, check=False)

    for name, said, code in (
        ("gut.xml", cases_file(new_case("B-1")), 0),
        ("teils.xml", cases_file(new_case("B-1"), new_case("B-2", "<kind>x</kind>")), 1),
        ("fremd.xml", cases_file(new_case("B-3"), sender="fremd"), 2),
        ("boese.xml", cases_file(new_case("B-4"), declaration="<!DOCTYPE x>"), 2),
    ):
        (home / name).write_bytes(said)
        done = run("import", "xml", str(home / name), "--partner", "blatt")
        assert done.returncode == code, (name, done)
        assert (home / f"{name}.result.xml").is_file()
    assert run("import", "xml", str(home / "gibtsnicht.xml"), "--partner", "blatt").returncode == 2
    assert run("import", "xml", str(home / "gut.xml"), "--partner", "wer").returncode == 2
    (home / "leer.xml").write_bytes(b"")
    empty = run("import", "xml", str(home / "leer.xml"), "--partner", "blatt")
    assert (empty.returncode, empty.stderr.count("\n"), empty.stderr[:8]) == (2, 1, "kulanz: ")
    with tenant_context(partner.tenant_id):
        Partner.objects.update(active=False)
    (home / "neu.xml").write_bytes(cases_file(new_case("B-9")))
    assert run("import", "xml", str(home / "neu.xml")).returncode == 2
    with tenant_context(partner.tenant_id):
        assert Case.objects.count() == 1
    out = run("export", "xml", "--partner", "blatt", "--into", str(home))
    assert out.returncode == 0, out.stderr
    assert Path(out.stdout.strip()).read_bytes().count(b"<case ") == 1
