"""Each thing `kulanz check` is for is found when it happens."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.db import connections

from kulanz.cases.models import Case
from kulanz.config.consistency.findings import tenant_findings, whole_findings
from kulanz.config.consistency.tenants import references
from kulanz.core.files.commands import store_file
from kulanz.core.files.storage import storage
from kulanz.core.numbering.models import Counter
from kulanz.core.tenancy.context import tenant_context
from kulanz.core.tenancy.models import Tenant
from tests.conftest import make_tenant

AT = datetime(2026, 3, 4, 9, tzinfo=UTC)


def _found(tenant: Tenant) -> set[str]:
    return {finding.what for finding in tenant_findings(tenant) if not finding.info}


@pytest.fixture
def complete(tenant: Tenant) -> Tenant:
    tenant.imprint = tenant.privacy_notice = "da"
    tenant.save()
    return tenant


def _case(tenant: Tenant, number: str) -> Case:
    return Case.objects.create(
        tenant=tenant, number=number, channel="phone", title="x", state_since=AT, created_at=AT, updated_at=AT
    )


def test_a_tenant_without_its_texts(tenant: Tenant) -> None:
    assert _found(tenant) == {"no imprint", "no privacy notice"}


def test_nothing_wrong_is_nothing_found(complete: Tenant) -> None:
    assert _found(complete) == set()


def test_gaps_and_counters(complete: Tenant) -> None:
    _case(complete, "NO-2026-00001")
    _case(complete, "NO-2026-00003")
    Counter.objects.create(tenant=complete, series="case", year=2026, value=4)
    details = {f.what: f.detail for f in tenant_findings(complete)}
    assert details["gap in numbers"] == "2026: 1 missing (first: 2)"
    assert details["counter"] == "2026: the counter says 4, the highest number is 3"


def test_a_missing_and_an_orphaned_file(complete: Tenant) -> None:
    stored = store_file(tenant_id=complete.pk, content=b"Hallo Welt\n", name="notiz.txt", at=AT)
    storage().delete(stored.key)
    storage().write(complete.pk, iter((b"niemandes",)))
    assert {"file: content missing", "file: orphan"} <= _found(complete)


def test_references_between_tenants_are_known() -> None:
    found = {(model._meta.label, column) for model, column, _target, _key in references()}
    assert {("cases.Message", "case_id"), ("cases.Case", "merged_into_id")} <= found
    assert ("cases.Case", "tenant_id") not in found


def test_a_row_of_two_tenants(committed_db: str) -> None:
    one, other = make_tenant(), make_tenant("suedwind")
    with tenant_context(other.pk):
        foreign = _case(other, "SU-2026-00001")
    with tenant_context(one.pk):
        own = _case(one, "NO-2026-00001")
    assert list(whole_findings()) == []
    with tenant_context(one.pk):
        Case.objects.filter(pk=own.pk).update(merged_into_id=foreign.pk)
    (found,) = whole_findings()
    assert found.what == "mixed tenants"
    assert "cases.Case lead by merged_into_id" in found.detail


def test_a_table_without_row_security(committed_db: str) -> None:
    with connections["owner"].cursor() as cursor:
        cursor.execute("ALTER TABLE cases_case NO FORCE ROW LEVEL SECURITY")
    assert [(f.what, f.detail.split()[0]) for f in whole_findings()] == [("unprotected table", "cases_case")]
