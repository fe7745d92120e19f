"""The database's own wall: what the application could not show even if it forgot every filter."""

from __future__ import annotations

from collections.abc import Callable

import psycopg
import pytest
from django.db import DatabaseError, connection, connections, transaction

from kulanz.cases.commands.recording import NewCase, record_case
from kulanz.cases.models import Case, Message
from kulanz.core.protocol.models import ProtocolEntry
from kulanz.core.tenancy.context import set_tenant, tenant_context
from kulanz.core.tenancy.models import Tenant
from kulanz.core.tenancy.rowsecurity import (
    OWN_ROWS,
    apply_row_security,
    tenant_tables,
    through_tables,
    unprotected_tables,
    unsafe_role,
)
from kulanz.masterdata.parties.models import Membership, Party, Team
from tests.cases.people import AT, People, make_people
from tests.conftest import make_tenant


@pytest.fixture
def people(tenant: Tenant) -> People:
    made = make_people(tenant)
    record_case(actor=made.anna, case=NewCase(title="Stuhl sinkt ab"), at=AT)
    return made


@pytest.fixture
def elsewhere(tenant: Tenant) -> Tenant:
    return make_tenant("suedwind", name="Südwind")


def refused(act: Callable[[], object]) -> str:
    """What the database says to `act`, which it must refuse."""
    with pytest.raises(DatabaseError) as told, transaction.atomic():
        act()
    return str(told.value)


def sql(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)


def test_every_table_of_a_tenant_is_protected(db: None) -> None:
    assert unprotected_tables() == []
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relname FROM pg_class WHERE relrowsecurity AND relforcerowsecurity AND relkind = 'r'"
        )
        forced = {row[0] for row in cursor.fetchall()}
        cursor.execute("SELECT tablename, qual, with_check FROM pg_policies WHERE policyname = 'tenant_rows'")
        policies = {table: (qual, check) for table, qual, check in cursor.fetchall()}
    expected = {*tenant_tables(), *through_tables()}
    assert expected
    assert expected <= forced
    for table in expected:
        assert policies[table][0] == policies[table][1], "what may be written is what may be read"
        assert "kulanz.tenant" in policies[table][0] or table in through_tables()


def _as_owner(statement: str) -> list[tuple[object, ...]]:
    with connections["owner"].cursor() as cursor:
        cursor.execute(statement)
        return list(cursor.fetchall()) if cursor.description else []


def _walls() -> list[tuple[object, ...]]:
    return _as_owner(
        "SELECT c.relname, relrowsecurity, relforcerowsecurity, c.relacl::text, polname, "
        "pg_get_expr(polqual, c.oid), pg_get_expr(polwithcheck, c.oid) "
        "FROM pg_class c LEFT JOIN pg_policy p ON p.polrelid = c.oid "
        "WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r' ORDER BY 1, 5"
    )


def test_a_wall_that_was_broken_is_mended_and_the_others_are_left_alone(committed_db: str) -> None:
    before = _walls()
    of_policies = "SELECT polrelid::regclass::text, oid FROM pg_policy ORDER BY 1, 2"
    made = set(_as_owner(of_policies))
    for statement in (
        "ALTER TABLE cases_case NO FORCE ROW LEVEL SECURITY",
        "ALTER TABLE cases_task DISABLE ROW LEVEL SECURITY",
        "DROP POLICY tenant_rows ON parties_party",
        "ALTER POLICY tenant_rows ON cases_message USING (true)",
        "ALTER POLICY tenant_rows ON cases_position WITH CHECK (true)",
        "REVOKE UPDATE ON parties_team FROM kulanz_app",
        f"GRANT DELETE ON {ProtocolEntry._meta.db_table} TO kulanz_app",
    ):
        _as_owner(statement)
    assert _walls() != before

    apply_row_security("owner")

    assert [wall[:3] + wall[4:] for wall in _walls()] == [wall[:3] + wall[4:] for wall in before]
    assert {w[0]: sorted(str(w[3])) for w in _walls()} == {w[0]: sorted(str(w[3])) for w in before}
    anew = {str(table) for table, _ in set(_as_owner(of_policies)) - made}
    mended = {"cases_case", "cases_task", "parties_party", "cases_message", "cases_position"}
    assert mended <= anew
    assert anew <= {*mended, tenant_tables()[0], *through_tables(), *OWN_ROWS}


def test_the_login_of_the_application_is_weak(db: None) -> None:
    assert unsafe_role() is None
    with connection.cursor() as cursor:
        cursor.execute("SELECT rolsuper, rolbypassrls, rolcreatedb, rolcreaterole FROM pg_roles"
                       " WHERE rolname = current_user")  # fmt: skip
        assert cursor.fetchone() == (False, False, False, False)
        cursor.execute("SELECT count(*) FROM pg_tables WHERE tableowner = current_user")
        assert cursor.fetchone() == (0,)
    assert "permission denied" in refused(lambda: sql("CREATE TABLE mine (id int)"))
    assert "must be owner" in refused(lambda: sql("ALTER TABLE cases_case DISABLE ROW LEVEL SECURITY"))


@pytest.mark.parametrize(
    ("right", "reason"), [("SUPERUSER", "is a superuser"), ("BYPASSRLS", "may bypass row-level security")]
)
def test_a_login_that_is_too_strong_is_named(committed_db: str, right: str, reason: str) -> None:
    """Checked with another role, so that no parallel test meets a changed one."""
    from tests.settings import CLUSTER

    role = f"strong_{right.lower()}_{committed_db}"
    with psycopg.connect(CLUSTER.superuser_url("postgres"), autocommit=True) as server:
        server.execute(f"CREATE ROLE {role} {right} NOLOGIN")
        server.execute(f"GRANT {role} TO kulanz_app")
        try:
            sql(f"SET ROLE {role}")
            assert unsafe_role() == f"role {role} {reason}"
        finally:
            sql("RESET ROLE")
            server.execute(f"DROP ROLE {role}")


def test_the_owner_of_the_tables_is_refused_too(committed_db: str) -> None:
    assert "kulanz_owner" in str(unsafe_role("owner"))


def test_without_a_tenant_nothing_is_there(people: People) -> None:
    assert Case.objects.exists()
    for nothing in (None, 0):
        with transaction.atomic():
            set_tenant(nothing)
            for model in (Case, Party, Membership, ProtocolEntry):
                assert not model._default_manager.exists(), model
            assert Case.objects.filter(tenant_id=people.tenant.pk).update(title="Meins") == 0
            transaction.set_rollback(True)


def test_another_tenants_rows_are_neither_seen_nor_written(people: People, elsewhere: Tenant) -> None:
    case = Case.objects.get()
    with tenant_context(elsewhere.pk):
        assert not Case.objects.exists()
        assert not Message.objects.exists()
        assert Case.objects.filter(pk=case.pk).delete()[0] == 0
        assert "row-level security" in refused(
            lambda: Team.objects.create(tenant=people.tenant, name="Eingeschlichen")
        )
        own = Team.objects.create(tenant=elsewhere, name="Eigenes")
        assert "row-level security" in refused(
            lambda: Team.objects.filter(pk=own.pk).update(tenant_id=people.tenant.pk)
        )
    assert Case.objects.get() == case


def test_a_person_lists_his_own_accesses_elsewhere_and_nothing_more(
    people: People, elsewhere: Tenant
) -> None:
    with tenant_context(elsewhere.pk):
        set_tenant(elsewhere.pk, user_id=people.anna.user_id)
        assert [m.name for m in Membership.objects.all()] == ["Anna Amsel"]
        assert Membership.objects.update(name="Umbenannt") == 0
        assert not Case.objects.exists()


CHANGES_OF_THE_PROTOCOL = (
    "UPDATE protocol_protocolentry SET event = 'nothing'",
    "DELETE FROM protocol_protocolentry",
    "TRUNCATE protocol_protocolentry CASCADE",
)


@pytest.mark.parametrize("statement", CHANGES_OF_THE_PROTOCOL)
def test_the_protocol_is_never_changed(people: People, statement: str) -> None:
    assert "permission denied" in refused(lambda: sql(statement))
    assert ProtocolEntry.objects.exists()


def test_not_even_the_owner_changes_the_protocol(committed_db: str) -> None:
    from django.db import connections

    with tenant_context(None):
        tenant = make_tenant()
    with tenant_context(tenant.pk):
        people = make_people(tenant)
        record_case(actor=people.anna, case=NewCase(title="Stuhl"), at=AT)

    def as_owner(statement: str) -> None:
        with transaction.atomic("owner"), connections["owner"].cursor() as cursor:
            set_tenant(tenant.pk, using="owner")
            cursor.execute(statement)

    for statement in CHANGES_OF_THE_PROTOCOL:
        assert "append" in refused(lambda statement=statement: as_owner(statement))


def test_the_search_table_is_reached_through_its_functions_only(people: People) -> None:
    for statement in ("SELECT * FROM search_document", "DELETE FROM search_document"):
        assert "permission denied" in refused(lambda statement=statement: sql(statement))


def test_functions_with_rights_of_their_own_have_a_fixed_path(db: None) -> None:
    """Whoever could choose the path could put his own functions and tables under theirs."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT proname, proconfig FROM pg_proc WHERE prosecdef AND pronamespace = 'public'::regnamespace"
        )
        found = cursor.fetchall()
    assert found
    for name, config in found:
        assert any(setting.startswith("search_path=") for setting in config or []), name
