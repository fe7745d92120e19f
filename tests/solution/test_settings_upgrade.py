"""Tenants of an older version get the defaults with the next migrate; new ones when they are set up."""

from __future__ import annotations

import argparse
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse

from kulanz.cases.models import Case
from kulanz.config.cli import tenant as tenant_command
from kulanz.config.migration import migrate
from kulanz.core.tenancy.context import tenant_context
from kulanz.core.tenancy.first_run import first_run_code
from kulanz.core.tenancy.models import Tenant
from kulanz.masterdata.catalog.models import Rate
from kulanz.stages.solution.models import Remedy, RemedyCostKind, SolutionSettings
from tests.account.signing import NEW_PASSWORD
from tests.conftest import make_tenant


def test_migrate_gives_what_is_missing_and_nothing_twice(committed_db: str) -> None:
    old, older = make_tenant("alt"), make_tenant("aelter", country="AT")
    with tenant_context(old.pk):
        assert not Remedy.objects.exists()
    migrate()
    for tenant, own in ((old, "DE"), (older, "AT")):
        with tenant_context(tenant.pk):
            assert Remedy.objects.count() == 6
            assert Rate.objects.filter(country=own, cost_kind__code="customs").count() == 1
            RemedyCostKind.objects.filter(remedy__code="exchange").delete()
    migrate()
    with tenant_context(old.pk):
        assert not RemedyCostKind.objects.filter(remedy__code="exchange").exists()
        assert SolutionSettings.objects.count() == 1
        assert not Case.objects.exists()


def test_the_command_line_gives_them_to_a_new_tenant(
    db: None, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, settings: object
) -> None:
    settings.SECRETS_FOLDER = tmp_path
    parser = argparse.ArgumentParser()
    tenant_command.add_arguments(parser)
    given = "create --name Fernlicht --host fern.test --prefix FL --admin-email a@fern.test --country CH"
    tenant_command._create(parser.parse_args([*given.split(), "--currency", "CHF"]))
    made = Tenant.objects.get(host="fern.test")
    with tenant_context(made.pk):
        assert Remedy.objects.filter(is_benchmark=True).count() == 1
        rates = Rate.objects.filter(cost_kind__code="customs")
        assert {(rate.country, rate.currency) for rate in rates} == {("CH", "CHF"), ("LI", "CHF")}


def test_the_first_page_gives_them_too(db: None, tmp_path: Path, settings: object) -> None:
    settings.SECRETS_FOLDER = tmp_path / "secrets"
    client = Client(headers={"host": "service.haus.test"})
    client.post(reverse("account:first_run"), {"code": first_run_code()})
    house = {
        "name": "Haus",
        "host": "service.haus.test",
        "case_prefix": "HS",
        "country": "DE",
        "language": "de",
    }
    client.post(reverse("account:first_run_house"), house)
    person = {"name": "Ada", "email": "ada@haus.test", "password": NEW_PASSWORD}
    assert client.post(reverse("account:first_run_administrator"), person).status_code == 302
    with tenant_context(Tenant.objects.get().pk):
        assert Remedy.objects.count() == 6
