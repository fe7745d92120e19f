"""Fixtures every test may use: databases, a tenant, running servers, programs of the machine."""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import hypothesis
import pytest
from django.utils import timezone, translation

from tests import cluster
from tests.settings import WORKER_DATABASE

if TYPE_CHECKING:
    from kulanz.core.tenancy.models import Tenant

pytest_plugins = ["tests.fixtures", "tests.live", "tests.machine"]

# Machines that do much else at once are slow; that is nothing a property says.
hypothesis.settings.register_profile(
    "kulanz", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow]
)
hypothesis.settings.load_profile("kulanz")


def _is_controller(config: pytest.Config) -> bool:
    return not hasattr(config, "workerinput")


def pytest_configure(config: pytest.Config) -> None:
    if _is_controller(config):
        cluster.remove_abandoned_runs()


def pytest_unconfigure(config: pytest.Config) -> None:
    if _is_controller(config):
        cluster.end_run()


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    # What takes long comes first, so that no worker is left alone with it at the end.
    long = {item.path for item in items if item.get_closest_marker("slow")}
    items.sort(key=lambda item: item.path not in long)
    for item in items:
        mark = item.get_closest_marker("django_db")
        if mark is not None and (mark.kwargs.get("transaction") or mark.args):
            # Django would truncate all tables afterwards, which the role of the application may not do.
            raise pytest.UsageError(
                f"{item.nodeid}: take the fixture committed_db instead of transaction=True"
            )


@pytest.fixture(autouse=True)
def own_language() -> Iterator[None]:
    """What a test's requests set for the thread ends with it: the next one begins in the usual language."""
    yield
    translation.deactivate()
    timezone.deactivate()


@pytest.fixture(scope="session")
def django_db_setup(django_db_blocker: Any) -> Iterator[None]:
    """Instead of pytest-django's own: this worker's clone of the migrated template."""
    with django_db_blocker.unblock():
        cluster.clone(WORKER_DATABASE)
    yield
    with django_db_blocker.unblock():
        from django.db import connections

        connections.close_all()
        cluster.drop(WORKER_DATABASE)


@pytest.fixture
def committed_db(django_db_setup: None, django_db_blocker: Any) -> Iterator[str]:
    """A database of the test's own, where commits are real and threads may connect; yields its name."""
    name = cluster.clone()
    with django_db_blocker.unblock(), cluster.pointed_at(name):
        yield name
    cluster.drop(name)


@pytest.fixture
def owner_url(db: None) -> str:
    """The address of this worker's database for the owner of the tables."""
    return os.environ["OWNER_DATABASE_URL"]


@pytest.fixture
def tenant(db: None) -> Iterator[Tenant]:
    """A tenant, entered: what the test writes belongs to it and only its rows are seen."""
    from kulanz.core.tenancy.context import tenant_context

    created = make_tenant()
    with tenant_context(created.pk):
        yield created


@pytest.fixture
def defaults(tenant: Tenant) -> None:
    """What every new tenant gets: cost kinds, remedies and their matrix, reasons, limits."""
    from kulanz.workflows.defaults import ensure_defaults

    ensure_defaults(tenant_id=tenant.pk, at=tenant.created_at)


def make_tenant(slug: str = "nordlicht", **fields: Any) -> Tenant:
    """A tenant as the tests need it; fields replace what is given here."""
    from datetime import UTC, datetime

    from kulanz.core.tenancy.models import Tenant

    given: dict[str, Any] = {
        "name": "Nordlicht Büromöbel",
        "host": f"{slug}.test",
        "case_prefix": slug[:2].upper(),
        "created_at": datetime(2026, 1, 5, 8, tzinfo=UTC),
        **fields,
    }
    return Tenant.objects.create(slug=slug, **given)
