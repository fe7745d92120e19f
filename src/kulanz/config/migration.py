"""Brings the database to the state this version expects: tables, cache, row-level security, defaults."""

from __future__ import annotations

import io
from collections.abc import Callable

from django.core.management import call_command
from django.db import connections
from django.db.migrations.executor import MigrationExecutor

from kulanz.core.database.roles import prepare_database
from kulanz.core.database.urls import DatabaseUrls
from kulanz.core.tenancy.rowsecurity import apply_row_security

# Any number, the same in every version: two starts at once migrate one after the other.
MIGRATION_LOCK = 7_205_114_908


def migrate(say: Callable[[str], None] = lambda line: None, *, prepare: DatabaseUrls | None = None) -> int:
    """Applies what is missing, as the owner and under a lock; returns the number of migrations applied.

    A database that is not ours has its extensions and rights prepared first.
    """
    connection = connections["owner"]
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [MIGRATION_LOCK])
    try:
        if prepare is not None:
            prepare_database(prepare)
        executor = MigrationExecutor(connection)
        plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
        if plan:
            say(f"applying {len(plan)} migrations")
            call_command("migrate", database="owner", interactive=False, verbosity=0, stdout=io.StringIO())
        call_command("createcachetable", database="owner", verbosity=0)
        apply_row_security("owner")
        _give_defaults()
    finally:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [MIGRATION_LOCK])
        connection.close()
    return len(plan)


def _give_defaults() -> None:
    """Tenants of an older version get what they need for what this one can do."""
    from kulanz.core.clock import now
    from kulanz.core.tenancy.models import Tenant
    from kulanz.workflows.defaults import ensure_defaults

    for tenant_id in Tenant.objects.using("owner").order_by("pk").values_list("pk", flat=True):
        ensure_defaults(tenant_id=tenant_id, at=now())
