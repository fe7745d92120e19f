"""`kulanz mail in` and `kulanz quarantine` as a mail server and an operator use them."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from kulanz.core.tenancy.context import tenant_context
from kulanz.stages.contact.models import Mailbox
from tests.cluster import urls_of
from tests.conftest import make_tenant
from tests.intake.mails import SERVICE, mail


def kulanz(home: Path, database: str, *args: str, given: bytes = b"") -> subprocess.CompletedProcess[bytes]:
    urls = urls_of(database)
    return subprocess.run(
        [sys.executable, "-m", "kulanz", *args],
        input=given,
        capture_output=True,
        check=False,
        timeout=120,
        env={
            **os.environ,
            "KULANZ_ENV_FILE": "",
            "KULANZ_HOME": str(home),
            "KULANZ_LOG_LEVEL": "ERROR",
            "DATABASE_URL": urls.app,
            "OWNER_DATABASE_URL": urls.owner,
            "DJANGO_SETTINGS_MODULE": "kulanz.config.settings",
        },
    )


@pytest.fixture
def two_tenants(committed_db: str) -> str:
    for slug, address in (("nordlicht", SERVICE), ("suedwind", "hilfe@suedwind.example")):
        tenant = make_tenant(slug)
        with tenant_context(tenant.pk):
            Mailbox.objects.create(tenant=tenant, name="Service", address=address)
    return committed_db


def test_a_mail_server_learns_what_was_stored(two_tenants: str, tmp_path: Path) -> None:
    stored = kulanz(tmp_path, two_tenants, "mail", "in", given=mail())
    assert (stored.returncode, stored.stdout) == (0, b"standard input\tnew_case\n")
    refused = kulanz(tmp_path, two_tenants, "mail", "in", given=mail(to="x@y.example"))
    assert refused.returncode == 75
    assert refused.stderr.count(b"\n") == 1
    empty = kulanz(tmp_path, two_tenants, "mail", "in", "--mailbox", SERVICE)
    assert empty.returncode == 0
    listed = kulanz(tmp_path, two_tenants, "quarantine", "list", "--json")
    (row,) = json.loads(listed.stdout)
    assert (row["tenant"], row["reason"]) == ("nordlicht", "Die E-Mail ist leer.")
    retried = kulanz(tmp_path, two_tenants, "quarantine", "retry", "--all", "--json")
    assert retried.returncode == 1
    assert json.loads(retried.stdout)[0]["outcome"] == "quarantined"


def test_without_a_database_the_mail_server_keeps_the_mail(tmp_path: Path, two_tenants: str) -> None:
    failed = kulanz(tmp_path, "gibt_es_nicht", "mail", "in", given=mail())
    assert failed.returncode == 75
    assert b"Traceback" not in failed.stderr
    assert failed.stderr.startswith(b"kulanz: not stored")
