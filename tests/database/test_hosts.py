"""Which tenant a host name means, asked before every page."""

from __future__ import annotations

import pytest
from tests.conftest import make_tenant

from kulanz.core.tenancy.hosts import tenant_for_host
from kulanz.core.tenancy.models import Tenant

pytestmark = pytest.mark.django_db


def test_it_is_the_row_as_django_reads_it() -> None:
    made = make_tenant(other_hosts=["a.test", "b.test"], logo=b"abc", contact_phone="0431 12345")
    make_tenant("suedwind")
    found = tenant_for_host("B.test:8000")
    assert found is not None
    read = Tenant.objects.defer("logo").get(pk=made.pk)
    assert {**vars(found), "_state": None} == {**vars(read), "_state": None}
    assert found.get_deferred_fields() == {"logo"}
    assert bytes(found.logo or b"") == b"abc"
    assert not found._state.adding
    assert found._state.db == "default"


def test_one_tenant_has_every_host_two_have_their_own() -> None:
    one = make_tenant()
    assert tenant_for_host("anything.test") == one
    two = make_tenant("suedwind")
    assert tenant_for_host("anything.test") is None
    assert tenant_for_host("suedwind.test") == two
    Tenant.objects.filter(pk=two.pk).update(active=False)
    assert tenant_for_host("suedwind.test") == one
