"""Row-level security, derived from the models so that no table can be forgotten.

Applied by the owner after every migrate. The app role gets the plain data privileges; tables named in
UNGRANTED_TABLES stay closed to it (they are reached through SECURITY DEFINER functions only), and those of
models marked `append_only` can be written but neither changed nor deleted, but for the names in them.
"""

from __future__ import annotations

from typing import Any, Final

from django.apps import apps
from django.db import connections

from kulanz.core.tenancy.models import TenantModel

APP_ROLE: Final = "kulanz_app"
UNGRANTED_TABLES: Final = frozenset({"search_document", "django_migrations"})

CURRENT_TENANT: Final = "nullif(current_setting('kulanz.tenant', true), '')::bigint"
CURRENT_USER: Final = "nullif(current_setting('kulanz.user', true), '')::bigint"

# A signed-in person may list (read only) his own memberships of other tenants, to change over to them.
OWN_ROWS: Final = {"parties_membership": f"user_id = {CURRENT_USER}"}


def tenant_tables() -> list[str]:
    """Database tables of all models that belong to a tenant, many-to-many tables excluded."""
    return sorted(
        {m._meta.db_table for m in apps.get_models() if issubclass(m, TenantModel) and not m._meta.proxy}
    )


def append_only_tables() -> dict[str, tuple[str, ...]]:
    """Table → its columns that erasing a person may overwrite."""
    return {
        m._meta.db_table: m.erasable
        for m in apps.get_models()
        if issubclass(m, TenantModel) and m.append_only
    }


def through_tables() -> dict[str, tuple[str, str]]:
    """Automatic many-to-many tables of tenant models: table → (column, owning table)."""
    found: dict[str, tuple[str, str]] = {}
    for model in apps.get_models(include_auto_created=True):
        owner: object = model._meta.auto_created
        if isinstance(owner, type) and issubclass(owner, TenantModel):
            columns = [f.attname for f in model._meta.fields if f.is_relation and f.related_model is owner]
            found[model._meta.db_table] = (columns[0], owner._meta.db_table)
    return found


def apply_row_security(using: str = "owner") -> None:
    """Enable and force policies on every tenant table and grant the app role its privileges.

    Where all is as it should be, nothing is written: each policy made anew would lock its table for a moment
    and cost a commit. What one table needs comes in one piece, so that it never stands there without.
    """
    with connections[using].cursor() as cursor:
        cursor.execute(f"GRANT USAGE ON SCHEMA public TO {APP_ROLE}")
        _grant(cursor)
        cursor.execute(f"GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {APP_ROLE}")
        _protect(cursor)


def _grant(cursor: Any) -> None:
    append_only = append_only_tables()
    cursor.execute(
        """SELECT relname, (SELECT bool_and(has_table_privilege(%s, c.oid, wanted))
                            FROM unnest(ARRAY['SELECT', 'INSERT', 'UPDATE', 'DELETE']) AS wanted)
           FROM pg_class c WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p')""",
        [APP_ROLE],
    )
    for table, has_all in cursor.fetchall():
        if table in UNGRANTED_TABLES:
            cursor.execute(f'REVOKE ALL ON "{table}" FROM {APP_ROLE}')
        elif table in append_only:
            statements = [
                f'REVOKE ALL ON "{table}" FROM {APP_ROLE}',
                f'GRANT SELECT, INSERT ON "{table}" TO {APP_ROLE}',
            ]
            if append_only[table]:
                names = ", ".join(f'"{column}"' for column in append_only[table])
                statements.append(f'GRANT UPDATE ({names}) ON "{table}" TO {APP_ROLE}')
            cursor.execute("; ".join(statements))
        elif not has_all:
            cursor.execute(f'GRANT SELECT, INSERT, UPDATE, DELETE ON "{table}" TO {APP_ROLE}')


def _protect(cursor: Any) -> None:
    first, *others = tenant_tables()
    mine = f"tenant_id = {CURRENT_TENANT}"
    # The database writes a condition in its own way: what it made of the first is looked for in the others.
    _policy(cursor, first, mine)
    there = _policies(cursor)
    for table in others:
        if there.get(table) != there[first]:
            _policy(cursor, table, mine)
    for table, own in OWN_ROWS.items():
        cursor.execute(
            f'DROP POLICY IF EXISTS own_rows ON "{table}"; '
            f'CREATE POLICY own_rows ON "{table}" FOR SELECT USING ({own})'
        )
    for table, (column, owner) in through_tables().items():
        # names come from our own models, never from a user
        condition = f'EXISTS (SELECT 1 FROM "{owner}" o WHERE o.id = "{table}"."{column}")'  # noqa: S608
        _policy(cursor, table, condition)


def _policies(cursor: Any) -> dict[str, tuple[object, ...]]:
    """Table → its policy `tenant_rows` and whether row-level security is enabled and forced."""
    cursor.execute(
        """SELECT c.relname, c.relrowsecurity, c.relforcerowsecurity,
                  p.permissive, p.roles::text, p.cmd, p.qual, p.with_check
           FROM pg_policies p JOIN pg_class c ON c.oid = format('%I.%I', p.schemaname, p.tablename)::regclass
           WHERE p.schemaname = 'public' AND p.policyname = 'tenant_rows'"""
    )
    return {table: tuple(state) for table, *state in cursor.fetchall()}


def _policy(cursor: Any, table: str, condition: str) -> None:
    cursor.execute(
        f'ALTER TABLE "{table}" ENABLE ROW LEVEL SECURITY; '
        f'ALTER TABLE "{table}" FORCE ROW LEVEL SECURITY; '
        f'DROP POLICY IF EXISTS tenant_rows ON "{table}"; '
        f'CREATE POLICY tenant_rows ON "{table}" USING ({condition}) WITH CHECK ({condition})'
    )


def unprotected_tables(using: str = "default") -> list[str]:
    """Tables with a tenant_id column that lack forced row-level security; empty when all is well."""
    with connections[using].cursor() as cursor:
        cursor.execute(
            """SELECT c.relname FROM pg_class c
               JOIN pg_namespace n ON n.oid = c.relnamespace AND n.nspname = 'public'
               JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'tenant_id' AND NOT a.attisdropped
               WHERE c.relkind = 'r' AND NOT (c.relrowsecurity AND c.relforcerowsecurity)"""
        )
        return sorted(row[0] for row in cursor.fetchall() if row[0] not in UNGRANTED_TABLES)


def unsafe_role(using: str = "default") -> str | None:
    """Why the app's login must not be used, or None: it is superuser or may bypass row security."""
    with connections[using].cursor() as cursor:
        cursor.execute(
            """SELECT rolname, rolsuper, rolbypassrls FROM pg_roles
               WHERE rolname IN (current_user, session_user)"""
        )
        for name, superuser, bypass in cursor.fetchall():
            if superuser:
                return f"role {name} is a superuser"
            if bypass:
                return f"role {name} may bypass row-level security"
        cursor.execute(
            """SELECT tablename FROM pg_tables
               WHERE schemaname = 'public' AND tableowner = current_user LIMIT 1"""
        )
        row = cursor.fetchone()
    return f"the app's role owns the table {row[0]}" if row else None
