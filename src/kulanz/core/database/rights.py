"""The rights of both logins: the application may read and write rows, and nothing else."""

from __future__ import annotations

from typing import Any, Protocol


class Cursor(Protocol):
    """What Django's and psycopg's cursors have in common."""

    def execute(self, query: Any, params: Any = None, /) -> Any: ...

    def fetchone(self) -> Any: ...


def unsafe_rights(cursor: Cursor) -> list[str]:
    """Why the login of the application would get past row-level security; empty when it cannot."""
    cursor.execute(
        "SELECT current_user, rolsuper, rolbypassrls,"
        " (SELECT count(*) FROM pg_class c WHERE c.relkind IN ('r', 'p') AND c.relowner = r.oid"
        "  AND c.relnamespace = 'public'::regnamespace)"
        " FROM pg_roles r WHERE rolname = current_user"
    )
    name, superuser, bypasses, owned = cursor.fetchone()
    found = []
    if superuser:
        found.append(f"the database role {name} is a superuser")
    if bypasses:
        found.append(f"the database role {name} bypasses row-level security")
    if owned:
        found.append(f"the database role {name} owns {owned} tables")
    return found
