from __future__ import annotations

import contextlib
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import connections

from kulanz.core.tenancy.context import tenant_context
from tests.cases.people import People, make_people
from tests.conftest import make_tenant

AtOnce = Callable[..., list[Any]]


def meeting(people: int) -> Callable[[], None]:
    """Where so many wait for each other, so that a control shows its race however busy the machine is;
    who is alone there goes on after a while."""
    place = threading.Barrier(people, timeout=15)

    def wait() -> None:
        with contextlib.suppress(threading.BrokenBarrierError):
            place.wait()

    return wait


@pytest.fixture
def people(committed_db: str) -> People:
    """A tenant and its people, committed."""
    tenant = make_tenant()
    with tenant_context(tenant.pk):
        return make_people(tenant)


@pytest.fixture
def at_once(people: People) -> AtOnce:
    """Does several things at the same moment, each in a thread, transaction and connection of its own;
    answers the results in order, a refusal or error being a result too."""

    def run(*acts: Callable[[], object]) -> list[Any]:
        start = threading.Barrier(len(acts), timeout=30)

        def in_thread(act: Callable[[], object]) -> object:
            try:
                connections["default"].ensure_connection()
                start.wait()
                with tenant_context(people.tenant.pk):
                    return act()
            except Exception as error:  # noqa: BLE001  # the error is what the test looks at
                return error
            finally:
                connections.close_all()

        with ThreadPoolExecutor(len(acts)) as pool:
            return list(pool.map(in_thread, acts))

    return run
