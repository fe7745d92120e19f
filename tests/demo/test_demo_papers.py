"""Most of the demo's certificates have their paper, two have none, and both can be seen."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.test import Client, override_settings
from django.urls import reverse

from kulanz.config.demo.making import PASSWORD
from kulanz.core.files.commands import read_file
from kulanz.core.tenancy.context import tenant_context
from kulanz.core.tenancy.models import Tenant
from kulanz.masterdata.parties.models import Certificate

pytestmark = pytest.mark.xdist_group("demo")


def test_certificates_have_their_papers(demo: Path) -> None:
    with tenant_context(Tenant.objects.get(slug="nordbruck").pk):
        rows = list(Certificate.objects.select_related("evidence", "holder").order_by("pk"))
        without = [row for row in rows if row.evidence is None]
        assert len(rows) > 10
        assert len(without) == 2
        assert len({row.holder_id for row in without}) == 2
        for row in rows:
            if row.evidence is not None:
                with read_file(row.evidence) as paper:
                    assert paper.read(5) == b"%PDF-"
                assert row.number in row.evidence.name


def test_the_list_shows_a_paper_and_a_missing_one(demo: Path) -> None:
    client = Client(headers={"host": "localhost"})
    with override_settings(PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"]):
        given = {"login": "lead@nordbruck.example", "password": PASSWORD}
        assert client.post("/konto/anmelden/", given).status_code == 302
    page = client.get(reverse("desk:certificates")).content.decode()
    with tenant_context(Tenant.objects.get(slug="nordbruck").pk):
        proven = list(Certificate.objects.exclude(evidence=None).order_by("valid_until"))
    shown = [row for row in proven if reverse("desk:certificate_evidence", args=[row.pk]) in page]
    assert shown
    assert '<span class="muted">fehlt</span>' in page
    paper = client.get(reverse("desk:certificate_evidence", args=[shown[0].pk]))
    assert paper["Content-Type"] == "application/pdf"
