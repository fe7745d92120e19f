"""The SQL of a request without anything around it: the same statements, in one transaction, as the same role.

They are taken down while the request runs in this process, and rolled back; the repetitions as well.
"""

from __future__ import annotations

import time
from typing import Final

import psycopg
from django.conf import settings
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from kulanz.config.bench.http import Ask
from kulanz.config.bench.scenes_of import Scene, Stage
from kulanz.core.database.urls import DatabaseUrls

_FEWEST: Final = 30
_MANAGED: Final = ("SAVEPOINT", "RELEASE", "ROLLBACK", "BEGIN", "COMMIT")


def bare_seconds(stage: Stage, scene: Scene, seconds: float) -> tuple[list[float], int]:
    """How long the statements take each time, and how many there are."""
    statements = _statements(stage, scene)
    urls: DatabaseUrls = settings.DATABASE_URLS
    found: list[float] = []
    with psycopg.connect(urls.app_conninfo(), autocommit=True) as database:
        end = time.perf_counter() + seconds
        while time.perf_counter() < end or len(found) < _FEWEST:
            started = time.perf_counter()
            with database.transaction(force_rollback=True), database.cursor() as cursor:
                for statement in statements:
                    cursor.execute(statement.encode())
                    if cursor.description is not None:
                        cursor.fetchall()
            found.append(time.perf_counter() - started)
    return found, len(statements)


def _statements(stage: Stage, scene: Scene) -> list[str]:
    with transaction.atomic():
        _send(stage, scene.ask(0))
        with CaptureQueriesContext(connection) as captured:
            _send(stage, scene.ask(0))
        transaction.set_rollback(True)
    return [q["sql"] for q in captured.captured_queries if not q["sql"].startswith(_MANAGED)]


def _send(stage: Stage, ask: Ask) -> None:
    key = ask.headers.get("Authorization")
    content_type = ask.headers.get("Content-Type", "application/octet-stream")
    headers = {"host": stage.host, **({"authorization": key} if key else {})}
    # A program with a key has no session.
    browser = Client() if key else stage.browser
    answer = browser.generic(ask.method, ask.path, ask.body, content_type, headers=headers)
    if answer.status_code != ask.expected:
        raise RuntimeError(f"{ask.path}: {answer.status_code} instead of {ask.expected}")
