"""Two submissions of one report at the same moment, with real commits."""

from __future__ import annotations

import threading
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connections
from django.test import Client

from kulanz.cases.models import Case
from kulanz.core import clock
from kulanz.core.tenancy.context import tenant_context
from kulanz.core.tenancy.models import Tenant
from tests.conftest import make_tenant
from tests.public.visitor import Visitor, photo


@pytest.mark.usefixtures("committed_db")
def test_pressed_twice_at_once_it_is_one_case(tmp_path: Path, settings: Any) -> None:
    settings.MEDIA_ROOT = tmp_path / "files"
    tenant: Tenant = make_tenant()
    visitor = Visitor(Client(headers={"host": tenant.host}))
    visitor.fill_in(photo())
    key = visitor.key()
    start = threading.Barrier(4)
    answers: list[tuple[int, str]] = []

    def send() -> None:
        client = Client(headers={"host": tenant.host})
        client.cookies = visitor.client.cookies
        start.wait()
        with clock.frozen(clock.now() + timedelta(seconds=30)):
            answer = client.post("/melden/pruefen/", {"key": key})
        answers.append((answer.status_code, answer.get("Location", "")))
        connections.close_all()

    threads = [threading.Thread(target=send) for _number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert answers == [(302, "/melden/danke/")] * 4
    with tenant_context(tenant.pk):
        assert Case.objects.count() == 1
        assert Case.objects.get().files.count() == 1
