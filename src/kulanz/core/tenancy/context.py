"""Which tenant the current transaction works for.

The database holds the truth: the transaction-local setting `kulanz.tenant`, which every row-level
security policy reads. The context variable only mirrors it for Python.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from contextvars import ContextVar

from django.db import connections, transaction

_current: ContextVar[int | None] = ContextVar("kulanz_tenant", default=None)


class NoTenant(RuntimeError):
    """Code that needs a tenant ran outside `tenant_context`."""


def current_tenant_id() -> int:
    """The tenant of the running transaction; raises NoTenant outside of one."""
    tenant_id = _current.get()
    if tenant_id is None:
        raise NoTenant("no tenant is set; enter tenant_context first")
    return tenant_id


def set_tenant(tenant_id: int | None, *, user_id: int | None = None, using: str = "default") -> None:
    """Set tenant (and signed-in user, who may list his own memberships) for the open transaction."""
    with connections[using].cursor() as cursor:
        cursor.execute(
            "SELECT set_config('kulanz.tenant', %s, true), set_config('kulanz.user', %s, true)",
            ["" if tenant_id is None else str(tenant_id), "" if user_id is None else str(user_id)],
        )


@contextlib.contextmanager
def tenant_context(tenant_id: int | None, *, using: str = "default") -> Iterator[None]:
    """Open a transaction (or savepoint) working for `tenant_id`; the previous tenant returns after."""
    previous = _current.get()
    token = _current.set(tenant_id)
    try:
        with transaction.atomic(using=using):
            set_tenant(tenant_id, using=using)
            yield
            if connections[using].in_atomic_block and not connections[using].needs_rollback:
                set_tenant(previous, using=using)
    finally:
        _current.reset(token)


@contextlib.contextmanager
def mirror_tenant(tenant_id: int | None) -> Iterator[None]:
    """Only the Python side; for the middleware, which opens the transaction itself."""
    token = _current.set(tenant_id)
    try:
        yield
    finally:
        _current.reset(token)
